// What was refused is kept in memory, in bounds, and the operator alone learns why.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { createRefused } from "../../node/operator/refused.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { SECRETS, genuine, optondemandOrder, xoxodayOrder } from "../support/deliveries.mjs";
import { operator, withServer } from "../support/server.mjs";

const SENT = '{"event": "ORDER_STATUS_UPDATED", "timestamp": "2025-01-02T03:04:05Z", "data": {"orderId": "4"}}';
const rewritten = { ...genuine.optondemand(SENT), body: JSON.stringify(JSON.parse(SENT)) };
const inCapitals = { ...xoxodayOrder(1, "delivered"), headers: { "x-api-key": SECRETS.XOXODAY_API_KEY.toUpperCase() } };
const elsewhere = { ...genuine.reward("{}"), path: `/hooks/reward/x?token=${SECRETS.REWARD_URL_TOKEN}` };
const withoutHeader = { ...optondemandOrder({ orderId: "4" }), headers: {} };

const operatorLearns = (env) =>
  withServer(env, async (server) => {
    const wanted = [
      [rewritten, "mismatch", "proven", "body_reserialized"],
      [inCapitals, "mismatch", "proven", "header_case"],
      [elsewhere, "mismatch", "proven", "token_elsewhere"],
      [withoutHeader, "missing_header", "likely", "header_missing"],
    ];
    for (const [delivery] of wanted) assert.equal((await server.post(delivery)).status, 401);
    assert.equal((await server.post(optondemandOrder({ orderId: "5" }))).status, 200);

    const { refused, next } = await server.operator("/refused");
    assert.equal(next, null);
    assert.deepEqual(
      refused.map(({ provider, code }) => [provider, code]),
      wanted.map(([{ path }, code]) => [path.split("/")[2], code]).reverse(),
    );
    assert.equal((await server.summary()).refused, wanted.length);
    const told = [JSON.stringify(refused)];
    for (const [at, [, , confidence, id]] of wanted.entries()) {
      const { id: row } = refused[wanted.length - 1 - at];
      const { diagnosis } = await server.operator(`/refused/${row}/diagnosis`, { method: "POST" });
      const found = diagnosis.findings.map((each) => [each.confidence, each.id]);
      assert.deepEqual(found, [[confidence, id]], diagnosis.summary);
      told.push(JSON.stringify(diagnosis));
    }
    for (const secret of Object.values(SECRETS))
      for (const text of [...told, server.output()]) assert.ok(!text.includes(secret), text);

    const first = `/refused/${refused[0].id}/diagnosis`;
    for (const [path, method] of [
      ["/refused", "GET"],
      [first, "POST"],
    ])
      assert.equal(await operator(server.url, path, { method, token: "guessed-operator-0000" }), 401);
    assert.equal(await server.operator(first), 405);
    assert.equal(await server.operator("/refused/999999/diagnosis", { method: "POST" }), 404);
    assert.equal(await server.operator("/refused/x/diagnosis", { method: "POST" }), 404);
  });

onEachDatabase("the operator learns why a delivery was refused, and nobody else", operatorLearns, ["sqlite"]);

/** A request as the handler sees it, whose body comes when it is read. */
function request(body, rawHeaders = []) {
  const req = Object.assign(new EventEmitter(), { url: "/hooks/reward/x", rawHeaders });
  const read = () => {
    req.on("data", () => {});
    req.emit("data", Buffer.from(body));
  };
  return { req, read };
}

const MISMATCH = { code: "mismatch", status: 401 };

test("strangers decide neither how much is kept nor how long it gets", () => {
  const refused = createRefused({ providers: { reward: {}, xoxoday: {} } });
  const keep = (provider, error, body, isRead = true) => {
    const { req, read } = request(body);
    refused.watch(req);
    if (isRead) read();
    refused.keep(provider, error, req);
  };
  keep("xoxoday", MISMATCH, "the one of interest");
  for (let at = 0; at < 100; at += 1) keep("reward", MISMATCH, `stranger ${at}`);
  assert.deepEqual(
    refused.list().map(({ provider, bodyBytes }) => [provider, bodyBytes]),
    [...Array(5).fill(["reward", 11]), ["xoxoday", 19]],
    "the last five of a kind, and the other kinds stay",
  );
  keep("xoxoday", { code: "missing_header", status: 401 }, "x".repeat(32_769));
  keep("xoxoday", { code: "body_incomplete", status: 408 }, "x");
  keep("xoxoday", { code: "invalid_argument", status: 405 }, "x");
  assert.equal(refused.count(), 6, "no long body, and nothing that says nothing about a key");
  keep("xoxoday", { code: "missing_header", status: 401 }, "unread", false);
  assert.equal(refused.list()[0].bodyBytes, null, "a body is not read for this alone");
  assert.equal(refused.diagnose("999999"), null);
});

test("an id of one process, or of one before a restart, is not the id of another delivery in another", () => {
  const ids = Array.from({ length: 4 }, () => {
    const refused = createRefused({ providers: { reward: {} } });
    for (let at = 0; at < 5; at += 1) refused.keep("reward", MISMATCH, request("").req);
    return refused.list().map(({ id }) => id);
  });
  for (const [at, own] of ids.entries()) {
    assert.deepEqual(
      own,
      [0, 1, 2, 3, 4].map((back) => String(Number(own[0]) - back)),
      "the last one first",
    );
    assert.ok(own.every((id) => /^[1-9]\d{0,15}$/.test(id) && Number.isSafeInteger(Number(id))));
    assert.ok(
      !ids
        .slice(0, at)
        .flat()
        .some((id) => own.includes(id)),
    );
  }
});

test("a body that comes in pieces is whole, and one that is too long is dropped", () => {
  const refused = createRefused({ providers: { reward: {} } });
  const req = Object.assign(new EventEmitter(), { url: "/x", rawHeaders: [] });
  refused.watch(req);
  req.on("data", () => {});
  for (const piece of ["a", "b", "c"]) req.emit("data", Buffer.from(piece));
  refused.keep("reward", MISMATCH, req);
  assert.equal(refused.list()[0].bodyBytes, 3);
  for (let at = 0; at < 5; at += 1) req.emit("data", Buffer.alloc(10_000));
  refused.keep("reward", MISMATCH, req);
  assert.equal(refused.count(), 1);
});
