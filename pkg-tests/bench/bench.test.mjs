// The documents and their chart show the speed from the last complete run of the benchmark, and the benchmark works. The tests
// don't check how fast anything is.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { batchOf, bodyOf, SIZES } from "./bodies.mjs";
import { chart } from "./chart.mjs";
import { SCHEMES } from "./candidates/schemes.mjs";
import { goals } from "./goals.mjs";
import { interleave, quantile, summarise } from "./measure.mjs";
import { peerVersions, readChart, readResults } from "./results.mjs";
import { isHashed, ROWS } from "./rows.mjs";
import { RUNTIMES } from "./runtimes.mjs";
import { inShort, speed } from "./speed.mjs";
import { prepare } from "./suite.mjs";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";
import { readPart } from "../support/readme-part.mjs";

const results = readResults();
const program = fileURLToPath(new URL("run.mjs", import.meta.url));

async function bench(...args) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], { timeout: 240_000 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    return { code: error.code, output: `${error.stdout}${error.stderr}` };
  }
}

test("the figures of speed in the documents come from the results", () => {
  assert.equal(readPart("bench"), speed(results), "run `make bench`");
  assert.equal(readPart("bench in short"), inShort(results), "run `make bench`");
});

test("the chart comes from the results", () => assert.equal(readChart(), chart(results), "run `make bench`"));

test("the results contain every row in every runtime", () => {
  for (const { name } of RUNTIMES)
    assert.deepEqual(
      results.rows[name].map(({ row }) => row),
      ROWS.map(({ name }) => name),
      name,
    );
});

test("rows that hash are also measured without the processor's SHA instructions", () => {
  const names = results.withoutSha?.map(({ row }) => row);
  if (results.machine.shaInstructions)
    assert.deepEqual(
      names,
      ROWS.filter(isHashed).map(({ name }) => name),
    );
  else assert.equal(names, undefined);
});

test("the results name their versions, and their goals match their figures", () => {
  assert.deepEqual(
    Object.keys(results.versions),
    RUNTIMES.map(({ name }) => name),
  );
  assert.deepEqual(Object.keys(results.peers), Object.keys(peerVersions()));
  assert.deepEqual(results.goals, goals(results));
  assert.deepEqual(new Set(results.goals.map(({ where }) => where)), new Set(["node-20", "node-24", "workerd", ""]));
});

test("every candidate has a time, and its ratio to the first one", () => {
  for (const { row, candidates } of [...Object.values(results.rows), results.withoutSha ?? []].flat()) {
    assert.ok(candidates.length > 0, row);
    assert.deepEqual(candidates[0].times, [1, 1, 1], row);
    for (const { name, ns, times } of candidates) {
      for (const [low, median, high] of [ns, times])
        assert.ok(low <= median && median <= high && median > 0, `${row}: ${name}`);
    }
  }
});

// links.test.mjs checks the link to it.
test("the page on speed shows the chart, but the page in the package has no picture", () => {
  assert.match(
    readFileSync(`${root}src/docs/speed.md`, "utf8"),
    /!\[.+?\]\(\.\.\/\.\.\/pkg-tests\/bench\/chart\.svg\)/,
  );
  assert.doesNotMatch(readFileSync(`${installed}/docs/speed.md`, "utf8"), /!\[/);
});

test("bodies have the requested size, and differ from seed to seed", () => {
  for (const kind of Object.keys(SCHEMES).filter((scheme) => scheme !== "isendu")) {
    for (const size of SIZES.filter((size) => size < 100_000)) {
      const bodies = [0, 1, 63].map((seed) => Buffer.from(bodyOf(kind, size, seed)).toString());
      for (const body of bodies) assert.equal(body.length, size, kind);
      assert.equal(new Set(bodies).size, bodies.length, `${kind} ${size}`);
      JSON.parse(bodies[0]);
    }
  }
  assert.equal(JSON.parse(Buffer.from(batchOf(20, 1))).tracking.length, 20);
  assert.throws(() => bodyOf("stripe", 20, 0), RangeError);
});

test("all runs have the same number of rounds, in the same order", async () => {
  const runs = [2, 6].map((ms) => async (calls) => ms * calls);
  const samples = await interleave(runs, { seconds: 0, leastRounds: 7, warmUpMs: 1 });
  assert.deepEqual(samples, [Array(7).fill(2e6), Array(7).fill(6e6)]);
});

test("the results of several processes are combined by name, and the ratios by round", () => {
  const [a, b] = [{ name: "a" }, { name: "b", parses: true }];
  const forks = [
    {
      candidates: [a, b],
      samples: [
        [1, 2],
        [3, 8],
      ],
    },
    { candidates: [b, a], samples: [[50], [10]] },
  ];
  const { row, rounds, candidates } = summarise("row", forks);
  assert.deepEqual([row, rounds, candidates.length], ["row", 3, 2]);
  assert.deepEqual(candidates[1], { name: "b", parses: true, ns: [5.5, 8, 29], times: [3.5, 4, 4.5] });
  assert.deepEqual(candidates[0].times, [1, 1, 1]);
});

test("quantiles are interpolated between the values", () => {
  assert.deepEqual(
    [0, 0.25, 0.5, 1].map((share) => quantile([4, 1, 3, 2], share)),
    [1, 1.75, 2.5, 4],
  );
  assert.equal(quantile([5], 0.75), 5);
});

const row = (candidate) => ({
  ...ROWS.find(({ name }) => name === "optondemand verify 150 B"),
  candidates: () => [{ name: "a candidate", ...candidate }],
});

test("a candidate that refuses a genuine delivery is found", async () => {
  const refuses = [() => false, () => undefined, () => assert.fail("no")];
  for (const call of refuses)
    await assert.rejects(prepare(row({ call }), [], "node"), /a candidate refuses a genuine delivery/);
  await assert.rejects(
    prepare(row({ call: async () => false, isAsync: true }), [], "fetch"),
    /refuses a genuine delivery/,
  );
});

test("a candidate that accepts a forgery is found", async () => {
  await assert.rejects(prepare(row({ call: () => true }), [], "node"), /a candidate accepts a forged delivery/);
  await assert.rejects(
    prepare(row({ call: async () => ({}), isAsync: true }), [], "fetch"),
    /accepts a forged delivery/,
  );
});

test("a candidate that starts to refuse during the measurement is found", async () => {
  let calls = 0;
  const genuine = ({ body, expected }) => ++calls < 100 && SCHEMES.optondemand.expected(body).equals(expected);
  const [{ run }] = await prepare(row({ call: genuine }), [], "node");
  await assert.rejects(run(200), /refused \d+ of 200/);
});

test("a quick run of one row: every candidate, and the goals", async () => {
  const { code, output } = await bench(
    "--quick",
    "--runtimes",
    "here",
    "--rows",
    "optondemand receive 150 B",
    "--package",
    installed,
  );
  assert.equal(code, 0, output);
  for (const name of [
    "countersign, receiver",
    "by hand: verify, SHA-256 key, JSON.parse",
    "stripe",
    "@hookflo/tern",
    "everything ran",
  ]) {
    assert.ok(output.includes(name), `${name} in ${output}`);
  }
});

test("two packages side by side", async () => {
  const { code, output } = await bench(
    "--quick",
    "--runtimes",
    "here",
    "--rows",
    "reward receive 150 B",
    "--package",
    installed,
    "--package",
    installed,
  );
  assert.equal(code, 0, output);
  assert.match(output, /countersign A, receiver .*\n.*countersign A, plain function .*\n.*countersign B, receiver /);
});

/** Returns a folder with a package that accepts everything. */
function laxPackage() {
  mkdirSync(`${root}target`, { recursive: true });
  const folder = mkdtempSync(`${root}target/bench-`);
  const file = { default: "./lax.js" };
  const verify = "() => ({ trust: 'signature' })";
  writeFileSync(
    `${folder}/package.json`,
    JSON.stringify({ name: "lax", type: "module", exports: { ".": { import: file, require: file, workerd: file } } }),
  );
  writeFileSync(
    `${folder}/lax.js`,
    `export const optondemand = { verify: ${verify}, receiver: () => ({ verify: ${verify} }) };\n`,
  );
  copyFileSync(`${installed}/countersign.wasm`, `${folder}/countersign.wasm`);
  return folder;
}

test("a package that accepts a forgery ends the run with 1", async (t) => {
  const folder = laxPackage();
  t.after(() => rmSync(folder, { recursive: true }));
  const { code, output } = await bench(
    "--quick",
    "--runtimes",
    "here",
    "--rows",
    "optondemand verify 150 B",
    "--package",
    folder,
  );
  assert.equal(code, 1, output);
  assert.match(output, /lax, receiver accepts a forged delivery/);
});

test("invalid arguments are refused with the usage", async () => {
  for (const args of [
    ["--rows", "no such row"],
    ["--runtimes", "node-4"],
    ["--seconds", "soon"],
    ["--fast"],
    ["--quick", "--write"],
  ]) {
    const { code, output } = await bench(...args);
    assert.equal(code, 2, args.join(" "));
    assert.match(output, /usage: /);
  }
  assert.match((await bench("--help")).output, /usage: /);
  assert.match(
    (await bench("--list")).output,
    /^optondemand verify 150 B\n[^]*\ncold start\nmemory\nsize\nwithout SHA instructions\n$/,
  );
});
