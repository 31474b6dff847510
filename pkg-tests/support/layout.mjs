// Reads the imports of each source folder, and compares them with the table in DESIGN.md.

import { posix } from "node:path";

/** A folder in the table: the first cell is its name, the last one lists the folders that it may import. */
const ROW = /^\| `([\w./]+)` \|.*\| ([^|]*) \|$/gm;

/** Returns the rows of the table in order: `{ name, imports }`. */
export function readTable(markdown) {
  const rows = [...markdown.matchAll(ROW)].map(([, name, imports]) => ({
    name: name.replace(/\/$/, ""),
    imports: [...imports.matchAll(/`([\w./]+)`/g)].map(([, each]) => each.replace(/\/$/, "")),
  }));
  if (rows.length === 0) throw new Error("there is no table of folders");
  return rows;
}

/** Returns the code of a Rust file without comments and tests. Tests may import anything. */
export const rustCode = (source) => source.split(/^#\[cfg\(test\)\]$/m)[0].replace(/^\s*\/\/.*$/gm, "");

/** Returns the paths in a Rust file, from the root of the crate. Braces are expanded. */
function rustPaths(source) {
  const code = rustCode(source);
  const listed = [...code.matchAll(/\bcrate::\{([^}]*)\}/g)].flatMap(([, names]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter(Boolean),
  );
  return [...listed, ...[...code.matchAll(/\bcrate::(\w+(?:::\w+)?)/g)].map(([, path]) => path.replace("::", "/"))];
}

export const jsPaths = (source) =>
  [
    ...source.matchAll(
      /^(?:import|export)\b[^;]*?\bfrom\s+"(\.[^"]+)"|^import\s+"(\.[^"]+)"|\bimport\("(\.[^"]+)"\)/gm,
    ),
  ].map((found) => found[1] ?? found[2] ?? found[3]);

/** Returns the row that a file belongs to: the one with the longest name. */
function rowOf(rows, file) {
  const within = (name) => file === name || file === `${name}.rs` || file.startsWith(`${name}/`);
  return rows.filter(({ name }) => within(name)).sort((one, other) => other.name.length - one.name.length)[0];
}

/** Returns `[row, reason]` for each import of a file. If no row matches, the import is in its place. */
function importsOf(rows, file, source) {
  if (file.endsWith(".rs")) {
    return rustPaths(source).map((name) => {
      const row = rowOf(rows, name);
      return row === undefined
        ? { problem: `crate::${name.split("/")[0]} is not where it is defined` }
        : { row: row.name };
    });
  }
  return jsPaths(source).map((path) => {
    const target = posix.join(posix.dirname(file), path);
    const row = rowOf(rows, target);
    return row === undefined ? { problem: `${path} is in no folder of the table` } : { row: row.name };
  });
}

/**
 * Returns the problems of the layout. `files` are the sources by their path below `src`, without `lib.rs`, which lists the
 * public items. A row may only import rows above it, so that there are no circles, and it must list exactly the imports of
 * its files.
 */
export function layoutProblems(markdown, files) {
  const rows = readTable(markdown);
  const problems = [];
  const used = new Map(rows.map(({ name }) => [name, new Set()]));
  rows.forEach(({ name, imports }, at) => {
    const above = rows.slice(0, at).map((row) => row.name);
    for (const each of imports)
      if (!above.includes(each)) problems.push(`${name} may import ${each}, which is not above it`);
  });
  for (const [file, source] of Object.entries(files)) {
    const from = rowOf(rows, file);
    if (from === undefined) {
      problems.push(`${file} is in no folder of the table`);
      continue;
    }
    if (file.endsWith(".rs") && /\bsuper::super::super\b/.test(rustCode(source)))
      problems.push(`${file} climbs out of its folder`);
    for (const { row, problem } of importsOf(rows, file, source)) {
      if (problem !== undefined) problems.push(`${file}: ${problem}`);
      else if (row !== from.name) {
        used.get(from.name).add(row);
        if (!from.imports.includes(row)) problems.push(`${file} imports ${row}, which ${from.name} may not`);
      }
    }
  }
  for (const { name, imports } of rows) {
    if (!Object.keys(files).some((file) => rowOf(rows, file)?.name === name)) problems.push(`${name} has no file`);
    for (const each of imports)
      if (!used.get(name)?.has(each)) problems.push(`${name} may import ${each}, and does not`);
  }
  return problems;
}
