import { startParts } from "../../launch/start-all.mjs";
import { makeDisk } from "../disk.mjs";
import { fullDisk, killed } from "../faults.mjs";
import { startService } from "../service.mjs";

/**
 * Starts an example of one process. Its files are on separate disks.
 *
 * @param {object} options
 * @param {number[]} options.megabytes the size of each disk; the first one has the stored data
 * @param {number} options.pauseMs
 * @param {(server: import("../service.mjs").Service, ...folders: string[]) => import("../faults.mjs").Fault[]} [options.faults] more of them
 * @param {(...folders: string[]) => ReturnType<typeof import("../../launch/node.mjs").startNode>} options.launch gets the disks' folders
 * @returns {Promise<import("../target.mjs").Target>}
 */
export const startProcess = ({ megabytes, pauseMs, launch, faults = () => [] }) =>
  startParts(async (started) => {
    const disks = [];
    for (const each of megabytes) {
      const disk = await makeDisk({ megabytes: each });
      started(disk.remove);
      disks.push(disk);
    }
    const folders = disks.map(({ folder }) => folder);
    const server = await startService("server", () => launch(...folders));
    started(server.stop);
    return {
      url: () => server.url,
      services: [server],
      faults: [killed(server), fullDisk(disks[0], pauseMs), ...faults(server, ...folders)],
    };
  });
