// A refused request is answered before its body has come, and the body is not read.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { readConfig } from "../../node/config.mjs";
import { createRoutes } from "../../node/http/routes.mjs";
import { createHooks } from "../../node/ingest/hooks.mjs";
import { createMetrics } from "../../node/metrics.mjs";
import { createOperatorApi } from "../../node/operator/api.mjs";
import { log } from "../support/database.mjs";
import { SECRETS, xoxodayOrder } from "../support/deliveries.mjs";

const PART = "x".repeat(65_536);
/** In bytes. One round of the event loop reads up to 2 MiB of a connection. */
const MOST_READ = 4 * 1024 * 1024;
/** A sender cannot tell by the text what answered. */
const TEXTS = {
  401: "Unauthorized\n",
  404: "Not Found\n",
  405: "Method Not Allowed\n",
  413: "Content Too Large\n",
};
const WRONG = "tok_test_wrong_00000000";

/** Serves the hooks and the operator's API; `read` resolves to the bytes that it has read of the first connection. */
async function serve(t) {
  const metrics = createMetrics();
  const store = { put: async () => ({ stored: 1, duplicates: 0 }) };
  const hooks = createHooks(readConfig(SECRETS), { store, log, metrics });
  const operator = {
    page: new Map(),
    api: createOperatorApi([SECRETS.OPERATOR_TOKEN], {}, { log, onReplay: () => {} }),
  };
  const health = (req, res) => res.end("ok");
  const server = createServer(createRoutes({ hooks, health, operator, metrics })).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const read = new Promise((resolve) => {
    server.once("connection", (socket) => socket.once("close", () => resolve(socket.bytesRead)));
  });
  return { port: server.address().port, read };
}

/** Sends a head, and then a body for as long as the server lets it; resolves to the answer. */
async function send(port, head, part) {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  const more = () => {
    while (socket.write(part));
  };
  socket.on("error", () => {}).on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.write(head);
  socket.on("drain", more);
  more();
  await new Promise((resolve) => socket.once("close", resolve));
  return text;
}

/** Bodies, and whether a hook refuses their length before it looks at a secret. */
const LONG = [
  ["a length", `content-length: ${1024 * 1024 * 1024}`, PART, true],
  ["a length that a handler would discard", `content-length: ${8 * 1024 * 1024}`, PART, true],
  ["no length", "transfer-encoding: chunked", `10000\r\n${PART}\r\n`],
];
const REFUSED = [
  ["a wrong token", 401, `POST /hooks/reward/${WRONG}`],
  ["a wrong key", 401, `POST ${xoxodayOrder(1, "delivered").path}`],
  ["another method", 405, `PUT ${xoxodayOrder(1, "delivered").path}`],
  ["no path of the server", 404, "POST /nothing"],
  ["no provider", 404, `POST /hooks/stranger/${WRONG}`],
  ["a wrong operator's token", 401, "POST /operator/api/confirmation"],
  ["a path that takes no body", 405, "POST /healthz"],
];

for (const [what, status, line] of REFUSED) {
  for (const [length, header, part, isTooLong] of LONG) {
    const expected = isTooLong && status === 401 && line.includes("/hooks/") ? 413 : status;
    test(`${what}, and a body with ${length}: answered, and not read`, async (t) => {
      const { port, read } = await serve(t);
      const answer = await send(port, `${line} HTTP/1.1\r\nhost: x\r\n${header}\r\n\r\n`, part);
      // A sender that is cut off while it sends may lose the answer.
      if (answer !== "") {
        assert.match(answer, new RegExp(`^HTTP/1\\.1 ${expected} `));
        assert.match(answer, /^connection: close\r$/im);
        assert.ok(answer.includes(TEXTS[expected]), answer);
        if (status === 405) assert.match(answer, /^allow: /im);
      }
      const bytes = await read;
      assert.ok(bytes <= MOST_READ, `${bytes} bytes were read`);
    });
  }

  test(`${what}, and a short body: the connection is used again`, async (t) => {
    const { port } = await serve(t);
    const socket = connect(port, "127.0.0.1").on("error", () => {});
    t.after(() => socket.destroy());
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1")));
    const body = "x".repeat(2_000);
    for (const times of [1, 2]) {
      // The body comes after its head.
      socket.write(`${line} HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`);
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(body);
      while (text.split("HTTP/1.1 ").length <= times) await once(socket, "data");
    }
    assert.deepEqual(
      [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, found]) => Number(found)),
      [status, status],
    );
    assert.doesNotMatch(text, /^connection: close/im);
  });
}
