// Headers that come in several lines. Node keeps only the first line of some (`authorization`, `user-agent`, `etag`). The tests use
// plain sockets, because no HTTP client sends such requests.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import http2 from "node:http2";
import { test } from "node:test";
import { custom, optondemand, xoxoday } from "countersign";
import { createHandler } from "countersign/node";
import * as testing from "countersign/testing";
import { recorded } from "./check.mjs";
import { API_KEY, SECRET, signed } from "./deliveries.mjs";
import { serve } from "./sockets.mjs";

const BODY = '{"id":"e1"}';
const now = 1_700_000_000_000;
const hex = (message) => createHmac("sha256", SECRET).update(message).digest("hex");

const base = { name: "acme", proof: "hmac-sha256", header: "x-sig", encoding: "hex", key: "utf8", signed: "{body}" };
const bearer = custom({ name: "acme", proof: "static", header: "authorization", prefix: "Bearer " });
const inAuthorization = custom({ ...base, header: "authorization" });
const inEtag = custom({ ...base, signed: "{timestamp}.{body}", timestamp: { header: "etag", unit: "s" } });
const withAgent = custom({ ...base, require: { "user-agent": "Acme/1" } });
const withId = custom({ ...base, signed: "{id}.{body}", id: { header: "from" } });
const listed = custom({ ...base, list: ",", prefix: "v1=" });

const order = testing.fixture("optondemand.ORDER_STATUS_UPDATED");
const status = testing.fixture("xoxoday.order.delivery_status");
const [[signatureName, signature]] = Object.entries(signed(testing, order).headers);

/** Genuine deliveries: a title, the provider, the body, the headers, and the name of the header to send twice. */
const DELIVERIES = [
  ["a secret in authorization", bearer, BODY, { authorization: `Bearer ${SECRET}` }, "authorization"],
  ["a MAC in authorization", inAuthorization, BODY, { authorization: hex(BODY) }, "authorization"],
  ["a time in etag", inEtag, BODY, { etag: "1700000000", "x-sig": hex(`1700000000.${BODY}`) }, "etag"],
  ["a required user-agent", withAgent, BODY, { "user-agent": "Acme/1", "x-sig": hex(BODY) }, "user-agent"],
  ["an id in from", withId, BODY, { from: "e1", "x-sig": hex(`e1.${BODY}`) }, "from"],
  ["a MAC in a header of its own", custom(base), BODY, { "x-sig": hex(BODY) }, "x-sig"],
  ["a list of MACs", listed, BODY, { "x-sig": `v1=${hex(BODY)}` }, "x-sig"],
  ["optondemand", optondemand, order, { [signatureName]: signature }, signatureName],
  ["xoxoday", xoxoday, status, { "x-api-key": API_KEY }, "x-api-key"],
];

const options = (provider) => {
  const config = provider === xoxoday ? { apiKey: API_KEY } : { secret: SECRET };
  return { provider, config: provider === inEtag ? { ...config, now } : config };
};

const request = (lines, body) =>
  `${["POST /hooks HTTP/1.1", "host: shop.example", ...lines, `content-length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`;

const linesOf = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

/** Sends one request with these lines. Returns the status and the calls of the handler. */
async function sent(t, provider, lines, body, more) {
  const { client, names } = await serve(t, { ...options(provider), ...more });
  const { write, until, close } = client();
  await write(request(lines, body));
  const [{ status: answered }] = await until(1);
  await close();
  return [answered, ...names()];
}

for (const [name, provider, body, headers, repeated] of DELIVERIES) {
  test(`${name}: one line is accepted, two are refused in any order and spelling`, async (t) => {
    const lines = linesOf(headers);
    const spelled = repeated.replace(/^./, (letter) => letter.toUpperCase());
    assert.deepEqual(await sent(t, provider, lines, body), [200, "onEvent"]);
    for (const other of [`${repeated}: another`, `${spelled}: another`, `${spelled}: ${headers[repeated]}`]) {
      for (const both of [
        [...lines, other],
        [other, ...lines],
      ])
        assert.deepEqual(await sent(t, provider, both, body), [401, "onRejected multiple_values"], both.join(" | "));
    }
  });

  test(`${name}: a third line changes nothing, and another header may come twice`, async (t) => {
    const lines = linesOf(headers);
    const third = [...lines, `${repeated}: a`, `${repeated}: b`];
    assert.deepEqual(await sent(t, provider, third, body), [401, "onRejected multiple_values"]);
    const others = ["referer: a", "referer: b", "x-other: a", "x-other: b", "__proto__: a", "__proto__: b"];
    assert.deepEqual(await sent(t, provider, [...lines, ...others], body), [200, "onEvent"]);
  });
}

test("a server that joins repeated headers itself changes nothing", async (t) => {
  for (const [name, provider, body, headers, repeated] of DELIVERIES) {
    const lines = [...linesOf(headers), `${repeated}: another`];
    const more = { server: { joinDuplicateHeaders: true } };
    assert.deepEqual(await sent(t, provider, lines, body, more), [401, "onRejected multiple_values"], name);
  }
});

test("HTTP/2: two lines are refused as well", async (t) => {
  const { options: given, names } = recorded(options(bearer));
  const server = http2.createServer(createHandler(given));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const session = http2.connect(`http://127.0.0.1:${server.address().port}`);
  t.after(() => {
    session.destroy();
    server.close();
  });
  const authorization = `Bearer ${SECRET}`;
  // The list form is the only one in which Node sends a header of one value twice.
  const ask = (lines) =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ":method": "POST", ":path": "/", ...lines });
      stream.on("response", (head) => resolve(head[":status"]));
      stream.on("error", reject);
      stream.end(BODY);
    });
  assert.deepEqual([await ask({ authorization }), names()], [200, ["onEvent"]]);
  // Node does not send it twice. The server's request is changed in the same way as by a client that does.
  server.prependListener("request", (req) => req.rawHeaders.push("authorization", "Bearer other"));
  assert.deepEqual([await ask({ authorization }), names().at(-1)], [401, "onRejected multiple_values"]);
});

/** Sends one genuine delivery through code that changes the request first. */
async function changed(t, before, [, provider, body, headers] = DELIVERIES[0]) {
  return sent(t, provider, linesOf(headers), body, { before });
}

test("an adapter may have no raw headers, or none that are Node's", async (t) => {
  const other = ["authorization", "other", "authorization", "another"];
  for (const rawHeaders of [
    undefined,
    null,
    [],
    {},
    "authorization",
    [["authorization", "other"]],
    [1, 2],
    ["authorization"],
    other,
  ])
    assert.deepEqual(
      await changed(t, (req) => Object.assign(req, { rawHeaders })),
      [200, "onEvent"],
      JSON.stringify(rawHeaders),
    );
  const throwing = (req) =>
    Object.defineProperty(req, "rawHeaders", {
      get() {
        throw new Error("not implemented");
      },
    });
  assert.deepEqual(await changed(t, throwing), [200, "onEvent"]);
});

test("a header that a middleware has set, changed or removed counts as it is", async (t) => {
  const [, provider, body, headers] = DELIVERIES[0];
  const two = ["authorization: Bearer one", "authorization: Bearer two"];
  const set = (req) => Object.assign(req.headers, headers);
  assert.deepEqual(await sent(t, provider, two, body, { before: set }), [200, "onEvent"]);
  const remove = (req) => void delete req.headers.authorization;
  assert.deepEqual(await sent(t, provider, two, body, { before: remove }), [401, "onRejected missing_header"]);
  const replace = (req) => Object.assign(req, { headers: { ...headers } });
  assert.deepEqual(await sent(t, provider, [], body, { before: replace }), [200, "onEvent"]);
});

test("the handler does not change the headers of the request", async (t) => {
  const { options: given, calls } = recorded(options(bearer));
  const handler = createHandler(given);
  const { client } = await serve(t, {}, (req, res) => {
    const { headers } = req;
    const before = JSON.stringify(headers);
    return handler(Object.freeze(headers) && req, res).then(() => assert.equal(JSON.stringify(headers), before));
  });
  const { write, until, close } = client();
  await write(request(["authorization: Bearer one", "authorization: Bearer two"], BODY));
  assert.equal((await until(1))[0].status, 401);
  await close();
  assert.equal(calls[0][2].headers.authorization, "Bearer one");
});
