import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { genuine, rewardTrigger, SECRETS, xoxodayOrder } from "../support/deliveries.mjs";
import { startWorker, withWorker } from "../support/workerd.mjs";

const ORDERS = 7;
const PATHS = ["/operator", "/operator/page.js", "/operator/style.css", "/operator/icon.svg"];

let worker;
before(async () => {
  worker = await startWorker({ OPERATOR_TOKEN_NEXT: "tok_test_operator,to_come" });
  for (let order = 1; order <= ORDERS; order += 1) await worker.post(xoxodayOrder(order, "delivered"));
  await worker.post(rewardTrigger("we_1", "u1", 1));
  await worker.post(genuine.reward("{"));
  await worker.settled(ORDERS + 1);
});
after(async () => {
  await worker.kill();
});

const ask = (path, options) => fetch(`${worker.url}${path}`, options);

test("without the token, the API answers 401", async () => {
  const headers = [
    {},
    { authorization: "" },
    { authorization: "Bearer" },
    { authorization: "Bearer " },
    { authorization: "Bearer wrong" },
    { authorization: `Basic ${SECRETS.OPERATOR_TOKEN}` },
    { authorization: SECRETS.OPERATOR_TOKEN },
    { authorization: `Bearer ${SECRETS.OPERATOR_TOKEN.slice(0, -1)}` },
    { authorization: `Bearer ${SECRETS.OPERATOR_TOKEN}x` },
    { authorization: `Bearer ${SECRETS.OPERATOR_TOKEN},tok_test_operator,to_come` },
    { authorization: "Bearer tok_test_operator" },
  ];
  for (const each of headers) {
    for (const path of ["/summary", "/deliveries", "/quarantine", "/ledger", "/nothing"]) {
      const response = await ask(`/operator/api${path}`, { headers: each });
      assert.deepEqual(
        [response.status, await response.text(), response.headers.get("www-authenticate")],
        [401, "", "Bearer"],
      );
    }
  }
  const [{ id }] = await worker.rows("1");
  assert.equal(await worker.operator(`/deliveries/${id}/replay`, { method: "POST", token: "wrong" }), 401);
});

test("both tokens are accepted", async () => {
  assert.equal((await worker.operator("/summary", { token: "tok_test_operator,to_come" })).stored, ORDERS + 1);
});

test("the list has pages and filters", async () => {
  const seen = [];
  for (let next = ""; next !== null; ) {
    const page = await worker.operator(`/deliveries?limit=3&provider=xoxoday${next && `&before=${next}`}`);
    assert.ok(page.deliveries.length <= 3);
    seen.push(...page.deliveries.map(({ subject }) => Number(subject)));
    next = page.next;
  }
  assert.deepEqual(seen, [7, 6, 5, 4, 3, 2, 1]);
  const subjects = async (query) =>
    (await worker.operator(`/deliveries?${query}`)).deliveries.map(({ subject }) => subject);
  assert.deepEqual(await subjects("provider=reward"), ["user:u1"]);
  assert.deepEqual(await subjects("provider=reward&state=applied"), ["user:u1"]);
  assert.deepEqual(await subjects("state=dead"), []);
  assert.deepEqual(await subjects("provider=&state=&before=&limit=1"), ["user:u1"]);
});

test("the ledger has pages, with each entry once", async () => {
  const whole = await worker.operator("/ledger");
  assert.equal(whole.next, null);
  const seen = [];
  for (let next = ""; next !== null; ) {
    const page = await worker.operator(`/ledger?limit=3&after=${encodeURIComponent(next)}`);
    seen.push(...page.entries);
    next = page.next;
  }
  assert.deepEqual(seen, whole.entries);
  assert.equal(seen.length, ORDERS + 1);
});

test("an unknown query or path is an error", async () => {
  for (const query of [
    "limit=0",
    "limit=1001",
    "limit=1.5",
    "limit=x",
    "before=1",
    "before='",
    "provider=stranger",
    "state=gone",
  ]) {
    assert.equal(await worker.operator(`/deliveries?${query}`), 400, query);
  }
  for (const query of ["after=stranger/1", "after=xoxoday", "after=xoxoday/"])
    assert.equal(await worker.operator(`/ledger?${query}`), 400, query);
  for (const path of [
    "/",
    "/nothing",
    "/deliveries/1",
    "/deliveries/01a1fe08-ccf1-71a3-8b07-1aadf2e65988",
    "/summary/x",
  ]) {
    assert.equal(await worker.operator(path), 404, path);
  }
  assert.equal(
    await worker.operator("/deliveries/01a1fe08-ccf1-71a3-8b07-1aadf2e65988/replay", { method: "POST" }),
    404,
  );
  assert.equal(await worker.operator("/summary", { method: "POST" }), 405);
  const [{ id }] = await worker.rows("1");
  assert.equal(await worker.operator(`/deliveries/${id}/replay`), 405);
});

test("answers are not cached", async () => {
  const response = await ask("/operator/api/summary", {
    headers: { authorization: `Bearer ${SECRETS.OPERATOR_TOKEN}` },
  });
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("content-type"), "application/json");
});

test("the page has a policy that forbids other scripts", async () => {
  for (const path of PATHS) {
    const response = await ask(path);
    assert.equal(response.status, 200, path);
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes("unsafe"));
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.ok((await response.text()).length > 100);
  }
  assert.match((await ask("/operator")).headers.get("content-type"), /^text\/html/);
  assert.match((await ask("/operator/page.js")).headers.get("content-type"), /^text\/javascript/);
  assert.equal((await ask("/operator", { method: "POST" })).status, 405);
  for (const path of ["/operator/", "/operator/files.mjs", "/operator/index.html", "/operator/constructor"]) {
    assert.equal((await ask(path)).status, 404, path);
  }
});

for (const [first, next] of [
  ["short", ""],
  [SECRETS.OPERATOR_TOKEN, "short"],
  ["", SECRETS.OPERATOR_TOKEN],
]) {
  const title = `${first && "a first one"} ${next && "a second one"} ${[first, next].includes("short") && "that is short"}`;
  test(`a short token, or a second one without a first, is refused and reported: ${title}`, () =>
    withWorker({ OPERATOR_TOKEN: first, OPERATOR_TOKEN_NEXT: next }, async (worker) => {
      for (const path of [...PATHS, "/operator/api/summary"]) {
        for (const token of [first, next]) {
          const response = await fetch(`${worker.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
          assert.deepEqual([response.status, await response.text()], [503, ""], path);
        }
      }
      assert.equal((await fetch(`${worker.url}/healthz`)).status, 503);
      assert.match(worker.output(), /OPERATOR_TOKEN/);
      assert.deepEqual(await worker.post(xoxodayOrder(1, "delivered")), { status: 200, text: "" });
    }));
}

test("without a configured token, there is neither a page nor an API", () =>
  withWorker({ OPERATOR_TOKEN: "" }, async ({ url }) => {
    for (const path of [...PATHS, "/operator/api/summary"]) {
      const response = await fetch(`${url}${path}`, { headers: { authorization: "Bearer " } });
      assert.equal(response.status, 404, path);
    }
  }));
