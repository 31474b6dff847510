// The reported sizes are right, and the build fails if a budget is exceeded.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { exceeded, KB } from "../../src/js/build/size/budgets.mjs";
import { crateOf, parts, plainName } from "../../src/js/build/size/functions.mjs";
import { measure } from "../../src/js/build/size/measure.mjs";
import { compare } from "../../src/js/build/size/report.mjs";
import { sections } from "../../src/js/build/size/wasm-sections.mjs";

const folder = mkdtempSync(`${tmpdir()}/size-`);
after(() => rmSync(folder, { recursive: true }));

const named = readFileSync(`${root}target/npm/named.wasm`);
const shipped = readFileSync(`${installed}/countersign.wasm`);
const sizes = measure();

const size = (...args) =>
  spawnSync(process.execPath, [`${root}src/js/build/size/run.mjs`, ...args], { encoding: "utf8" });

/** Writes a baseline, an edited copy of the current sizes, and returns its path. */
function baseline(name, edit) {
  const before = structuredClone(sizes);
  edit(before);
  writeFileSync(`${folder}/${name}.json`, JSON.stringify(before));
  return `${folder}/${name}.json`;
}

test("the shipped module and the one with names differ only in the names", () => {
  assert.ok(sections(named).some(({ name }) => name === "name"));
  assert.ok(sections(shipped).every(({ name }) => name !== "name"));
  const rest = sections(named).filter(({ name }) => name !== "name");
  assert.deepEqual(rest.length, sections(named).length - 1);
  assert.ok(
    Buffer.concat([named.subarray(0, 8), ...rest.map(({ from, end }) => named.subarray(from, end))]).equals(shipped),
  );
});

test("the parts add up to the module", () => {
  assert.equal(
    Object.values(parts(named)).reduce((sum, bytes) => sum + bytes),
    shipped.length,
  );
  assert.equal(sizes.wasm, shipped.length);
  assert.throws(() => parts(shipped), /no names/);
});

// (module (func $crate::a::h0123456789abcdef (nop)) (func $crate::a::h…1)), each with its names in front of the code.
const BYTES = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 3, 2, 0, 0, 10, 8, 2, 3, 0, 1, 11, 2, 0, 11];
const custom = (name, content) => [0, name.length + 1 + content.length, name.length, ...Buffer.from(name), ...content];
const NAMES = ["crate::a::h0123456789abcdef", "crate::a::h0123456789abcdee"];
const NAME = [
  1,
  1 + NAMES.reduce((sum, name) => sum + name.length + 2, 0),
  2,
  ...NAMES.flatMap((name, at) => [at, name.length, ...Buffer.from(name)]),
];

test("functions whose names differ only in a hash are one part", () => {
  const module = Buffer.from([...BYTES, ...custom("name", [0, 2, 1, 0x6d, ...NAME]), ...custom("other", [1])]);
  const expected = {
    "(header)": 8,
    "(types)": 6,
    "(types of the functions)": 5,
    "crate::a": 7,
    "(start of the code)": 3,
    "(other)": 9,
  };
  assert.deepEqual(parts(module), expected);
});

test("bytes that aren't a module are refused", () => {
  for (const bytes of [
    [],
    BYTES.slice(1),
    BYTES.slice(0, -1),
    [...BYTES, 0],
    [...BYTES, 0, 0x80],
    [...BYTES, 0, 5, 9, 0, 0, 0, 0],
  ]) {
    assert.throws(() => sections(Buffer.from(bytes)), /not a WebAssembly module/, String(bytes));
  }
});

for (const [name, plain, crate] of [
  ["countersign::json::Scanner::key::h4b12ab470482f1f1", "countersign::json::Scanner::key", "countersign"],
  [
    "<dlmalloc[e24a27700634d609]::dlmalloc::Dlmalloc<dlmalloc[e24a27700634d609]::sys::System>>::malloc",
    "<dlmalloc::dlmalloc::Dlmalloc<dlmalloc::sys::System>>::malloc",
    "dlmalloc",
  ],
  [
    "<alloc[3ca501edff3f0c7c]::raw_vec::RawVecInner>::finish_grow[1]",
    "<alloc::raw_vec::RawVecInner>::finish_grow",
    "alloc",
  ],
  [
    "core::ptr::drop_in_place<countersign::options::Options>::h22c8b6fd47720f42",
    "core::ptr::drop_in_place<countersign::options::Options>",
    "countersign",
  ],
  ["core::ptr::drop_in_place<[u8]>::h22c8b6fd47720f42", "core::ptr::drop_in_place<[u8]>", "core"],
  ["<&T as core::fmt::Display>::fmt::h59eaaf857e5a11e7", "<&T as core::fmt::Display>::fmt", "core"],
  [
    "wasm_bindgen::__wbindgen_is_string::__wbg_string_8a7604bc376231fa externref shim",
    "wasm_bindgen::__wbindgen_is_string::__wbg_string",
    "wasm_bindgen",
  ],
  ["parse externref shim multivalue shim", "parse", "countersign"],
  ["__rustc[b7974e8690430dd9]::__rdl_realloc", "__rustc::__rdl_realloc", "std"],
  ["__wbindgen_malloc", "__wbindgen_malloc", "wasm_bindgen"],
  ["Ref(String) -> Externref", "Ref(String) -> Externref", "wasm_bindgen"],
  ["memcpy", "memcpy", "compiler_builtins"],
  ["(imports)", "(imports)", "(no code)"],
  [undefined, "(without a name)", "(no code)"],
]) {
  test(`${name} belongs to ${crate}`, () => {
    assert.equal(plainName(name), plain);
    assert.equal(crateOf(plain), crate);
  });
}

test("the package is within its budgets, and one byte above a budget exceeds it", () => {
  assert.deepEqual(exceeded(sizes), []);
  const tight = [
    { name: "exact", size: "tarball", most: sizes.tarball },
    { name: "too small", size: "wasmGzipped", most: sizes.wasmGzipped - 1 },
  ];
  assert.deepEqual(
    exceeded(sizes, tight).map(({ name }) => name),
    ["too small"],
  );
});

test("parts that are new, gone, larger and smaller", () => {
  assert.deepEqual(compare({ a: 3, b: 2, c: 1 }, { b: 1, c: 2, d: 4 }), [
    { name: "a", bytes: 3, had: 0, grew: 3 },
    { name: "b", bytes: 2, had: 1, grew: 1 },
    { name: "c", bytes: 1, had: 2, grew: -1 },
    { name: "d", bytes: 0, had: 4, grew: -4 },
  ]);
});

test("above a budget the check fails and lists the growth by crate, by function and by file", () => {
  const [part, other] = Object.keys(sizes.parts).filter((name) => name.startsWith("countersign::"));
  const before = baseline("grown", (old) => {
    const { parts: had, files } = old;
    old.wasmGzipped -= 1;
    had[part] -= 1;
    delete had[other];
    had["countersign::gone"] = 7;
    files["core.js"] -= 3;
  });
  const { status, stdout, stderr } = size("--check", "--wasm", "10", "--baseline", before);
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, /^wasm, gzipped .* of +10\.0 KB +EXCEEDED BY [\d ]+ B/);
  const [, byCrate, byFunction, byFile] = stderr.split(/^growth of .*\n/m);
  assert.match(byCrate, / countersign\n/);
  const rows = byFunction
    .trim()
    .split("\n")
    .map((row) => row.trim().replace(/^[\d ]+ /, ""));
  assert.deepEqual(rows.sort(), [`+1  ${part}`, `new  ${other}`].sort());
  assert.match(byFile, /^ +[\d ]+ +\+3 {2}core\.js\n\nover budget: wasm, gzipped\n$/);
});

test("if the baseline exceeds the budget as well, the check also lists the largest parts", () => {
  const same = size(
    "--check",
    "--tarball",
    "1",
    "--baseline",
    baseline("same", () => {}),
  );
  assert.equal(same.status, 1);
  assert.match(
    same.stderr,
    /^the module, by function, in bytes\n(.*\n)*no part grew since the baseline\n\nover budget: tarball\n$/m,
  );
  const { stderr } = size(
    "--check",
    "--wasm",
    "1",
    "--baseline",
    baseline("file", ({ files }) => (files["README.md"] -= 5)),
  );
  assert.match(
    stderr,
    /^the module, by crate, in bytes\n(.*\n)*growth of the tarball.*\n.*\+5 {2}README\.md\n\nover budget: wasm, gzipped\n$/m,
  );
});

test("within the budgets the check prints only the totals", () => {
  const most = String(Math.ceil(sizes.tarball / KB));
  const { status, stdout, stderr } = size("--check", "--wasm", most, "--tarball", most);
  assert.deepEqual([status, stderr, stdout.trim().split("\n").length], [0, "", 2]);
});

test("--update makes the current sizes the baseline", () => {
  const file = baseline("old", ({ parts: had }) => (had["countersign::gone"] = 7));
  assert.equal(size("--update", "--baseline", file, "--wasm", "9999", "--tarball", "9999").status, 0);
  assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), sizes);
});

test("a wrong option is refused, and --help lists the options", () => {
  for (const args of [["--wasm", "x"], ["--wasm", "-1"], ["--tarball", ""], ["--unknown"], ["file"]]) {
    const { status, stderr } = size(...args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, /usage:/);
  }
  assert.match(size("--help").stdout, /--update/);
});
