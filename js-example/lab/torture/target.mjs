/**
 * What the torture plays at: one example with all that it needs, and what can be done to it.
 *
 * @typedef {object} Target
 * @property {() => string} url where the next request goes
 * @property {import("./service.mjs").Service[]} services
 * @property {import("./faults.mjs").Fault[]} faults
 * @property {() => Promise<void>} stop
 *
 * @callback StartTarget
 * @param {object} options
 * @param {Record<string, string>} options.env what the receiver is told beside its keys
 * @param {number} options.megabytes how large its disk is
 * @param {number} options.pauseMs how long a fault that has no end of its own lasts
 * @returns {Promise<Target>}
 */

export const TARGETS = {
  "node-sqlite": () => import("./targets/node-sqlite.mjs"),
  "node-postgres": () => import("./targets/node-postgres.mjs"),
  "two-hosts": () => import("./targets/two-hosts.mjs"),
  worker: () => import("./targets/worker.mjs"),
};
