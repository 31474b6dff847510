import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { optondemand } from "countersign/testing";
import {
  genuine,
  isenduBatch,
  isenduOrder,
  optondemandOrder,
  rewardCredit,
  rewardTrigger,
  xoxodayOrder,
} from "../support/deliveries.mjs";
import { startWorker } from "../support/workerd.mjs";

const OK = { status: 200, text: "" };
const WITH_COMMA = "key-one,whsec_9c1f";
const ISENDU = { keyId: "0123456789abcdef0123456789abcdef", secret: "api-secret-1" };

// All tests share one Worker. Each test uses its own subjects.
let worker;
before(async () => {
  worker = await startWorker({
    ISENDU_KEY_ID: ISENDU.keyId,
    ISENDU_SECRET: ISENDU.secret,
    SUBJECTS_AT_ONCE: "40",
    MAX_BODY_BYTES: "1048576",
    XOXODAY_API_KEY_NEXT: "theKeyThatComesNext1",
    OPTONDEMAND_SECRET_NEXT: WITH_COMMA,
  });
});
after(async () => {
  await worker.kill();
});

test("deliveries of each provider are stored, worked on, and shown", async () => {
  assert.deepEqual(await worker.post(xoxodayOrder(100, "Delivered")), OK);
  assert.deepEqual(await worker.post(optondemandOrder({ orderId: "101", status: "PRINTED" })), OK);
  assert.deepEqual(
    await worker.post(
      isenduBatch({ order: [isenduOrder("o-1", "in_transit")], tracking: [{ uuid: "t-1", status: "D" }] }),
    ),
    OK,
  );
  assert.deepEqual(await worker.post(rewardCredit("we_100", "u100", "T100", 12.5)), OK);
  assert.deepEqual(await worker.post(rewardTrigger("we_101", "u100", 3)), OK);

  for (const [provider, subject, trust] of [
    ["xoxoday", "100", "shared-secret"],
    ["optondemand", "101", "signature"],
    ["isendu", "order:o-1", "url-token"],
    ["isendu", "tracking:t-1", "url-token"],
    ["reward", "tx:T100", "url-token"],
    ["reward", "user:u100", "url-token"],
  ]) {
    const [row] = await worker.settledRows(subject, 1);
    const { provider: of, trust: given, state, attempts, duplicates, lastError } = row;
    assert.deepEqual([of, given, state, attempts, duplicates, lastError], [provider, trust, "applied", 1, 0, null]);
    assert.ok(Math.abs(Date.now() - Date.parse(row.receivedAt)) < 600_000);
  }
  const ledger = await worker.ledger();
  assert.deepEqual(ledger["xoxoday 100"], ["delivered", "xoxoday:delivered:100", 1]);
  assert.deepEqual(ledger["optondemand 101"].at(0), "PRINTED");
  assert.deepEqual(ledger["isendu order:o-1"].at(0), "in_transit");
  assert.deepEqual(ledger["isendu tracking:t-1"].at(0), "delivered");
  assert.deepEqual(ledger["reward tx:T100"], ["12.5", "reward:we_100", 1]);
  assert.deepEqual(ledger["reward balance:u100"], ["12.5", "reward:we_100", 1]);
  assert.deepEqual(ledger["reward user:u100"], ["3", "reward:we_101", 1]);
});

test("a repeated delivery is only counted, in sequence and in parallel", async () => {
  const order = xoxodayOrder(200, "delivered");
  for (let times = 0; times < 3; times += 1) assert.deepEqual(await worker.post(order), OK);
  const credit = rewardCredit("we_200", "u200", "T200", 10);
  const answers = await Promise.all(Array.from({ length: 20 }, () => worker.post(credit)));
  assert.ok(answers.every(({ status }) => status === 200));
  await worker.post(isenduBatch({ order: [isenduOrder("o-200", "pending"), isenduOrder("o-200", "pending")] }));

  for (const [subject, duplicates] of [
    ["200", 2],
    ["tx:T200", 19],
    ["order:o-200", 1],
  ]) {
    const [row] = await worker.settledRows(subject, 1, (each) => each.duplicates === duplicates);
    assert.equal(row.state, "applied");
  }
  const ledger = await worker.ledger();
  assert.deepEqual(ledger["reward balance:u200"], ["10", "reward:we_200", 1]);
  assert.deepEqual(ledger["xoxoday 200"], ["delivered", "xoxoday:delivered:200", 1]);
});

test("an event that is older than the ledger entry is stored, and changes nothing", async () => {
  await worker.post(optondemandOrder({ orderId: "300", status: "SHIPPED" }, 9));
  await worker.settledRows("300", 1);
  await worker.post(optondemandOrder({ orderId: "300", status: "PRINTED" }, 5));
  const rows = await worker.settledRows("300", 2);
  assert.deepEqual(
    rows.map(({ state, attempts }) => [state, attempts]),
    [
      ["superseded", 0],
      ["applied", 1],
    ],
  );
  assert.deepEqual((await worker.ledger())["optondemand 300"].at(0), "SHIPPED");

  await worker.post(optondemandOrder({ orderId: "300", status: "DELIVERED" }, 20));
  await worker.settledRows("300", 3);
  const [state, , events] = (await worker.ledger())["optondemand 300"];
  assert.deepEqual([state, events], ["DELIVERED", 2]);
});

test("the newest event wins, in any order of receipt and work", async () => {
  const news = [3, 1, 4, 0, 2].map((second) =>
    isenduBatch({
      order: [isenduOrder("o-310", ["pending", "fulfilled", "in_transit", "exception", "delivered"][second], second)],
    }),
  );
  await Promise.all(news.map((each) => worker.post(each)));
  const rows = await worker.settledRows("order:o-310", 5);
  const [state, , events] = (await worker.ledger())["isendu order:o-310"];
  assert.equal(state, "delivered");
  assert.equal(events, rows.filter((row) => row.state === "applied").length);
});

test("without a time, the event that was received later wins", async () => {
  const undated = (status) =>
    genuine.optondemand(JSON.stringify({ event: "ORDER_STATUS_UPDATED", data: { orderId: "320", status } }));
  for (const status of ["A", "B", "C"]) await worker.post(undated(status));
  await worker.settledRows("320", 3);
  assert.equal((await worker.ledger())["optondemand 320"][0], "C");
});

test("credits of one user add up exactly, each transaction once, even in parallel", async () => {
  const credits = Array.from({ length: 30 }, (_, number) =>
    rewardCredit(`we_33${number}`, "u330", `T33${number}`, "0.1"),
  );
  const again = rewardCredit("we_other", "u330", "T330", "0.1"); // a second event about the first transaction
  await Promise.all([...credits, again].map((each) => worker.post(each)));
  await worker.settledRows("tx:T330", 2);
  for (let number = 1; number < 30; number += 1) await worker.settledRows(`tx:T33${number}`, 1);
  const ledger = await worker.ledger();
  const [state, , events] = ledger["reward balance:u330"];
  assert.deepEqual([state, events], ["3", 30]);
  assert.equal(ledger["reward tx:T330"][2], 1);
});

test("a refused delivery is not stored", async () => {
  const order = xoxodayOrder(400, "delivered");
  const signed = optondemandOrder({ orderId: "401" });
  const before = await worker.summary();
  const refused = [
    [401, { ...order, headers: {} }],
    [401, { ...order, headers: { "x-api-key": "wrong" } }],
    [401, { ...order, path: "/hooks/xoxoday/tok_test_wrong_00000000" }],
    [401, { ...signed, body: signed.body.replace('"401"', '"402"') }],
    [401, { ...signed, headers: {} }],
    [401, { ...isenduBatch({ order: [] }), path: "/hooks/isendu/tok_test_wrong_00000000" }],
    [401, { ...isenduBatch({ keyId: ISENDU.keyId }), path: "/hooks/isendu/tok_test_wrong_00000000" }],
    [413, genuine.reward(`{"id":"${"x".repeat(1_048_576)}"}`)],
    [404, { ...order, path: "/hooks/xoxoday/" }],
    [404, { ...order, path: "/hooks/stranger/tok_test_xoxoday_5f2c9d7e" }],
    [404, { ...order, path: "/hooks/constructor/tok_test_xoxoday_5f2c9d7e" }],
    [404, isenduBatch({ keyId: "ffffffffffffffffffffffffffffffff" })],
  ];
  for (const [status, delivery] of refused) {
    const answer = await worker.post(delivery);
    assert.equal(answer.status, status, delivery.path);
    assert.ok(!answer.text.includes("mismatch"));
  }
  const got = await fetch(`${worker.url}${order.path}`);
  assert.deepEqual([got.status, got.headers.get("allow")], [405, "POST"]);
  assert.ok((await worker.rows("400")).length === 0 && (await worker.rows("401")).length === 0);
  assert.ok((await worker.summary()).stored >= before.stored);
  assert.ok(!worker.output().includes("tok_test_"), "no line of the log contains a token");
});

test("two keys are accepted during a rotation", async () => {
  const order = xoxodayOrder(410, "delivered");
  assert.deepEqual(await worker.post({ ...order, headers: { "x-api-key": "theKeyThatComesNext1" } }), OK);
  assert.deepEqual(await worker.post(order), OK);
  const [row] = await worker.settledRows("410", 1, ({ duplicates }) => duplicates === 1);
  assert.equal(row.state, "applied");
});

test("a comma is part of a secret: a signature made with one side of it is refused", async () => {
  const order = optondemandOrder({ orderId: "411", status: "PRINTED" });
  const signedWith = (secret) => ({ ...order, headers: optondemand.sign(order.body, { secret }) });
  for (const part of WITH_COMMA.split(",")) assert.equal((await worker.post(signedWith(part))).status, 401, part);
  assert.deepEqual(await worker.post(signedWith(WITH_COMMA)), OK);
});

test("a genuine delivery that cannot be parsed is quarantined, and answered 200", async () => {
  const cut = genuine.xoxoday('{"id":1,"data":{"quarantine":');
  const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);
  const half = isenduBatch({ order: [{ status: "pending" }, isenduOrder("o-500", "pending"), 7] });
  for (const delivery of [
    cut,
    cut,
    genuine.optondemand(bytes),
    genuine.reward('{"id":"we_1","type":"x","a\\u0000b":1,"a\\u0000b":2}'),
    half,
    half,
  ]) {
    assert.deepEqual(await worker.post(delivery), OK);
  }
  await worker.settledRows("order:o-500", 1);
  const { quarantined, next } = await worker.operator("/quarantine");
  assert.equal(next, null);
  const shown = quarantined.map(({ provider, code, path, bodyEncoding }) =>
    [provider, code, path, bodyEncoding].join(" "),
  );
  assert.deepEqual(shown.toSorted(), [
    "isendu missing_field order[0].uuid utf8",
    "isendu wrong_type order[2] utf8",
    "optondemand invalid_utf8  base64",
    "reward duplicate_key a␀b utf8",
    "xoxoday invalid_json  utf8",
  ]);
  const of = (provider) => quarantined.find((row) => row.provider === provider);
  assert.equal(of("xoxoday").body, cut.body);
  assert.deepEqual(Buffer.from(of("optondemand").body, "base64"), bytes);
  assert.equal((await worker.summary()).quarantined, 5);

  const page = await worker.operator("/quarantine?limit=2");
  const rest = await worker.operator(`/quarantine?limit=3&before=${page.next}`);
  assert.deepEqual([...page.quarantined, ...rest.quarantined], quarantined);
});

test("a batch is stored in the objects of its orders and trackings, and its body is stored once", async () => {
  const batch = isenduBatch({
    order: Array.from({ length: 20 }, (_, number) => isenduOrder(`o-51${number}`, "in_transit")),
    tracking: Array.from({ length: 20 }, (_, number) => ({ uuid: `t-51${number}`, status: "T" })),
  });
  assert.deepEqual(await worker.post(batch), OK);
  for (let number = 0; number < 20; number += 1) {
    for (const subject of [`order:o-51${number}`, `tracking:t-51${number}`]) {
      const [row] = await worker.settledRows(subject, 1);
      assert.equal(row.state, "applied");
    }
  }
  const [row] = await worker.rows("order:o-517");
  const { body, event } = await worker.operator(`/deliveries/${row.id}`);
  assert.equal(body, batch.body);
  assert.equal(event.uuid, "o-517");
});

test("a batch with more subjects than one request may call is answered first, and split afterwards", async () => {
  const batch = isenduBatch({
    order: Array.from({ length: 100 }, (_, number) => isenduOrder(`o-52-${number}`, "delivered")),
  });
  assert.deepEqual(await worker.post(batch), OK);
  assert.deepEqual(await worker.post(batch), OK);
  for (let number = 0; number < 100; number += 1) await worker.settledRows(`order:o-52-${number}`, 1);
  const ledger = await worker.ledger();
  assert.equal(Object.keys(ledger).filter((name) => name.startsWith("isendu order:o-52-")).length, 100);
  const { deliveries } = await worker.operator("/deliveries?provider=isendu&limit=1000");
  const whole = deliveries.filter(({ kind }) => kind === "batch");
  assert.deepEqual(
    whole.map(({ state, duplicates }) => [state, duplicates]),
    [["applied", 1]],
  );
  const { body } = await worker.operator(`/deliveries/${whole[0].id}`);
  assert.equal(body, batch.body);
});

test("an event of an unknown kind is stored under its own key", async () => {
  const parcel = isenduBatch({ parcel: ["53"] });
  assert.deepEqual(await worker.post(parcel), OK);
  const { deliveries } = await worker.until(async () => {
    const page = await worker.operator("/deliveries?provider=isendu&state=applied&limit=1000");
    return page.deliveries.some(({ kind }) => kind === "unrecognized") && page;
  });
  const row = deliveries.find(({ kind }) => kind === "unrecognized");
  assert.equal(row.subject, row.dedupeKey);
});

test("an event that is too long for a row is quarantined", async () => {
  const body = `{"id":"we_54","type":"long","data":[${Array(150_000).fill("1e20").join()}]}`;
  assert.deepEqual(await worker.post(genuine.reward(body)), OK);
  const { quarantined } = await worker.operator("/quarantine?limit=1000");
  const row = quarantined.find(({ code }) => code === "event_too_large");
  assert.deepEqual([row.provider, row.path, row.bodyBytes], ["reward", "reward:we_54", body.length]);
});

test("a part of a split batch that is too long for a row is quarantined, and the other parts are stored", async () => {
  // An empty step is three bytes in the body, but the event has all of its fields.
  const long = { uuid: "t-56", steps: Array(19_000).fill({}) };
  const order = Array.from({ length: 60 }, (_, number) => isenduOrder(`o-56-${number}`, "delivered"));
  const batch = isenduBatch({ tracking: [long], order });
  assert.deepEqual(await worker.post(batch), OK);
  for (const { uuid } of order) await worker.settledRows(`order:${uuid}`, 1);
  const { quarantined } = await worker.operator("/quarantine?limit=1000");
  const rows = quarantined.filter(({ bodyBytes }) => bodyBytes === batch.body.length);
  assert.deepEqual(
    rows.map(({ code }) => code),
    ["event_too_large"],
  );
  const { deliveries } = await worker.operator("/deliveries?provider=isendu&limit=1000");
  assert.deepEqual(
    deliveries.filter(({ subject }) => subject === "tracking:t-56"),
    [],
  );
});

test("events about one subject that need several calls are stored, and their body is stored once", async () => {
  const body = JSON.stringify({
    tracking: Array.from({ length: 3 }, (_, number) => ({
      uuid: "t-57",
      status: ["T", "D", "X"][number],
      note: "\u65e5",
      numbers: Array(66_000).fill(0),
    })),
  }).replaceAll("0,", "1e20,");
  assert.deepEqual(await worker.post(genuine.isendu(body)), OK);
  const rows = await worker.settledRows("tracking:t-57", 3);
  for (const { id } of rows) {
    const shown = await worker.operator(`/deliveries/${id}`);
    assert.equal(shown.body, body);
  }
});

test("a large body is stored unchanged", async () => {
  const { path } = rewardTrigger("we_55", "u55", 1);
  const data = { user: { id: "u55" }, trigger: { id: "paid" }, note: "é".repeat(500_000) };
  const body = JSON.stringify({ id: "we_55", type: "trigger_event.created", data });
  assert.deepEqual(await worker.post({ path, body, headers: {} }), OK);
  const [row] = await worker.settledRows("user:u55", 1);
  const shown = await worker.operator(`/deliveries/${row.id}`);
  assert.equal(shown.body, body);
});

test("isendu's confirmation is answered with the secret", async () => {
  const { status, text } = await worker.post(isenduBatch({ keyId: ISENDU.keyId }));
  assert.deepEqual([status, text], [200, `{"response":"${ISENDU.secret}"}`]);
});

test("the health check answers 200", async () => {
  const health = async (method) => {
    const response = await fetch(`${worker.url}/healthz`, { method });
    return [response.status, await response.text()];
  };
  const answers = await Promise.all(Array.from({ length: 50 }, () => health("GET")));
  for (const answer of answers) assert.deepEqual(answer, [200, "ok"]);
  assert.deepEqual(await health("HEAD"), [200, ""]);
  for (const method of ["POST", "DELETE"]) assert.deepEqual(await health(method), [405, ""]);
  assert.equal((await fetch(`${worker.url}/`)).status, 404);
});
