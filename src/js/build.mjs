// Makes the npm package of what wasm-bindgen and wasm-opt have left in target/npm: one glue, one module, and an entry
// per way of getting at the module. Run by `make build`.

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

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

/** Resolves the names that the sources leave open. */
const resolve = (names) => ({
  name: "resolve",
  setup: ({ onResolve }) => {
    for (const [filter, result] of names) onResolve({ filter }, () => result);
  },
});

const bundle = (options) => build({ bundle: true, target, charset: "utf8", legalComments: "none", ...options });

// The glue's asynchronous initialiser is left out, and with it the only use of fetch.
function writeGlueExports() {
  const names = readFileSync(`${made}/glue.js`, "utf8").matchAll(/^export function (\w+)/gm);
  const exported = ["initSync", ...Array.from(names, ([, name]) => name)];
  writeFileSync(`${made}/exports.js`, `export { ${exported.join(", ")} } from "./glue.js";\n`);
  return { path: `${made}/exports.js` };
}

/**
 * The glue asks `instanceof` whether it was given a compiled module. A module of another realm fails that, and edge
 * runtimes that are virtual machines inside Node hand in such ones; what is no bytes is a module.
 */
const anyRealm = {
  name: "any realm",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/glue\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replace("if (!(module instanceof WebAssembly.Module)) {", "if (ArrayBuffer.isView(module)) {");
      if (contents === source) throw new Error("the glue no longer asks instanceof");
      return { contents };
    }),
};

async function writeCore() {
  const boundary = { path: `${root}src/wasm/boundary.js` };
  await bundle({
    entryPoints: [`${root}src/js/api.js`],
    format: "esm",
    inject: [`${root}src/js/text.js`],
    outfile: `${out}/core.js`,
    plugins: [anyRealm, resolve([[/^#glue$/, writeGlueExports()], [/^#boundary$|\/boundary\.js$/, boundary]])],
  });
}

async function writeInstance({ file, wasm }, format = "esm") {
  const core = format === "esm" ? { path: "./core.js", external: true } : { path: `${out}/core.js` };
  const module = wasm ? { path: wasm, external: true } : { path: `${made}/countersign.wasm` };
  await bundle({
    entryPoints: [`${root}src/js/instance.js`],
    format,
    loader: { ".wasm": "binary" },
    platform: "neutral",
    outfile: `${out}/instance.${file}`,
    plugins: [resolve([[/^\.\/core\.js$/, core], [/^#wasm$/, module]])],
  });
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
  const [sections] = readFileSync(`${made}/glue.d.ts`, "utf8").split("export type InitInput");
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
  }
}

function writeJson(file, content) {
  mkdirSync(dirname(`${out}/${file}`), { recursive: true });
  writeFileSync(`${out}/${file}`, `${JSON.stringify(content, null, 2)}\n`);
}

function writePackageJson() {
  const [, version] = /^version = "(.+)"$/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
  const entry = (prefix, types) => ({
    // Nitro (Nuxt and others) sends `workerd`, too, but its rule for .wasm files knows the other form. For Node it sends
    // `unwasm` and leaves the package where it is: there the last two are right.
    wintercg: { unwasm: { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` } },
    workerd: { types: `./${types}.d.ts`, default: `./${prefix}workerd.js` },
    "edge-light": { types: `./${types}.d.ts`, default: `./${prefix}edge-light.js` },
    ...inline(prefix, types),
  });
  const inline = (prefix, types) => ({
    import: { types: `./${types}.d.ts`, default: `./${prefix}inline.js` },
    require: { types: `./${types}.d.cts`, default: `./${prefix}inline.cjs` },
  });
  const manifest = {
    ...JSON.parse(readFileSync(`${root}src/js/package.json`, "utf8")),
    version,
    exports: {
      ".": entry("", "index"),
      // For frameworks that bundle for Workers without a rule for .wasm files.
      "./inline": inline("", "inline"),
      "./testing": entry("testing.", "testing"),
      "./package.json": "./package.json",
    },
  };
  writeJson("package.json", manifest);
  // For resolvers that do not read `exports` unless they are told to, such as Parcel's.
  writeJson("testing/package.json", { main: "../testing.inline.cjs", module: "../testing.inline.js", types: "../testing.d.ts" });
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const file of ["CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(`${root}${file}`, `${out}/${file}`);
// Without what only the repository has, such as pictures.
writeFileSync(`${out}/README.md`, readFileSync(`${root}README.md`, "utf8").replace(/^<!-- source -->\n.*?^<!-- \/source -->\n/gms, ""));
copyFileSync(`${made}/countersign.wasm`, `${out}/countersign.wasm`);
writePackageJson();
await writeCore();
for (const runtime of Object.values(RUNTIMES)) await writeInstance(runtime);
await writeInstance({ file: "inline.cjs" }, "cjs");

const names = Object.keys((await import(pathToFileURL(`${out}/instance.inline.js`))).providers);
const fixtures = readFixtures(names);
for (const { file } of Object.values(RUNTIMES)) {
  await writeEntry(file, names);
  await writeTesting(file, fixtures);
}
await writeEntry("inline.cjs", names, "cjs");
await writeTesting("inline.cjs", fixtures, "cjs");
writeTypes(fixtures);

execFileSync("npm", ["pack", out, "--pack-destination", made, "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
