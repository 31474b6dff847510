// The runtimes that are measured, from npm at the versions that the matrix pins.

import { folderOf, install, pinned } from "../matrix/install.mjs";

const bin = (group, path) => `${folderOf(group)}/node_modules/${path}`;

const node = (major) => ({
  name: `node-${major}`,
  title: `Node ${major}`,
  group: `node-${major}`,
  forms: "node",
  version: () => pinned(`node-${major}`, "node"),
  command: () => [bin(`node-${major}`, "node/bin/node")],
});

export const RUNTIMES = [
  node(20),
  node(24),
  { name: "bun", title: "Bun", group: "bun", forms: "fetch", version: () => pinned("bun", "bun"), command: () => [bin("bun", ".bin/bun"), "run"] },
  {
    name: "deno",
    title: "Deno",
    group: "deno",
    forms: "fetch",
    version: () => pinned("deno", "deno"),
    command: () => [bin("deno", ".bin/deno"), "run", "--no-prompt", "--no-remote", "--node-modules-dir=manual", "--allow-all"],
  },
];

/** The Node that runs this very program: for a quick look, without installing anything. */
export const HERE = {
  name: "here",
  title: `this Node`,
  forms: "node",
  version: () => process.versions.node,
  command: () => [process.execPath],
};

export const installRuntime = async ({ group }) => group && install(group);
