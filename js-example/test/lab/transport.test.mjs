// The ways of sending a message: whole, in pieces, slowly, or broken off.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { message } from "../../lab/simulator/events/message.mjs";
import { holdPort } from "../../lab/launch/port.mjs";
import { createTransport } from "../../lab/simulator/transport.mjs";

const requests = [];
const arrivals = [];
/** The status for each path. Other paths are never answered. */
const ANSWERS = { "/yes": 200, "/no": 401, "/busy": 503 };

const server = createServer(async (request, response) => {
  const seen = { method: request.method, path: request.url, headers: request.headers, chunks: [], complete: false };
  requests.push(seen);
  try {
    for await (const chunk of request) seen.chunks.push(chunk);
    seen.complete = request.complete;
    if (ANSWERS[request.url]) response.writeHead(ANSWERS[request.url]).end("said");
  } catch {
    // The sender hung up.
  }
  arrivals.shift()?.(seen);
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const transport = createTransport({ url: () => `http://127.0.0.1:${server.address().port}`, timeLimitMs: 60_000 });
after(() => {
  transport.close();
  server.closeAllConnections();
  server.close();
});

const BODY = "Zoë 日本 🚀 ".repeat(20);
const arrival = () => new Promise((resolve) => arrivals.push(resolve));
const bodyOf = ({ chunks }) => Buffer.concat(chunks).toString();

for (const manner of ["plain", "chunked", "drip"]) {
  test(`${manner}: the bytes arrive unchanged, and the answer is returned`, async () => {
    const arrived = arrival();
    const answer = await transport.send(message("reward", BODY, { manner, path: "/yes" }));
    const seen = await arrived;
    assert.equal(bodyOf(seen), BODY);
    assert.equal(seen.headers["content-length"], manner === "plain" ? String(Buffer.byteLength(BODY)) : undefined);
    assert.equal(seen.headers["content-type"], "application/json");
    assert.deepEqual([answer.status, answer.body, answer.aborted, answer.error], [200, "said", false, null]);
    assert.ok(answer.ms > 0);
  });
}

test("drip: the body arrives in several pieces", async () => {
  const arrived = arrival();
  await transport.send(message("reward", BODY, { manner: "drip", path: "/yes" }));
  assert.ok((await arrived).chunks.length > 2);
});

test("cut: a part arrives, and the request never ends", async () => {
  const arrived = arrival();
  const answer = await transport.send(message("reward", BODY, { manner: "cut", path: "/yes" }));
  const seen = await arrived;
  assert.equal(seen.complete, false);
  assert.ok(Buffer.concat(seen.chunks).length < Buffer.byteLength(BODY));
  assert.deepEqual([answer.status, answer.aborted], [null, true]);
});

test("unheard: the whole body arrives, and nobody waits for the answer", async () => {
  const arrived = arrival();
  const answer = await transport.send(message("reward", BODY, { manner: "unheard", path: "/never" }));
  assert.equal(bodyOf(await arrived), BODY);
  assert.deepEqual([answer.status, answer.aborted], [null, true]);
});

test("GET has no body", async () => {
  const arrived = arrival();
  await transport.send(message("reward", "", { method: "GET", path: "/no" }));
  const seen = await arrived;
  assert.deepEqual([seen.method, bodyOf(seen), seen.headers["content-length"]], ["GET", "", undefined]);
});

test("a refusal counts as an answer", async () => {
  assert.equal((await transport.send(message("reward", BODY, { path: "/no" }))).status, 401);
  assert.equal((await transport.send(message("reward", BODY, { path: "/busy" }))).status, 503);
});

test("silence counts as no answer after the time limit", async () => {
  const answer = await transport.send(message("reward", BODY, { path: "/never" }), 50);
  assert.deepEqual([answer.status, answer.aborted, answer.error], [null, false, "no answer within 50 ms"]);
});

test("an unreachable receiver counts as no answer", async () => {
  const port = await holdPort(); // nobody listens on it
  const nowhere = createTransport({ url: () => `http://127.0.0.1:${port}` });
  const answer = await nowhere.send(message("reward", BODY));
  assert.deepEqual([answer.status, answer.aborted, answer.error], [null, false, "ECONNREFUSED"]);
  nowhere.close();
});

test("the number of parallel requests is limited", async () => {
  let inside = 0;
  let most = 0;
  const busy = createServer((request, response) => {
    most = Math.max(most, (inside += 1));
    request.resume().on("end", () => setImmediate(() => response.end(() => (inside -= 1))));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => busy.once("listening", resolve));
  const few = createTransport({ url: () => `http://127.0.0.1:${busy.address().port}`, concurrency: 3 });
  await Promise.all(Array.from({ length: 30 }, () => few.send(message("reward", BODY))));
  assert.ok(most <= 3, `${most}`);
  few.close();
  busy.closeAllConnections();
  busy.close();
});
