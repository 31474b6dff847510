// The command with any sender: presets by name, and schemes from a file.

import assert from "node:assert/strict";
import { test } from "node:test";
import { custom } from "countersign";
import { createHandler } from "countersign/node";
import * as presets from "countersign/presets";
import { fixture, sign } from "countersign/testing";
import { file, folder, requestFile, run } from "./running.mjs";
import { listening, serve } from "./servers.mjs";

/** Which every format of a key can read. */
const SECRET = "0123456789abcdef0123456789abcdef";
const TOKEN = "5f2c9d7e41b84a06b3a1c0de9f127788";
const BODY = '{"id": "evt_1", "event_id": "evt_1", "notification_id": "evt_1", "type": "test"}';
const NOW = "2025-07-08T12:34:56Z";
const now = Date.parse(NOW);

const ACME = {
  name: "acme-2",
  proof: "hmac-sha256",
  header: "x-acme-signature",
  prefix: "v1=",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{body}",
  timestamp: { header: "x-acme-time", unit: "s" },
  id: { field: "id" },
  maxAgeSeconds: 300,
};
const SQUARE = {
  name: "square",
  proof: "hmac-sha256",
  header: "x-square-signature",
  encoding: "base64",
  key: "utf8",
  signed: "{url}{body}",
};
const schemeFile = (scheme) => `./${file(JSON.stringify(scheme), "json")}`;
const acme = schemeFile(ACME);
const square = schemeFile(SQUARE);
const bearer = schemeFile({ name: "bearer", proof: "static", header: "authorization", prefix: "Bearer " });

/** What stands behind `-p`, the scheme, and the variable of its key. */
const SENDERS = [
  ...Object.entries(presets).map(([name, scheme]) => [name, scheme, `${scheme.name.toUpperCase()}_WEBHOOK_SECRET`]),
  ["standardwebhooks", presets.standardWebhooks, "STANDARDWEBHOOKS_WEBHOOK_SECRET"],
  [acme, ACME, "ACME_2_WEBHOOK_SECRET"],
];

const delivery = (scheme, body = BODY, more = {}) =>
  requestFile({ body, headers: sign(scheme, BODY, { secret: SECRET, now, ...more }) });

for (const [name, scheme, variable] of SENDERS)
  test(`${name}: verify, diagnose, parse and sign`, async () => {
    const env = { [variable]: SECRET };
    const on = ["-p", name];
    const genuine = await run(["verify", delivery(scheme), ...on, "--now", NOW, "--json"], { env });
    const { provider, outcome, event } = JSON.parse(genuine.out);
    assert.deepEqual([genuine.status, provider, outcome, event.trust], [0, scheme.name, "accepted", "signature"]);
    const changed = delivery(scheme, BODY.replaceAll(": ", ":"));
    const refused = await run(["verify", changed, ...on, "--now", String(now)], { env });
    assert.equal(refused.status, 1);
    const [, line] = /Why\? npx countersign (.+)\n/.exec(refused.err);
    const found = await run(line.split(" "), { env });
    assert.deepEqual([found.status, /proven.*\(body_reserialized\)/.test(found.out)], [1, true], found.out + found.err);
    const quoted = await run(["diagnose", delivery(scheme), ...on, "--now", NOW, "--json"], {
      env: { [variable]: `"${SECRET}"` },
    });
    assert.deepEqual(
      JSON.parse(quoted.out).findings.map(({ id }) => id),
      ["secret_quotes"],
      quoted.out,
    );
    assert.ok(!quoted.out.includes(SECRET));
    const parsed = await run(["parse", file(BODY), ...on]);
    assert.equal(JSON.parse(parsed.out).provider, scheme.name);
    const signed = await run(["sign", file(BODY), ...on, "--now", NOW, "--json"], { env });
    assert.deepEqual(JSON.parse(signed.out), sign(scheme, BODY, { secret: SECRET, now }), signed.err);
  });

test("a clock in seconds is found: clock_unit", async () => {
  const env = { STRIPE_WEBHOOK_SECRET: SECRET };
  const given = delivery(presets.stripe);
  const { out } = await run(["diagnose", given, "-p", "stripe", "--now", String(now / 1000), "--json"], { env });
  assert.deepEqual(
    JSON.parse(out).findings.map(({ id, confidence }) => [id, confidence]),
    [["clock_unit", "proven"]],
  );
  const late = await run(["diagnose", given, "-p", "stripe", "--now", "2025-07-08T12:45:00Z"], { env });
  assert.deepEqual([late.status, /\(clock_old\)/.test(late.out)], [1, true], late.out);
  for (const [window, status] of [
    [["--max-age", "10000"], 0],
    [["--max-age", "10"], 1],
  ]) {
    const { status: ended } = await run(["verify", given, "-p", "stripe", "--now", "2025-07-08T12:45:00Z", ...window], {
      env,
    });
    assert.equal(ended, status, window.join(" "));
  }
});

test("a URL that is signed is named as it was registered", async () => {
  const env = { SQUARE_WEBHOOK_SECRET: SECRET };
  const url = "https://shop.example/hooks/a";
  const given = delivery(SQUARE, BODY, { url });
  const asked = async (...args) => run(["diagnose", given, "-p", square, "--json", ...args], { env });
  assert.equal((await asked("--signed-url", url)).status, 0);
  const { findings } = JSON.parse((await asked("--signed-url", `${url}/`)).out);
  assert.deepEqual(
    findings.map(({ id }) => id),
    ["url_other"],
  );
  const missing = await asked();
  assert.deepEqual([missing.status, /--signed-url/.test(missing.err)], [2, true], missing.err);
  const signed = await run(["sign", file(BODY), "-p", square, "--signed-url", url], { env });
  assert.equal(
    signed.out,
    `x-square-signature: ${sign(SQUARE, BODY, { secret: SECRET, url })["x-square-signature"]}\n`,
  );
});

/** Wrong uses of `-p`: the words, the status, and what is said. */
const WRONG = [
  [["-p", "strpe"], 2, /there is no provider strpe\. Did you mean stripe\?/],
  [["-p", "nobody"], 2, /There are the providers isendu, .*; the presets github, paddle, .*; or a file with a scheme/],
  [["-p", "./nothing.json"], 4, /nothing\.json: there is no such file/],
  [["-p", "nothing.json"], 4, /there is no such file/],
  [["-p", "./"], 4, /it is a folder/],
  [["-p", schemeFile(5)], 2, /must be an object/],
  [["-p", `./${file('{\n  "name": "acme",\n  oops\n}', "json")}`], 2, /is not JSON \(line 3, column 3\)/],
  [["-p", `./${file("", "json")}`], 2, /is not JSON/],
  [["-p", `./${file(SECRET, "json")}`], 2, /is not JSON/],
  [["-p", `./${file(Buffer.from([0xff, 0xfe, 0x7b]), "json")}`], 2, /is not UTF-8/],
  [
    ["-p", schemeFile({ ...ACME, signed: "{timestamp}" })],
    2,
    /json: .*`scheme\.signed` must have \{body\} exactly once/,
  ],
  [["-p", schemeFile({ ...ACME, name: "optondemand" })], 2, /scheme\.name/],
  [["-p", schemeFile({ ...ACME, secret: "x" })], 2, /`scheme\.secret` is no member of a scheme/],
  [
    ["-p", schemeFile({ ...ACME, signed: "{url}{body}", timestamp: undefined, maxAgeSeconds: undefined })],
    2,
    /--signed-url/,
  ],
  [
    ["-p", `./${file('{"name":"acme","proof":"static","header":"a","header":"b"}', "json")}`],
    2,
    /json: the member header is there twice/,
  ],
  [
    ["-p", `./${file('{"name":"acme","id":{"field":"a","field":"b"}}', "json")}`],
    2,
    /the member id\.field is there twice/,
  ],
  [["-p", `./${file('\ufeff{"name":"a","na\\u006de":"b"}', "json")}`], 2, /the member name is there twice/],
  [["-p", acme, "--now", "yesterday"], 2, /--now is a time such as/],
  [["-p", acme, "--now", "2025-07-08T12:34:56"], 2, /--now is a time such as/],
  [["-p", acme, "--signed-url", "https://shop.example/"], 2, /acme-2 does not sign the URL/],
  [["-p", acme, "--max-future", "1h"], 2, /--max-future is a whole number/],
  [["-p", acme, "--unauthenticated"], 2, /^(?!.*acceptUnauthenticated).*--unauthenticated: .* is never accepted/s],
  [["-p", "github", "--max-age", "60"], 2, /^(?!.*maxAgeSeconds).*--max-age /s],
];

for (const [words, status, said] of WRONG)
  test(`wrong: ${words.join(" ")}`, async () => {
    const env = { ACME_2_WEBHOOK_SECRET: SECRET, GITHUB_WEBHOOK_SECRET: SECRET };
    for (const name of ["verify", "diagnose"]) {
      const ran = await run([name, delivery(ACME), ...words], { env });
      assert.deepEqual([ran.status, ran.out], [status, ""], ran.err);
      assert.match(ran.err, said);
      assert.ok(!ran.err.includes(SECRET) && !/ {4}at /.test(ran.err), ran.err);
    }
  });

test("the help names providers, presets and files", async () => {
  const { out } = await run(["--help"]);
  for (const name of ["isendu", "stripe", "standardwebhooks", "./acme.json", "STRIPE_WEBHOOK_SECRET"])
    assert.ok(out.includes(name), name);
  assert.ok(out.split("\n").every((line) => line.length <= 130));
  assert.match((await run(["verify", "--help"])).out, /a preset such as stripe/);
});

/** Answers as a server of yours would, with a handler of the scheme. */
const serving = (scheme, config = { secret: SECRET }) =>
  serve(createHandler({ provider: custom(scheme), config, onEvent: () => {}, onRejected: () => {} }));

for (const [name, scheme, variable] of [
  ["stripe", presets.stripe, "STRIPE_WEBHOOK_SECRET"],
  ["standardwebhooks", presets.standardWebhooks, "STANDARDWEBHOOKS_WEBHOOK_SECRET"],
  ["github", presets.github, "GITHUB_WEBHOOK_SECRET"],
  [acme, ACME, "ACME_2_WEBHOOK_SECRET"],
])
  test(`send -p ${name}: genuine, with a wrong key, and each fault`, async () => {
    const to = await serving(scheme);
    const env = { [variable]: SECRET };
    const send = (...args) => run(["send", "-p", name, "--to", to, "--json", ...args], { env });
    const first = await send();
    assert.deepEqual([first.status, JSON.parse(first.out).answers.length], [0, 1], first.out + first.err);
    assert.equal((await send(file(BODY))).status, 0);
    const wrong = await send("--wrong-key");
    assert.deepEqual([wrong.status, JSON.parse(wrong.out).answers[0].status], [0, 401], wrong.out);
    const faults = /There are: (.+)/.exec((await send("--fault", "nothing")).err)[1].split(", ");
    for (const fault of faults) {
      const { status, out } = await send("--fault", fault);
      assert.deepEqual([status, JSON.parse(out).answers[0].status], [0, 401], `${fault}: ${out}`);
    }
    const old = await send("--now", NOW);
    assert.equal(JSON.parse(old.out).answers[0].status, scheme.maxAgeSeconds === undefined ? 200 : 401, old.out);
  });

test("a fault of a body that nobody signs is explained", async () => {
  const to = await serving({ name: "bearer", proof: "static", header: "authorization", prefix: "Bearer " });
  for (const [on, env] of [
    [["-p", bearer], { BEARER_WEBHOOK_SECRET: SECRET }],
    [["-p", "reward"], { REWARD_URL_TOKEN: TOKEN }],
    [["-p", "xoxoday"], { XOXODAY_API_KEY: SECRET }],
  ]) {
    const { err } = await run(["send", ...on, "--to", to, "--fault", "body_reserialized"], { env });
    assert.match(err, /does not sign the body, so your server refuses this only if it cannot read it/);
  }
  const fine = await run(["send", "-p", bearer, "--to", to, "--fault", "header_prefix"], {
    env: { BEARER_WEBHOOK_SECRET: SECRET },
  });
  assert.deepEqual([fine.status, /sign the body/.test(fine.err)], [0, false], fine.out + fine.err);
  const kinds = await run(["send", "-p", "stripe", "--to", to, "--kind", "x"], {
    env: { STRIPE_WEBHOOK_SECRET: SECRET },
  });
  assert.deepEqual([kinds.status, /has no kinds/.test(kinds.err)], [2, true], kinds.err);
});

const PLAIN = {
  ...ACME,
  name: "plain",
  prefix: undefined,
  signed: "{body}",
  timestamp: undefined,
  maxAgeSeconds: undefined,
};

/** Schemes for which a damage is easily none: the name, the scheme, and the variable of its key. */
const BARE = [
  ["hex", PLAIN],
  ["base64", { ...PLAIN, encoding: "base64" }],
  ["base64url", { ...PLAIN, encoding: "base64url" }],
  ["static", { name: "plain", proof: "static", header: "x-acme-token" }],
  ["static in a list", { name: "plain", proof: "static", header: "x-acme-token", list: " ", prefix: "t:" }],
  [
    "a prefix inside the time's",
    { ...ACME, name: "plain", list: ",", prefix: "1", timestamp: { prefix: "t1", unit: "s" } },
  ],
  ["a second header", { ...PLAIN, header: ["x-a", "x-a-copy"] }],
  ...["paddle", "shopify", "slack", "svix"].map((name) => [name, { ...presets[name], name: "plain" }]),
  ["any case", { ...PLAIN, prefix: "sha256=", prefixCase: "ignore" }],
].map(([what, scheme]) => [what, JSON.parse(JSON.stringify(scheme))]);

for (const [what, scheme] of BARE)
  test(`send --fault damages a header: ${what}`, async () => {
    const got = [];
    const handler = createHandler({ provider: custom(scheme), config: { secret: SECRET }, onEvent: () => {} });
    const to = await serve((req, res) => {
      got.push(JSON.stringify(req.rawHeaders.slice(0, 6)));
      return handler(req, res);
    });
    const send = (...args) =>
      run(["send", "-p", schemeFile(scheme), "--to", to, ...args], { env: { PLAIN_WEBHOOK_SECRET: SECRET } });
    assert.equal((await send()).status, 0);
    for (const fault of ["missing", "elsewhere", "prefix", "quoted", "encoding"]) {
      const { status, out, err } = await send("--fault", `header_${fault}`);
      // Where the copy is read as well, nothing is sent.
      const isSame = fault === "elsewhere" && what === "a second header";
      assert.equal(status, isSame ? 2 : 0, `${fault}: ${out}${err}`);
      if (isSame) assert.match(err, /changes nothing in sample/);
      else assert.match(out, /^401 .*refused, as it should be/, fault);
    }
    assert.equal(new Set(got).size, got.length);
  });

test("send --fault: a key of Xoxoday is damaged", async () => {
  const { url } = await listening(["-p", "xoxoday"], { XOXODAY_API_KEY: SECRET });
  for (const fault of ["missing", "elsewhere", "prefix", "quoted", "encoding"]) {
    const words = ["send", "-p", "xoxoday", "--kind", "unrecognized", "--to", url, "--fault", `header_${fault}`];
    const { status, out } = await run(words, { env: { XOXODAY_API_KEY: SECRET } });
    assert.deepEqual([status, /^401 /.test(out)], [0, true], `${fault}: ${out}`);
  }
});

/** Bodies that a fault does not change. */
const UNCHANGED = [
  ["body_reserialized", "{}"],
  ["body_reserialized", "1"],
  ["body_reserialized", '"a"'],
  ["body_url_encoded", "1"],
  ["body_url_encoded", "null"],
  ["body_repeated", ""],
  ["body_truncated", ""],
  ["body_base64", ""],
  ["body_url_encoded", ""],
];

for (const [fault, body] of UNCHANGED)
  test(`send --fault ${fault} of ${JSON.stringify(body)} sends nothing`, async () => {
    let count = 0;
    const to = await serve((_req, res) => {
      count += 1;
      res.end();
    });
    for (const [name, env] of [
      ["github", { GITHUB_WEBHOOK_SECRET: SECRET }],
      ["reward", { REWARD_URL_TOKEN: TOKEN }],
    ]) {
      const ran = await run(["send", file(body), "-p", name, "--to", to, "--fault", fault], { env });
      assert.deepEqual([ran.status, ran.out, /changes nothing in \d+\.bin/.test(ran.err)], [2, "", true], ran.err);
    }
    assert.equal(count, 0);
  });

test("send --fault body_bom changes a body that begins with one", async () => {
  const to = await serving(presets.github);
  const words = ["send", file("\ufeff{}"), "-p", "github", "--to", to, "--fault"];
  for (const fault of ["body_bom", "body_reserialized"]) {
    const { status, out, err } = await run([...words, fault], { env: { GITHUB_WEBHOOK_SECRET: SECRET } });
    assert.equal(status, 0, out + err);
  }
});

const HEADER_ID = { ...ACME, name: "ids", signed: "{id}m{timestamp}.{body}", id: { header: "x-acme-id" } };
const FIELD_TIME = {
  ...PLAIN,
  name: "fields",
  timestamp: { field: "__proto__.at", unit: "s" },
  id: { field: "type.id" },
  maxAgeSeconds: 5,
};

test("send and sign make what the scheme accepts, or refuse the option", async () => {
  const env = { IDS_WEBHOOK_SECRET: SECRET, FIELDS_WEBHOOK_SECRET: SECRET, OPTONDEMAND_SECRET: SECRET };
  const [ids, fields] = [schemeFile(HEADER_ID), schemeFile(FIELD_TIME)];
  for (const [name, scheme] of [
    [ids, HEADER_ID],
    [fields, JSON.parse(JSON.stringify(FIELD_TIME))],
  ]) {
    const { status, out, err } = await run(["send", "-p", name, "--to", await serving(scheme)], { env });
    assert.equal(status, 0, out + err);
  }
  for (const [args, said] of [
    [["-p", ids, "--id", "m"], /^--id must be/m],
    [["-p", ids, "--id", "a b"], /^--id must be/m],
    [["-p", ids, "--id", "a,b"], /^--id must be/m],
    [["-p", ids, "--id", ""], /^--id must be/m],
    [["-p", ids, "--now", "0"], /^--now is not a time/m],
    [["-p", fields, "--id", "a"], /^--id: fields has no id in a header/m],
    [["-p", "optondemand", "--id", "a"], /^--id and --now: optondemand signs only the body/m],
    [["-p", ids, "--now", "1969-12-31T00:00:00Z"], /^--now is not a time/m],
  ]) {
    const sent = await run(["send", ...args, "--to", "http://127.0.0.1:1/"], { env });
    const signed = await run(["sign", "-", ...args], { env, input: "{}" });
    for (const { status, out, err } of [sent, signed])
      assert.deepEqual([status, out, said.test(err)], [2, "", true], err);
  }
  const early = await run(["send", "-p", fields, "--now", "0", "--to", "http://127.0.0.1:1/"], { env });
  assert.deepEqual([early.status, /--now is a time that fields does not accept/.test(early.err)], [2, true], early.err);
});

test("listen -p stripe: a first delivery, kept, diagnosed, and forwarded to a path", async () => {
  const got = [];
  const handler = createHandler({
    provider: custom(presets.stripe),
    config: { secret: SECRET },
    onEvent: () => {},
    onRejected: () => {},
  });
  const away = await serve((req, res) => {
    got.push(req.url);
    return handler(req, res);
  });
  const env = { STRIPE_WEBHOOK_SECRET: SECRET };
  const { url, lines } = await listening(
    ["-p", "stripe", "--keep", "kept-stripe", "--forward-to", `${away}/webhooks/stripe`],
    env,
  );
  const sent = await run(["send", "-p", "stripe", "--to", `${url}/?a=1`], { env });
  assert.equal(sent.status, 0, sent.out + sent.err);
  const bad = await run(["send", "-p", "stripe", "--to", url, "--fault", "body_bom"], { env });
  assert.equal(bad.status, 0, bad.out);
  const [first, second] = await lines(2);
  assert.match(first, /^accepted {2}\d+ bytes {2}proven by: signature {2}event {2}stripe:evt_test/);
  assert.match(second, /^refused {3}\d+ bytes {2}mismatch/);
  assert.deepEqual(got, ["/webhooks/stripe?a=1", "/webhooks/stripe"]);
  const { readdirSync } = await import("node:fs");
  const [, kept] = readdirSync(`${folder}/kept-stripe`).sort();
  const why = await run(["diagnose", `kept-stripe/${kept}`, "-p", "stripe"], { env });
  assert.match(why.out, /\(body_bom\)/);
});

test("listen --forward-to with a path keeps a token that is in the path or in the query", async () => {
  const got = [];
  const away = await serve((req, res) => {
    got.push(req.url);
    res.end();
  });
  const env = { REWARD_URL_TOKEN: TOKEN };
  const body = fixture("reward.trigger_event.created");
  const post = (url) => fetch(url, { method: "POST", body });
  const inPath = await listening(["-p", "reward", "--forward-to", `${away}/api/`], env);
  assert.equal((await post(`${inPath.url}/hooks/${TOKEN}?x=1`)).status, 200);
  const whole = await listening(["-p", "reward", "--forward-to", `${away}/api/${TOKEN}`], env);
  assert.equal((await post(`${whole.url}/hooks/${TOKEN}`)).status, 200);
  const inQuery = await listening(["-p", "reward", "--forward-to", `${away}/api`, "--url-token-param", "key"], env);
  assert.equal((await post(`${inQuery.url}/hooks?key=${TOKEN}`)).status, 200);
  assert.deepEqual(got, [`/api/${TOKEN}?x=1`, `/api/${TOKEN}`, `/api?key=${TOKEN}`]);
});
