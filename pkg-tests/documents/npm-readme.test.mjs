// The documents in the npm package are right for users without the source.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { forNpm, packagePath } from "../../src/js/build/readme.mjs";
import { blocks, sources } from "./documents.mjs";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { TARBALL_FILES } from "../release/contents.mjs";

const shipped = Object.fromEntries(
  Object.keys(sources).map((path) => [path, readFileSync(`${installed}/${packagePath(path)}`, "utf8")]),
);
const readme = shipped["README.md"];
const forJavaScript = Object.entries(shipped).filter(([path]) => path !== "src/docs/rust.md");

test("each document is made from the project's own", () => {
  for (const [path, text] of Object.entries(shipped)) assert.equal(text, forNpm(sources[path], path), path);
});

test("no document names a target of the Makefile", () => {
  const targets = [...readFileSync(`${root}Makefile`, "utf8").matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
  assert.ok(targets.includes("build") && targets.includes("test"));
  for (const [path, text] of Object.entries(shipped)) {
    for (const target of targets) assert.doesNotMatch(text, new RegExp(`\\bmake ${target}\\b`), path);
    assert.doesNotMatch(text, /`make\b/, path);
  }
  for (const [path, text] of forJavaScript) assert.doesNotMatch(text, /\bcargo\b/, path);
});

test("no document names a path of the source tree", () => {
  const kept = readdirSync(root).filter(
    (name) => !TARBALL_FILES.includes(name) && !["node_modules", "pkg"].includes(name),
  );
  assert.ok(kept.includes("src") && kept.includes("pkg-tests") && kept.includes("Cargo.toml"));
  for (const [path, text] of forJavaScript) {
    // A SvelteKit project also has a folder of that name.
    const own = text.replaceAll("src/routes/", "");
    for (const name of kept)
      assert.doesNotMatch(
        own,
        new RegExp(`(?<![\\w.-])${name.replaceAll(".", "\\.")}/|\`${name.replaceAll(".", "\\.")}\``),
        `${path}: ${name}`,
      );
    assert.doesNotMatch(
      own.replace(/\b(?:server|deliver|store|orders|before|after|handler\.test)\.m[jt]s\b/g, ""),
      /\.(?:rs|mjs|toml)\b|\.test\./,
      path,
    );
  }
});

test("the README shows how to install and use the package", () => {
  assert.deepEqual(blocks(readme, "sh"), ["npm install countersign\n"]);
  const headings = [
    "Install",
    "Quick start",
    "Cloudflare Workers",
    "All pages",
    "Security limits",
    "Errors",
    "Speed",
    "Licence",
  ];
  for (const heading of headings) assert.ok(readme.includes(`\n## ${heading}\n`), heading);
  const lines = readme.split("\n").length;
  assert.ok(lines > 100 && lines <= 200, `${lines} lines`);
});

test("samples are the same in the source and in the package", () => {
  for (const [path, text] of Object.entries(shipped))
    assert.deepEqual(blocks(text, "js"), blocks(sources[path], "js"), path);
});

test("markers and other comments are gone", () => {
  for (const [path, text] of Object.entries(shipped)) assert.doesNotMatch(text, /<!--|-->|\n{3}/, path);
});

for (const [name, text, expected] of [
  ["the source's part is left out", "a\n<!-- source -->\nb\n<!-- /source -->\nc\n", "a\nc\n"],
  ["two parts are two", "<!-- source -->\na\n<!-- /source -->\nb\n<!-- source -->\nc\n<!-- /source -->\n", "b\n"],
  ["npm's part is put in", "a\n<!-- npm\nb\n-->\nc\n", "a\nb\nc\n"],
  ["npm's part inside the source's is not", "<!-- source -->\n<!-- npm\nb\n-->\n<!-- /source -->\nc\n", "c\n"],
  ["other comments go", "a\n<!-- matrix -->\nb\n<!-- /matrix -->\n", "a\nb\n"],
  ["one empty line is enough", "a\n\n<!-- source -->\nb\n<!-- /source -->\n\nc\n", "a\n\nc\n"],
  [
    "links point to the package's files",
    "[a](src/docs/errors.md#x) [b](src/providers/reward/README.md) [c](SECURITY.md)",
    "[a](docs/errors.md#x) [b](docs/reward.md) [c](SECURITY.md)",
  ],
  [
    "addresses, anchors and code are unchanged",
    "[a](https://a.b/c) [d](#e)\n```js\nf[0](g)\n```\n`h[1](i)`\n",
    "[a](https://a.b/c) [d](#e)\n```js\nf[0](g)\n```\n`h[1](i)`\n",
  ],
]) {
  test(name, () => assert.equal(forNpm(text), expected));
}

test("links of a guide are relative to its path in the package", () => {
  const text = "[a](../../docs/errors.md#x) [b](../isendu/README.md) [c](../../../README.md#d)";
  assert.equal(forNpm(text, "src/providers/reward/README.md"), "[a](errors.md#x) [b](isendu.md) [c](../README.md#d)");
});

test("a link to a file outside the package is an error", () => {
  for (const target of ["CONTRIBUTING.md", "js-example/README.md", "src/lib.rs", "../x"]) {
    assert.throws(() => forNpm(`[a](${target})`), /README\.md: the package does not have/, target);
  }
});

test("a marker without its counterpart is an error", () => {
  for (const text of [
    "a\n<!-- source -->\nb\n",
    "a\n<!-- /source -->\nb\n",
    "<!-- npm\nb\n",
    "a <!-- source --> b\n",
    "<!-- sources -->b\n",
  ]) {
    assert.throws(() => forNpm(text), /has no counterpart/, text);
  }
});
