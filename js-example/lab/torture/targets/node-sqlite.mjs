// The Node example as one process, on SQLite in a file.

import { join } from "node:path";
import { startNode } from "../../launch/node.mjs";
import { startProcess } from "./one-process.mjs";

export const title = "Node, one process on SQLite";

/** @type {import("../target.mjs").StartTarget} */
export function start({ env, megabytes, pauseMs }) {
  const launch = (folder) => startNode({ ...env, DATABASE_FILE: join(folder, "countersign.db") });
  return startProcess({ megabytes: [megabytes], pauseMs, launch });
}
