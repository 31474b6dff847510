// The crate for Rust users: its dependencies for each target and feature, and the files of its package.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../support/files.mjs";
import { crateFileProblems } from "../release/contents.mjs";

const run = promisify(execFile);
const cargo = async (...args) => (await run("cargo", [...args, "--locked"], { cwd: root })).stdout;

/** Returns the names of all crates that a build needs, without those for tests. */
async function dependencies(target, ...features) {
  const tree = await cargo(
    "tree",
    "--package",
    "countersign",
    "--edges",
    "normal",
    "--prefix",
    "none",
    "--format",
    "{p}",
    "--target",
    target,
    ...features,
  );
  return new Set(
    tree
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split(" ")[0]),
  );
}

const WASM = "wasm32-unknown-unknown";
const BINDING = ["rlsf", "wasm-bindgen"];

for (const [target, features, expected] of [
  ["x86_64-unknown-linux-gnu", [], []],
  ["x86_64-unknown-linux-gnu", ["--all-features"], []],
  ["thumbv7em-none-eabi", ["--no-default-features"], []],
  [WASM, [], []],
  [WASM, ["--features", "http"], []],
  [WASM, ["--features", "js"], BINDING],
]) {
  test(`${target} ${features.join(" ")}: ${expected.length > 0 ? "the binding" : "no binding"} for JavaScript`, async () => {
    const found = await dependencies(target, ...features);
    assert.ok(found.has("countersign") && found.has("sha2"));
    assert.deepEqual(
      BINDING.filter((name) => found.has(name)),
      expected,
    );
    assert.equal(found.has("http"), features.includes("http") || features.includes("--all-features"));
  });
}

test("the package contains the sources, and no other files than those that they include", async () => {
  const files = (await cargo("package", "--package", "countersign", "--list", "--allow-dirty")).trim().split("\n");
  assert.deepEqual(crateFileProblems(files), []);
});

test("the page on Rust names the oldest Rust version that Cargo.toml allows", () => {
  const [, oldest] = /^rust-version = "([\d.]+)"/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
  assert.ok(readFileSync(`${root}src/docs/rust.md`, "utf8").includes(`needs Rust ${oldest},`));
});
