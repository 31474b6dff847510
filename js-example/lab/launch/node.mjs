import { fileURLToPath } from "node:url";
import { NODE_ENV } from "../simulator/keys.mjs";
import { Child } from "./child.mjs";
import { holdPort } from "./port.mjs";

const SERVER = fileURLToPath(new URL("../../node/server.mjs", import.meta.url));

/**
 * Starts node/server.mjs on a port that stays reserved after a kill.
 *
 * @param {Record<string, string>} env beside the simulator's keys
 * @param {{ within?: string[], node?: string }} [how] `within`: a command that runs another one, in a namespace. `node`: the
 *   program, by default this process's Node
 * @returns {Promise<{ child: Child, url: string | null }>} a server with `ROLE=worker` has no URL
 */
export async function startNode(env, { within = [], node = process.execPath } = {}) {
  const [command, ...args] = [...within, node, SERVER];
  const child = new Child(command, args, {
    env: { ...clean(process.env), ...NODE_ENV, PORT: String(await holdPort()), ...env },
  });
  if (env.ROLE === "worker") {
    await child.line((line) => (messageOf(line).msg === undefined ? null : line));
    return { child, url: null };
  }
  const port = await child.line(portOf);
  return { child, url: `http://${env.HOST ?? "127.0.0.1"}:${port}` };
}

/** The caller's own database is not for this server. */
function clean({ DATABASE_URL: _url, DATABASE_FILE: _file, ...env }) {
  return env;
}

/** Returns the port in a line of the log, or null. */
export function portOf(line) {
  const { msg, port } = messageOf(line);
  return msg === "listening" ? port : null;
}

function messageOf(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}
