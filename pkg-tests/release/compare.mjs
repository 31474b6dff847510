// Compares the bytes of two builds, and shows where they differ.

import { readFileSync } from "node:fs";
import { sections } from "../../src/js/build/size/wasm-sections.mjs";
import { entries } from "./archive.mjs";

/** Returns the differences between the files of two builds. Each kind of file has a path in both. */
export function differences(first, second) {
  return Object.keys(first).flatMap((kind) => {
    const [a, b] = [readFileSync(first[kind]), readFileSync(second[kind])];
    if (a.equals(b)) return [];
    const where =
      kind === "wasm" ? moduleDifferences(a, b) : archiveDifferences(entries(first[kind]), entries(second[kind]));
    return [`the ${kind} differs (${a.length} and ${b.length} bytes): ${where}`];
  });
}

function moduleDifferences(a, b) {
  const [inA, inB] = [sections(a), sections(b)];
  const at = inA.findIndex(
    ({ from, end }, index) => !a.subarray(from, end).equals(b.subarray(inB[index]?.from, inB[index]?.end)),
  );
  if (at < 0) return "the second is longer";
  const { id, name, from } = inA[at];
  const byte = a.subarray(from).findIndex((value, offset) => value !== b[from + offset]);
  return `first in section ${name ?? id}, at byte ${from + byte}`;
}

function archiveDifferences(a, b) {
  const paths = [...new Set([...a, ...b].map(({ path }) => path))];
  const [inA, inB] = [a, b].map((files) => new Map(files.map((file) => [file.path, file])));
  const found = paths.flatMap((path) => fileDifferences(path, inA.get(path), inB.get(path)));
  return found.length > 0 ? found.join(", ") : "the same files in another order or compression";
}

function fileDifferences(path, a, b) {
  if (a === undefined || b === undefined) return [`${path} is in only one of them`];
  const differing = ["mode", "owner", "mtime"].filter((key) => a[key] !== b[key]);
  if (!a.content.equals(b.content)) differing.unshift("content");
  return differing.length > 0 ? [`${path} (${differing.join(", ")})`] : [];
}
