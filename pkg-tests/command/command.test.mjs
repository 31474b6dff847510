// The command as a process: its files, pipes, keys, exit statuses and help.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { chmodSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { fixture } from "countersign/testing";
import { codes, installed } from "../support/installed.mjs";
import { file, folder, requestFile, run } from "./running.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const ENV = { OPTONDEMAND_SECRET: SECRET };
const BODY = fixture("optondemand.ORDER_STATUS_UPDATED");
const SIGNATURE = `sha256=${createHmac("sha256", SECRET).update(BODY).digest("hex")}`;
const HEADERS = { "x-signature": SIGNATURE };
const on = ["-p", "optondemand"];
const verify = async (name, options, ...more) => run(["verify", name, ...on, ...more], { env: ENV, ...options });

const json = (value) => file(JSON.stringify(value), "json");
const chunked = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const base64 = (text) => Buffer.from(text).toString("base64");
const har = {
  request: {
    method: "POST",
    url: "/x",
    headers: [{ name: "X-Signature", value: SIGNATURE }],
    postData: { text: BODY },
  },
};
const lambda = { headers: HEADERS, body: base64(BODY), isBase64Encoded: true };

/** What a request may be: a name, the file, and what the command says that it is. */
const FORMS = [
  [
    "a raw request",
    file(`POST /x HTTP/1.1\r\nHost: a\r\nX-Signature: ${SIGNATURE}\r\n\r\n${BODY}`),
    /raw HTTP request.* exact/,
  ],
  ["a raw request with LF", file(`POST /x HTTP/1.1\nX-Signature: ${SIGNATURE}\n\n${BODY}`), /raw HTTP request.* exact/],
  [
    "a raw request in chunks",
    file(`POST / HTTP/1.1\r\nX-Signature: ${SIGNATURE}\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(BODY)}`),
    /raw HTTP request/,
  ],
  ["an entry of an archive", json(har), /HTTP archive.* text/],
  ["an archive", json({ log: { entries: [{ request: { method: "GET", headers: [] } }, har] } }), /HTTP archive/],
  ["an event of Lambda, v2", json({ ...lambda, rawPath: "/x", requestContext: { http: {} } }), /Lambda \(v2\).* exact/],
  ["an event of Lambda, v1", json({ ...lambda, path: "/x", requestContext: {} }), /Lambda \(v1\)/],
  ["an event of a load balancer", json({ ...lambda, requestContext: { elb: {} } }), /load balancer/],
  ["a request as JSON", json({ url: "/x", headers: HEADERS, body: BODY }), /a request as JSON.* text/],
];

for (const [name, given, said] of FORMS)
  test(`verify reads ${name}`, async () => {
    const { status, out, err } = await verify(given);
    assert.deepEqual([status, out.split("\n")[0]], [0, "accepted  proven by: signature, key 0"], err);
    assert.match(err, said);
  });

test("verify reads a body beside its headers, from a file, from curl -v and through a pipe", async () => {
  const body = file(BODY);
  for (const [args, options] of [
    [[body, "-H", `X-Signature: ${SIGNATURE}`]],
    [[body, "--headers", file(`* Connected\n> POST / HTTP/1.1\n> X-Signature: ${SIGNATURE}\n> \n< HTTP/1.1 401\n`)]],
    [["-", "-H", `X-Signature: ${SIGNATURE}`], { input: BODY }],
    [["-H", `X-Signature: ${SIGNATURE}`], { input: BODY }],
  ]) {
    const { status, err } = await run(["verify", ...args, ...on], { env: ENV, ...options });
    assert.deepEqual([status, /exact/.test(err)], [0, true], err);
  }
});

test("a refusal names the line to run, which finds the cause", async () => {
  const given = requestFile({ body: `${BODY}\n`, headers: HEADERS });
  const { status, out, err } = await verify(given);
  assert.equal(status, 1);
  assert.match(out, /^refused {2}mismatch: /);
  const [, line] = /Why\? npx countersign (.+)\n/.exec(err);
  const found = await run(line.split(" "), { env: ENV });
  assert.equal(found.status, 1);
  assert.match(
    found.out,
    /^Refused \(mismatch\)\. Proven: white space at the start or end of the body\.\n\nproven .*\(body_edge_whitespace\)/,
  );
});

test("the line repeats the options, as a shell reads them, and there is none for standard input", async () => {
  const body = file(`${BODY}\n`, "it's a $(body)");
  const env = file(`OPTONDEMAND_SECRET=${SECRET}\n`, "my env");
  const headers = file(`X-Signature: ${SIGNATURE}\n`, "headers");
  for (const args of [
    [body, "-H", `X-Signature: ${SIGNATURE}`, "--env-file", env, "--url", "/a?b=1&c=$d", "--max-age", "9999999999"],
    [body, "--headers", headers, "--secret-file", file(SECRET), "--secret-exact", "-Ha: b'c"],
  ]) {
    const { status, err } = await run(["verify", ...args, ...on]);
    assert.equal(status, 1, err);
    const [, line] = /Why\? npx countersign (.+)\n/.exec(err);
    const { stdout } = spawnSync("sh", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" });
    const words = stdout.split("\0").slice(0, -1);
    for (const word of args)
      assert.ok(
        words.some((each) => each.endsWith(word.replace(/^-Ha/, "a"))),
        `${word} in ${line}`,
      );
    const found = await run(words);
    assert.deepEqual([found.status, /\(body_edge_whitespace\)/.test(found.out)], [1, true], line);
  }
  for (const args of [["-"], [], [body, "--headers", "-"]]) {
    const { status, err } = await run(["verify", ...args, ...on], { env: ENV, input: "a: b" });
    assert.deepEqual([status, /Why/.test(err)], [1, false], err);
  }
});

test("a delivery that proves nothing is not called proven, and the key of an event is named", async () => {
  const given = requestFile({ body: fixture("reward.trigger_event.created"), headers: {} });
  const open = await run(["verify", given, "-p", "reward", "--unauthenticated"]);
  assert.equal(open.status, 0, open.err);
  assert.match(open.out, /^accepted, NOT authenticated\n(?!.*proven).*\ndedupe {4}reward:/s);
});

test("--json says the same, and text of the body is in no diagnosis", async () => {
  const accepted = JSON.parse((await verify(requestFile({ body: BODY, headers: HEADERS }), {}, "--json")).out);
  assert.deepEqual([accepted.outcome, accepted.event.kind, accepted.error], ["accepted", "ORDER_STATUS_UPDATED", null]);
  const given = requestFile({ body: BODY.slice(1), headers: HEADERS });
  const refused = JSON.parse((await verify(given, {}, "--json")).out);
  assert.deepEqual([refused.outcome, refused.event, refused.error.code], ["refused", null, "mismatch"]);
  const { out } = await run(["diagnose", given, ...on, "--json"], { env: ENV });
  assert.ok(!out.includes("433564"));
});

test("keys come from a variable, a file and a file of variables", async () => {
  const given = requestFile({ body: BODY, headers: HEADERS });
  const withNewline = file(`${SECRET}\n`);
  const quoted = file(`A=1\nexport OPTONDEMAND_SECRET="${SECRET}"\n`);
  for (const [args, env, status, said] of [
    [["--secret-env", "MINE"], { MINE: SECRET }, 0, /^(?!.*newline)/s],
    [["--secret-file", file(SECRET)], {}, 0, /^(?!.*newline)/s],
    [["--secret-file", withNewline], {}, 0, /one newline at the end was dropped/],
    [["--secret-file", withNewline, "--secret-exact"], {}, 1, /Why\?/],
    [["--env-file", file(`OPTONDEMAND_SECRET=${SECRET}\n`)], {}, 0, /read/],
    [["--env-file", quoted], {}, 1, /Why\?/],
    [["--env-file", quoted, "--secret-env", "A"], {}, 1, /Why\?/],
    [["--dotenv", file(`OPTONDEMAND_SECRET=${SECRET}\n`)], {}, 0, /read/],
    [["--dotenv", quoted], {}, 1, /Why\? .*--dotenv/],
  ]) {
    const ran = await run(["verify", given, ...on, ...args], { env });
    assert.equal(ran.status, status, `${args}: ${ran.out}${ran.err}`);
    assert.match(ran.err, said);
  }
  const found = await run(["diagnose", given, ...on, "--env-file", quoted]);
  assert.match(found.out, /\(secret_quotes\)/);
});

/** Wrong uses: the words, the status, and what is said. */
const WRONG = [
  [[], 2, /name a command/],
  [["verfy"], 2, /there is no command verfy\. Did you mean verify\?/],
  [["constructor"], 2, /there is no command constructor/],
  [["verify", "x"], 2, /say whose delivery it is/],
  [["verify", "x", "-p", "optondemnd"], 2, /Did you mean optondemand\?/],
  [["verify", "x", "-p", "toString"], 2, /there is no provider toString/],
  [["verify", "x", ...on, "--jsn"], 2, /there is no option --jsn\. Did you mean --json\?/],
  [["verify", "x", "y", ...on], 2, /too many arguments: 1 at most/],
  [["verify", "x", SECRET, ...on], 2, /the NAME of its variable/],
  [["token", SECRET], 2, /the NAME of its variable/],
  [["verify", "-", ...on, "--secret-env", SECRET], 2, /--secret-env takes the NAME/],
  [["verify", "-", ...on, "--secret-env", `${SECRET}=`], 2, /--secret-env takes the name/],
  [["sign", "-", ...on, "--secret-env", SECRET], 2, /--secret-env takes the NAME/],
  [["diagnose", "-", "-p", "isendu", "--unauthenticated", "--other-key", SECRET], 2, /--other-key takes the NAME/],
  [["verify", "x", "-p"], 2, /argument/i],
  [["verify", "nothing.http", ...on], 4, /nothing\.http: there is no such file/],
  [["verify", "/", ...on], 4, /it is a folder/],
  [["verify", "x", ...on, "--secret", SECRET], 2, /--secret is refused/],
  [["verify", "x", ...on, `--secret=${SECRET}`], 2, /--secret is refused/],
  [["sign", "x", ...on, "--key", SECRET], 2, /--key is refused/],
  [["token", "--token", SECRET], 2, /--token is refused/],
  [["sign", "-", "-p", "reward"], 2, /reward signs nothing/],
  [["confirm", "-", "-p", "reward"], 2, /only isendu/],
  [["confirm", "-"], 2, /set ISENDU_KEY_ID/],
  [["explain"], 2, /name a finding or an error code/],
  [["explain", "body_bomb"], 2, /no error code body_bomb\. Did you mean body_bom\?/],
  [["explain", "__proto__"], 2, /no error code __proto__/],
  [["send", ...on], 2, /say where to/],
  [["send", ...on, "--to", "shop.example"], 2, /not a URL/],
  [["send", ...on, "--to", "127.0.0.1:9"], 2, /127\.0\.0\.1:9\. Begin it with http:\/\//],
  [["send", ...on, "--to", "localhost:9"], 2, /Begin it with http:\/\//],
  [["send", "-p", "reward", "--to", "http://127.0.0.1/", "--wrong-key"], 2, /set REWARD_URL_TOKEN/],
  [["send", "-p", "reward", "--to", "http://127.0.0.1/", "--url-token-param", "t"], 2, /needs a token/],
  [["verify", "nothing", ...on, "--dotenv", "nothing.env"], 4, /nothing: there is no such file/],
  [["verify", ...on, "--secret-nev", "A"], 2, /Did you mean --secret-env\?/],
  [["help", "verfy"], 2, /there is no command verfy/],
  [["page", "--json"], 2, /the page is HTML/],
  [["send", ...on, "--to", "https://shop.example/"], 2, /another machine: add --allow-remote/],
  [["send", ...on, "--to", "http://127.0.0.1.example/"], 2, /another machine/],
  [["send", ...on, "--to", "http://127.0.0.1/", "--fault", "body_bomb"], 2, /Did you mean body_bom\?/],
  [["send", ...on, "--to", "http://127.0.0.1/", "--repeat", "0"], 2, /--repeat is a number/],
  [["send", ...on, "--to", "http://127.0.0.1/", "--kind", "ORDER"], 2, /there is no kind ORDER/],
  [
    ["send", "-p", "reward", "--to", "http://127.0.0.1/", "--fault", "header_quoted"],
    2,
    /reward has no proof in a header/,
  ],
  [["listen", ...on, "--port", "x"], 2, /--port is a number/],
  [["listen", ...on, "--forward-to", "x"], 2, /not a URL/],
  [["listen", ...on, "--unauthenticated"], 2, /^--unauthenticated: /],
];

for (const [words, status, said] of WRONG)
  test(`wrong: ${words.join(" ").replaceAll(SECRET, "…")}`, async () => {
    const ran = await run(words, { input: "{}", env: words[0] === "listen" ? ENV : {} });
    assert.deepEqual([ran.status, ran.out], [status, ""], ran.err);
    assert.match(ran.err, said);
    assert.ok(!(ran.err + ran.out).includes(SECRET) && !/ {4}at /.test(ran.err), ran.err);
  });

test("without a key it asks for one where nobody can answer, it says where keys come from", async () => {
  const { status, err } = await run(["verify", requestFile({ body: BODY, headers: HEADERS }), ...on]);
  assert.equal(status, 2);
  assert.match(err, /set OPTONDEMAND_SECRET, or say where the key is/);
  const name = await run(["verify", "-", ...on, "--secret-env", SECRET.concat("=")], { input: "{}" });
  assert.match(name.err, /takes the name of a variable, not a key/);
  assert.ok(!name.err.includes(SECRET));
});

test("parse, sign and confirm do what the functions do", async () => {
  const parsed = await run(["parse", file(BODY), ...on]);
  assert.deepEqual([parsed.status, JSON.parse(parsed.out).kind], [0, "ORDER_STATUS_UPDATED"]);
  const wrong = await run(["parse", "-", ...on, "--json"], { input: "[" });
  assert.deepEqual([wrong.status, JSON.parse(wrong.out).error.code], [1, "invalid_json"]);
  const signed = await run(["sign", "-", ...on], { input: BODY, env: ENV });
  assert.deepEqual([signed.status, signed.out], [0, `x-signature: ${SIGNATURE}\n`]);
  assert.deepEqual(JSON.parse((await run(["sign", "-", ...on, "--json"], { input: BODY, env: ENV })).out), HEADERS);
  const damaged = await run(["sign", "-", ...on], { input: BODY, env: { OPTONDEMAND_SECRET: `${SECRET} ` } });
  assert.deepEqual([damaged.status, damaged.out], [1, ""]);
  const isendu = { ISENDU_KEY_ID: "KEY-1", ISENDU_SECRET: "api-secret-1" };
  const reply = await run(["confirm", "-"], { input: '{"keyId":"KEY-1"}', env: isendu });
  assert.deepEqual([reply.status, reply.out], [0, '{"response":"api-secret-1"}\n']);
  for (const [input, said] of [
    ['{"keyId":"KEY-2"}', /unknown_key_id/],
    ['{"order":[]}', /not a confirmation/],
  ]) {
    const refused = await run(["confirm", "-"], { input, env: isendu });
    assert.deepEqual([refused.status, refused.out], [1, ""]);
    assert.match(refused.err, said);
  }
});

test("token makes another one each time, which a config takes", async () => {
  const made = async () =>
    JSON.parse((await run(["token", "-p", "reward", "--host", "shop.example", "--json"])).out).tokens;
  const [[one], [other]] = [await made(), await made()];
  assert.match(one.token, /^[0-9a-f]{32}$/);
  assert.notEqual(one.token, other.token);
  assert.equal(one.url, `https://shop.example/hooks/reward/${one.token}`);
  const { status } = await run(["verify", "-", "-p", "reward", "--url", one.url, "-H", "a: b"], {
    input: fixture("reward.trigger_event.created"),
    env: { REWARD_URL_TOKEN: one.token },
  });
  assert.equal(status, 0);
});

test("page is the same on standard output and in a file, whole, and allows no other script", async () => {
  const { status, out } = await run(["page"]);
  assert.equal(status, 0);
  assert.equal((await run(["page", "--out", "page.html"])).status, 0);
  assert.equal(readFileSync(`${folder}/page.html`, "utf8"), out);
  assert.doesNotMatch(out, /@(MODULE|POLICY|STYLE|WORKER|SCRIPT)@/);
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(out);
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const [, style] = /<style>(.+?)<\/style>/s.exec(out);
  const script = [...out.matchAll(/<script>(.+?)<\/script>/gs)].map(([, text]) => text);
  assert.equal(script.length, 1);
  assert.equal(
    policy,
    `default-src 'none'; script-src ${hash(script[0])} 'wasm-unsafe-eval'; style-src ${hash(style)}; worker-src blob:; base-uri 'none'; form-action 'none'`,
  );
  assert.equal((await run(["page", "--out", "/nowhere/page.html"])).status, 4);
});

test("explain knows every error code", async () => {
  const all = await Promise.all(codes.map(async (code) => [code, await run(["explain", code, "--json"])]));
  for (const [code, { status, out }] of all) {
    assert.equal(status, 0, code);
    assert.ok(JSON.parse(out).remedy.text.length > 10, code);
  }
  const { out } = await run(["explain", "body_reserialized"]);
  assert.match(out, /^body_reserialized: the body was parsed.*\n.*\nDo: .*\n {2}axum: /);
});

test("an empty input is no delivery, but may be a body", async () => {
  for (const name of ["verify", "diagnose"])
    for (const args of [[], ["-"], [file("")]]) {
      const { status, out, err } = await run([name, ...args, ...on], { env: ENV, input: "" });
      assert.deepEqual([status, out, /is empty: it must be a request\n$/.test(err)], [2, "", true], err);
    }
  const signature = `sha256=${createHmac("sha256", SECRET).update("").digest("hex")}`;
  const body = await run(["verify", file(""), ...on, "-H", `X-Signature: ${signature}`], { env: ENV });
  assert.match(body.out, /invalid_json/);
  assert.equal((await run(["sign", "-", ...on], { env: ENV, input: "" })).out, `x-signature: ${signature}\n`);
});

test("--now says what it takes a number for, if that is long ago", async () => {
  const given = requestFile({ body: BODY, headers: HEADERS });
  const at = async (now) => (await verify(given, {}, "--now", now)).err;
  assert.match(await at("1751978096"), /--now 1751978096 is 1970-01-21T06:39:38\.096Z: it counts milliseconds/);
  for (const now of ["1751978096000", "2025-07-08T12:34:56Z"]) assert.doesNotMatch(await at(now), /counts/);
});

test("help COMMAND is the same as COMMAND --help; the name of an option that Node takes is not shown", async () => {
  for (const name of ["verify", "diagnose", "explain", "send", "listen", "parse", "sign", "confirm", "token", "page"]) {
    const { status, out } = await run(["help", name]);
    assert.deepEqual([status, out], [0, (await run([name, "--help"])).out]);
    assert.ok(!out.includes("--env-file"), out);
    if (["verify", "diagnose", "send", "confirm"].includes(name)) assert.ok(out.includes("--dotenv FILE"), out);
  }
  assert.equal((await run(["help"])).out, (await run(["--help"])).out);
});

test("the help of each command shows an example first, and each of its options", async () => {
  const { status, out } = await run(["--help"]);
  const names = [
    ...out
      .split("commands\n")[1]
      .split("\n\n")[0]
      .matchAll(/^ {2}(\w+) {2,}/gm),
  ].map(([, name]) => name);
  assert.deepEqual(
    [status, names],
    [0, ["verify", "diagnose", "explain", "page", "send", "listen", "parse", "sign", "confirm", "token"]],
  );
  for (const name of names) {
    const help = await run([name, "--help"]);
    assert.equal(help.status, 0, name);
    assert.match(help.out, /^[A-Z].+\.\n\nexamples\n {2}.+\n/, name);
    assert.match(help.out, /^ {2}-h, --help/m, name);
    assert.ok(
      help.out.split("\n").every((line) => line.length <= 130),
      name,
    );
  }
  const { version } = JSON.parse(readFileSync(`${installed}/package.json`, "utf8"));
  assert.equal((await run(["--version"])).out, `${version}\n`);
});

test("colours only where they are asked for, and words beside them", async () => {
  const given = requestFile({ body: BODY, headers: HEADERS });
  const shown = async (env) => (await verify(given, { env: { ...ENV, ...env } })).out;
  assert.ok(!(await shown({})).includes("\u001b["));
  assert.ok((await shown({ FORCE_COLOR: "1" })).startsWith("\u001b[32maccepted\u001b[0m"));
  for (const env of [{ FORCE_COLOR: "0" }, { FORCE_COLOR: "1", NO_COLOR: "1" }])
    assert.ok(!(await shown(env)).includes("\u001b["), JSON.stringify(env));
});

test("what a delivery holds does not reach the terminal as a control character", async () => {
  const body = JSON.stringify({ event: "\u001b[2J\u0007", timestamp: "2025-01-02T03:04:05Z" });
  const signed = { "x-signature": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}` };
  const { status, out } = await verify(requestFile({ body, headers: signed }));
  assert.equal(status, 0);
  assert.doesNotMatch(out, /[\u0000-\u0009\u000b-\u001f]/);
});

test("a file that may not be read, and a compressed body", {
  skip: process.getuid?.() === 0 && "root reads everything",
}, async () => {
  const hidden = file("x");
  chmodSync(`${folder}/${hidden}`, 0);
  assert.equal((await verify(hidden)).status, 4);
});

test("a compressed body is diagnosed, and inflates to what was sent", async () => {
  const body = gzipSync(BODY);
  const { out } = await run(["diagnose", requestFile({ body, headers: HEADERS }), ...on], { env: ENV });
  assert.match(out, /\(body_compressed\)/);
  assert.equal(gunzipSync(body).toString(), BODY);
});
