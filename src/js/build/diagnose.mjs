// The entry `countersign/diagnose`, with a module of its own.
//
// The module is three times as large as the other one: it stands in the package once, compressed by Brotli, which takes a sixth off
// what gzip makes of it. zlib undoes that synchronously, but where there is no zlib (in a browser) the entry does not load: there is
// the page.

import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { madeDiagnose, out, root } from "./paths.mjs";

const MODULE = "./diagnose.module.cjs";

/** What the entry exports. */
const NAMES = ["WebhookError", "diagnose", "explain", "findingIds", "isWebhookError", "replay"];

/** Makes the entry with a function that bundles. */
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
  return `const { brotliDecompressSync } = require("node:zlib");
module.exports = new Uint8Array(brotliDecompressSync(Buffer.from(
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
