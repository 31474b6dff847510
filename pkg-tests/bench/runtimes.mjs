// The measured runtimes, from npm in the versions that the matrix pins. Each has `measure`, which measures rows and passes the
// results of each row to `onRow`.

import { fileURLToPath } from "node:url";
import { folderOf, installPackages, pinned } from "../runtimes/matrix/install.mjs";
import { run } from "../runtimes/matrix/process.mjs";
import { measureInWorkerd } from "./workerd.mjs";

const PROGRAM = fileURLToPath(new URL("program.mjs", import.meta.url));
const MOST_MS = 900_000;

/** Returns the binary of a runtime in its group of the matrix. */
export const binary = (group, path) => `${folderOf(group)}/node_modules/${path}`;

const runtime = (name, title, { group, program, args = [], platform }) => ({
  name,
  title,
  group,
  platform,
  version: () => pinned(group, name.split("-")[0]),
  install: () => installPackages(group),
  command: () => [binary(group, program), ...args],
  env: {},
  async measure(job, onRow) {
    const [command, ...given] = this.command();
    const onLine = (line) => onRow(JSON.parse(line));
    await run(command, [...given, PROGRAM, JSON.stringify({ ...job, platform })], {
      onLine,
      env: this.env,
      timeoutMs: MOST_MS,
    });
  },
});

const node = (major) =>
  runtime(`node-${major}`, `Node ${major}`, { group: `node-${major}`, program: "node/bin/node", platform: "node" });

// Deno may read `process.argv` and files without asking: we don't measure its permissions.
const DENO = ["run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-all"];

export const RUNTIMES = [
  node(20),
  node(24),
  runtime("bun", "Bun", { group: "bun", program: ".bin/bun", args: ["run"], platform: "fetch" }),
  runtime("deno", "Deno", { group: "deno", program: ".bin/deno", args: DENO, platform: "fetch" }),
  {
    name: "workerd",
    title: "workerd",
    group: "workerd",
    platform: "fetch",
    version: () => pinned("workerd", "workerd"),
    install: () => installPackages("workerd"),
    command: () => [binary("workerd", ".bin/workerd")],
    measure(job, onRow) {
      return measureInWorkerd(this, job, onRow);
    },
  },
];

/**
 * The last Node, with the processor's SHA-256 instructions turned off in OpenSSL (OPENSSL_ia32cap, bit 29 of the second word).
 * It shows the speed on processors without them, where WebAssembly has no disadvantage.
 */
export const WITHOUT_SHA = {
  ...node(24),
  title: "Node 24, without the instructions for SHA-256",
  env: { OPENSSL_ia32cap: ":~0x20000000" },
};

/** The Node that runs this program: for a quick look without installing anything. */
export const HERE = {
  ...node("here"),
  name: "here",
  title: "this Node",
  version: () => process.versions.node,
  install: () => undefined,
  command: () => [process.execPath],
};
