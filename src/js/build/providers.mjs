// Tells the build about the providers. The module describes them; their own JavaScript is in their folders.

import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

/** Returns the exports of the module in a folder. */
async function load(folder) {
  // Only this name makes Node load the glue as an ES module.
  copyFileSync(`${folder}/glue.js`, `${folder}/described.mjs`);
  const glue = await import(pathToFileURL(`${folder}/described.mjs`));
  glue.initSync({ module: readFileSync(`${folder}/glue_bg.wasm`) });
  return glue;
}

/** Returns the description from the module in a folder: `{ limit, trusts, providers: [{ name, header, option, fields }] }`. */
export const describe = async (folder) => (await load(folder)).describe();

/** Returns the findings of the diagnosis module in a folder: `[{ id, title, detail, remedy: { text, frameworks } }]`. */
export const describeFindings = async (folder) => (await load(folder)).diagnoseDescribe().findings;

/** Returns the source of `#methods`: the extra methods of each provider, by its name. */
export function methodsSource() {
  const folders = readdirSync(`${root}src/providers`).filter((name) =>
    existsSync(`${root}src/providers/${name}/methods.js`),
  );
  const imports = folders.map(
    (name) => `import { methods as ${name} } from "${root}src/providers/${name}/methods.js";\n`,
  );
  return `${imports.join("")}export const methods = { ${folders.join(", ")} };\n`;
}

/** Resolves `#methods` for esbuild. */
export const methods = {
  name: "the providers' own methods",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /^#methods$/ }, () => ({ path: "methods", namespace: "methods" }));
    onLoad({ filter: /^methods$/, namespace: "methods" }, () => ({ contents: methodsSource(), resolveDir: root }));
  },
};

/** Returns the source of `countersign/testing`: a signer for each provider that authenticates deliveries in a header. */
export function testingSource(providers) {
  const signers = providers
    .filter(({ option }) => option !== null)
    .map(({ name }) => `export const ${name} = signer("${name}");\n`);
  return `export * from "${root}src/js/api/testing.js";\nimport { signer } from "${root}src/js/api/signer.js";\n${signers.join("")}`;
}

/** Returns the types of the signers. */
export function signerTypes(providers) {
  const signers = providers.filter(({ option }) => option !== null);
  return signers
    .map(
      ({ name, option, header }) =>
        `/** Signs as ${name} does. */\nexport const ${name}: Signer<"${option}", "${header}">;\n`,
    )
    .join("\n");
}
