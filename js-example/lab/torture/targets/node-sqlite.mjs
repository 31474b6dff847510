// The Node example as one process, on SQLite in a file.

import { join } from "node:path";
import { startNode } from "../../launch/node.mjs";
import { lockedFile, strangers } from "../faults.mjs";
import { clockJumps, wrongClock } from "../faults/clock.mjs";
import { logUnread } from "../faults/log.mjs";
import { startProcess } from "./one-process.mjs";

export const title = "Node, one process on SQLite";

/** @type {import("../target.mjs").StartTarget} */
export function start({ env, megabytes, pauseMs }) {
  const launch = (folder) => startNode({ ...env, ...wrongClock(), DATABASE_FILE: join(folder, "countersign.db") });
  const faults = (server, folder) => [
    lockedFile(join(folder, "countersign.db"), pauseMs),
    strangers(() => server.url, pauseMs),
    clockJumps([server], pauseMs),
    logUnread([server], pauseMs),
  ];
  return startProcess({ megabytes: [megabytes], pauseMs, launch, faults });
}
