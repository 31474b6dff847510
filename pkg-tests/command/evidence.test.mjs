// The options of `diagnose` and of the config: what cannot be used is a wrong use, and what is used proves what it says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture, optondemand as signer } from "countersign/testing";
import { file, requestFile, run } from "./running.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const ENV = { OPTONDEMAND_SECRET: SECRET };
const ISENDU = { ISENDU_KEY_ID: "KEY-1", ISENDU_SECRET: "api-secret-1" };
const TOKEN = { REWARD_URL_TOKEN: "5f2c9d7e41b84a06b3a1c0de9f127788" };
const BODY = fixture("optondemand.ORDER_STATUS_UPDATED");
const on = ["-p", "optondemand"];
const confirmation = requestFile({ body: '{"keyId":"KEY-1"}', headers: {} });
const genuine = requestFile({ body: BODY, headers: signer.sign(BODY, { secret: SECRET }) });
const confirmed = (args, env = ISENDU) =>
  run(["diagnose", confirmation, "-p", "isendu", "--json", ...args], { env: { ...env } });

/** Options of the reply, and the findings that they lead to. */
const REPLIES = [
  [["--reply-status", "200"], []],
  [["--reply-status", "201"], ["confirm_reply_status"]],
  [["--reply-ms", "5000"], []],
  [["--reply-ms", "6000"], ["confirm_reply_slow"]],
  [
    ["--reply-status", "404", "--reply-ms", "6000"],
    ["confirm_reply_status", "confirm_reply_slow"],
  ],
  [["--reply-body", file("{}")], ["confirm_reply_body"]],
  [["--reply-body", file("")], ["confirm_reply_body"]],
  [["--reply-body", file('{"response":"api-secret-1"}')], []],
];

for (const [args, expected] of REPLIES)
  test(`a reply: ${args.join(" ")}`, async () => {
    const { status, out, err } = await confirmed(args);
    const { findings } = JSON.parse(out);
    assert.deepEqual(findings.map(({ id }) => id).sort(), [...expected].sort(), out);
    assert.equal(status, expected.length > 0 ? 1 : 0, err);
    assert.ok(!(out + err).includes("api-secret-1"));
  });

/** Wrong uses: the words, what is said, and the environment. */
const WRONG = [
  [["diagnose", confirmation, "-p", "isendu", "--reply-status", "abc"], /--reply-status is an HTTP status/, ISENDU],
  [["diagnose", confirmation, "-p", "isendu", "--reply-status", ""], /--reply-status is an HTTP status/, ISENDU],
  [["diagnose", confirmation, "-p", "isendu", "--reply-status", "1000"], /--reply-status is an HTTP status/, ISENDU],
  [["diagnose", confirmation, "-p", "isendu", "--reply-ms", "5s"], /--reply-ms is a number/, ISENDU],
  [["diagnose", confirmation, "-p", "isendu", "--reply-ms=-1"], /--reply-ms is a number/, ISENDU],
  [["diagnose", confirmation, "-p", "isendu", "--unauthenticated", "--reply-ms", "1"], /ISENDU_KEY_ID and/, {}],
  [["diagnose", confirmation, "-p", "isendu", "--unauthenticated", "--reply-status", "200"], /ISENDU_KEY_ID and/, {}],
  [["diagnose", genuine, ...on, "--reply-status", "200"], /isendu's confirmation/, ENV],
  [["diagnose", genuine, ...on, "--framework", "expres"], /Did you mean express\? There are: axum, express/, ENV],
  [["diagnose", genuine, ...on, "--framework", "constructor"], /There are: axum, express/, ENV],
  ...["verify", "diagnose", "listen"].flatMap((name) => {
    const words = name === "listen" ? [name, "--port", "0"] : [name, genuine];
    return [
      [[...words, ...on, "--max-age", "1d"], /--max-age is a whole number/, ENV],
      [[...words, ...on, "--max-age", ""], /--max-age is a whole number/, ENV],
      [[...words, "-p", "reward", "--max-age", "60"], /not an option of this provider/, TOKEN],
      [[...words, ...on, "--allow-ip", "10.0.0.0/33"], /neither an address nor a CIDR block/, ENV],
    ];
  }),
  [["verify", genuine, ...on, "-H", SECRET], /-H takes a header/, ENV],
  [["verify", genuine, ...on, "-H", "X-Signature: x", "-H", `: ${SECRET}`], /-H takes a header/, ENV],
];

for (const [words, said, env] of WRONG)
  test(`wrong: ${words.join(" ").replaceAll(SECRET, "…")}`, async () => {
    const { status, out, err } = await run(words, { env });
    assert.deepEqual([status, out], [2, ""], err);
    assert.match(err, said);
    assert.ok(!err.includes(SECRET) && !/ {4}at /.test(err), err);
  });

test("diagnose says what is wrong with a config, in words", async () => {
  const env = { OPTONDEMAND_SECRET: `${SECRET} ` };
  const { out } = await run(["diagnose", genuine, ...on], { env });
  assert.match(out, /\(invalid_config\): config option `secret` ends with white space\. Proven/);
  const { out: json, err } = await run(["diagnose", genuine, ...on, "--json"], { env });
  assert.deepEqual([JSON.parse(json).outcome, /ends with white space/.test(err)], ["config_error", true]);
  const fine = await run(["diagnose", genuine, ...on], { env: ENV });
  assert.doesNotMatch(fine.out, /config/);
});

test("diagnose shows bytes as text where they are one, and nothing twice", async () => {
  const diagnosed = async (value, ...more) => {
    const given = requestFile({ body: BODY, headers: { "x-signature": value } });
    return (await run(["diagnose", given, ...on, ...more], { env: ENV })).out;
  };
  const signature = signer.sign(BODY, { secret: SECRET })["x-signature"];
  const without = await diagnosed(signature.slice(7));
  assert.match(without, /Shown by: prepend "sha256="\n/);
  assert.match(await diagnosed(signature.slice(7), "--json"), /"hex": ?"7368613235363d"/);
  // Bytes that no terminal shows stay digits.
  const newline = requestFile({ body: BODY, headers: signer.sign(`${BODY}\n`, { secret: SECRET }) });
  assert.match((await run(["diagnose", newline, ...on], { env: ENV })).out, /Shown by: append hex "0a"\n/);
});

test("diagnose of a body alone advises about the command", async () => {
  const bare = requestFile({ body: BODY, headers: {} });
  const body = file(BODY);
  for (const [words, isBody] of [
    [[body], true],
    [[body, "-H", "x-other: 1"], true],
    [[bare], false],
    [[requestFile({ body: BODY, headers: { "x-other": "1" } })], false],
  ]) {
    const { out } = await run(["diagnose", ...words, ...on], { env: ENV });
    assert.match(out, /\(header_missing\)/);
    assert.equal(out.includes("-H 'NAME: VALUE'"), isBody, out);
    assert.equal(out.includes("proxy pass the header on"), !isBody, out);
  }
});

test("diagnose notes that the body of a request was parsed", async () => {
  const note = /looks like a request whose body was parsed/;
  for (const [document, isNoted] of [
    [{ headers: {}, body: JSON.parse(BODY) }, true],
    [{ headers: [], body: [] }, true],
    [{ headers: {}, body: BODY }, false],
    [{ headers: "x", body: {} }, false],
    [{ headers: null, body: null }, false],
    [{ event: "x" }, false],
    [null, false],
  ]) {
    const given = file(JSON.stringify(document), "json");
    const { err } = await run(["diagnose", given, ...on], { env: ENV });
    assert.equal(note.test(err), isNoted, err);
    const { err: apart } = await run(["diagnose", given, ...on, "-H", "x-signature: x"], { env: ENV });
    assert.doesNotMatch(apart, note);
  }
});

test("--deep is named only where it can find more", async () => {
  const text = JSON.stringify({ a: 1, b: 2, c: 3, d: [4, 5], e: "é/<".repeat(20_000) });
  const searched = async (body, headers, ...more) =>
    (await run(["diagnose", requestFile({ body, headers }), ...on, ...more], { env: ENV })).out;
  const wrong = { "x-signature": `sha256=${"0".repeat(64)}` };
  assert.match(await searched(text, wrong), /searched \d+ MACs, \d+ bytes; more could be tried: --deep/);
  const proven = await searched(`${BODY}\n`, signer.sign(BODY, { secret: SECRET }));
  assert.match(proven, /\(body_edge_whitespace\)/);
  assert.doesNotMatch(proven, /--deep/);
});
