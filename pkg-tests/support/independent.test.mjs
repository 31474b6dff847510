// pkg-tests uses nothing from js-example, so that each can be changed or removed without the other. The test for the other
// direction is js-example/test/layout.test.mjs.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { root } from "./files.mjs";

/** This file: it names paths that it doesn't use. */
const OWN = "support/independent.test.mjs";
/** It runs every check of the repository, including those of the examples, as commands. */
const RUNS_ALL = "all.mjs";

/** Any path in js-example, except its README: the tests of the documents check its links. */
const PATH = /js-example(?!\\?\/README\\?\.md(?!\.?\w))[\w./-]*/g;
/** An import (static or dynamic, with or without names), a `require`, or a file that is found relative to the module. */
const IMPORT =
  /\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*|createRequire\s*\(\s*|new\s+URL\s*\(\s*)["'`][^"'`]*js-example[\w./-]*/g;

/** Returns the problems of files `[path below pkg-tests, text]`. */
function problemsOf(files) {
  return files.flatMap(([file, text]) =>
    (text.match(file === RUNS_ALL ? IMPORT : PATH) ?? []).map((use) => `${file} uses ${use}`),
  );
}

const files = () =>
  readdirSync(`${root}pkg-tests`, { recursive: true })
    .map((file) => file.replaceAll("\\", "/"))
    .filter(
      (file) =>
        /\.(?:[cm]?js|[cm]?ts|json|rs|toml)$/.test(file) &&
        !/(?:^|\/)(?:node_modules|target)\//.test(file) &&
        file !== OWN,
    )
    .map((file) => [file, readFileSync(`${root}pkg-tests/${file}`, "utf8")]);

test("no file uses js-example", () => {
  const all = files();
  assert.ok(all.length > 150, `${all.length} files`);
  assert.ok(
    all.some(([file, text]) => file === RUNS_ALL && text.includes("js-example/")),
    "all.mjs runs the examples",
  );
  assert.deepEqual(problemsOf(all), []);
});

for (const [why, text, file = "axum/x.test.mjs"] of [
  ["a name is imported", 'import { KEYS } from "../../js-example/lab/simulator/keys.mjs";'],
  ["an import takes several lines", 'import {\n  KEYS,\n} from "../../js-example/lab/simulator/keys.mjs";'],
  ["a module is imported for its effects", 'import "../../js-example/lab/x.mjs";'],
  ["a module is imported at run time", "await import(`../../js-example/${name}`);"],
  ["a module is required", "require('../../js-example/lab/x.cjs');"],
  ["its packages are used", "const packages = `$" + "{root}js-example/node_modules`;"],
  ["its manifest is read", "createRequire(`$" + '{root}js-example/package.json`)("pg");'],
  ["the folder's name is joined", 'join(root, "js-example", "lab");'],
  ["a type comes from it", '/** @type {import("../../js-example/lab/x.mjs").Target} */'],
  ["a crate includes a file", 'include_str!("../../../js-example/shared/x.json")', "axum/src/main.rs"],
  ["a package depends on it", '{ "dependencies": { "example": "file:../js-example" } }', "package.json"],
  ["another page of it is read", 'read("js-example/lab/README.md")'],
  ["a file beside its page is read", 'read("js-example/README.md.txt")'],
  ["all.mjs imports a module", 'import { run } from "../js-example/demo/run.mjs";', RUNS_ALL],
  ["all.mjs imports a module at run time", 'await import("../js-example/demo/run.mjs");', RUNS_ALL],
  ["all.mjs reads a file", 'new URL("../js-example/package.json", import.meta.url)', RUNS_ALL],
]) {
  test(`a use of js-example is found when ${why}`, () => assert.notDeepEqual(problemsOf([[file, text]]), []));
}

test("tests may check the example's README, and all.mjs may run its programs", () => {
  assert.deepEqual(problemsOf([["documents/x.mjs", 'const OTHERS = ["js-example/README.md"];']]), []);
  assert.deepEqual(problemsOf([[RUNS_ALL, '["the example", "node", "js-example/demo/index.mjs"]']]), []);
});
