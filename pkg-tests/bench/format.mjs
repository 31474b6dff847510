// How times and ratios are shown.

/** Returns nanoseconds in the unit that suits them. */
export function showTime(ns) {
  const [unit, name] = [[1e6, "ms"], [1e3, "µs"], [1, "ns"]].find(([unit]) => ns >= unit) ?? [1, "ns"];
  const value = ns / unit;
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)} ${name}`;
}

export const showRatio = (ratio) => (ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(1));

/** Half the distance of the quartiles, as a share of the median. */
export const showSpread = ({ median, low, high }) => `±${((100 * (high - low)) / 2 / median).toFixed(0)} %`;

/** Returns lines of text from cells; all but the first column are set flush right. */
export function columns(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  ").trimEnd());
}
