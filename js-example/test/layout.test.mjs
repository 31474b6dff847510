// Which folders each folder may import. Code to copy never imports the lab or the demo, and no module imports from outside.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** This file names modules that it does not import. */
const OWN = "test/layout.test.mjs";
/** The other folders that each folder may import. */
const USES = {
  shared: [],
  node: ["shared"],
  worker: ["shared"],
  start: [],
  lab: ["shared", "node", "worker"],
  demo: ["lab", "worker"],
  test: ["shared", "node", "worker", "start", "lab", "demo"],
};

/** Static and dynamic imports, type imports, re-exports, and files found next to the module. */
const SPECIFIERS = [
  /\bfrom\s*"([^"]+)"/g,
  /^import\s*"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"/g,
  /\bnew URL\(\s*["`]([^"`$]+)/g,
];

/** Returns the relative paths in a module, resolved from the example's root. */
function pathsIn(file, text) {
  const named = SPECIFIERS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, path]) => path));
  return named.filter((path) => path.startsWith(".")).map((path) => normalize(join(dirname(file), path)));
}

/** Returns the forbidden imports of the modules `[file, text]`. */
function problemsOf(modules) {
  return modules.flatMap(([file, text]) => {
    const [own] = file.split("/");
    const allowed = [own, ...(USES[own] ?? [])];
    const wrong = pathsIn(file, text).filter((path) => {
      const [top, ...rest] = path.split("/");
      if (top === "..") return true;
      return rest.length > 0 && top !== "node_modules" && !allowed.includes(top);
    });
    return wrong.map((path) => `${file} uses ${path}`);
  });
}

const modules = () =>
  Object.keys(USES).flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true })
      .filter((file) => /\.m?[jt]s$/.test(file) && !file.includes(".wrangler"))
      .map((file) => `${folder}/${file}`)
      .filter((file) => file !== OWN)
      .map((file) => [file, readFileSync(join(ROOT, file), "utf8")]),
  );

test("each folder imports only the folders that it may", () => {
  const all = modules();
  assert.ok(all.length > 150, `${all.length} modules`);
  assert.deepEqual(
    problemsOf(all),
    ["demo/run.mjs uses ../target/demo/operator.png"],
    "only the demo's screenshot is written elsewhere",
  );
});

test("every folder with modules has a rule", () => {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."),
  );
  assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(USES).sort());
});

for (const [why, file, text] of [
  ["shared code imports a server", "shared/ledger/x.mjs", 'import { a } from "../../node/log.mjs";'],
  ["a server imports the other one", "node/x.mjs", 'import { a } from "../worker/log.mjs";'],
  ["a server imports the lab", "worker/x.mjs", 'export { a } from "../lab/launch/port.mjs";'],
  ["the lab imports the demo", "lab/torture/x.mjs", 'const { a } = await import("../../demo/run.mjs");'],
  ["the lab imports a test", "lab/x.mjs", 'import "../test/support/server.mjs";'],
  ["a type comes from a forbidden folder", "node/x.mjs", '/** @type {import("../lab/torture/target.mjs").Target} */'],
  ["a file of a forbidden folder is read", "node/x.mjs", "readFileSync(new URL(`../demo/${name}`, import.meta.url))"],
  ["a module is outside the example", "test/node/x.mjs", 'import { a } from "../../../pkg-tests/random.mjs";'],
  ["an import has several lines", "demo/x.mjs", 'import {\n  a,\n} from "../node/log.mjs";'],
]) {
  test(`it is a problem if ${why}`, () => assert.equal(problemsOf([[file, text]]).length, 1));
}

test("an allowed import is no problem", () => {
  const text =
    'import a from "pg"; import b from "../../node_modules/x/y.mjs"; import c from "./z.mjs"; import d from "../../shared/a/b.mjs"; const root = new URL("../..", import.meta.url);';
  assert.deepEqual(problemsOf([["node/jobs/x.mjs", text]]), []);
});
