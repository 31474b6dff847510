// Bundles that don't need the package any more: each runs in a folder with only the bundle.

import { copyFileSync, readdirSync } from "node:fs";
import { root } from "../../../support/files.mjs";
import { commonJs, elsewhere, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { toolNode } from "../install.mjs";
import { run } from "../process.mjs";

/** Bundles a program, and runs the resulting file. */
async function runBundle({ group, name }, bundler, [entry, program], [file, format], args) {
  const folder = workFolder(group, name);
  write(folder, { [entry]: program, "package.json": { private: true, name: "consumer" } });
  copyFileSync(`${root}pkg-tests/runtimes/matrix/bundle.mjs`, `${folder}/bundle.mjs`);
  return elsewhere(async (away) => {
    await run(toolNode, ["bundle.mjs", bundler, entry, away, file, format], { cwd: folder });
    const left = readdirSync(away);
    if (left.length !== 1) throw new Error(`the bundle is ${left.join(", ")}`);
    return readReport(await run(toolNode, args ?? [file], { cwd: away }));
  });
}

/** The packages of bundlers with another name. */
const PACKAGES = { rspack: "@rspack/core" };

const cell = (row, bundler, name, group, ...rest) => ({
  row,
  name,
  group,
  shows: PACKAGES[bundler] ?? bundler,
  quick: true,
  run() {
    return runBundle(this, bundler, ...rest);
  },
});

const ES_MODULE = ["main.mjs", esModule(print)];
const COMMON_JS = ["main.cjs", commonJs(print)];

// Rollup and Vite only read ES modules. The others also follow `require`.
const BUNDLERS = [
  ["esbuild", "esbuild", "bundlers", COMMON_JS],
  ["Rollup", "rollup", "bundlers", ES_MODULE],
  ["webpack", "webpack", "bundlers", COMMON_JS],
  ["Rspack", "rspack", "rspack", COMMON_JS],
  ["Vite", "vite", "bundlers", ES_MODULE],
  ["Parcel", "parcel", "parcel", COMMON_JS],
];

// Lambda calls the file's export.
const HANDLER = [
  "main.mjs",
  esModule((text) => `export const handler = async () => ({ statusCode: 200, body: ${text} });`),
];
const CALL = ["--eval", 'require("./index.js").handler({}).then(({ body }) => console.log(body))'];

export const cells = [
  ...BUNDLERS.flatMap(([title, bundler, group, commonJsEntry]) => [
    cell(`${title}, ES module and CommonJS`, bundler, `${title}, ES module`, group, ES_MODULE, ["bundle.mjs", "esm"]),
    cell(`${title}, ES module and CommonJS`, bundler, `${title}, CommonJS`, group, commonJsEntry, [
      "bundle.cjs",
      "cjs",
    ]),
  ]),
  cell(
    "AWS Lambda's shape: one CommonJS file",
    "esbuild",
    "one CommonJS file, as for Lambda",
    "bundlers",
    HANDLER,
    ["index.js", "cjs"],
    CALL,
  ),
];
