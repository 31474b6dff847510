// Requests of unusual forms, as files: each is read, or taken as a body alone, and none ends the command with a stack.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { fixture } from "countersign/testing";
import { file, run } from "./running.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const ENV = { OPTONDEMAND_SECRET: SECRET };
const BODY = fixture("optondemand.ORDER_STATUS_UPDATED");
const SIGNATURE = `sha256=${createHmac("sha256", SECRET).update(BODY).digest("hex")}`;
const verify = (name, ...more) => run(["verify", name, "-p", "optondemand", ...more], { env: ENV });
const har = (request) => ({ log: { entries: [null, 5, { request }] } });
const HEADERS = [null, 5, ["X-Signature", SIGNATURE], { name: null, value: 1 }, { name: "X-More" }, {}];

const READ = [
  ["a request of HTTP/2", `POST /x HTTP/2\r\nX-Signature: ${SIGNATURE}\r\n\r\n${BODY}`],
  ["a request of HTTP/2.0", `POST /x HTTP/2.0\nX-Signature: ${SIGNATURE}\n\n${BODY}`],
  ["a request of HTTP/3", `POST /x HTTP/3\r\nX-Signature: ${SIGNATURE}\r\n\r\n${BODY}`],
  ["a request behind a BOM", `\ufeffPOST /x HTTP/1.1\r\nX-Signature: ${SIGNATURE}\r\n\r\n${BODY}`],
  ["JSON behind a BOM", `\ufeff${JSON.stringify({ headers: { "x-signature": SIGNATURE }, body: BODY })}`],
  ["headers that are none among others", JSON.stringify({ headers: HEADERS, body: BODY, url: 5, ip: {} })],
  [
    "an archive with entries that are none",
    JSON.stringify(har({ method: "POST", url: 5, headers: HEADERS, postData: { text: BODY } })),
  ],
];

for (const [name, content] of READ)
  test(`verify reads ${name}`, async () => {
    const { status, out, err } = await verify(file(content));
    assert.deepEqual([status, out.split("\n")[0]], [0, "accepted  proven by: signature, key 0"], err);
  });

const event = (more) => ({ requestContext: {}, body: "{}", ...more });
const DAMAGED = [
  { log: { entries: 5 } },
  { log: { entries: null } },
  { log: { entries: [har({})] } },
  har({ method: "POST", headers: 5, postData: { text: 5, encoding: "base64" } }),
  har({ method: "POST", headers: "x", postData: 5 }),
  { headers: [null], body: "{}" },
  { headers: { a: [null, {}], "": 1, "a\nb": "\ud800" }, body: "{}" },
  event({ headers: 5, multiValueHeaders: [5] }),
  event({ body: 5, isBase64Encoded: true }),
  event({ body: null, requestContext: { http: 5, elb: [], identity: 1 } }),
  event({ queryStringParameters: { "\ud800": "\udc00" } }),
  event({ multiValueQueryStringParameters: 5, path: {} }),
];

for (const document of DAMAGED)
  test(`verify refuses ${JSON.stringify(document)}`, async () => {
    const { status, err } = await verify(file(JSON.stringify(document)));
    assert.equal(status, 1, err);
    assert.doesNotMatch(err, / {4}at |broke off/);
  });

test("a body alone keeps its BOM", async () => {
  const given = file(`\ufeff${BODY}`);
  assert.equal((await verify(given, "-H", `X-Signature: ${SIGNATURE}`)).status, 1);
  const found = await run(["diagnose", given, "-p", "optondemand", "-H", `X-Signature: ${SIGNATURE}`], { env: ENV });
  assert.match(found.out, /\(body_bom\)/);
});

test("a file of headers may begin with a BOM", async () => {
  const { status, err } = await verify(file(BODY), "--headers", file(`\ufeffX-Signature: ${SIGNATURE}\n`));
  assert.equal(status, 0, err);
});

test("token takes the host of a URL, and refuses what is no host", async () => {
  const token = (host) => run(["token", "-p", "reward", "--host", host]);
  for (const [given, host] of [
    ["https://shop.example/hooks?x#y", "shop.example"],
    ["http://shop.example:8443", "shop.example:8443"],
    ["Shop.Example", "shop.example"],
  ])
    assert.ok((await token(given)).out.includes(`\nhttps://${host}/hooks/reward/`), given);
  for (const given of ["shop.example/hooks", "a@shop.example", "a b", "", "https://", "shop.example?x", "a\\b"]) {
    const { status, out, err } = await token(given);
    assert.deepEqual([status, out], [2, ""], given);
    assert.match(err, /--host takes a host/);
  }
});
