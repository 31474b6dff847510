// The contents of the tarball, and the file that each runtime loads.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { fromText } from "../../src/js/build/embed.js";
import { origin } from "../../src/js/build/repository.mjs";
import { root, tarball, version } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { TARBALL_FILES, tarballProblems } from "../release/contents.mjs";

const manifest = JSON.parse(readFileSync(`${installed}/package.json`, "utf8"));
const files = readdirSync(installed, { recursive: true }).sort();
const scripts = files.filter((file) => /\.c?js$/.test(file));

/** Returns the target of the first matching condition (Node's documentation, "Conditional exports"). */
function resolve(target, conditions) {
  if (typeof target === "string") return target;
  for (const [condition, next] of Object.entries(target)) {
    const found = condition === "default" || conditions.includes(condition) ? resolve(next, conditions) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The conditions of Nitro for all platforms but Node. */
const NITRO = ["wintercg", "worker", "web", "browser", "workerd", "edge-light", "netlify", "edge-routine", "deno"];

/** The conditions of each runtime and tool, and the files that it gets. */
const CONDITIONS = [
  ["wrangler", ["workerd", "worker", "browser", "import"], "workerd.js"],
  ["Cloudflare's Vite plugin", ["workerd", "worker", "module", "browser", "import"], "workerd.js"],
  ["wrangler, by require", ["workerd", "worker", "browser", "require"], "workerd.js"],
  ["Next.js edge", ["edge-light", "worker", "browser", "import"], "edge-light.js"],
  ["Next.js, route handlers by Turbopack", ["react-server", "production", "node", "module", "import"], "next.js"],
  [
    "Next.js, route handlers by webpack",
    ["react-server", "webpack", "production", "node", "module", "import"],
    "next.js",
  ],
  ["Next.js, route handlers, by require", ["react-server", "production", "node", "module", "require"], "inline.cjs"],
  ["Next.js, outside the app router", ["production", "node", "module", "import"], "inline.js"],
  [
    "Next.js edge, route handlers",
    ["react-server", "edge-light", "worker", "browser", "module", "import"],
    "edge-light.js",
  ],
  ["OpenNext for Cloudflare", ["workerd", "import"], "workerd.js"],
  [
    "Node, with the condition react-server",
    ["react-server", "node", "import", "module-sync", "node-addons"],
    "inline.js",
  ],
  ["Vercel's edge functions", ["edge-light", "browser", "module", "import", "require"], "edge-light.js"],
  ["a browser bundle", ["browser", "module", "import"], "inline.js"],
  ["a browser bundle, by require", ["browser", "module", "require"], "inline.cjs"],
  ["Node, import", ["node", "import", "module-sync", "node-addons"], "inline.js"],
  ["Node, require", ["node", "require", "module-sync", "node-addons"], "inline.cjs"],
  ["webpack for Node", ["webpack", "production", "node", "module", "import"], "inline.js"],
  ["jest, Node", ["node", "node-addons", "require", "default"], "inline.cjs"],
  ["jest, jsdom", ["browser", "require", "default"], "inline.cjs"],
  ["Vitest", ["node", "import", "module", "development", "default"], "inline.js"],
  ["Deno", ["deno", "node", "import"], "inline.js"],
  ["Netlify's edge functions", ["deno", "worker", "import"], "inline.js"],
  ["Bun", ["bun", "node", "import"], "inline.js"],
  ["React Native", ["react-native", "import"], "inline.js"],
  ["Nitro for Node, with its rule for .wasm", ["production", "node", "wasm", "unwasm", "import"], "inline.js"],
  ["Nitro for Workers", ["production", "workerd", ...NITRO, "import"], "workerd.js"],
  [
    "Nitro for Workers, with its rule for .wasm",
    ["production", "workerd", ...NITRO, "wasm", "unwasm", "import"],
    "edge-light.js",
  ],
];

/** The target of each subpath: its file, which depends on the entry and the conditions, and its types. */
const SUBPATHS = {
  ".": [(suffix) => `./${suffix}`, "index"],
  // The same for every runtime: its purpose is to bypass the conditions.
  "./inline": [(_suffix, conditions) => (conditions.includes("import") ? "./inline.js" : "./inline.cjs"), "inline"],
  // They hold no instance, so there is only one: an ES module wherever "." is an ES module.
  "./fetch": [(suffix) => (suffix.endsWith(".cjs") ? "./fetch.handler.cjs" : "./fetch.handler.js"), "fetch"],
  "./node": [(suffix) => (suffix.endsWith(".cjs") ? "./node.handler.cjs" : "./node.handler.js"), "node"],
  // Data alone.
  "./presets": [(suffix) => (suffix.endsWith(".cjs") ? "./presets.data.cjs" : "./presets.data.js"), "presets"],
  "./testing": [(suffix) => `./testing.${suffix}`, "testing"],
  // It needs zlib in every runtime.
  "./diagnose": [
    (_suffix, conditions) => (conditions.includes("import") ? "./diagnose.inline.js" : "./diagnose.inline.cjs"),
    "diagnose",
  ],
  // Only a Worker has the compiled module. A bundler for Workers sends this condition.
  "./module": [
    (_suffix, conditions) =>
      conditions.includes("workerd")
        ? "./module.workerd.js"
        : conditions.includes("import")
          ? "./module.js"
          : "./module.cjs",
    "module",
  ],
};

for (const [runtime, conditions, suffix] of CONDITIONS) {
  test(`${runtime} gets ${suffix}`, () => {
    for (const [subpath, [file, types]] of Object.entries(SUBPATHS)) {
      const wanted = file(suffix, conditions);
      assert.equal(resolve(manifest.exports[subpath], conditions), wanted, subpath);
      const declared = `./${types}.d.${wanted.endsWith(".cjs") ? "cts" : "ts"}`;
      assert.equal(resolve(manifest.exports[subpath], ["types", ...conditions]), declared, `the types of ${subpath}`);
    }
  });
}

test("there are no other subpaths", () => {
  assert.deepEqual(Object.keys(manifest.exports), [...Object.keys(SUBPATHS), "./package.json"]);
  assert.equal(manifest.exports["./package.json"], "./package.json");
});

test("a resolver that doesn't read `exports` finds the same files", () => {
  assert.deepEqual([manifest.main, manifest.module, manifest.types], ["./inline.cjs", "./inline.js", "./index.d.ts"]);
  for (const [subpath, entry] of [
    ["fetch", "fetch.handler"],
    ["node", "node.handler"],
    ["presets", "presets.data"],
    ["testing", "testing.inline"],
    ["diagnose", "diagnose.inline"],
  ]) {
    const { main, module, types } = JSON.parse(readFileSync(`${installed}/${subpath}/package.json`, "utf8"));
    assert.deepEqual([main, module, types], [`../${entry}.cjs`, `../${entry}.js`, `../${subpath}.d.ts`]);
    for (const file of [main, module, types]) assert.ok(files.includes(file.slice(3)), file);
    // Such a resolver would find it before the folder.
    assert.deepEqual(
      scripts.filter((file) => file.replace(/\.c?js$/, "") === subpath),
      [],
    );
  }
});

test("the tarball contains exactly the expected files, with the same modes on every machine", () => {
  assert.deepEqual(tarballProblems(tarball, root), []);
  assert.deepEqual(
    files.filter((file) => statSync(`${installed}/${file}`).isFile()),
    TARBALL_FILES,
  );
});

const leaves = (value) => (typeof value === "string" ? [value] : Object.values(value).flatMap(leaves));

test("every file in the manifest exists", () => {
  const named = leaves([manifest.main, manifest.module, manifest.types, manifest.exports]).map((file) => file.slice(2));
  for (const file of named) assert.ok(files.includes(file), file);
});

test("the types contain nothing of the glue", () => {
  assert.doesNotMatch(readFileSync(`${installed}/index.d.ts`, "utf8"), /__wb|InitInput|initSync/);
});

test("the manifest has the expected fields", () => {
  assert.deepEqual([manifest.name, manifest.version, manifest.license], ["countersign", version, "MIT OR Apache-2.0"]);
  assert.deepEqual([manifest.dependencies, manifest.scripts, manifest.type], [undefined, undefined, "module"]);
  assert.deepEqual([manifest.engines, manifest.sideEffects], [{ node: ">=18" }, false]);
  const { repository, homepage, bugs } = origin(readFileSync(`${root}Cargo.toml`, "utf8"));
  assert.deepEqual([manifest.repository, manifest.homepage, manifest.bugs], [repository, homepage, bugs]);
});

for (const [address, page] of [
  ["https://example.com/owner/name", "https://example.com/owner/name"],
  ["https://example.com/owner/name/", "https://example.com/owner/name"],
  ["https://example.com/owner/name.git", "https://example.com/owner/name"],
]) {
  test(`the manifest names the repository ${address}`, () => {
    const expected = {
      repository: { type: "git", url: `git+${page}.git` },
      homepage: `${page}#readme`,
      bugs: { url: `${page}/issues` },
    };
    assert.deepEqual(origin(`[package]\nname = "countersign"\nrepository = "${address}"\n`), expected);
  });
}

test("the manifest names no repository if Cargo.toml names none", () => {
  assert.deepEqual(origin('[package]\nname = "countersign"\n# repository = "https://example.com/a/b"\n'), {});
});

/** Scripts that nothing loads but at a desk: the module that takes zlib to unpack, and the command. */
const DESK = ["command.js", "diagnose.module.cjs"];

test("no script compiles text, reads a file or talks to a network", () => {
  for (const file of scripts.filter((each) => !DESK.includes(each))) {
    // The embedded module is text, too; it is no code. Nor is `Function(…)`, which the glue names a function by.
    const source = readFileSync(`${installed}/${file}`, "utf8").replace(/__toBinary\("[^"]*"\)/g, "");
    for (const word of [
      /\beval\(/,
      /(?<!`)\bFunction\(/,
      /\bXMLHttpRequest\b/,
      /\bWebSocket\b/,
      /import\.meta/,
      /\bprocess\./,
      /\bBuffer\b/,
    ]) {
      assert.doesNotMatch(source, word, file);
    }
    const required = [...source.matchAll(/(?:require\(|from |import |import\((?:\/\*.*?\*\/ )*)"([^"]+)"/g)].map(
      ([, path]) => path,
    );
    // Only the entry for Next.js imports a part of the package by the package's name.
    const known =
      file === "instance.next.js"
        ? ["./core.js", "./core.js", "./instance.inline.js", "countersign/module"]
        : required.filter((path) => path.startsWith("./"));
    assert.deepEqual(required, known, file);
    const imports = file === "instance.next.js" ? 2 : 0;
    assert.equal([...source.matchAll(/\bimport\(/g)].length, imports, `${file} imports while it runs`);
    const calls = [...source.matchAll(/\bfetch\(/g)].length;
    assert.equal(calls, 0, `${file} calls fetch`);
  }
});

test("loading an entry defines few properties", () => {
  const entries = leaves(manifest.exports).filter((file) => file.endsWith(".cjs"));
  // esbuild defines a getter for each property of a required module. An array of bytes has a hundred thousand.
  const count = `const { defineProperty } = Object;
    let count = 0;
    Object.defineProperty = (...of) => ((count += 1), defineProperty(...of));
    require(process.argv[1]);
    console.log(count);`;
  for (const file of entries) {
    const said = execFileSync(process.execPath, ["-e", count, `${installed}/${file}`], { encoding: "utf8" });
    assert.ok(Number(said) < 1000, `${file}: ${said}`);
  }
});

test("no file contains the path of its build", () => {
  for (const file of files.filter((name) => /\.(wasm|c?js|ts|cts|json|md)$/.test(name))) {
    const content = readFileSync(`${installed}/${file}`).toString("latin1");
    assert.doesNotMatch(content, /\.cargo|\/home\/|\/root\/|\/Users\/|[A-Z]:\\Users/, file);
    assert.ok(!content.includes(root), file);
  }
});

test("the module uses SIMD, and the inline entry contains the same module", () => {
  const wasm = readFileSync(`${installed}/countersign.wasm`);
  assert.ok(WebAssembly.validate(wasm));
  // i8x16.shuffle (0xfd 0x0d) reverses the bytes of a SHA-256 block.
  assert.ok(wasm.includes(Uint8Array.of(0xfd, 0x0d)), "no v128 instruction");
  for (const file of ["instance.inline.js", "instance.inline.cjs"]) {
    const [, text] = /"([^"]{100000,})"/.exec(readFileSync(`${installed}/${file}`, "utf8"));
    // The decoder and the JavaScript give the same bytes.
    assert.ok(wasm.equals(fromText(text, wasm.length)), file);
  }
});
