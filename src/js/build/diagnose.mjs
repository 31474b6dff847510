// Builds the entry `countersign/diagnose`, which has a separate module.
//
// This module is three times as large as the other one. The package has it once, compressed by Brotli, which is a sixth smaller than
// gzip. zlib decompresses it synchronously. Without zlib, as in a browser, the entry doesn't load: use the page there.

import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { madeDiagnose, out, root } from "./paths.mjs";

const MODULE = "./diagnose.module.cjs";

/** The exports of the entry. */
const NAMES = ["WebhookError", "diagnose", "explain", "findingIds", "isWebhookError", "replay"];

/** Builds the entry with the given bundler. */
export async function writeDiagnose(bundle) {
  writeFileSync(`${out}/${MODULE}`, moduleSource(readFileSync(`${madeDiagnose}/countersign.wasm`)));
  await bundle({
    entryPoints: [`${root}src/js/diagnose/instance.js`],
    format: "cjs",
    platform: "neutral",
    outfile: `${out}/diagnose.inline.cjs`,
    plugins: [names],
  });
  // Both formats share the instance.
  writeFileSync(
    `${out}/diagnose.inline.js`,
    `import diagnosis from "./diagnose.inline.cjs";\nexport const { ${NAMES.join(", ")} } = diagnosis;\n`,
  );
}

function moduleSource(wasm) {
  const { BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT } = constants;
  const packed = brotliCompressSync(wasm, {
    params: { [BROTLI_PARAM_LGWIN]: 24, [BROTLI_PARAM_SIZE_HINT]: wasm.length },
  });
  // A property, because esbuild would define a getter for each byte of exports that are an array.
  return `const { brotliDecompressSync } = require("node:zlib");
exports.bytes = new Uint8Array(brotliDecompressSync(Buffer.from(
"${packed.toString("base64")}"
, "base64")));
`;
}

const names = {
  name: "the module of diagnose",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^#glue$/ }, () => ({ path: `${madeDiagnose}/glue.js`, sideEffects: false }));
    onResolve({ filter: /^#wasm$/ }, () => ({ path: MODULE, external: true }));
  },
};
