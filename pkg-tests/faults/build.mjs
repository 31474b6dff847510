// Bundles the test build's glue with the package's own JavaScript into target/faults/faults.mjs. Run by `make faults`.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const made = `${root}target/faults`;

await build({
  stdin: {
    contents: `import module from "${made}/faults.wasm";
      import { start } from "${root}src/js/api.js";
      export { WebhookError } from "${root}src/js/api.js";
      export { wasm as faults } from "${root}src/js/guard.js";
      export const { providers } = start(module);`,
    resolveDir: root,
  },
  bundle: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  loader: { ".wasm": "binary" },
  outfile: `${made}/faults.mjs`,
  plugins: [
    {
      name: "resolve",
      setup: ({ onResolve }) => {
        onResolve({ filter: /^#glue$/ }, () => ({ path: `${made}/glue.js` }));
        onResolve({ filter: /^#boundary$|\/boundary\.js$/ }, () => ({ path: `${root}src/wasm/boundary.js` }));
      },
    },
  ],
});
