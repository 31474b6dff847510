// The table in DESIGN.md matches the sources: each folder imports the folders in its row, in one direction.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./files.mjs";
import { fileCircles } from "./file-circles.mjs";
import { layoutProblems } from "./layout.mjs";

const design = readFileSync(`${root}DESIGN.md`, "utf8");
const sources = readdirSync(`${root}src`, { recursive: true })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.(?:rs|m?js)$/.test(file) && file !== "lib.rs" && !file.includes("node_modules/"));
const files = Object.fromEntries(sources.map((file) => [file, readFileSync(`${root}src/${file}`, "utf8")]));

test("each folder imports exactly the folders in its row", () => assert.deepEqual(layoutProblems(design, files), []));

test("no files import each other in circles", () => assert.deepEqual(fileCircles(files), []));

test("the top of src has at most ten entries with sources, apart from lib.rs", () => {
  const entries = new Set(sources.map((file) => file.split("/")[0]));
  assert.ok(entries.size <= 10, `${entries.size} entries: ${[...entries]}`);
});

const TABLE =
  "| `text` | a | nothing |\n| `json/` | b | `text` |\n| `js/input/` | c | nothing |\n| `js/api/` | d | `js/input/` |\n";
const FILES = {
  "text.rs": "",
  "json/mod.rs": "use crate::text::join;\n",
  "js/input/own.js": "",
  "js/api/index.js": 'import { own } from "../input/own.js";\nimport module from "#wasm";\n',
};

test("a layout that matches its table has no problems", () => assert.deepEqual(layoutProblems(TABLE, FILES), []));

for (const [name, changed, problem, table = TABLE] of [
  [
    "an import against the direction",
    { "text.rs": "use crate::json::Value;\n" },
    /^text\.rs imports json, which text may not$/,
  ],
  ["a path in the middle of the code", { "text.rs": "fn f() -> crate::json::Value {}\n" }, /^text\.rs imports json/],
  ["a list in braces", { "text.rs": "use crate::{json, text};\n" }, /^text\.rs imports json/],
  [
    "an import through the names that lib.rs makes public",
    { "json/mod.rs": "use crate::text;\nuse crate::Error;\n" },
    /^json\/mod\.rs: crate::Error is not where it is defined$/,
  ],
  [
    "a circle in the table",
    {},
    /^text may import json, which is not above it$/,
    TABLE.replace("a | nothing", "a | `json/`"),
  ],
  [
    "an import of JavaScript against the direction",
    { "js/input/own.js": 'export { api } from "../api/index.js";\n' },
    /^js\/input\/own\.js imports js\/api/,
  ],
  [
    "an import over several lines",
    { "js/input/own.js": 'import {\n  api,\n} from "../api/index.js";\n' },
    /^js\/input\/own\.js imports js\/api/,
  ],
  [
    "an import for its effects",
    { "js/input/own.js": 'import "../api/index.js";\n' },
    /^js\/input\/own\.js imports js\/api/,
  ],
  [
    "an import at run time",
    { "js/input/own.js": 'await import("../api/index.js");\n' },
    /^js\/input\/own\.js imports js\/api/,
  ],
  ["a file in no folder of the table", { "other.rs": "" }, /^other\.rs is in no folder of the table$/],
  ["a row that allows too much", { "json/mod.rs": "" }, /^json may import text, and does not$/],
  ["a row without files", {}, /^old has no file$/, `${TABLE}| \`old/\` | e | nothing |\n`],
]) {
  test(`${name} is found`, () => {
    const problems = layoutProblems(table, { ...FILES, ...changed });
    assert.ok(
      problems.some((each) => problem.test(each)),
      problems.join("\n"),
    );
  });
}

test("comments and tests may name any path", () => {
  const source =
    "// crate::json::Value\n/// [`Error`](crate::Error)\n#[cfg(test)]\npub mod tests {\n    use crate::json::Value;\n}\n";
  assert.deepEqual(layoutProblems(TABLE, { ...FILES, "text.rs": source }), []);
});

for (const [name, changed, circle] of [
  ["two files", { "json/a.rs": "use super::b::B;\n", "json/b.rs": "use crate::json::a::A;\n" }, "json/a.rs, json/b.rs"],
  [
    "a module and its child",
    { "json/mod.rs": "mod a;\npub use a::A;\n", "json/a.rs": "use super::Value;\n" },
    "json/a.rs, json/mod.rs",
  ],
  [
    "three files, in braces",
    {
      "json/a.rs": "use super::{b::{B, C}};\n",
      "json/b.rs": "use super::c;\n",
      "json/c.rs": "fn f() -> super::a::A {}\n",
    },
    "json/a.rs, json/b.rs, json/c.rs",
  ],
  [
    "two files of JavaScript",
    { "js/input/own.js": 'import { a } from "./a.js";\n', "js/input/a.js": 'export { own } from "./own.js";\n' },
    "js/input/a.js, js/input/own.js",
  ],
]) {
  test(`a circle of ${name} is found`, () => assert.deepEqual(fileCircles({ ...FILES, ...changed }), [circle]));
}

test("a module that declares its child, and imports in tests, are not circles", () => {
  const changed = {
    "json/mod.rs": "pub mod a;\n",
    "json/a.rs": "use super::Value;\n#[cfg(test)]\nmod tests {\n    use super::super::b;\n}\n",
    "json/b.rs": "use super::a::A;\n",
  };
  assert.deepEqual(fileCircles({ ...FILES, ...changed }), []);
});
