// All links in the documents work, in the source tree and in the package, where the documents have other paths.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { test } from "node:test";
import { packagePath } from "../../src/js/build/readme.mjs";
import { anchors, links, sources, undefinedReferences } from "./documents.mjs";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const OTHERS = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "js-example/README.md", "pkg-tests/bench/README.md"];
const SHIPPED = ["CHANGELOG.md", "SECURITY.md", ...Object.keys(sources)];

/** Returns the problems of the links in a document of a folder. */
function problems(folder, path, text = readFileSync(`${folder}/${path}`, "utf8")) {
  const found = undefinedReferences(text).map((name) => `[${name}] is not defined`);
  for (const link of links(text).filter((target) => !/^https:\/\//.test(target))) {
    const [target, anchor] = link.split("#");
    const file = target === "" ? path : posix.join(posix.dirname(path), target);
    if (file.startsWith("..") || (file !== path && !existsSync(`${folder}/${file}`)))
      found.push(`${link}: there is no ${file}`);
    else if (
      anchor !== undefined &&
      !anchors(file === path ? text : readFileSync(`${folder}/${file}`, "utf8")).includes(anchor)
    )
      found.push(`${link}: no heading`);
  }
  return found;
}

for (const path of [...Object.keys(sources), ...OTHERS])
  test(`${path}: its links`, () => assert.deepEqual(problems(root, path), []));

for (const path of SHIPPED.map(packagePath))
  test(`${path} in the package: its links`, () => assert.deepEqual(problems(installed, path), []));

test("the package has no other documents", () => {
  const files = readdirSync(installed, { recursive: true }).filter((file) => file.endsWith(".md"));
  assert.deepEqual(files.sort(), SHIPPED.map(packagePath).sort());
});

test("every page and guide is linked from the README", () => {
  const linked = links(sources["README.md"]);
  for (const path of Object.keys(sources).filter((each) => each !== "README.md"))
    assert.ok(linked.includes(path), path);
});

test("every provider has a guide", () => {
  const folders = readdirSync(`${root}src/providers`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.ok(folders.length > 0);
  for (const { name } of folders) assert.ok(sources[`src/providers/${name}/README.md`], name);
});

for (const [name, text, expected] of [
  ["a link that is right", "# A b\n[x](#a-b) [y](LICENSE-MIT) [z](README.md#install)", []],
  ["no such file", "[x](nothing.md)", ["nothing.md: there is no nothing.md"]],
  ["no such heading", "# A\n[x](#b)", ["#b: no heading"]],
  ["no such heading elsewhere", "[x](README.md#nothing)", ["README.md#nothing: no heading"]],
  ["a file outside the package", "[x](../package.json)", ["../package.json: there is no ../package.json"]],
  ["no secure address", "[x](http://example.com)", ["http://example.com: there is no http:/example.com"]],
  ["a definition", "[x]: nothing.md\n", ["nothing.md: there is no nothing.md"]],
  ["a reference without a definition", "[x][y]", ["[y] is not defined"]],
  ["a heading in code", "```\n# A\n```\n[x](#a)", ["#a: no heading"]],
  ["code", "```js\nlist[0](x)\n```\n", []],
]) {
  test(`found: ${name}`, () => assert.deepEqual(problems(installed, "X.md", text), expected));
}

const promises = readFileSync(`${root}SECURITY.md`, "utf8").split("## What the library promises")[1].split("\n## ")[0];
const proofs = [...promises.matchAll(/`([\w./-]+(?:\.test\.mjs|\.rs|\/))`/g)].map(([, path]) => path);

test("SECURITY.md names the tests of each promise, and all of them exist in pkg-tests", () => {
  assert.deepEqual(
    proofs.filter((path) => !path.includes("/") || !existsSync(`${root}pkg-tests/${path}`)),
    [],
  );
  for (const promise of promises.split("\n- ").slice(1))
    assert.ok(
      proofs.some((path) => promise.includes(`\`${path}\``)),
      promise,
    );
});
