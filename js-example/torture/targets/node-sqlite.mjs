// The Node example as one process, on SQLite in a file.

import { join } from "node:path";
import { startNode } from "../../servers/node.mjs";
import { makeDisk } from "../disk.mjs";
import { fullDisk, killed } from "../faults.mjs";
import { startService } from "../service.mjs";

export const title = "Node, one process on SQLite";

/** @type {import("../target.mjs").StartTarget} */
export async function start({ env, megabytes, pauseMs }) {
  const disk = await makeDisk({ megabytes });
  const server = await startService("server", () => startNode({ ...env, DATABASE_FILE: join(disk.folder, "countersign.db") }));
  return {
    url: () => server.url,
    services: [server],
    faults: [killed(server), fullDisk(disk, pauseMs)],
    async stop() {
      await server.stop();
      disk.remove();
    },
  };
}
