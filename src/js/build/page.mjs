// The page that finds a cause in a browser. Here it is without the module, which the package has once: the command puts it in.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { madeDiagnose, out, root } from "./paths.mjs";

const source = (file) => `${root}src/js/page/${file}`;

const glue = {
  name: "the glue of diagnose",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^#glue$/ }, () => ({ path: `${madeDiagnose}/glue.js`, sideEffects: false })),
};

/** Returns a script as text that can stand in an element. */
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

/** Makes the page with a function that bundles. */
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
