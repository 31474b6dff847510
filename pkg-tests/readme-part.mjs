// The parts of the README that a program writes: each stands between two marks that bear its name.

import { readFileSync, writeFileSync } from "node:fs";
import { root } from "./files.mjs";

const readme = `${root}README.md`;

function find(name) {
  const marks = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
  const text = readFileSync(readme, "utf8");
  const [from, to] = [text.indexOf(marks[0]) + marks[0].length, text.indexOf(marks[1])];
  if (from < marks[0].length || to < from) throw new Error(`the README lacks ${marks.join(" and ").replaceAll("\n", "")}`);
  return { text, from, to };
}

export function readPart(name) {
  const { text, from, to } = find(name);
  return text.slice(from, to);
}

export function writePart(name, content) {
  const { text, from, to } = find(name);
  writeFileSync(readme, text.slice(0, from) + content + text.slice(to));
}
