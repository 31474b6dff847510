// Which folder uses which: what one copies uses nothing of what shows it or attacks it, and nothing uses what lies outside.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** It names modules that it does not use. */
const OWN = "test/layout.test.mjs";
/** What each folder may use beside itself. */
const USES = {
  shared: [],
  node: ["shared"],
  worker: ["shared"],
  start: [],
  lab: ["shared", "node", "worker"],
  demo: ["lab", "worker"],
  test: ["shared", "node", "worker", "start", "lab", "demo"],
};

/** Static and dynamic imports, those of types, re-exports, and files that are found beside the module. */
const SPECIFIERS = [
  /\bfrom\s*"([^"]+)"/g,
  /^import\s*"([^"]+)"/gm,
  /\bimport\(\s*"([^"]+)"/g,
  /\bnew URL\(\s*["`]([^"`$]+)/g,
];

/** Returns the relative paths that a module names, from the example's root. */
function pathsIn(file, text) {
  const named = SPECIFIERS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, path]) => path));
  return named.filter((path) => path.startsWith(".")).map((path) => normalize(join(dirname(file), path)));
}

/** What is wrong with the modules, `[file, text]`. */
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

test("each folder uses only those that it may", () => {
  const all = modules();
  assert.ok(all.length > 150, `${all.length} modules`);
  assert.deepEqual(
    problemsOf(all),
    ["demo/run.mjs uses ../target/demo/operator.png"],
    "the demo's picture is all that is written elsewhere",
  );
});

test("every folder with modules has its rule", () => {
  const folders = readdirSync(ROOT, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."),
  );
  assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(USES).sort());
});

for (const [why, file, text] of [
  ["shared code uses a server", "shared/ledger/x.mjs", 'import { a } from "../../node/log.mjs";'],
  ["a server uses the other one", "node/x.mjs", 'import { a } from "../worker/log.mjs";'],
  ["a server uses the lab", "worker/x.mjs", 'export { a } from "../lab/launch/port.mjs";'],
  ["the lab uses the demo", "lab/torture/x.mjs", 'const { a } = await import("../../demo/run.mjs");'],
  ["the lab uses a test", "lab/x.mjs", 'import "../test/support/server.mjs";'],
  ["a type comes from where it may not", "node/x.mjs", '/** @type {import("../lab/torture/target.mjs").Target} */'],
  ["a file is read where it may not be", "node/x.mjs", "readFileSync(new URL(`../demo/${name}`, import.meta.url))"],
  ["a module lies outside", "test/node/x.mjs", 'import { a } from "../../../pkg-tests/random.mjs";'],
  ["an import takes several lines", "demo/x.mjs", 'import {\n  a,\n} from "../node/log.mjs";'],
]) {
  test(`it is noticed when ${why}`, () => assert.equal(problemsOf([[file, text]]).length, 1));
}

test("what may be used is no problem", () => {
  const text =
    'import a from "pg"; import b from "../../node_modules/x/y.mjs"; import c from "./z.mjs"; import d from "../../shared/a/b.mjs"; const root = new URL("../..", import.meta.url);';
  assert.deepEqual(problemsOf([["node/jobs/x.mjs", text]]), []);
});
