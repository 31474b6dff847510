// AWS Lambda with the events of an HTTP API or a function URL (payload format 2.0), a REST API (1.0) and a load balancer. The same
// for the Node handler behind serverless-http.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { BODY, PATH, SECRET, UNSTORED, compiled, edit, folder, read, signature } from "./harness.mjs";

process.env.OPTONDEMAND_SECRET = SECRET;
const path = folder("lambda");

async function load(name, source) {
  const file = `${path}/${name}.mjs`;
  writeFileSync(file, compiled(source));
  return (await import(pathToFileURL(file))).handler;
}

const HOST = { "content-type": "application/json", host: "api.shop.example", "x-forwarded-for": "192.0.2.1" };
const lists = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

/** Makes an event of each kind from a delivery's headers, its method and the token in its query. */
const EVENTS = {
  "an HTTP API": ({ headers, method, token }) => ({
    version: "2.0",
    routeKey: "$default",
    rawPath: PATH,
    rawQueryString: token === undefined ? "" : `token=${encodeURIComponent(token)}`,
    headers,
    requestContext: {
      domainName: HOST.host,
      http: { method, path: PATH, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "x" },
    },
  }),
  "a REST API": ({ headers, method, token }) => ({
    version: "1.0",
    resource: "/{proxy+}",
    path: PATH,
    httpMethod: method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: token === undefined ? null : { token },
    multiValueQueryStringParameters: token === undefined ? null : { token: [token] },
    requestContext: { domainName: HOST.host, stage: "live", identity: { sourceIp: "192.0.2.1" } },
  }),
  "a load balancer": ({ headers, method, token }) => ({
    path: PATH,
    httpMethod: method,
    headers,
    queryStringParameters: token === undefined ? {} : { token: encodeURIComponent(token) },
    requestContext: {
      elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/hooks/6d0ecf831eec9f09" },
    },
  }),
  "a load balancer, with lists of values": ({ headers, method, token }) => ({
    path: PATH,
    httpMethod: method,
    multiValueHeaders: lists(headers),
    multiValueQueryStringParameters: token === undefined ? {} : { token: [encodeURIComponent(token)] },
    requestContext: {
      elb: { targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/hooks/6d0ecf831eec9f09" },
    },
  }),
};

const base64 = (text) => ({ body: Buffer.from(text).toString("base64"), isBase64Encoded: true });
const plain = (body) => ({ body, isBase64Encoded: false });

/** Returns the answer and the output. */
async function ask(handler, event) {
  const said = [];
  const original = { ...console };
  for (const name of ["log", "warn", "error"])
    console[name] = (...args) => said.push(args.map((arg) => arg?.message ?? arg).join(" "));
  try {
    return [await handler(event, {}), said.join("\n")];
  } finally {
    Object.assign(console, original);
  }
}

const text = ({ body, isBase64Encoded }) => (isBase64Encoded ? Buffer.from(body, "base64").toString() : body);

/** As one sentence on the page on frameworks describes it. */
const SERVERLESS = `import { createHandler } from "countersign/node";
import serverless from "serverless-http";
import { webhook } from "./webhook.js";

export const handler = serverless(createHandler(webhook));
`;

const SOURCES = { "the recipe": read("lambda.ts"), "serverless-http": SERVERLESS };
for (const [kind, eventOf] of Object.entries(EVENTS)) {
  for (const [name, source] of Object.entries(SOURCES)) {
    test(`${name}, behind ${kind}`, async () => {
      const handler = await load(name, source);
      const play = async ({ headers = signature(), method = "POST", ...more }) => {
        const [answer, said] = await ask(handler, {
          ...eventOf({ headers: { ...HOST, ...headers }, method }),
          ...plain(BODY),
          ...more,
        });
        return [answer.statusCode, text(answer), said];
      };
      for (const form of [plain(BODY), base64(BODY)]) {
        const [status, body, said] = await play(form);
        assert.deepEqual([status, body], [200, ""]);
        assert.match(said, /^stored optondemand:sha256:[0-9a-f]{64}$/);
      }
      assert.deepEqual(await play({ headers: signature(SECRET, UNSTORED), ...plain(UNSTORED) }), [
        503,
        "Service Unavailable\n",
        "not kept",
      ]);

      const notText = Buffer.from([0x7b, 0xff, 0x7d]);
      assert.deepEqual(await play({ headers: signature(SECRET, notText), ...base64(notText) }), [
        422,
        "Unprocessable Content\n",
        "rejected: invalid_utf8: the body is not valid UTF-8",
      ]);

      const altered = [plain(`${BODY} `), base64(`${BODY} `), { ...base64(BODY), isBase64Encoded: false }, plain("")];
      for (const forged of [{ headers: signature("forged") }, { headers: {} }, ...altered]) {
        const [status, body, said] = await play(forged);
        assert.deepEqual([status, body], [401, "Unauthorized\n"]);
        assert.match(said, /^rejected: \w+: /);
      }
      assert.deepEqual((await play(base64("x".repeat(1_100_000)))).slice(0, 2), [413, "Content Too Large\n"]);
      // A load balancer sends an empty body for a request without one.
      for (const body of [null, "", "x"])
        assert.deepEqual((await play({ method: "GET", ...plain(body) })).slice(0, 2), [405, "Method Not Allowed\n"]);
      // Announced, but lost.
      const [status, , said] = await play({ headers: { ...signature(), "content-length": "93" }, ...plain("") });
      assert.equal(status, 500);
      assert.match(said, /the request announced a body and no byte arrived/);
    });
  }

  test(`the recipe, behind ${kind}: a token in the query`, async () => {
    const token = "a+b/c=d e%41&f-1234567";
    const config = `{ urlToken: "${token}", urlTokenParam: "token", secret: process.env.OPTONDEMAND_SECRET }`;
    const handler = await load(
      "token",
      edit(read("lambda.ts"), [["createHandler(webhook)", `createHandler({ ...webhook, config: ${config} })`]]),
    );
    const play = async (given) =>
      (
        await ask(handler, {
          ...eventOf({ headers: { ...HOST, ...signature() }, method: "POST", token: given }),
          ...plain(BODY),
        })
      )[0].statusCode;
    assert.deepEqual([await play(token), await play(`${token}8`), await play(undefined)], [200, 401, 401]);
  });
}

test("an event with lists of values gets an answer with lists", async () => {
  const handler = await load("lambda", read("lambda.ts"));
  for (const [kind, eventOf] of Object.entries(EVENTS)) {
    const event = eventOf({ headers: HOST, method: "PUT" });
    const [{ headers, multiValueHeaders }] = await ask(handler, { ...event, ...plain("") });
    assert.equal(headers.allow, "POST");
    assert.deepEqual(multiValueHeaders?.allow, event.multiValueHeaders && ["POST"], kind);
  }
});

test("two signatures are refused", async () => {
  const handler = await load("lambda", read("lambda.ts"));
  const { "x-signature": signed } = signature();
  const event = EVENTS["a REST API"]({ headers: { ...HOST, ...signature() }, method: "POST" });
  event.multiValueHeaders["x-signature"] = [signed, signed];
  const [{ statusCode }, said] = await ask(handler, { ...event, ...plain(BODY) });
  assert.deepEqual([statusCode, said], [401, "rejected: multiple_values: `x-signature` was given more than once"]);
});

test("an event without a request, as the console's sample, fails the invocation, and the error says so", async () => {
  const handler = await load("lambda", read("lambda.ts"));
  for (const event of [{ key1: "value1" }, { Records: [] }, { requestContext: null }, {}])
    await assert.rejects(handler(event), { name: "TypeError", message: /^no request: the console's sample event/ });
});

// API Gateway answers 500 for an invocation that fails.
test("a parsed body fails the invocation, and the error says what to do", async () => {
  const handler = await load("lambda", read("lambda.ts"));
  for (const eventOf of Object.values(EVENTS)) {
    const event = eventOf({ headers: { ...HOST, ...signature() }, method: "POST" });
    for (const body of [JSON.parse(BODY), [1], 5, true])
      await assert.rejects(handler({ ...event, ...plain(body) }), {
        name: "TypeError",
        message: /take the body parser off/,
      });
  }
});

const app = (framework, parser = "") => `import { createHandler } from "countersign/node";
import ${framework} from "${framework}";
${framework === "koa" ? 'import { bodyParser } from "@koa/bodyparser";' : ""}
import serverless from "serverless-http";
import { webhook } from "./webhook.js";

const handle = createHandler(webhook);
const app = ${framework === "koa" ? "new koa()" : "express()"};
${parser}
${framework === "koa" ? "app.use((ctx) => handle(ctx.req, ctx.res))" : 'app.post("/hooks/optondemand", handle)'};
export const handler = serverless(app);
`;

test("serverless-http with Koa and with Express: a genuine delivery, and a body that was parsed", async () => {
  const event = { ...EVENTS["a REST API"]({ headers: { ...HOST, ...signature() }, method: "POST" }), ...plain(BODY) };
  // It leaves the bytes on the request, where Koa's parser does not touch them.
  for (const [name, source] of Object.entries({
    express: app("express"),
    koa: app("koa"),
    "koa-parsed": app("koa", "app.use(bodyParser());"),
  })) {
    const [answer, said] = await ask(await load(name, source), event);
    assert.deepEqual([answer.statusCode, text(answer)], [200, ""]);
    assert.match(said, /^stored /);
  }
  const [{ statusCode }, said] = await ask(
    await load("express-parsed", app("express", "app.use(express.json());")),
    event,
  );
  assert.equal(statusCode, 500);
  assert.match(said, /mount the handler before express\.json\(\)/);
});
