// AWS Lambda, with events as API Gateway's HTTP API sends them (payload format 2.0).

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { BODY, PATH, SECRET, folder, read, signature } from "./harness.mjs";

process.env.OPTONDEMAND_SECRET = SECRET;
const path = `${folder("lambda")}/lambda.mjs`;
writeFileSync(path, read("lambda.js"));
const { handler } = await import(pathToFileURL(path));

const event = ({ headers = signature(), method = "POST", ...more } = {}) => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: PATH,
  rawQueryString: "",
  headers: { "content-type": "application/json", host: "api.shop.example", "x-forwarded-for": "192.0.2.1", ...headers },
  requestContext: { domainName: "api.shop.example", http: { method, path: PATH, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "x" } },
  body: BODY,
  isBase64Encoded: false,
  ...more,
});
const base64 = (text) => ({ body: Buffer.from(text).toString("base64"), isBase64Encoded: true });

/** Returns the answer's status and text, and what was written. */
async function ask(asked) {
  const said = [];
  const original = { ...console };
  for (const name of ["log", "warn", "error"]) console[name] = (...args) => said.push(args.map((arg) => arg?.message ?? arg).join(" "));
  try {
    const { statusCode, body } = await handler(asked);
    return [statusCode, body, said.join("\n")];
  } finally {
    Object.assign(console, original);
  }
}

test("a genuine delivery, as text and as base64", async () => {
  for (const form of [{}, base64(BODY)]) {
    const [status, body, said] = await ask(event(form));
    assert.deepEqual([status, body], [200, ""]);
    assert.match(said, /^stored optondemand:sha256:[0-9a-f]{64}$/);
  }
});

test("bytes that are no text come through base64", async () => {
  const body = Buffer.from([0x7b, 0xff, 0x7d]);
  const [status, , said] = await ask(event({ body: body.toString("base64"), isBase64Encoded: true, headers: signature(SECRET, body) }));
  assert.deepEqual([status, said], [422, "refused invalid_utf8"]);
});

test("a forged one, another body, and base64 that was not decoded are refused", async () => {
  for (const asked of [event({ headers: signature("forged") }), event({ headers: {} }), event({ body: `${BODY} ` }), event(base64(`${BODY} `)), event({ ...base64(BODY), isBase64Encoded: false }), event({ body: undefined })]) {
    const [status, body, said] = await ask(asked);
    assert.deepEqual([status, body], [401, "Unauthorized\n"]);
    assert.match(said, /^refused /);
  }
});

test("no other method, and nothing too large", async () => {
  assert.deepEqual((await ask(event({ method: "GET", body: undefined }))).slice(0, 2), [405, "Method Not Allowed\n"]);
  assert.deepEqual((await ask(event(base64("x".repeat(1_100_000))))).slice(0, 2), [413, "Content Too Large\n"]);
});

// API Gateway answers 500 for an invocation that fails.
test("a parsed body fails the invocation, and the error says what to do", async () => {
  for (const body of [JSON.parse(BODY), [1], 5, true]) await assert.rejects(handler(event({ body })), { name: "TypeError", message: /take the body parser off/ });
});
