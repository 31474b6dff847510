// Formats sizes, times and ratios.

const scaled = (value, units) => {
  const [unit, name] = units.find(([unit]) => value >= unit) ?? units.at(-1);
  return [value / unit, name];
};

export function sizeName(bytes) {
  const [value, name] = scaled(bytes, [
    [1_048_576, "MB"],
    [1024, "KB"],
    [1, "B"],
  ]);
  return `${Number(value.toFixed(1))} ${name}`;
}

/** The measurements are precise to about three digits. */
const digits = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));

export function showTime(ns) {
  const [value, name] = scaled(ns, [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
    [1, "ns"],
  ]);
  return `${digits(value)} ${name}`;
}

export const showRatio = digits;

/** Half the interquartile range, as a share of the median. */
export const showSpread = ([low, median, high]) => `±${((100 * (high - low)) / 2 / median).toFixed(0)} %`;

/** Returns lines of text from cells. All columns but the first are right-aligned. */
export function columns(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
      .join("  ")
      .trimEnd(),
  );
}
