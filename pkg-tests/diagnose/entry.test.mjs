// `countersign/diagnose`, as it is packed: what it finds, what it takes, and that nothing that receives loads it.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { custom, isendu, isWebhookError, optondemand as countersign } from "countersign";
import { diagnose, explain, findingIds, replay, WebhookError } from "countersign/diagnose";
import { codes, installed } from "../support/installed.mjs";
import { examples, ids, unlike } from "./cases.mjs";

const SECRET = "example-secret-0123456789";
const BODY = '{"event":"ORDER_STATUS_UPDATED","timestamp":"2025-01-02T03:04:05Z","data":{"note":"café"}}';
const mac = (body, key = SECRET) => createHmac("sha256", key).update(body).digest("hex");
const headers = (body, key) => ({ "x-signature": `sha256=${mac(body, key)}` });
const optondemand = (body, sent, evidence, config = { secret: SECRET }) =>
  diagnose("optondemand", { body, headers: headers(sent) }, config, evidence);

for (const { id, provider, incoming, config, sent, expect } of examples) {
  test(`the example ${id}`, () => {
    const diagnosis = diagnose(provider, incoming, config);
    assert.deepEqual(unlike(diagnosis, expect), [], JSON.stringify(diagnosis, null, 1));
    for (const { at, proof } of diagnosis.findings.filter((finding) => finding.at === "body"))
      assert.deepEqual(replay(incoming.body, proof.steps), sent, at);
  });
}

test("CommonJS has the same functions", () => {
  const required = createRequire(import.meta.url)("countersign/diagnose");
  assert.equal(required.diagnose, diagnose);
  assert.deepEqual(Object.keys(required).sort(), [
    "WebhookError",
    "diagnose",
    "explain",
    "findingIds",
    "isWebhookError",
    "replay",
  ]);
});

test("the form is plain data, and the types list every finding", () => {
  const diagnosis = optondemand(BODY, `${BODY}\n`);
  assert.deepEqual(JSON.parse(JSON.stringify(diagnosis)), diagnosis);
  assert.deepEqual(Object.keys(diagnosis), [
    "schema",
    "provider",
    "outcome",
    "error",
    "summary",
    "findings",
    "searched",
  ]);
  assert.deepEqual(
    [diagnosis.schema, diagnosis.outcome, diagnosis.error],
    [1, "refused", { code: "mismatch", status: 401 }],
  );
  assert.equal(diagnosis.summary, "Refused (mismatch). Proven: white space at the start or end of the body.");
  const types = readFileSync(`${installed}/diagnose.d.ts`, "utf8");
  const [, union] = /type FindingId =([^;]+);/.exec(types);
  assert.deepEqual(union.match(/\w+/g), [...findingIds]);
  for (const id of findingIds) assert.equal(explain(id).id, id);
  assert.deepEqual([explain("nothing"), explain("toString")], [null, null]);
});

for (const [name, made] of Object.entries({
  "a Headers": (given) => new Headers(given),
  "a Map": (given) => new Map(Object.entries(given)),
  pairs: (given) => Object.entries(given),
  "a record of lists": (given) => Object.fromEntries(Object.entries(given).map(([key, value]) => [key, [value]])),
}))
  test(`headers as ${name}, where the one that counts has another name`, () => {
    const given = made({ "content-type": "application/json", "x-strange": headers(BODY)["x-signature"] });
    const diagnosis = diagnose("optondemand", { body: BODY, headers: given }, { secret: SECRET });
    assert.deepEqual(ids(diagnosis, "proven"), ["header_elsewhere"]);
  });

test("a header of another type counts only where the proof needs it, as in verify", () => {
  const scheme = {
    name: "acme",
    proof: "hmac-sha256",
    header: "x-acme",
    encoding: "hex",
    key: "utf8",
    signed: "{timestamp}.{body}",
    timestamp: { header: "x-acme-time", unit: "s" },
    require: { "x-acme-version": "1" },
  };
  const acme = custom(scheme);
  const good = { "x-acme": mac(`1700000000.${BODY}`), "x-acme-time": "1700000000", "x-acme-version": "1" };
  const throwing = Object.defineProperty({ ...good }, "x-other", {
    enumerable: true,
    get() {
      throw new Error(SECRET);
    },
  });
  const long = Array.from({ length: 65_537 }, () => "a");
  const values = [5, 0, null, true, {}, new Date(0), Symbol("a"), () => "a", ["a", 5], [undefined], "\ud800", long];
  const names = ["content-length", "x-other", "x-acme", "X-Acme-Time", "x-acme-version"];
  const given = names.flatMap((name) =>
    values.flatMap((value) => {
      const rest = Object.entries(good).filter(([own]) => own !== name.toLowerCase());
      return [
        Object.fromEntries([...rest, [name, value]]),
        [...rest, [name, value]],
        new Map([...rest, [name, value]]),
      ];
    }),
  );
  const counts = { accepted: 0, invalid_argument: 0 };
  for (const headers of [...given, throwing]) {
    let code = "accepted";
    try {
      acme.verify({ body: BODY, headers }, { secret: SECRET });
    } catch (error) {
      code = error.code;
    }
    for (const sender of [scheme, acme]) {
      const { error } = diagnose(sender, { body: BODY, headers }, { secret: SECRET });
      assert.equal(error?.code ?? "accepted", code);
    }
    counts[code] += 1;
  }
  assert.deepEqual(counts, { accepted: 73, invalid_argument: 108 });
  // Beside a fault that there is to find.
  const diagnosis = diagnose(
    "optondemand",
    { body: `${BODY}\n`, headers: { ...headers(BODY), "content-length": 5 } },
    { secret: SECRET },
  );
  assert.deepEqual(ids(diagnosis, "proven"), ["body_edge_whitespace"]);
});

test("a body that is not that of the request is a guess beside the wrong key", () => {
  const of = (body, more = {}) =>
    diagnose("optondemand", { body, headers: { ...headers(BODY), ...more } }, { secret: SECRET });
  for (const [body, id] of [
    ["[object Object]", "body_stringified"],
    [" [object ReadableStream]\n", "body_stringified"],
    ["undefined", "body_stringified"],
    ["", "body_empty"],
  ]) {
    const diagnosis = of(body);
    assert.deepEqual([ids(diagnosis, "proven"), ids(diagnosis, "likely")], [[], [id, "secret_wrong"]], body);
    assert.match(diagnosis.findings[0].detail, /guess/);
    assert.ok("express" in diagnosis.findings[0].remedy.frameworks);
  }
  assert.deepEqual(ids(of("", { "content-length": "9" }), "proven"), ["body_empty"]);
  assert.deepEqual(ids(of("", { "content-length": "0" }), "likely"), ["secret_wrong"]);
  // Without the header, a handler has not read the body.
  const early = diagnose("optondemand", { body: "", headers: {} }, { secret: SECRET });
  assert.deepEqual(ids(early, "likely"), ["header_missing"]);
  for (const body of ["[object]", "{}", "null", "[1]", " ", "undefined behaviour"])
    assert.deepEqual(ids(of(body), "likely"), ["secret_wrong"], body);
  // One that was signed like this is no fault.
  for (const body of ["[object Object]", "undefined", ""])
    assert.deepEqual(diagnose("optondemand", { body, headers: headers(body) }, { secret: SECRET }).findings, []);
});

test("a wrong token is not called a wrong key", () => {
  const token = "tok_5f2c9d7e41b84a06";
  const url = "/hooks/reward?k=another-token-0000";
  const genuine = { body: BODY, headers: headers(BODY), url };
  for (const [provider, incoming, config, place] of [
    ["reward", { body: "{}", url: "/hooks/reward" }, { urlToken: token }, "The last segment of the URL's path is"],
    ["reward", { body: "{}", url }, { urlToken: token, urlTokenParam: "k" }, "The parameter `k` of the URL is"],
    ["optondemand", genuine, { secret: SECRET, urlToken: token }, "The last segment of the URL's path is"],
  ]) {
    const diagnosis = diagnose(provider, incoming, config);
    assert.deepEqual([ids(diagnosis, "proven"), ids(diagnosis, "likely")], [[], ["secret_wrong"]]);
    const [{ at, title, detail, remedy }] = diagnosis.findings;
    assert.deepEqual([at, title], ["url", "another token in the URL"]);
    assert.ok(detail.startsWith(place), detail);
    assert.doesNotMatch(`${detail}${remedy.text}`, /dashboard|key/);
    assert.ok(!JSON.stringify(diagnosis).includes(token));
  }
  const both = diagnose("optondemand", { ...genuine, headers: headers("{}") }, { secret: SECRET, urlToken: token });
  assert.deepEqual([both.findings[0].at, both.findings[0].title], ["secret", "the wrong key"]);
});

test("a mistake in the call has no finding, and the summary has its message", () => {
  for (const [incoming, config] of [
    [{ body: JSON.parse(BODY), headers: headers(BODY) }, { secret: SECRET }],
    [{ headers: headers(BODY) }, { secret: SECRET }],
    [{ body: BODY, headers: 5 }, { secret: SECRET }],
    [{ body: BODY, headers: headers(BODY) }, { secret: "" }],
    [{ body: BODY, headers: headers(BODY) }, { secret: undefined }],
    [{ body: BODY, headers: headers(BODY) }, { secret: [SECRET, " "] }],
    [{ body: BODY, headers: headers(BODY) }, {}],
  ]) {
    let message;
    try {
      countersign.verify(incoming, config);
    } catch (error) {
      ({ message } = error);
    }
    const { summary, error } = diagnose("optondemand", incoming, config);
    assert.equal(error.status, 500);
    assert.ok(
      summary.includes(`(${error.code}): ${message}${message.endsWith("?") ? "" : "."}`),
      `${summary} | ${message}`,
    );
  }
  // The message on a delivery that is refused says no more than the findings.
  assert.doesNotMatch(diagnose("optondemand", { body: BODY }, { secret: SECRET }).summary, /:.*:/);
});

test("bodies that the host makes: decompressed, and in another Unicode form", () => {
  for (const compressed of [gzipSync(BODY), brotliCompressSync(BODY)])
    assert.deepEqual(ids(optondemand(new Uint8Array(compressed), BODY), "proven"), ["body_compressed"]);
  assert.deepEqual(ids(optondemand(BODY.normalize("NFD"), BODY), "proven"), ["body_normalized"]);
  const given = { candidates: { body_compressed: [new Uint8Array(3), BODY] } };
  assert.deepEqual(ids(optondemand("x", BODY, given), "proven"), ["body_compressed"]);
});

test("evidence: the original, other keys, a confirmation and its reply", () => {
  assert.deepEqual(ids(optondemand('{"a":1}', BODY, { original: BODY }), "proven"), ["body_changed"]);
  const other = diagnose(
    "optondemand",
    { body: BODY, headers: headers(BODY, "another") },
    { secret: SECRET },
    { otherKeys: { staging: "another", old: undefined } },
  );
  assert.deepEqual(ids(other, "proven"), ["secret_other"]);
  assert.deepEqual(other.findings[0].proof.steps, [{ op: "given", args: { name: "staging" } }]);
  const confirm = (credentials, reply) =>
    diagnose("isendu", { body: '{"keyId":"KEY-1"}' }, { acceptUnauthenticated: true }, { credentials, reply });
  const right = { keyId: "KEY-1", secret: "api-secret-1" };
  assert.equal(confirm(right).outcome, "accepted");
  assert.deepEqual(ids(confirm({ keyId: "api-secret-1", secret: "KEY-1" }), "proven"), ["confirm_swapped"]);
  const { body } = isendu.confirm('{"keyId":"KEY-1"}', right);
  assert.deepEqual(ids(confirm([right], { status: 200, body, elapsedMs: 80 }), "proven"), []);
  assert.deepEqual(ids(confirm(right, { status: 201, body: "{}", elapsedMs: 5001 }), "proven"), [
    "confirm_reply_status",
    "confirm_reply_body",
    "confirm_reply_slow",
  ]);
});

test("what verify refuses before it looks is told as verify says it", () => {
  for (const [incoming, config, code] of [
    [{ body: BODY, headers: headers(BODY) }, {}, "invalid_config"],
    [{ body: BODY, headers: headers(BODY) }, { secret: SECRET, unknown: 1 }, "invalid_config"],
    [{ body: BODY, headers: headers(BODY) }, { secret: undefined }, "invalid_config"],
    [{ body: BODY, headers: headers(BODY) }, null, "invalid_config"],
    [{ body: JSON.parse(BODY), headers: headers(BODY) }, { secret: SECRET }, "body_not_raw"],
    [{ body: "\ud800", headers: headers(BODY) }, { secret: SECRET }, "invalid_utf8"],
    [{ body: BODY, headers: 5 }, { secret: SECRET }, "invalid_argument"],
    [{ body: BODY, headers: [["x-signature", 5]] }, { secret: SECRET }, "invalid_argument"],
    [{ body: BODY, url: 5 }, { secret: SECRET }, "invalid_argument"],
    [null, { secret: SECRET }, "invalid_argument"],
    [{ body: BODY, headers: headers(BODY) }, { secret: SECRET, maxBodyBytes: 9 }, "body_too_large"],
  ]) {
    const diagnosis = diagnose("optondemand", incoming, config);
    assert.ok(codes.includes(code));
    assert.deepEqual([diagnosis.error?.code, ids(diagnosis, "proven")], [code, []], JSON.stringify(diagnosis));
  }
});

for (const [name, provider, evidence] of [
  ["a provider that there is not", "stripe", {}],
  ["a name of the prototype's", "constructor", {}],
  ["evidence that is no object", "optondemand", 5],
  ["evidence with an unknown member", "optondemand", { orignal: "x" }],
  ["an original that was parsed", "optondemand", { original: {} }],
  ["keys that are a text", "optondemand", { otherKeys: "x" }],
  ["a reply without a status", "isendu", { reply: { body: "x" } }],
  ["a limit that is a text", "optondemand", { maxHashedBytes: "9" }],
])
  test(`${name} throws`, () => {
    const call = () => diagnose(provider, { body: BODY, headers: {} }, { secret: SECRET }, evidence);
    assert.throws(call, (error) => isWebhookError(error) && error instanceof WebhookError);
    assert.throws(call, { code: "invalid_argument", status: 500 });
  });

test("a search says how far it is, can be stopped, throws what its caller throws, and starts no other one inside", () => {
  const told = [];
  const other = (evidence) =>
    diagnose("optondemand", { body: BODY, headers: headers(BODY, "another") }, { secret: SECRET }, evidence);
  const stopped = other({ onProgress: (searched) => told.push(searched.macs) < 3 });
  assert.deepEqual(told, [1024, 2048, 3072]);
  assert.deepEqual([stopped.searched.macs, stopped.searched.complete], [3072, false]);
  const error = new Error("from the caller");
  const fail = () => {
    throw error;
  };
  assert.throws(() => other({ onProgress: fail }), error);
  assert.throws(() => other({ onProgress: () => other() }), /under way/);
  const bounded = other({ maxHashedBytes: 100_000 });
  assert.ok(bounded.searched.bytes < 101_000 && !bounded.searched.complete, JSON.stringify(bounded.searched));
  assert.equal(optondemand(BODY, BODY).outcome, "accepted");
});

test("steps are made again, and what are no steps is refused", () => {
  const step = (op, args = {}) => ({ op, args });
  assert.deepEqual(replay("a", [step("append", { hex: "0a" })]), new Uint8Array([0x61, 0x0a]));
  assert.deepEqual(replay('{"a":{"b":"x"}}', [step("unwrap", { path: ["a", "b"] })]), new Uint8Array([0x78]));
  assert.deepEqual(replay("a,b", [step("split", { index: 1 })]), new Uint8Array([0x62]));
  assert.equal(replay("a", [step("nothing")]), null);
  const message = [step("message", { url: "path", between: ".", place: "before" })];
  assert.equal(replay("a", message), null);
  const made = replay("a", message, new URL("https://shop.example/b?c"));
  assert.equal(new TextDecoder().decode(made), "/b?c.a");
  for (const steps of [undefined, {}, "x", [5], [{ op: 5, args: {} }], [{ op: "trim" }], [step("append", { hex: {} })]])
    assert.throws(() => replay("a", steps), { code: "invalid_argument" });
  assert.throws(() => replay({}, []), TypeError);
});

test("a diagnosis, an error and what is left of a stopped search hold no secret and no MAC", () => {
  const texts = [];
  for (const key of [SECRET, `${SECRET}\n`, ` ${SECRET} `, `"${SECRET}"`, "another-secret-9876543210"]) {
    const diagnosis = diagnose(
      "optondemand",
      { body: `${BODY} `, headers: headers(BODY), url: `https://user:${SECRET}@shop.example/${SECRET}?k=${SECRET}` },
      { secret: key },
      { otherKeys: { "at hand": "one-more-secret-1234567890" }, maxHashedBytes: 1 << 20 },
    );
    texts.push(JSON.stringify(diagnosis));
  }
  for (const secret of [SECRET, "another-secret-9876543210", "one-more-secret-1234567890", mac(BODY), mac(`${BODY} `)])
    for (const form of [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64")])
      for (const text of texts) assert.ok(!text.includes(form.replace(/=+$/, "")), text);
});

test("random keys and bodies prove nothing", () => {
  for (let at = 0; at < 40; at += 1) {
    const body = JSON.stringify({ at, text: mac(String(at)) });
    const given = { body, headers: headers(body, mac(`key ${at}`)) };
    const diagnosis = diagnose("optondemand", given, { secret: mac(`other ${at}`) }, { maxHashedBytes: 1 << 19 });
    assert.deepEqual(ids(diagnosis, "proven"), [], String(at));
  }
});

test("no entry that receives loads it", async () => {
  for (const entry of ["countersign", "countersign/fetch", "countersign/node", "countersign/testing"])
    for (const format of ["esm", "cjs"]) {
      const contents = format === "esm" ? `export * from "${entry}";` : `module.exports = require("${entry}");`;
      const { metafile } = await build({
        stdin: { contents, resolveDir: new URL(".", import.meta.url).pathname },
        bundle: true,
        write: false,
        metafile: true,
        platform: "node",
        logLevel: "silent",
      });
      const files = Object.keys(metafile.inputs);
      assert.ok(
        files.some((file) => file.includes("countersign/")),
        String(files),
      );
      assert.deepEqual(
        files.filter((file) => file.includes("diagnose.")),
        [],
      );
    }
});
