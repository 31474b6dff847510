/**
 * The target of a torture run: an example with its environment, and the faults that it allows.
 *
 * @typedef {object} Target
 * @property {() => string} url where the next request goes
 * @property {import("./service.mjs").Service[]} services
 * @property {import("./faults.mjs").Fault[]} faults
 * @property {() => Promise<void>} stop
 *
 * @callback StartTarget
 * @param {object} options
 * @param {Record<string, string>} options.env the receiver's environment, in addition to its keys
 * @param {number} options.megabytes the size of its disk
 * @param {number} options.pauseMs the duration of a fault that does not end by itself
 * @returns {Promise<Target>}
 */

export const TARGETS = {
  "node-sqlite": () => import("./targets/node-sqlite.mjs"),
  "node-postgres": () => import("./targets/node-postgres.mjs"),
  "two-hosts": () => import("./targets/two-hosts.mjs"),
  worker: () => import("./targets/worker.mjs"),
};
