// Several copies of the package in one process. Importing the package changes nothing in the process.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as inline from "countersign/inline";
import * as main from "countersign";
import { build } from "esbuild";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const elsewhere = mkdtempSync(`${tmpdir()}/countersign-copies-`);
after(() => rmSync(elsewhere, { recursive: true }));

/** A second installation, of another version, as a dependency of a dependency would have. */
const other = `${elsewhere}/node_modules/countersign`;
cpSync(installed, other, { recursive: true });
const manifest = JSON.parse(readFileSync(`${other}/package.json`, "utf8"));
writeFileSync(`${other}/package.json`, JSON.stringify({ ...manifest, version: "99.0.0" }));

const copies = {
  "ES module": main,
  CommonJS: require("countersign"),
  "another version, ES module": await import(pathToFileURL(`${other}/inline.js`)),
  "another version, CommonJS": createRequire(`${elsewhere}/main.cjs`)("countersign"),
};

test("each copy has its own class, and the entries of one copy share theirs", () => {
  assert.equal(createRequire(`${elsewhere}/main.cjs`)("countersign/package.json").version, "99.0.0");
  assert.equal(new Set(Object.values(copies).map(({ WebhookError }) => WebhookError)).size, 4);
  assert.equal(inline.xoxoday, main.xoxoday);
});

for (const [name, thrower] of Object.entries(copies)) {
  test(`an error of one copy is recognised by another: ${name}`, () => {
    assert.throws(
      () => thrower.reward.parse("{"),
      (error) => {
        assert.deepEqual([error.name, error.code, error.status], ["WebhookError", "invalid_json", 422]);
        const made = Object.keys(copies).filter((copy) => error instanceof copies[copy].WebhookError);
        assert.deepEqual(made, [name], "instanceof only recognises the copy's own errors");
        return true;
      },
    );
  });
}

test("copies share no state: each works with its own receivers", () => {
  const receivers = Object.values(copies).map(({ xoxoday }) => xoxoday.receiver({ apiKey: "a1p2z5b7v68b9112234" }));
  for (const receiver of receivers)
    assert.equal(receiver.verify({ headers: { "x-api-key": "a1p2z5b7v68b9112234" } }).trust, "shared-secret");
  for (const receiver of receivers)
    assert.throws(() => receiver.verify({ headers: { "x-api-key": "other" } }), { code: "mismatch" });
});

// Lists all objects that can be reached from the global object through own properties, with their values.
const WATCH = `const look = () => {
  const seen = new Map();
  const visit = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    const properties = new Map(Reflect.ownKeys(value).map((key) => [key, Object.getOwnPropertyDescriptor(value, key)]));
    seen.set(value, [properties, Object.getPrototypeOf(value), Object.isExtensible(value)]);
    for (const { value: next, get, set } of properties.values()) for (const part of [next, get, set]) visit(part);
    visit(Object.getPrototypeOf(value));
  };
  for (const key of Object.getOwnPropertyNames(globalThis)) if (/^[A-Z]/.test(key)) visit(globalThis[key]);
  seen.set(globalThis, [new Map(Reflect.ownKeys(globalThis).map((key) => [key, undefined])), Object.getPrototypeOf(globalThis), true]);
  return seen;
};
const changes = (before, after) => {
  const found = [];
  for (const [value, [properties, prototype, extensible]] of after) {
    const known = before.get(value);
    if (!known) continue;
    if (known[1] !== prototype || known[2] !== extensible) found.push("a prototype or its seal");
    for (const key of new Set([...known[0].keys(), ...properties.keys()])) {
      const [was, is] = [known[0].get(key), properties.get(key)];
      const same = known[0].has(key) === properties.has(key) && ["value", "get", "set", "writable", "enumerable", "configurable"].every((part) => Object.is(was?.[part], is?.[part]));
      if (!same) found.push(String(key));
    }
  }
  return found;
};
for (const key of Reflect.ownKeys(globalThis)) globalThis[key];
const before = look();
`;

for (const [form, file, load] of [
  ["an ES module", "watch.mjs", 'await import("countersign"); await import("countersign/testing");'],
  ["CommonJS", "watch.cjs", 'require("countersign"); require("countersign/testing");'],
]) {
  test(`importing ${form} changes no global object`, async () => {
    const watch = async (name, body) => {
      writeFileSync(
        `${elsewhere}/${name}`,
        `${WATCH}${body}\nconsole.log(JSON.stringify([before.size > 1000, changes(before, look())]));\n`,
      );
      return JSON.parse((await run(process.execPath, [`${elsewhere}/${name}`])).stdout);
    };
    assert.deepEqual(await watch(file, load), [true, []]);
    // Changes to global objects are found.
    const meddling =
      "globalThis.extra = 1; Array.prototype.extra = 1; Object.freeze(Map.prototype); String.prototype.at = () => 1;";
    const [, seen] = await watch(`meddling-${file}`, meddling);
    assert.deepEqual(
      seen.sort(),
      ["a prototype or its seal", "at", "extra", "extra"].concat(Reflect.ownKeys(Map.prototype).map(String)).sort(),
    );
  });
}

test("no script for require has a top-level await, and require returns the same as import", async () => {
  // The conditions select it for `import` only: see package.test.mjs, "Next.js, route handlers, by require".
  const imported = "instance.next.js";
  for (const file of readdirSync(installed).filter((name) => name.endsWith(".js") && name !== imported)) {
    const source = readFileSync(`${installed}/${file}`, "utf8");
    // This format has no top-level await: esbuild refuses to convert one.
    await build({
      stdin: { contents: source, resolveDir: installed },
      format: "cjs",
      write: false,
      logLevel: "silent",
    });
  }
  assert.deepEqual(Object.keys(copies.CommonJS).sort(), Object.keys(main).sort());
});

// Watches the calls of WebAssembly. Everything else that an import does takes hardly any time.
test("an import decodes and compiles one module, makes one instance, and calls its `describe`", async () => {
  const program = `const calls = [];
    for (const name of ["Module", "Instance"]) {
      const Built = WebAssembly[name];
      WebAssembly[name] = class extends Built {
        constructor(...args) {
          super(...args);
          calls.push(name);
        }
        get exports() {
          const exports = super.exports;
          return new Proxy({}, { get: (_target, key) => (typeof exports[key] === "function" ? (...args) => (calls.push(key), exports[key](...args)) : exports[key]) });
        }
      };
    }
    for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"]) WebAssembly[name] = () => calls.push(name);
    for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"]) globalThis[name] = () => calls.push(name);
    await import("countersign");
    await import("countersign/testing");
    console.log(JSON.stringify(calls));`;
  writeFileSync(`${elsewhere}/work.mjs`, program);
  const { stdout } = await run(process.execPath, [`${elsewhere}/work.mjs`]);
  // The exports that wasm-bindgen adds for its glue are not called.
  const calls = JSON.parse(stdout).filter((name) => !name.startsWith("__"));
  assert.deepEqual(calls, ["Module", "Instance", "decode", "Module", "Instance", "describe"]);
});

test("an unused import adds nothing to a bundle", async () => {
  const contents = 'import { xoxoday } from "countersign"; import "countersign/testing"; console.log("other");';
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: `${root}pkg-tests` },
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  assert.match(outputFiles[0].text, /other/);
  assert.ok(outputFiles[0].text.length < 500, `${outputFiles[0].text.length} characters`);
});
