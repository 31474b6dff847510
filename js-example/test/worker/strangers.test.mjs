// The limits for senders without a secret.

import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { optondemandOrder, rewardCredit, SECRETS, xoxodayOrder } from "../support/deliveries.mjs";
import { startWorker } from "../support/workerd.mjs";

const WRONG = "tok_test_wrong_00000000";
const COUNT = 100;

let worker;
let began;
before(async () => {
  worker = await startWorker({ BODY_SECONDS: "1" });
  began = performance.now();
});
after(async () => {
  await worker.kill();
});

/** Sends a body that never ends. Resolves to the status when the server has closed the connection. */
function endless(path) {
  const { hostname, port } = new URL(worker.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n`);
    const sending = setInterval(() => socket.write("2\r\n{ \r\n"), 100);
    let text = "";
    socket.on("data", (bytes) => (text += bytes));
    socket.on("error", () => {}); // writes after the end fail
    socket.on("close", () => {
      clearInterval(sending);
      clearTimeout(limit);
      resolve(text === "" ? null : Number(text.split(" ")[1]));
    });
    // Shorter than a handler's default limit of 30 seconds.
    const limit = setTimeout(() => reject(new Error("the connection is still open")), 25_000);
  });
}

test("endless bodies are cut off, a wrong token is refused unread, and genuine deliveries get through", async () => {
  const providers = ["isendu", "reward", "xoxoday", "optondemand"];
  const refused = Array.from({ length: COUNT }, (_, number) => endless(`/hooks/${providers[number % 4]}/${WRONG}`));
  const slow = Array.from({ length: 10 }, () => endless(`/hooks/isendu/${SECRETS.ISENDU_URL_TOKEN}`));
  const genuine = Array.from({ length: 10 }, (_, number) => worker.post(xoxodayOrder(number, "delivered")));
  for (const { status } of await Promise.all(genuine)) assert.equal(status, 200);
  // A handler reads on for a few of them. A sender that is cut off while it sends may lose the answer.
  const answers = new Set(await Promise.all(refused));
  assert.ok(answers.delete(401));
  answers.delete(null);
  assert.deepEqual([...answers], []);
  assert.deepEqual(await Promise.all(slow), Array(10).fill(408));
  await worker.settled(10);
});

test("strangers cause no error line, and one line a minute for each kind of refusal", async () => {
  const order = xoxodayOrder(100, "delivered");
  const { body } = optondemandOrder({ orderId: "101" });
  const attacks = [
    { ...order, headers: { "x-api-key": "wrong" } },
    { ...order, path: `/hooks/xoxoday/${WRONG}` },
    { ...order, path: "/hooks/stranger/x" },
    { path: `/hooks/optondemand/${SECRETS.OPTONDEMAND_URL_TOKEN}`, body, headers: { "x-signature": "0".repeat(64) } },
    { ...rewardCredit("we_1", "u1", "T1", 1), path: `/hooks/reward/${WRONG}`, body: "x".repeat(200_000) },
    { path: "/operator/api/summary", body: "", headers: { authorization: "Bearer guessed" } },
    { path: "/healthz", body: "", headers: {} },
  ];
  for (let times = 0; times < 20; times += 1) {
    for (const { status } of await Promise.all(attacks.map(worker.post))) assert.ok(status >= 400 && status < 500);
    for (const path of ["/operator", "/operator/api/deliveries", order.path]) {
      await (await fetch(`${worker.url}${path}`)).text();
    }
  }
  const leveled = (wanted) => worker.lines().filter(({ level }) => level === wanted);
  assert.deepEqual(leveled("error"), []);
  const warnings = leveled("warn");
  assert.ok(warnings.every(({ count }) => count >= 1));
  const kinds = warnings.map(({ msg, provider, code }) => [msg, provider, code].join(" "));
  assert.ok(kinds.includes("a delivery was refused xoxoday mismatch"));
  const most = 1 + Math.ceil((performance.now() - began) / 60_000);
  for (const kind of new Set(kinds)) assert.ok(kinds.filter((each) => each === kind).length <= most, kind);
});
