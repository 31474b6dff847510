// Writes the generated parts of documents. Each part is between two marks with its name.

import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./files.mjs";

const FILES = { matrix: "src/docs/runtimes.md", bench: "src/docs/speed.md", "bench in short": "README.md" };

function find(name) {
  const marks = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
  const file = `${root}${FILES[name]}`;
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(marks[0]) + marks[0].length, text.indexOf(marks[1])];
  if (from < marks[0].length || to < from)
    throw new Error(`${FILES[name]} lacks ${marks.join(" and ").replaceAll("\n", "")}`);
  return { file, text, from, to };
}

export function readPart(name) {
  const { text, from, to } = find(name);
  return text.slice(from, to);
}

export function writePart(name, content) {
  const { file, text, from, to } = find(name);
  writeFileSync(file, text.slice(0, from) + content + text.slice(to));
}
