// Bundles the test build's glue with the package's own JavaScript into target/faults/faults.mjs. Run by `make faults`.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { methods } from "../../../src/js/build/providers.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const made = `${root}target/faults`;

await build({
  stdin: {
    contents: `import module from "${made}/named.wasm";
      import { createApi } from "${root}src/js/api/index.js";
      export { WebhookError } from "${root}src/js/api/index.js";
      export { faults } from "${root}pkg-tests/boundary/faults/faults.js";
      export const { providers } = createApi(module);`,
    resolveDir: root,
  },
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  loader: { ".wasm": "binary" },
  plugins: [
    { name: "glue", setup: ({ onResolve }) => onResolve({ filter: /^#glue$/ }, () => ({ path: `${made}/glue.js` })) },
    methods,
  ],
  outfile: `${made}/faults.mjs`,
});
