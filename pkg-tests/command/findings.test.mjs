// Every finding by the command, and the examples of the specification: as processes, from files.

import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { findingIds } from "countersign/diagnose";
import { examples, ids, unlike } from "../diagnose/cases.mjs";
import { sources } from "../documents/documents.mjs";
import { rows, SECRETS } from "./findings.mjs";
import { file, requestFile, run } from "./running.mjs";
import { problems } from "./schema.mjs";

const [, schemaText] = /```json\n(\{\n {2}"\$schema".+?)```/s.exec(sources["src/docs/diagnose.md"]);
const schema = JSON.parse(schemaText);
const MAIN = {
  isendu: "ISENDU_URL_TOKEN",
  optondemand: "OPTONDEMAND_SECRET",
  reward: "REWARD_URL_TOKEN",
  xoxoday: "XOXODAY_API_KEY",
};

/** Runs `diagnose --json`; returns the process and what it says. */
async function diagnosed(row) {
  const { provider, key, original, reply, env = {}, args = [] } = row;
  // Bytes that are no text can be in no variable, and a line end is dropped from none.
  const keys = key === undefined ? [] : ["--secret-file", file(key), "--secret-exact"];
  const evidence = [
    ...(original === undefined ? [] : ["--original", file(original)]),
    ...(reply === undefined ? [] : ["--reply-body", file(reply)]),
  ];
  const ran = await run(["diagnose", requestFile(row), "-p", provider, "--json", ...keys, ...evidence, ...args], {
    env,
  });
  return { ...ran, diagnosis: JSON.parse(ran.out) };
}

function check({ status, out, err, diagnosis }, { id, isProven }) {
  const found = ids(diagnosis, isProven ? "proven" : "likely");
  const all = JSON.stringify(diagnosis.findings.map((finding) => [finding.id, finding.confidence]));
  assert.ok(found.includes(id), `${all} ${diagnosis.summary}`);
  assert.equal(status, isProven ? 1 : 3, err);
  assert.deepEqual(problems(schema, diagnosis), []);
  for (const secret of SECRETS) {
    const forms = [
      secret,
      Buffer.from(secret).toString("hex"),
      Buffer.from(secret).toString("base64").replace(/=+$/, ""),
    ];
    for (const form of forms)
      assert.ok(!(out + err).toLowerCase().includes(form.toLowerCase()), `tells ${form}: ${out}`);
  }
}

test("every finding by the command", { concurrency: Math.min(4, availableParallelism()) }, async (t) => {
  await Promise.all(rows.map((row) => t.test(row.id, async () => check(await diagnosed(row), row))));
});

test("each finding has a delivery", () => {
  assert.deepEqual([...findingIds].sort(), [...new Set(rows.map(({ id }) => id))].sort());
});

test("the examples by the command", { concurrency: Math.min(4, availableParallelism()) }, async (t) => {
  await Promise.all(
    examples.map(({ id, provider, incoming, config, expect }) =>
      t.test(id, async () => {
        const env = Object.fromEntries([[MAIN[provider], Object.values(config)[0]]]);
        const ran = await run(["diagnose", requestFile(incoming), "-p", provider, "--json"], { env });
        const diagnosis = JSON.parse(ran.out);
        assert.deepEqual(unlike(diagnosis, expect), [], ran.out);
        const status = expect.verify === "accepted" ? 0 : expect.noProven ? 3 : 1;
        assert.equal(ran.status, status, ran.err);
      }),
    ),
  );
});

for (const [what, change, problem] of [
  ["a member that is missing", (value) => delete value.summary, "$.summary is missing"],
  ["a member that is not documented", (value) => (value.more = 1), "$.more is not documented"],
  ["another type", (value) => (value.schema = "1"), "$.schema is no integer"],
  ["another word", (value) => (value.outcome = "fine"), "$.outcome is fine"],
  ["a finding of another form", (value) => value.findings.push({}), "$.findings[0].id is missing"],
])
  test(`the schema finds ${what}`, () => {
    const value = {
      schema: 1,
      provider: "reward",
      outcome: "accepted",
      error: null,
      summary: "Accepted.",
      findings: [],
      searched: { macs: 0, bytes: 0, complete: true },
      request: { form: "a body", body: "exact", bytes: 2 },
    };
    assert.deepEqual(problems(schema, value), []);
    change(value);
    assert.ok(problems(schema, value).includes(problem), String(problems(schema, value)));
  });
