// Builds the page that diagnoses a delivery in a browser, without its module. The package has the module once, and the command
// inserts it.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { madeDiagnose, out, root } from "./paths.mjs";

const source = (file) => `${root}src/js/page/${file}`;

const glue = {
  name: "the glue of diagnose",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^#glue$/ }, () => ({ path: `${madeDiagnose}/glue.js`, sideEffects: false })),
};

/** Escapes a script for use in an element. */
async function script(bundle, file) {
  const { outputFiles } = await bundle({
    entryPoints: [source(file)],
    format: "iife",
    platform: "browser",
    write: false,
    plugins: [glue],
  });
  return outputFiles[0].text.replaceAll("</script", "<\\/script");
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Builds the page with the given bundler. */
export async function writePage(bundle) {
  const style = readFileSync(source("page.css"), "utf8");
  const main = await script(bundle, "main.js");
  const policy = [
    "default-src 'none'",
    `script-src ${hash(main)} 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const parts = { POLICY: policy, STYLE: style, WORKER: await script(bundle, "worker.js"), SCRIPT: main };
  const html = readFileSync(source("page.html"), "utf8").replace(
    /@(POLICY|STYLE|WORKER|SCRIPT)@/g,
    (_, name) => parts[name],
  );
  writeFileSync(`${out}/page.html`, html);
}
