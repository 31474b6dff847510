// Makes the npm package of what wasm-bindgen and wasm-opt have left in target/npm: one glue, one module, and an entry
// per way of getting at the module. Run by `make build`.

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { toText } from "./bytes.js";
import { origin } from "./origin.mjs";
import { documents, forNpm, packagePath } from "./readme.mjs";
import { withoutNames } from "./wasm.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { build } = createRequire(`${root}pkg-tests/package.json`)("esbuild");
const made = `${root}target/npm`;
const out = `${root}pkg`;
const target = ["es2022"];

/** How each runtime gets the module, by the suffix of its files. */
const RUNTIMES = {
  // The static import is the only way that Workers allow inside a request; bytes may not be compiled there.
  workerd: { file: "workerd.js", wasm: "./countersign.wasm" },
  // Next.js documents this form for its edge runtime.
  "edge-light": { file: "edge-light.js", wasm: "./countersign.wasm?module" },
  // Everybody else gets the bytes inside the JavaScript: no file to find, no fetch, no permission to ask for.
  inline: { file: "inline.js", wasm: undefined },
};

/** The handlers of requests: one ES module for every runtime, because they hold no instance. */
const HANDLERS = ["fetch", "node"];

/** Resolves the names that the sources leave open. */
const resolve = (names) => ({
  name: "resolve",
  setup: ({ onResolve }) => {
    for (const [filter, result] of names) onResolve({ filter }, () => result);
  },
});

/** How long a line of code may be, about. Above an uncaught error, Node shows the whole line that threw it. */
const LINE = 100;

/** Bundles without blanks and comments, of which there are many: a debugger shows such code as well. */
const bundle = (options) => build({ bundle: true, target, charset: "utf8", legalComments: "none", minifyWhitespace: true, lineLimit: LINE, ...options });

async function writeCore() {
  await bundle({
    entryPoints: [`${root}src/js/api.js`],
    format: "esm",
    inject: [`${root}src/js/text.js`],
    outfile: `${out}/core.js`,
  });
}

execFileSync("wasm-as", [`${root}src/js/decoder.wat`, "-o", `${made}/decoder.wasm`], { stdio: "inherit" });

/** Stands for the text of the module, which esbuild would break into lines as well. */
const TEXT = "<the module>";

/** The module as JavaScript: see bytes.js. */
const moduleAsText = {
  name: "the module as text",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/countersign\.wasm$/ }, ({ path }) => {
      const decoder = readFileSync(`${made}/decoder.wasm`);
      const contents = `import { fromText, fromTextBy } from "${root}src/js/bytes.js";
const decoder = fromText("${toText(decoder)}", ${decoder.length});
export default fromTextBy(decoder, "${TEXT}", ${statSync(path).size});`;
      return { contents, resolveDir: out };
    }),
};

/** Puts the text of the module in its place, on a line of its own: no error shows it. */
function insertText(file) {
  const [before, after, ...more] = readFileSync(file, "utf8").split(`"${TEXT}"`);
  if (after === undefined || more.length > 0) throw new Error(`${file} has not one place for the module`);
  writeFileSync(file, `${before}\n"${toText(readFileSync(`${made}/countersign.wasm`))}"\n${after}`);
}

async function writeInstance({ file, wasm }, format = "esm") {
  const core = format === "esm" ? { path: "./core.js", external: true } : { path: `${out}/core.js` };
  const module = wasm ? { path: wasm, external: true } : { path: `${made}/countersign.wasm` };
  await bundle({
    entryPoints: [`${root}src/js/instance.js`],
    format,
    platform: "neutral",
    outfile: `${out}/instance.${file}`,
    plugins: [resolve([[/^\.\/core\.js$/, core], [/^#wasm$/, module]]), moduleAsText],
  });
  if (!wasm) insertText(`${out}/instance.${file}`);
}

/**
 * The instance for the app router of Next.js, of which one build runs on Node and in a Worker by OpenNext. Node compiles the
 * bytes. A Worker may not: there `countersign/module` is the compiled module. The comments keep Next.js from resolving that
 * import, so that OpenNext's bundler does, and the `catch` keeps that bundler going where it does not find the package.
 * Written as text, because esbuild drops the comments.
 */
function writeNextInstance() {
  writeFileSync(
    `${out}/instance.next.js`,
    `import { start } from "./core.js";
export { WebhookError } from "./core.js";
let instance;
try {
  instance = await import("./instance.inline.js");
} catch (error) {
  const { default: module } = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ "countersign/module").catch(() => ({}));
  if (!module) throw error;
  instance = start(module);
}
export const { providers, sign } = instance;
`,
  );
}

/** The compiled module in Workers, by a name that does not depend on where the import stands. */
function writeModule() {
  writeFileSync(`${out}/module.workerd.js`, 'export { default } from "./countersign.wasm";\n');
  writeFileSync(`${out}/module.js`, "export default undefined;\n");
  writeFileSync(`${out}/module.cjs`, "module.exports = undefined;\n");
  const type = "/** The compiled module in Workers; elsewhere undefined. */\ndeclare const module: object | undefined;\n";
  writeFileSync(`${out}/module.d.ts`, `${type}export default module;\n`);
  writeFileSync(`${out}/module.d.cts`, `${type}export = module;\n`);
}

async function writeEntry(file, names, format = "esm") {
  const source = `import { providers } from "./instance.${file}";
export const { ${names.join(", ")} } = providers;
export { WebhookError } from "./instance.${file}";\n`;
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
    entryPoints: [`${root}src/js/testing.js`],
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
          onLoad({ filter: /^fixtures$/, namespace: "fixtures" }, () => ({ contents: JSON.stringify(fixtures), loader: "json" })),
      },
    ],
  });
}

/** The handlers take the provider from their caller: of this package they need the class of its errors alone. */
async function writeHandler(name, format) {
  const [file, core] = format === "esm" ? [`${name}.handler.js`, "./core.js"] : [`${name}.handler.cjs`, "./instance.inline.cjs"];
  await bundle({
    entryPoints: [`${root}src/js/handlers/${name}.js`],
    format,
    platform: "neutral",
    outfile: `${out}/${file}`,
    plugins: [resolve([[/^#core$/, { path: core, external: true }]])],
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

/** The types come from the Rust sources; what wasm-bindgen adds about its own initialisers is nobody's business. */
function writeTypes(fixtures) {
  const [sections] = readFileSync(`${root}target/types/glue.d.ts`, "utf8").split("export type InitInput");
  const types = sections.replace(/^(\/\* (tslint|eslint)|(declare|export) function __wbg).*\n/gm, "");
  const names = Object.keys(fixtures).map((name) => JSON.stringify(name));
  const testing = `${readFileSync(`${root}src/js/testing.d.ts`, "utf8")}
/** The name of a sample body: a provider and a kind of event. */
export type FixtureName =\n  | ${names.join("\n  | ")};

/** Returns a sample body. @throws {RangeError} when there is none of that name. */
export function fixture(name: FixtureName): string;\n`;
  for (const suffix of ["ts", "cts"]) {
    writeFileSync(`${out}/index.d.${suffix}`, `${types.trim()}\n`);
    writeFileSync(`${out}/inline.d.${suffix}`, `export * from "./index.${suffix.replace("ts", "js")}";\n`);
    writeFileSync(`${out}/testing.d.${suffix}`, testing);
    for (const name of ["handlers", ...HANDLERS]) {
      const declared = readFileSync(`${root}src/js/handlers/${name}.d.ts`, "utf8");
      writeFileSync(`${out}/${name}.d.${suffix}`, declared.replaceAll("./handlers.js", `./handlers.${suffix.replace("ts", "js")}`));
    }
  }
}

function writeJson(file, content) {
  mkdirSync(dirname(`${out}/${file}`), { recursive: true });
  writeFileSync(`${out}/${file}`, `${JSON.stringify(content, null, 2)}\n`);
}

function writePackageJson() {
  const crate = readFileSync(`${root}Cargo.toml`, "utf8");
  const [, version] = /^version = "(.+)"$/m.exec(crate);
  const entry = (prefix, types) => ({
    // Nitro (Nuxt and others) sends `workerd`, too, but its rule for .wasm files knows the other form. For Node it sends
    // `unwasm` and leaves the package where it is: there the last two are right.
    wintercg: { unwasm: { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` } },
    workerd: { types: `./${types}.d.ts`, default: `./${prefix}workerd.js` },
    "edge-light": { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` },
    // Both bundlers of Next.js send these names for its app router. Node never sends the second; esbuild does not, beside names that it is told.
    "react-server": { module: { import: { types: `./${types}.d.ts`, default: `./${prefix}next.js` } } },
    ...inline(prefix, types),
  });
  const inline = (prefix, types) => ({
    import: { types: `./${types}.d.ts`, default: `./${prefix}inline.js` },
    require: { types: `./${types}.d.cts`, default: `./${prefix}inline.cjs` },
  });
  // A Worker's bundle gets the ES module even by `require`: the other one comes with the module as text.
  const handler = (name) => {
    const esm = { types: `./${name}.d.ts`, default: `./${name}.handler.js` };
    return { workerd: esm, "edge-light": esm, import: esm, require: { types: `./${name}.d.cts`, default: `./${name}.handler.cjs` } };
  };
  const manifest = {
    ...JSON.parse(readFileSync(`${root}src/js/package.json`, "utf8")),
    version,
    ...origin(crate),
    exports: {
      ".": entry("", "index"),
      // For frameworks that bundle for Workers without a rule for .wasm files.
      "./inline": inline("", "inline"),
      ...Object.fromEntries(HANDLERS.map((name) => [`./${name}`, handler(name)])),
      "./testing": entry("testing.", "testing"),
      "./module": {
        workerd: { types: "./module.d.ts", default: "./module.workerd.js" },
        import: { types: "./module.d.ts", default: "./module.js" },
        require: { types: "./module.d.cts", default: "./module.cjs" },
      },
      "./package.json": "./package.json",
    },
  };
  writeJson("package.json", manifest);
  // For resolvers that do not read `exports` unless they are told to, such as Parcel's.
  // No file may be called as its subpath is (`fetch.cjs`): such resolvers take it first, by the extension of whoever asks,
  // and a bundle ends up with both copies of the package.
  for (const [name, file] of [...HANDLERS.map((name) => [name, `${name}.handler`]), ["testing", "testing.inline"]]) {
    writeJson(`${name}/package.json`, { main: `../${file}.cjs`, module: `../${file}.js`, types: `../${name}.d.ts` });
  }
}

/** npm packs the modes as they are, and those of a checkout depend on who made it. */
function setModes() {
  for (const file of readdirSync(out, { recursive: true })) chmodSync(`${out}/${file}`, statSync(`${out}/${file}`).isDirectory() ? 0o755 : 0o644);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const file of ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE", "SECURITY.md"]) copyFileSync(`${root}${file}`, `${out}/${file}`);
mkdirSync(`${out}/docs`);
for (const [path, text] of Object.entries(documents(root))) writeFileSync(`${out}/${packagePath(path)}`, forNpm(text, path));
// The names are left to the lists of what takes how much (pkg-tests/size).
writeFileSync(`${made}/countersign.wasm`, withoutNames(readFileSync(`${made}/named.wasm`)));
copyFileSync(`${made}/countersign.wasm`, `${out}/countersign.wasm`);
writePackageJson();
await writeCore();
for (const runtime of Object.values(RUNTIMES)) await writeInstance(runtime);
await writeInstance({ file: "inline.cjs" }, "cjs");

const names = Object.keys((await import(pathToFileURL(`${out}/instance.inline.js`))).providers);
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
writeTypes(fixtures);

setModes();
execFileSync("npm", ["pack", out, "--pack-destination", made, "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
