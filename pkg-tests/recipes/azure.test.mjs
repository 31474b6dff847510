// Azure Functions: runs the package for functions the way the platform's worker does. The worker provides a module that isn't on
// npm, and passes requests and answers as plain objects.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import Module from "node:module";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { BODY, PATH, SECRET, UNSTORED, compiled, edit, folder, read, signature } from "./harness.mjs";

process.env.OPTONDEMAND_SECRET = SECRET;
const registered = new Map();
let model;
const core = {
  setProgrammingModel: (given) => (model = given),
  registerFunction: (metadata, callback) => registered.set(metadata.name, { metadata, callback }),
  log: () => {},
};
const { require: original } = Module.prototype;
Module.prototype.require = function (id) {
  return id === "@azure/functions-core" ? core : original.call(this, id);
};

async function load(name, source) {
  const file = `${folder("azure")}/${name}.mjs`;
  writeFileSync(file, compiled(edit(source, [['app.http("optondemand"', `app.http("${name}"`]])));
  await import(pathToFileURL(file));
  return registered.get(name);
}

/** Calls a function. Returns the answer's status and text, and the output. */
async function call(
  { metadata, callback },
  { headers = signature(), method = "POST", body = BODY, form = "bytes" } = {},
) {
  const said = [];
  const print = { ...console };
  for (const name of ["log", "warn", "error"])
    console[name] = (...args) => said.push(args.map((arg) => arg?.message ?? arg).join(" "));
  try {
    const http = {
      url: `https://shop.azurewebsites.example/api${PATH}`,
      method,
      headers: { "content-type": "application/json", ...headers },
      body: { [form]: form === "bytes" ? Buffer.from(body) : body },
    };
    const [trigger] = Object.entries(metadata.bindings).find(([, { type }]) => type === "httpTrigger");
    const request = { inputData: [{ name: trigger, data: { http } }] };
    const invocation = model.getInvocationModel({ invocationId: "1", metadata, request, log: () => {} });
    const { context, inputs } = await invocation.getArguments();
    const result = await invocation.invokeFunction(context, inputs, callback);
    const { returnValue } = await invocation.getResponse(context, result);
    return [
      Number(returnValue.http.statusCode),
      Buffer.from(returnValue.http.body?.bytes ?? "").toString(),
      said.join("\n"),
    ];
  } finally {
    Object.assign(console, print);
  }
}

test("the recipe", async () => {
  const receive = await load("recipe", read("azure.ts"));
  assert.deepEqual(
    Object.values(receive.metadata.bindings).map(({ route, methods }) => [route, methods]),
    [
      ["hooks/optondemand", ["POST"]],
      [undefined, undefined],
    ],
  );
  for (const form of ["bytes", "string"]) {
    const [status, body, said] = await call(receive, { form });
    assert.deepEqual([status, body], [200, ""]);
    assert.match(said, /^stored optondemand:sha256:[0-9a-f]{64}$/);
  }
  assert.deepEqual(await call(receive, { headers: signature(SECRET, UNSTORED), body: UNSTORED }), [
    503,
    "Service Unavailable\n",
    "not kept",
  ]);
  for (const forged of [{ headers: signature("forged") }, { headers: {} }, { body: `${BODY} ` }, { body: "" }]) {
    const [status, body, said] = await call(receive, forged);
    assert.deepEqual([status, body], [401, "Unauthorized\n"]);
    assert.match(said, /^rejected: \w+: /);
  }
  assert.deepEqual((await call(receive, { method: "GET" })).slice(0, 2), [405, "Method Not Allowed\n"]);
  assert.deepEqual((await call(receive, { body: "x".repeat(1_100_000) })).slice(0, 2), [413, "Content Too Large\n"]);
});

test("a body that was read before, and a lost body", async () => {
  const handler = "async (request) => {\n    await request.json();\n    return createHandler(webhook)(request);\n  }";
  const receive = await load("read", edit(read("azure.ts"), [["createHandler(webhook)", handler]]));
  const [status, body, said] = await call(receive);
  assert.deepEqual([status, body], [500, "Internal Server Error\n"]);
  assert.match(said, /call the handler before other code reads the request/);

  const lost = await call(await load("lost", read("azure.ts")), {
    headers: { ...signature(), "content-length": "93" },
    body: "",
  });
  assert.equal(lost[0], 500);
  assert.match(lost[2], /the request announced a body and no byte arrived/);
});
