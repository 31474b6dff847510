// Runtimes other than Node and workerd: Deno, Bun, and the edge runtime of Vercel.

import { readFileSync } from "node:fs";
import { elsewhere, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";
import { TEXT_START } from "../../../../src/js/build/embed.js";

const bin = (group, name) => `${folderOf(group)}/node_modules/.bin/${name}`;

const simple = (row, name, group, args) => ({
  row,
  name,
  group,
  shows: group,
  quick: true,
  async run() {
    const folder = workFolder(group, "main");
    write(folder, { "main.mjs": esModule(print) });
    return readReport(await run(bin(group, group), [...args, "main.mjs"], { cwd: folder }));
  },
});

const bunExecutable = {
  row: "Bun, and as one executable file",
  name: "Bun, one executable file",
  group: "bun",
  shows: "bun",
  quick: false,
  async run() {
    const folder = workFolder(this.group, "executable");
    write(folder, { "main.mjs": esModule(print) });
    return elsewhere(async (away) => {
      await run(bin("bun", "bun"), ["build", "--compile", "main.mjs", "--outfile", `${away}/consumer`], {
        cwd: folder,
      });
      return readReport(await run(`${away}/consumer`, [], { cwd: away }));
    });
  },
};

// Vercel's builder replaces `./file.wasm?module` with a compiled module.
const BUNDLE = `import { build } from "esbuild";
const wasm = { name: "wasm", setup: ({ onResolve, onLoad }) => {
  onResolve({ filter: /\\.wasm\\?module$/ }, ({ path }) => ({ path, namespace: "wasm" }));
  onLoad({ filter: /.*/, namespace: "wasm" }, () => ({ contents: "export default globalThis.compiled;" }));
} };
await build({ entryPoints: ["main.mjs"], bundle: true, format: "iife", conditions: ["edge-light", "worker", "browser"], plugins: [wasm], outfile: process.argv[2] });
`;

// The virtual machine compiles neither text nor bytes: it must work with the given module.
const HOST = `import { readFileSync } from "node:fs";
import { EdgeRuntime } from "edge-runtime";
const compiled = new WebAssembly.Module(readFileSync("../../node_modules/countersign/countersign.wasm"));
const runtime = new EdgeRuntime({ codeGeneration: { strings: false, wasm: false }, extend: (context) => Object.assign(context, { compiled }) });
runtime.evaluate(readFileSync(process.argv[2], "utf8"));
console.log(runtime.evaluate("globalThis.report"));
`;

const edgeRuntime = {
  row: "Vercel's edge runtime",
  name: "Vercel's edge runtime",
  group: "edge-runtime",
  shows: "edge-runtime",
  quick: true,
  async run() {
    const folder = workFolder(this.group, "main");
    write(folder, {
      "main.mjs": esModule((text) => `globalThis.report = ${text};`),
      "bundle.mjs": BUNDLE,
      "host.mjs": HOST,
    });
    return elsewhere(async (away) => {
      await run(toolNode, ["bundle.mjs", `${away}/bundle.js`], { cwd: folder });
      if (readFileSync(`${away}/bundle.js`, "utf8").includes(TEXT_START))
        throw new Error("the inline copy is in the bundle");
      return readReport(await run(toolNode, ["host.mjs", `${away}/bundle.js`], { cwd: folder }));
    });
  },
};

// Without prompts, a request for a permission fails.
export const cells = [
  simple("Deno, without permissions", "Deno, without permissions", "deno", [
    "run",
    "--no-prompt",
    "--no-remote",
    "--node-modules-dir=manual",
  ]),
  simple(bunExecutable.row, "Bun", "bun", ["run"]),
  bunExecutable,
  edgeRuntime,
];
