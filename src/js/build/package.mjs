// Makes the npm package from the output of wasm-bindgen and wasm-opt in target/npm: one glue, one module, and one entry for each
// way to load the module. Run by `make build`.

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename } from "node:path";
import { build } from "esbuild";
import { writeCommand } from "./command.mjs";
import { writeDiagnose } from "./diagnose.mjs";
import { toText } from "./embed.js";
import { writePackageJson } from "./manifest.mjs";
import { describe, describeFindings, methods, testingSource } from "./providers.mjs";
import { HANDLERS, made, madeDiagnose, out, root } from "./paths.mjs";
import { writePage } from "./page.mjs";
import { documents, forNpm, packagePath } from "./readme.mjs";
import { writePresets } from "./presets.mjs";
import { writeTypes } from "./types.mjs";

const target = ["es2022"];

/** How each runtime loads the module, by the suffix of its files. */
const RUNTIMES = {
  // Workers only allow a static import: they may not compile bytes during a request.
  workerd: { file: "workerd.js", wasm: "./countersign.wasm" },
  // Next.js documents this form for its edge runtime.
  "edge-light": { file: "edge-light.js", wasm: "./countersign.wasm?module" },
  // Everywhere else the bytes are inside the JavaScript: no file to find, no fetch, no permission to ask for.
  inline: { file: "inline.js", wasm: undefined },
};

/** Resolves the imports whose target depends on the build. */
const resolve = (names) => ({
  name: "resolve",
  setup: ({ onResolve }) => {
    for (const [filter, result] of names) onResolve({ filter }, () => result);
  },
});

/** The approximate length of a line of code. Node prints the whole line that threw an uncaught error. */
const LINE = 100;

/** Bundles without white space and comments. The code stays readable in a debugger. */
const bundle = (options) =>
  build({
    bundle: true,
    target,
    charset: "utf8",
    legalComments: "none",
    minifyWhitespace: true,
    lineLimit: LINE,
    ...options,
  });

async function writeCore() {
  await bundle({
    entryPoints: [`${root}src/js/api/index.js`],
    format: "esm",
    inject: [`${root}src/js/input/utf8.js`],
    plugins: [resolve([[/^#glue$/, { path: `${made}/glue.js`, sideEffects: false }]]), methods],
    outfile: `${out}/core.js`,
  });
}

execFileSync("wasm-as", [`${root}src/js/build/embed-decoder.wat`, "-o", `${made}/decoder.wasm`], { stdio: "inherit" });

/** A placeholder for the text of the module, because esbuild would break the text into lines. */
const TEXT = "<the module>";

/** The module as JavaScript: see embed.js. */
const moduleAsText = {
  name: "the module as text",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/countersign\.wasm$/ }, ({ path }) => {
      const decoder = readFileSync(`${made}/decoder.wasm`);
      const contents = `import { fromText, fromTextBy } from "${root}src/js/build/embed.js";
const decoder = fromText("${toText(decoder)}", ${decoder.length});
export default fromTextBy(decoder, "${TEXT}", ${statSync(path).size});`;
      return { contents, resolveDir: out };
    }),
};

/** Replaces the placeholder with the text of the module. The text has a line of its own, so that no error prints it. */
function insertText(file) {
  const [before, after, ...more] = readFileSync(file, "utf8").split(`"${TEXT}"`);
  if (after === undefined || more.length > 0)
    throw new Error(`${file} must contain the placeholder of the module once`);
  writeFileSync(file, `${before}\n"${toText(readFileSync(`${made}/countersign.wasm`))}"\n${after}`);
}

async function writeInstance({ file, wasm }, format = "esm") {
  const core = format === "esm" ? { path: "./core.js", external: true } : { path: `${out}/core.js` };
  const module = wasm ? { path: wasm, external: true } : { path: `${made}/countersign.wasm` };
  await bundle({
    entryPoints: [`${root}src/js/api/instance.js`],
    format,
    platform: "neutral",
    outfile: `${out}/instance.${file}`,
    plugins: [
      resolve([
        [/^\.\/core\.js$/, core],
        [/^#wasm$/, module],
      ]),
      moduleAsText,
    ],
  });
  if (!wasm) insertText(`${out}/instance.${file}`);
}

/**
 * The instance for the app router of Next.js. The same build runs on Node and, through OpenNext, in a Worker. Node compiles the
 * bytes. A Worker may not: there `countersign/module` is the compiled module. The comments stop Next.js from resolving that
 * import, so that OpenNext's bundler resolves it. The `catch` lets that bundler continue if it doesn't find the package.
 * We write it as text, because esbuild removes the comments.
 */
function writeNextInstance() {
  writeFileSync(
    `${out}/instance.next.js`,
    `import { createApi } from "./core.js";
export { WebhookError, isWebhookError } from "./core.js";
let instance;
try {
  instance = await import("./instance.inline.js");
} catch (error) {
  const { default: module } = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ "countersign/module").catch(() => ({}));
  if (!module) throw error;
  instance = createApi(module);
}
export const { providers, custom, sign, signFor } = instance;
`,
  );
}

/** The compiled module in Workers. Its name is the same wherever the import is. */
function writeModule() {
  writeFileSync(`${out}/module.workerd.js`, 'export { default } from "./countersign.wasm";\n');
  writeFileSync(`${out}/module.js`, "export default undefined;\n");
  writeFileSync(`${out}/module.cjs`, "module.exports = undefined;\n");
  const type =
    "/** The compiled module in Workers; elsewhere undefined. */\ndeclare const module: object | undefined;\n";
  writeFileSync(`${out}/module.d.ts`, `${type}export default module;\n`);
  writeFileSync(`${out}/module.d.cts`, `${type}export = module;\n`);
}

async function writeEntry(file, names, format = "esm") {
  const source = `import { providers } from "./instance.${file}";
export const { ${names.join(", ")} } = providers;
export { custom, WebhookError, isWebhookError } from "./instance.${file}";\n`;
  if (format === "esm") return writeFileSync(`${out}/${file}`, source);
  await bundle({
    stdin: { contents: source, resolveDir: out },
    external: [`./instance.${file}`],
    format,
    platform: "neutral",
    outfile: `${out}/${file}`,
  });
}

async function writeTesting(file, fixtures, format = "esm") {
  await bundle({
    stdin: { contents: testingSource(described.providers), resolveDir: root },
    format,
    platform: "neutral",
    outfile: `${out}/testing.${file}`,
    plugins: [
      resolve([
        [/^#instance$/, { path: `./instance.${file}`, external: true }],
        [/^#fixtures$/, { path: "fixtures", namespace: "fixtures" }],
      ]),
      {
        name: "fixtures",
        setup: ({ onLoad }) =>
          onLoad({ filter: /^fixtures$/, namespace: "fixtures" }, () => ({
            contents: JSON.stringify(fixtures),
            loader: "json",
          })),
      },
    ],
  });
}

/** The caller passes the provider to a handler, so a handler needs only the error class of this package. */
async function writeHandler(name, format) {
  const [file, core] =
    format === "esm" ? [`${name}.handler.js`, "./core.js"] : [`${name}.handler.cjs`, "./instance.inline.cjs"];
  await bundle({
    entryPoints: [`${root}src/js/handlers/${name}.js`],
    format,
    platform: "neutral",
    outfile: `${out}/${file}`,
    plugins: [resolve([[/^#core$/, { path: core, external: true }]])],
    // The core's default, for a receiver of another copy of the package.
    define: { DEFAULT_MAX_BODY_BYTES: String(described.limit) },
  });
}

/** Returns the sample bodies in the providers' folders, by `<provider>.<kind>`. */
function readFixtures(names) {
  const fixtures = {};
  for (const name of names) {
    const folder = `${root}src/providers/${name}/fixtures`;
    for (const file of readdirSync(folder).sort()) {
      fixtures[`${name}.${basename(file, ".json")}`] = readFileSync(`${folder}/${file}`, "utf8").trimEnd();
    }
  }
  return fixtures;
}

/** Sets the file modes: npm packs them, and in a checkout they depend on the user's umask. */
function setModes() {
  for (const file of readdirSync(out, { recursive: true }))
    chmodSync(`${out}/${file}`, statSync(`${out}/${file}`).isDirectory() ? 0o755 : 0o644);
}

const described = await describe(made);
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const file of ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "SECURITY.md"])
  copyFileSync(`${root}${file}`, `${out}/${file}`);
mkdirSync(`${out}/docs`);
for (const [path, text] of Object.entries(documents(root)))
  writeFileSync(`${out}/${packagePath(path)}`, forNpm(text, path));
copyFileSync(`${made}/countersign.wasm`, `${out}/countersign.wasm`);
writePackageJson();
await writeCore();
for (const runtime of Object.values(RUNTIMES)) await writeInstance(runtime);
await writeInstance({ file: "inline.cjs" }, "cjs");

const names = described.providers.map(({ name }) => name);
const fixtures = readFixtures(names);
writeNextInstance();
writeModule();
for (const file of [...Object.values(RUNTIMES).map(({ file }) => file), "next.js"]) {
  await writeEntry(file, names);
  await writeTesting(file, fixtures);
}
await writeEntry("inline.cjs", names, "cjs");
for (const name of HANDLERS) for (const format of ["esm", "cjs"]) await writeHandler(name, format);
await writeTesting("inline.cjs", fixtures, "cjs");
const findings = await describeFindings(madeDiagnose);
await writeDiagnose(bundle);
await writeCommand(bundle);
await writePage(bundle);
writeTypes(described.providers, fixtures, findings);
writePresets();

setModes();
execFileSync("npm", ["pack", out, "--pack-destination", made, "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
