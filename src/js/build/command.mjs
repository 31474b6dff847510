// The command of the package: one script, which loads the entries beside it. The large module comes when it is asked for.

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

/** Makes the command with a function that bundles. */
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
