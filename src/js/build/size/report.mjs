// Prints sizes next to the budgets and the baseline.

import { KB } from "./budgets.mjs";
import { crateOf } from "./functions.mjs";

const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`;
const count = (bytes) => bytes.toLocaleString("en").replaceAll(",", " ");
const change = (bytes) => (bytes === 0 ? "" : `${bytes > 0 ? "+" : "−"}${count(Math.abs(bytes))}`);

/** Returns a line for each budget: the size, the limit, and the change since the baseline. */
export function totals(sizes, baseline, budgets) {
  return budgets.map(({ name, size, most }) => {
    const grew = sizes[size] - baseline[size];
    const since = grew === 0 ? "as the baseline" : `${change(grew)} B since the baseline`;
    const over = sizes[size] > most ? `EXCEEDED BY ${count(sizes[size] - most)} B, ` : "";
    return `${name.padEnd(14)} ${kb(sizes[size]).padStart(9)} of ${kb(most).padStart(9)}  ${over}${since}`;
  });
}

/** Returns the size of each name now and before, and its growth. A name that is missing on one side has the size 0 there. */
export function compare(now, before) {
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...names].map((name) => {
    const [bytes, had] = [now[name] ?? 0, before[name] ?? 0];
    return { name, bytes, had, grew: bytes - had };
  });
}

function byCrate(parts) {
  const crates = {};
  for (const [part, bytes] of Object.entries(parts)) crates[crateOf(part)] = (crates[crateOf(part)] ?? 0) + bytes;
  return crates;
}

const note = ({ bytes, had, grew }) => (had === 0 ? "new" : bytes === 0 ? "gone" : change(grew));

function table(title, rows, most) {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, most);
  const lines = shown.map((row) => `${count(row.bytes).padStart(9)} ${note(row).padStart(9)}  ${row.name}`);
  const left = rows.length - shown.length;
  return [
    "",
    `${title}, in bytes`,
    ...lines,
    ...(left > 0 ? [`${" ".repeat(21)}… and ${left} more; --all shows them`] : []),
  ];
}

const SECTIONS = [
  ["the module, by crate", ({ parts }) => byCrate(parts)],
  ["the module, by function", ({ parts }) => parts],
  ["the tarball, by file (each gzipped on its own)", ({ files }) => files],
];

/** Returns the lists of all parts, the largest first. */
export function largest(sizes, baseline, most) {
  return SECTIONS.flatMap(([title, of]) => {
    const rows = compare(of(sizes), of(baseline)).filter(({ bytes }) => bytes > 0);
    return table(
      title,
      rows.sort((a, b) => b.bytes - a.bytes),
      most,
    );
  });
}

/** Returns the lists of the parts that grew since the baseline, the largest growth first; empty if none grew. */
export function grown(sizes, baseline, most) {
  return SECTIONS.flatMap(([title, of]) => {
    const rows = compare(of(sizes), of(baseline)).filter(({ grew }) => grew > 0);
    return table(
      `growth of ${title}`,
      rows.sort((a, b) => b.grew - a.grew),
      most,
    );
  });
}
