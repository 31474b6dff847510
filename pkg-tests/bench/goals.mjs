// The goals, and whether the results meet them. A ratio is the other candidate's time divided by the prepared receiver's in the
// same round.

import { PLAIN, RECEIVER } from "./candidates/ours.mjs";
import { IMPORT } from "./cold.mjs";
import { showRatio, showTime, sizeName } from "./format.mjs";

const BY_HAND = "node:crypto by hand";
const WEBCRYPTO = "WebCrypto, imported key";
const BY_HAND_WITH_KEY = "by hand: verify, SHA-256 key, JSON.parse";

const NODES = ["node-20", "node-24"];
const MS = 1e6;

/** The goals for the ratios, by size. */
const RATIOS = [
  { method: "verify", than: BY_HAND, least: { "150 B": 3, "1 KB": 2, "8 KB": 0.85 } },
  { method: "verify", than: WEBCRYPTO, least: { "150 B": 12, "1 KB": 6, "8 KB": 1.3 } },
  { method: "receive", than: BY_HAND_WITH_KEY, least: { "150 B": 1, "1 KB": 1, "8 KB": 1 } },
  {
    method: "receive",
    than: "the fastest peer that verifies and parses",
    least: { "150 B": 3, "1 KB": 3, "8 KB": 1.5 },
  },
];
const IN_WORKERD = [WEBCRYPTO, BY_HAND];
const IN_WORKERD_LEAST = 2;
const MOST_OVER_WASM = 1.1;
const MOST_PLAIN_NS = 1500;
const MOST_OVER_BUILT_IN = 1.2;
const MOST_IMPORT_NS = 10 * MS;
const MOST_INSTANCE_NS = 5 * MS;
const MOST_GZIP = 70 * 1024;

const goal = (text, where, target, reached, isMet) => ({ goal: text, where, target, reached, isMet });

export const findRow = (results, runtime, name) => results.rows[runtime]?.find(({ row }) => row === name);

const find = (row, suffix) => row?.candidates.find(({ name }) => name.endsWith(suffix));

const fastestPeer = (row) =>
  row?.candidates
    .filter(({ parses }) => parses)
    .reduce((best, peer) => (best === undefined || peer.times[1] < best.times[1] ? peer : best), undefined);

function* ratios(results) {
  for (const { method, than, least } of RATIOS) {
    for (const [column, target] of Object.entries(least)) {
      for (const runtime of NODES) {
        const row = findRow(results, runtime, `optondemand ${method} ${column}`);
        const other = find(row, than) ?? (than.startsWith("the fastest") ? fastestPeer(row) : undefined);
        if (!other) continue;
        const named = other.name === than ? than : `${than} (${other.name})`;
        yield goal(
          `${method} ${column}, against ${named}`,
          runtime,
          `≥ ${target} times faster`,
          showRatio(other.times[1]),
          other.times[1] >= target,
        );
      }
    }
  }
}

function* inWorkerd(results) {
  const row = findRow(results, "workerd", "optondemand verify 1 KB");
  for (const than of IN_WORKERD) {
    const other = find(row, than);
    if (other)
      yield goal(
        `verify 1 KB, against ${than}`,
        "workerd",
        `≥ ${IN_WORKERD_LEAST} times faster`,
        showRatio(other.times[1]),
        other.times[1] >= IN_WORKERD_LEAST,
      );
  }
}

function* throughput(results) {
  for (const runtime of NODES) {
    const wasm = find(findRow(results, runtime, "SHA-256 1 MB"), "hash-wasm");
    if (!wasm) continue;
    const ratio = 1 / wasm.times[1];
    yield goal(
      "SHA-256 of 1 MB, time against hash-wasm",
      runtime,
      `≤ ${MOST_OVER_WASM} times its time`,
      showRatio(ratio),
      ratio <= MOST_OVER_WASM,
    );
  }
}

/** The preset that takes longest. */
function* slowestPreset(results) {
  for (const column of ["150 B", "1 KB"]) {
    const row = findRow(results, "node-24", `presets verify ${column}`);
    if (!row) continue;
    const [, ...others] = row.candidates;
    const slowest = others.reduce((worst, next) => (next.times[1] > worst.times[1] ? next : worst));
    yield goal(
      `verify ${column}, a preset over a built-in provider (${slowest.name.split(", ").at(-1)})`,
      "node-24",
      `≤ ${MOST_OVER_BUILT_IN} times its time`,
      showRatio(slowest.times[1]),
      slowest.times[1] <= MOST_OVER_BUILT_IN,
    );
  }
}

function* plainFunctions(results) {
  for (const runtime of NODES) {
    for (const method of ["verify", "receive"]) {
      const row = findRow(results, runtime, `optondemand ${method} 1 KB`);
      if (!row) continue;
      const dearer = find(row, PLAIN).ns[1] - find(row, RECEIVER).ns[1];
      yield goal(
        `${method} 1 KB, plain function over receiver`,
        runtime,
        `≤ ${showTime(MOST_PLAIN_NS)} more`,
        showTime(dearer),
        dearer <= MOST_PLAIN_NS,
      );
    }
  }
}

function* loading(results) {
  for (const runtime of NODES) {
    const over = results.cold?.[runtime]?.find(({ name }) => name.endsWith(IMPORT)).over[1];
    if (over !== undefined)
      yield goal(
        "import, over an empty program",
        runtime,
        `≤ ${showTime(MOST_IMPORT_NS)}`,
        showTime(over),
        over <= MOST_IMPORT_NS,
      );
  }
  const instance = find(findRow(results, "workerd", "module instance"), "instantiate");
  if (instance)
    yield goal(
      "an instance of the module",
      "workerd",
      `≤ ${showTime(MOST_INSTANCE_NS)}`,
      showTime(instance.ns[1]),
      instance.ns[1] <= MOST_INSTANCE_NS,
    );
  const gzip = results.sizes?.[0].module.gzip;
  if (gzip) yield goal("the module, gzipped", "", `≤ ${sizeName(MOST_GZIP)}`, sizeName(gzip), gzip <= MOST_GZIP);
}

/** Returns the goals for which there are results: `{ goal, where, target, reached, isMet }`. */
export const goals = (results) =>
  [ratios, inWorkerd, throughput, slowestPreset, plainFunctions, loading].flatMap((of) => [...of(results)]);
