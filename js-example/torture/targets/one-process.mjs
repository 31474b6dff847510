import { fullDisk, killed } from "../faults.mjs";

/**
 * An example that is one process with its files on one disk.
 *
 * @param {import("../service.mjs").Service} server
 * @param {import("../disk.mjs").Disk[]} disks the first holds what is stored
 * @param {number} pauseMs
 * @returns {import("../target.mjs").Target}
 */
export function oneProcess(server, disks, pauseMs) {
  return {
    url: () => server.url,
    services: [server],
    faults: [killed(server), fullDisk(disks[0], pauseMs)],
    async stop() {
      await server.stop();
      for (const disk of disks) disk.remove();
    },
  };
}
