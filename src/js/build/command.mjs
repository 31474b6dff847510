// Builds the command: one script, which loads the package's entries. It loads the large module only when needed.

import { out, root, version } from "./paths.mjs";

const ENTRIES = {
  countersign: "./inline.js",
  "countersign/presets": "./presets.data.js",
  "countersign/testing": "./testing.inline.js",
  "countersign/diagnose": "./diagnose.inline.js",
};

const names = {
  name: "the entries",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^countersign(\/\w+)?$/ }, ({ path }) => ({ path: ENTRIES[path], external: true }));
    onResolve({ filter: /^#diagnose-module$/ }, () => ({ path: "./diagnose.module.cjs", external: true }));
    onResolve({ filter: /^#version$/ }, () => ({ path: "version", namespace: "version" }));
    onLoad({ filter: /^version$/, namespace: "version" }, () => ({
      contents: `export const version = ${JSON.stringify(version)};`,
    }));
  },
};

/** Builds the command with the given bundler. */
export async function writeCommand(bundle) {
  await bundle({
    entryPoints: [`${root}src/js/command/main.js`],
    format: "esm",
    platform: "node",
    banner: { js: "#!/usr/bin/env node" },
    outfile: `${out}/command.js`,
    plugins: [names],
  });
}
