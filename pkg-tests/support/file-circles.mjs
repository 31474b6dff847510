// Reads the imports of each source file, and finds circular imports.

import { posix } from "node:path";
import { jsPaths, rustCode } from "./layout.mjs";

/** Returns the modules of the path of a Rust file: `a/b.rs` and `a/b/mod.rs` are `["a", "b"]`. */
const moduleOf = (file) => file.replace(/(?:\/mod)?\.rs$/, "").split("/");

/** Returns the module that `super` and `self` refer to in a file, outside its inline modules. */
function absolute(path, file) {
  const steps = path.split("::");
  let within = moduleOf(file);
  if (steps[0] === "crate") return steps.slice(1);
  if (steps[0] === "self") steps.shift();
  while (steps[0] === "super") {
    steps.shift();
    within = within.slice(0, -1);
  }
  return [...within, ...steps];
}

/** Returns the paths of a `use` item, with braces expanded: `a::{b, c::{d}}` is `a::b` and `a::c::d`. */
function written(tree) {
  const brace = tree.indexOf("{");
  if (brace < 0) return [tree.replace(/\s+as\s+\w+$/, "").trim()];
  const start = tree.slice(0, brace).trim();
  const parts = [""];
  let depth = 0;
  for (const character of tree.slice(brace + 1, tree.lastIndexOf("}"))) {
    depth += Number(character === "{") - Number(character === "}");
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap((part) => written(part))
    .map((part) => (part === "self" ? start.replace(/::$/, "") : start + part));
}

/** Returns the paths in a Rust file, from the root of the crate, as lists of names. */
function rustTargets(source, file) {
  const code = rustCode(source);
  const declared = [...code.matchAll(/^\s*(?:pub(?:\([^)]*\))? )?mod (\w+);/gm)].map(([, name]) => name);
  const uses = [...code.matchAll(/\buse\s+([^;]+);/g)].flatMap(([, tree]) => written(tree.replace(/\s+/g, " ")));
  const starts = new RegExp(`^(?:crate|self|super${declared.map((name) => `|${name}`).join("")})(?:::|$)`);
  const inline = [...code.replace(/\buse\s+[^;]+;/g, "").matchAll(/\b(?:crate|self|super)(?:::\w+)+/g)].map(
    ([path]) => path,
  );
  return [...uses.filter((path) => starts.test(path)), ...inline].map((path) => absolute(path, file));
}

/** Returns the files that a file imports, without modules that it only declares. */
function imported(files, file, source) {
  if (!file.endsWith(".rs")) return jsPaths(source).map((path) => posix.join(posix.dirname(file), path));
  return rustTargets(source, file).flatMap((steps) => {
    for (let length = steps.length; length > 0; length -= 1) {
      const path = steps.slice(0, length).join("/");
      const found = [`${path}.rs`, `${path}/mod.rs`].find((each) => each in files);
      if (found !== undefined) return [found];
    }
    return [];
  });
}

/** Returns the circles, each as its files in alphabetical order. Files that reach each other indirectly are in the same circle. */
export function fileCircles(files) {
  const imports = new Map(
    Object.entries(files).map(([file, source]) => [
      file,
      new Set(imported(files, file, source).filter((each) => each !== file && each in files)),
    ]),
  );
  const reached = (from) => {
    const seen = new Set();
    const left = [...imports.get(from)];
    while (left.length > 0) {
      const next = left.pop();
      if (seen.has(next)) continue;
      seen.add(next);
      left.push(...imports.get(next));
    }
    return seen;
  };
  const from = new Map([...imports.keys()].map((file) => [file, reached(file)]));
  const circles = [...imports.keys()]
    .filter((file) => from.get(file).has(file))
    .map((file) => [...from.get(file)].filter((each) => from.get(each).has(file)).sort());
  return [...new Set(circles.map((circle) => circle.join(", ")))].sort();
}
