// Measures each function of a module, under a name that stays the same from build to build.

import { reader, sections } from "./wasm-sections.mjs";

const [CODE, FUNCTION_NAMES] = [10, 1];
const SECTIONS = {
  1: "types",
  2: "imports",
  3: "types of the functions",
  4: "tables",
  5: "memory",
  6: "globals",
  7: "exports",
  8: "start",
  9: "table elements",
  10: "start of the code",
  11: "constants and texts",
  12: "number of constants",
  13: "tags",
};

/**
 * Returns the bytes of each function, by name, and of each section without functions, by its name in parentheses. Functions
 * that differ only in their types count as one. The sum is the length of the module without its names.
 */
export function parts(module) {
  const found = { "(header)": 8 };
  const add = (name, bytes) => (found[name] = (found[name] ?? 0) + bytes);
  const names = functionNames(module);
  for (const { id, name, from, content, end } of sections(module)) {
    if (name === "name") continue;
    const inFunctions = id === CODE ? addFunctions(module, content, names, add) : 0;
    add(`(${name ?? SECTIONS[id] ?? `section ${id}`})`, end - from - inFunctions);
  }
  return found;
}

function addFunctions(module, content, names, add) {
  const read = reader(module, content);
  const count = read.u32();
  const first = read.position();
  for (let index = 0; index < count; index += 1) {
    const from = read.position();
    const end = read.skip(read.u32());
    add(plainName(names[index]), end - from);
  }
  return read.position() - first;
}

/** Returns the names of the functions that have code, in the module's order. */
function functionNames(module) {
  const section = sections(module).find(({ name }) => name === "name");
  if (section === undefined) throw new Error("the module has no names");
  const read = reader(module, section.content);
  const names = [];
  while (read.position() < section.end) {
    const id = read.byte();
    const length = read.u32();
    if (id !== FUNCTION_NAMES) {
      read.skip(length);
      continue;
    }
    for (let left = read.u32(); left > 0; left -= 1) names[read.u32()] = read.text();
  }
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(module)).filter(
    ({ kind }) => kind === "function",
  ).length;
  return names.slice(imported);
}

/** Returns a function's name without hashes, which differ in every build, and without the suffixes that tools append. */
export function plainName(name = "(without a name)") {
  return name
    .replace(/\[[0-9a-f]{16}\]|::h[0-9a-f]{16}\b|_[0-9a-f]{16}\b/g, "")
    .replace(/ (?:externref|multivalue) shim/g, "")
    .replace(/\[\d+\]$/, "");
}

/** Returns the crate of a part: its name starts with it. A destructor belongs to the crate of its type. */
export function crateOf(part) {
  if (part.startsWith("(")) return "(no code)";
  const name = /^core::ptr::drop_in_place<(.*::.*)>$/.exec(part)?.[1] ?? part;
  const crate = /\b([a-z_]\w*)::/.exec(name)?.[1];
  if (crate === "__rustc") return "std";
  if (crate !== undefined) return crate;
  if (name.startsWith("__") || name.includes(" -> ")) return "wasm_bindgen";
  return /^mem(?:cmp|cpy|move|set)$/.test(name) ? "compiler_builtins" : "countersign";
}
