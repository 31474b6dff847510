// The report of a run, and its problems.

/** 99 of 100 genuine deliveries must be answered within this time. */
const MOST_P99_MS = 1_000;
/** A timer on a busy machine is late. */
const LATE_MS = 5_000;

const ms = (value) => (value < 10 ? value.toFixed(1) : Math.round(value).toString());
const mebibytes = (bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`;
const list = (counts) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ") || "none";

function times({ deliveries, counts }) {
  const [p50, p99, longest] = deliveries.quantiles(0.5, 0.99, 1);
  return `p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, longest ${ms(longest)} ms; answered ${list(counts)}`;
}

/** Counts the answers that came after the server's own limit. */
function lateOf({ among, seen, limitSeconds }) {
  const limit = 1_000 * limitSeconds + LATE_MS;
  return among.late(limit) + seen.batches.filter(({ status, ms: took }) => status !== "none" && took > limit).length;
}

/** A delivery with a right token that is not stored in time is logged as an error, too: no stranger has caused that. */
function errorsOf({ errors, seen, alone, among }) {
  const batches = seen.batches.filter(({ status }) => status === 503).length;
  const own = batches + (alone.counts[503] ?? 0) + (among.counts[503] ?? 0);
  return Math.max(0, errors.length - own);
}

/**
 * Returns the problems, one text each.
 *
 * @param {import("./run.mjs").Report} report
 * @param {{ isTimed: boolean }} how whether the speed counts
 */
export function problemsOf(report, { isTimed }) {
  const { stored, memory, memoryLimit, ended, among, errors } = report;
  const problems = [];
  if (ended !== null) problems.push(`the server ended by itself: ${ended}`);
  for (const name of ["missing", "extra", "doubled", "pending", "dead"])
    if (stored[name] > 0) problems.push(`${stored[name]} genuine deliveries are ${name}`);
  if (errorsOf(report) > 0) problems.push(`lines of level error: ${errors.slice(0, 3).join("; ")}`);
  if (memory.peak > memoryLimit)
    problems.push(`${mebibytes(memory.peak)} of memory, and the bound is ${mebibytes(memoryLimit)}`);
  if (!isTimed) return problems;
  const [p99] = among.deliveries.quantiles(0.99);
  if (p99 > MOST_P99_MS) problems.push(`p99 ${ms(p99)} ms, and ${MOST_P99_MS} ms is the most`);
  if (lateOf(report) > 0) problems.push(`${lateOf(report)} answers came after the server's own limit`);
  return problems;
}

/** One line for each shape and status. */
function batchesOf({ batches }) {
  const kinds = new Map();
  for (const { shape, status, ms: took } of batches) {
    const kind = `${shape} answered ${status}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), took]);
  }
  return [...kinds].map(
    ([kind, all]) => `batches of ${kind}: ${all.length}, after ${ms(Math.min(...all))} to ${ms(Math.max(...all))} ms`,
  );
}

/** Returns the report as text. @param {import("./run.mjs").Report} report */
export function textOf(report) {
  const { title, limitSeconds, alone, among, seen, stored, memory, memoryLimit, levels, errors } = report;
  const rows = [
    ["alone", times(alone)],
    ["with the crowd", times(among)],
    [
      "strangers",
      `${mebibytes(seen.bytes)} sent; answered ${list(seen.answers)}; the longest connection ${ms(seen.longestMs)} ms`,
    ],
    ["", list(seen.visits)],
    ...batchesOf(seen).map((text) => ["", text]),
    [
      "memory",
      `${mebibytes(memory.peak)} at most, ${mebibytes(memory.before)} before, bound ${mebibytes(memoryLimit)}; heap ${memory.heap ? mebibytes(memory.heap) : "unknown"}`,
    ],
    ["log", `${list(levels)}; errors by strangers ${errorsOf(report)}`],
    ...errors.slice(0, 5).map((line) => ["", line]),
    ["late answers", `${lateOf(report)} after the limit of ${limitSeconds} s`],
    ["stored", list(stored)],
  ];
  return [title, ...rows.map(([name, text]) => `  ${name.padEnd(16)} ${text}`)].join("\n");
}
