// The README in the npm package is right for people who never see the source.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { forNpm } from "../src/js/build/readme.mjs";
import { root } from "./files.mjs";
import { installed } from "./installed.mjs";
import { TARBALL_FILES } from "./release/contents.mjs";

const source = readFileSync(`${root}README.md`, "utf8");
const shipped = readFileSync(`${installed}/README.md`, "utf8");
const blocks = (text, language) => [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.+?)^\`\`\`$`, "gms"))].map(([, code]) => code);

test("it is made of the project's README", () => assert.equal(shipped, forNpm(source)));

test("it names no target of the Makefile", () => {
  const targets = [...readFileSync(`${root}Makefile`, "utf8").matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
  assert.ok(targets.includes("build") && targets.includes("test"));
  for (const target of targets) assert.doesNotMatch(shipped, new RegExp(`\\bmake ${target}\\b`));
  assert.doesNotMatch(shipped, /`make\b|\bcargo\b/);
});

test("it names no path of the source tree", () => {
  const kept = readdirSync(root).filter((name) => !TARBALL_FILES.includes(name) && !["node_modules", "pkg"].includes(name));
  assert.ok(kept.includes("src") && kept.includes("pkg-tests") && kept.includes("Cargo.toml"));
  // A SvelteKit project has a folder of that name, too.
  const own = shipped.replaceAll("src/routes/", "");
  for (const name of kept) {
    const path = name.replaceAll(".", "\\.");
    assert.doesNotMatch(own, new RegExp(`(?<![\\w.-])${path}/|\`${path}\``), name);
  }
  assert.doesNotMatch(shipped, /\.(?:rs|mjs|toml)\b|\.test\./);
});

test("its links lead to the package's own files or to the web", () => {
  for (const [, target] of shipped.matchAll(/\]\(([^)]+)\)/g)) {
    assert.ok(/^https:\/\//.test(target) || target.startsWith("#") || TARBALL_FILES.includes(target), target);
  }
});

test("it says how to install the package, and what it is like to use it", () => {
  assert.deepEqual(blocks(shipped, "sh"), ["npm install countersign\n"]);
  assert.deepEqual(blocks(shipped, "js"), blocks(source, "js"));
  assert.deepEqual(blocks(shipped, "rust"), []);
  const headings = ["Install", "Use", "What every provider offers", "The providers", "Errors", "What is not proven", "Runtimes", "Licence"];
  for (const heading of headings) assert.ok(shipped.includes(`\n## ${heading}\n`), heading);
});

test("markers and other comments are gone", () => {
  assert.doesNotMatch(shipped, /<!--|-->|\n{3}/);
});

for (const [name, text, expected] of [
  ["the source's part is left out", "a\n<!-- source -->\nb\n<!-- /source -->\nc\n", "a\nc\n"],
  ["two parts are two", "<!-- source -->\na\n<!-- /source -->\nb\n<!-- source -->\nc\n<!-- /source -->\n", "b\n"],
  ["npm's part is put in", "a\n<!-- npm\nb\n-->\nc\n", "a\nb\nc\n"],
  ["npm's part inside the source's is not", "<!-- source -->\n<!-- npm\nb\n-->\n<!-- /source -->\nc\n", "c\n"],
  ["other comments go", "a\n<!-- matrix -->\nb\n<!-- /matrix -->\n", "a\nb\n"],
  ["one empty line is enough", "a\n\n<!-- source -->\nb\n<!-- /source -->\n\nc\n", "a\n\nc\n"],
]) {
  test(name, () => assert.equal(forNpm(text), expected));
}

test("a marker without its other end is an error", () => {
  for (const text of ["a\n<!-- source -->\nb\n", "a\n<!-- /source -->\nb\n", "<!-- npm\nb\n", "a <!-- source --> b\n", "<!-- sources -->b\n"]) {
    assert.throws(() => forNpm(text), /stands alone/, text);
  }
});
