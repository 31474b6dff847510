// Writes the text about speed for the documents, from the results only.

import { BATCHES, SIZES } from "./bodies.mjs";
import { FIRST_EVENT, IMPORT } from "./cold.mjs";
import { showRatio, showTime, sizeName } from "./format.mjs";
import { findRow } from "./goals.mjs";
import { RUNTIMES } from "./runtimes.mjs";

export const BASE = "countersign";
const SHOWN = "node-24";
const NAMES = SIZES.map(sizeName);

const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const named = (row, text) => row.candidates.find(({ name }) => name.includes(text));
const time = ({ ns }) => showTime(ns[1]);

/** The ratio to the first candidate is in brackets. The first one has none. */
const cell = ({ ns, times }, isFirst) => (isFirst ? showTime(ns[1]) : `${showTime(ns[1])} (${showRatio(times[1])})`);

/** Returns a table of one group of rows: the candidates, by the columns of the rows. */
function grouped(results, title, group) {
  const rows = NAMES.map((name) => findRow(results, SHOWN, `${group} ${name}`));
  const lines = rows[0].candidates.map(({ name }, at) => [
    name,
    ...rows.map(({ candidates }) => cell(candidates[at], at === 0)),
  ]);
  return table([title, ...NAMES], lines);
}

/** Lists the sizes at which a candidate is faster than the receiver. */
function whereFaster(results, group, text) {
  const slower = NAMES.map((name) => named(findRow(results, SHOWN, `${group} ${name}`), text).times[1] >= 1);
  const faster = NAMES.filter((_, at) => !slower[at]);
  if (faster.length === 0) return "at none of these sizes";
  if (faster.length === NAMES.length) return "at every size";
  if (slower.lastIndexOf(true) < slower.indexOf(false)) return `from ${faster[0]} on`;
  return `at ${faster.join(", ")}`;
}

function everywhere(results) {
  const ratio = (row, text) => showRatio(named(row, text).times[1]);
  const lines = RUNTIMES.map(({ name, title }) => {
    const [verify, receive] = ["verify", "receive"].map((method) =>
      findRow(results, name, `optondemand ${method} 1 KB`),
    );
    const peers = receive.candidates.filter(({ parses }) => parses).map(({ times }) => times[1]);
    return [
      title,
      time(verify.candidates[0]),
      ratio(verify, "by hand"),
      ratio(verify, "WebCrypto"),
      time(receive.candidates[0]),
      ratio(receive, "SHA-256 key"),
      showRatio(Math.min(...peers)),
    ];
  });
  return table(["", "`verify`", "by hand", "WebCrypto", "`receive`", "by hand, with key", "fastest library"], lines);
}

function others(results) {
  const ours = (provider) =>
    NAMES.map((name) => cell(named(findRow(results, SHOWN, `${provider} receive ${name}`), "SHA-256 key")));
  const base = (provider) =>
    NAMES.map((name) => time(findRow(results, SHOWN, `${provider} receive ${name}`).candidates[0]));
  return table(
    ["`receive`", ...NAMES],
    ["xoxoday", "reward"].flatMap((provider) => [
      [provider, ...base(provider)],
      [`${provider} by hand, with key`, ...ours(provider)],
    ]),
  );
}

/** Returns the table of the presets. */
function presets(results) {
  const rows = results.rows[SHOWN].filter(({ row }) => row.startsWith("presets verify "));
  const lines = rows[0].candidates.map(({ name }, at) => [
    name.split(", ")[1],
    ...rows.map(({ candidates }) => cell(candidates[at], at === 0)),
  ]);
  return table(["`verify`", ...rows.map(({ row }) => row.slice("presets verify ".length))], lines);
}

function batches(results) {
  const parts = BATCHES.map((count) => {
    const row = results.rows[SHOWN].find(({ row }) => row.startsWith(`isendu receive ${count} `));
    return `${count} in ${time(row.candidates[0])} (by hand ${showRatio(named(row, "SHA-256 key").times[1])})`;
  });
  return `isendu's batches of trackings: ${parts.join(", ")}.`;
}

/** Returns the cost of one more unit, between the first row of a group and the last. */
function growth(results, group, counts) {
  const [first, last] = [counts[0], counts.at(-1)].map(
    (count) => findRow(results, SHOWN, `${group} ${count}`).candidates[0].ns[1],
  );
  return showTime((last - first) / (counts.at(-1) - counts[0]));
}

/** The line width of the documents. */
const WIDTH = 130;

/** Breaks a text into lines. Lines after the first are indented, as in a list. */
function wrapped(text, indent = "") {
  const [first, ...words] = text.split(" ");
  const lines = [first];
  for (const word of words) {
    if (lines.at(-1).length + 1 + word.length > WIDTH) lines.push(indent + word);
    else lines.push(`${lines.pop()} ${word}`);
  }
  return lines.join("\n");
}

const listed = (text) => wrapped(`* ${text}`, "  ");

const perSecond = (ns) => `${Math.round(1_048_576 / (ns / 1e9) / 1e6)} MB/s`;

function throughput(results) {
  const { candidates } = findRow(results, SHOWN, "SHA-256 1 MB");
  const shown = candidates
    .filter(({ name }) => !name.endsWith("plain function"))
    .map(({ name, ns }) => `${name.split(",")[0]} ${perSecond(ns[1])}`);
  return `SHA-256 of 1 MB: ${shown.join(", ")}, where ours includes the rest of \`verify\`, and node:crypto is OpenSSL.`;
}

/** The time of native code with the same instructions as WebAssembly, if that was measured. */
function withoutSha({ withoutSha: rows }) {
  if (!rows) return [];
  const find = (name) => rows.find(({ row }) => row === name);
  const ratios = (method, text) =>
    NAMES.map((name) => `${showRatio(named(find(`optondemand ${method} ${name}`), text).times[1])} (${name})`).join(
      ", ",
    );
  const openssl = perSecond(named(find("SHA-256 1 MB"), "node:crypto").ns[1]);
  return [
    `**Without SHA instructions.** WebAssembly can't use them, and not every processor has them. With them turned off for OpenSSL in Node 24, it hashes ${openssl}. The time by hand, divided by the receiver's, is then for \`verify\`: ${ratios("verify", "by hand")}; for \`receive\` with a key: ${ratios("receive", "SHA-256 key")}.`,
  ];
}

function starts(results) {
  const over = (runtime, text) => showTime(results.cold[runtime].find(({ name }) => name.endsWith(text)).over[1]);
  const nodes = ["node-20", "node-24"].map((runtime) => `${over(runtime, IMPORT)} in Node ${runtime.slice(5)}`);
  const instance = named(findRow(results, "workerd", "module instance"), "instantiate");
  return `The import adds ${nodes.join(" and ")} to the time of an empty program. The first event adds ${over(SHOWN, FIRST_EVENT)} in Node 24 and ${over("workerd", FIRST_EVENT)} in workerd, where an instance takes ${time(instance)}.`;
}

function sizes(results) {
  const [{ module, node }] = results.sizes;
  const [{ receiver, calls, linear }] = results.memory.packages;
  const call = (method) => sizeName(calls[`${BASE}, receiver: ${method}`]);
  return `The module has ${sizeName(module.bytes)} (gzipped ${sizeName(module.gzip)}); Node loads ${sizeName(node.bytes)} in all (${sizeName(node.gzip)}). A receiver takes ${sizeName(receiver)}; a call on 1 KB leaves ${call("verify")} (\`verify\`) or ${call("receive")} (\`receive\`) to the garbage collector. The module's memory is ${sizeName(linear.fresh)}, and ${sizeName(linear.afterLarge)} after an isendu batch of nearly 1 MB.`;
}

function conditions({ machine, versions, date }) {
  const processor = machine.processor.replace(/\((R|TM)\)/g, "");
  const instructions = machine.shaInstructions ? ", with instructions for SHA-256" : "";
  return `Measured on ${date}, Node ${versions[SHOWN]}, ${machine.cores} cores (${processor}${instructions}). Times are medians of one call. The ratio in brackets compares with our receiver in the same rounds: below 1 is faster than ours.`;
}

function limits(results) {
  const faster = (method, text) => whereFaster(results, `optondemand ${method}`, text);
  const keys = growth(results, "keys in rotation", [1, 10]);
  const [plain, fetched] = ["a plain object", "Headers"].map((form) => growth(results, `headers in ${form}`, [1, 50]));
  return [
    `**Where native code is faster.** For \`verify\`: node:crypto by hand ${faster("verify", "by hand")}, WebCrypto ${faster("verify", "WebCrypto")}. For \`receive\`: by hand with a key ${faster("receive", "SHA-256 key")}. ${throughput(results)}`,
    ...withoutSha(results),
    `**Keys and headers.** Each additional key in rotation costs ${keys}; each additional header costs ${plain}, or ${fetched} in a \`Headers\`.`,
    `**Start.** ${starts(results)}`,
    `**Size.** ${sizes(results)}`,
  ];
}

/** Returns the text between the marks of the page on speed. The package has no picture, so its page omits it. */
export function speed(results) {
  const tables = ["verify", "receive"].map((method) => grouped(results, `\`${method}\``, `optondemand ${method}`));
  return `<!-- source -->
![Bar chart: the time of verify and receive for 1 KB in Node 24, compared with other implementations](../../pkg-tests/bench/chart.svg)
<!-- /source -->

${wrapped(conditions(results))}

${tables.join("\n\n")}

Code by hand only checks the signature; \`receive\` also refuses duplicate keys, rounds no number, and reads the fields.

Bodies of 1 KB in each runtime. The other columns are ratios to ours:

${everywhere(results)}

The other providers, in Node 24:

${others(results)}

${wrapped(batches(results))}

The receiver of a preset, in Node 24. The first line is the built-in provider with which the others are compared:

${presets(results)}

${limits(results).map(listed).join("\n")}
`;
}

/** Returns the same for the README, in three lines. */
export function inShort(results) {
  const [verify, receive] = ["verify", "receive"].map((method) =>
    findRow(results, SHOWN, `optondemand ${method} 1 KB`),
  );
  const byHand = `${showRatio(named(verify, "by hand").times[1])} and ${showRatio(named(receive, "SHA-256 key").times[1])}`;
  const first = showTime(results.cold[SHOWN].find(({ name }) => name.endsWith(FIRST_EVENT)).over[1]);
  return `${wrapped(
    `For a body of 1 KB, \`verify\` takes ${time(verify.candidates[0])} and \`receive\` ${time(receive.candidates[0])} in Node 24. Code by hand is faster, at ${byHand} of the time, but only checks the signature. The first event comes ${first} after the start.`,
  )}
`;
}
