// `send` and `listen` with real servers, and the command at a terminal.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { optondemand } from "countersign";
import { createHandler } from "countersign/node";
import { fixture, fixtures, optondemand as signer } from "countersign/testing";
import { folder, plainEnv, requestFile, run, script, start } from "./running.mjs";
import { listening, serve } from "./servers.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const TOKEN = "5f2c9d7e41b84a06b3a1c0de9f127788";
const ENV = { OPTONDEMAND_SECRET: SECRET };
const BODY = fixture("optondemand.ORDER_STATUS_UPDATED");
const on = ["-p", "optondemand"];

test("send: each kind, damaged, with a wrong key, repeated", async () => {
  const seen = [];
  const to = await serve(
    createHandler({
      provider: optondemand,
      config: { secret: SECRET },
      onEvent: (event) => void seen.push(event.kind),
      onUnreadable: () => {},
      onRejected: () => {},
    }),
  );
  const send = (...args) => run(["send", ...on, "--to", to, ...args], { env: ENV });
  const all = await send();
  assert.deepEqual(
    [all.status, all.out.match(/^200 /gm)?.length],
    [0, fixtures().optondemand.length],
    all.out + all.err,
  );
  assert.equal(seen.length, fixtures().optondemand.length);
  const faults = /There are: (.+)/.exec((await send("--fault", "nothing")).err)[1].split(", ");
  assert.ok(faults.length > 10);
  for (const fault of faults) {
    const { status, out } = await send("--kind", "ORDER_STATUS_UPDATED", "--fault", fault, "--json");
    const { answers } = JSON.parse(out);
    const [{ status: answered, expected, isRight }, ...more] = answers;
    assert.deepEqual([status, answered, expected, isRight, more], [0, 401, "refused", true, []], `${fault}: ${out}`);
  }
  const wrong = await send("--kind", "ORDER_STATUS_UPDATED", "--wrong-key", "--repeat", "2");
  assert.deepEqual(
    [wrong.status, wrong.out.match(/^401 .* refused, as it should be {2}/gm)?.length],
    [0, 2],
    wrong.out,
  );
  assert.ok(!(wrong.out + wrong.err).includes(SECRET.slice(0, -1)));
  const none = await run(["send", ...on, "--to", "http://127.0.0.1:1/"], { env: ENV });
  assert.deepEqual([none.status, /did not answer/.test(none.err)], [4, true]);
});

/** Servers that answer one status, and the exit status of `send` without and with a wrong key or a fault. */
const STATUSES = [
  [200, 0, 1, /ACCEPTED, but it must be refused/],
  [204, 0, 1, /ACCEPTED, but it must be refused/],
  [400, 1, 0, /refused, as it should be/],
  [401, 1, 0, /refused, as it should be/],
  [403, 1, 0, /refused, as it should be/],
  [302, 1, 1, /401 was expected/],
  [404, 1, 1, /401 was expected/],
  [405, 1, 1, /401 was expected/],
  [500, 1, 1, /401 was expected/],
];

for (const [answered, genuine, forged, said] of STATUSES)
  test(`send: a server that always answers ${answered}`, async () => {
    const to = await serve((_req, res) => res.writeHead(answered).end());
    const send = (...args) => run(["send", ...on, "--to", to, ...args], { env: ENV });
    assert.equal((await send()).status, genuine);
    for (const args of [["--wrong-key"], ["--fault", "header_missing"], ["--fault", "body_bom", "--wrong-key"]]) {
      const { status, out } = await send(...args);
      assert.deepEqual([status, said.test(out)], [forged, true], out);
    }
  });

test("send: a router may answer 404 to a wrong token; a body that nobody signs need not be refused", async () => {
  const to = await serve((req, res) => res.writeHead(req.url === `/${TOKEN}` ? 200 : 404).end("Sorry\n\n"));
  const send = (...args) => run(["send", "-p", "reward", "--to", to, ...args], { env: { REWARD_URL_TOKEN: TOKEN } });
  const wrong = await send("--wrong-key", "--kind", "trigger_event.created");
  assert.deepEqual(
    [wrong.status, /^404 {2}\S+ {2}\d+ ms {2}refused, as it should be {2}Sorry\n$/.test(wrong.out)],
    [0, true],
  );
  for (const fault of ["body_bom", "body_truncated"]) assert.equal((await send("--fault", fault)).status, 0, fault);
  const broken = await serve((_req, res) => res.writeHead(500).end());
  assert.equal((await send("--fault", "body_bom", "--to", broken)).status, 1);
});

test("send: a token that is already in the URL is not added again, and a wrong one replaces it", async () => {
  const got = [];
  const to = await serve((req, res) => {
    got.push(req.url);
    res.end();
  });
  const odd = "a token/with 5f2c9d7e41b84a06";
  const send = async (path, token, ...args) => {
    const words = ["send", "-p", "reward", "--kind", "unrecognized", "--to", `${to}${path}`, ...args];
    await run(words, { env: token === undefined ? {} : { REWARD_URL_TOKEN: token } });
    return got.pop();
  };
  assert.equal(await send("/hooks", TOKEN), `/hooks/${TOKEN}`);
  assert.equal(await send("/hooks/", TOKEN), `/hooks/${TOKEN}`);
  assert.equal(await send("/", TOKEN), `/${TOKEN}`);
  for (const path of [`/hooks/${TOKEN}`, `/hooks/${TOKEN}/`]) assert.equal(await send(path, TOKEN), `/hooks/${TOKEN}`);
  assert.equal(await send(`/hooks/${TOKEN}`), `/hooks/${TOKEN}`);
  assert.equal(await send(`/hooks/${TOKEN}`, TOKEN, "--wrong-key"), `/hooks/${TOKEN.slice(0, -1)}0`);
  assert.equal(await send(`/hooks/${encodeURIComponent(odd)}?a=1`, odd), `/hooks/${encodeURIComponent(odd)}?a=1`);
  assert.equal(await send("/hooks/%zz", TOKEN), `/hooks/%zz/${TOKEN}`);
  assert.equal(await send(`/hooks?t=x`, TOKEN, "--url-token-param", "t"), `/hooks?t=${TOKEN}`);
});

test("send: a token beside another key goes into the URL, as verify and listen expect it", async () => {
  const env = { ...ENV, OPTONDEMAND_URL_TOKEN: TOKEN };
  const { url } = await listening(on, env);
  const send = (...args) => run(["send", ...on, "--to", url, ...args], { env });
  for (const args of [[], ["--wrong-key"], ["--fault", "header_quoted"]]) {
    const { status, out, err } = await send(...args);
    assert.equal(status, 0, out + err);
  }
  const without = await run(["send", ...on, "--to", url], { env: ENV });
  assert.equal(without.status, 1, without.out);
});

test("send: isendu's confirmation has the configured key id, and a 404 is explained", async () => {
  const keys = { ISENDU_KEY_ID: "KEY-1", ISENDU_SECRET: "api-secret-1" };
  const { url } = await listening(["-p", "isendu"], { ISENDU_URL_TOKEN: TOKEN, ...keys });
  const send = (env) =>
    run(["send", "-p", "isendu", "--to", url, "--kind", "confirmation"], { env: { ISENDU_URL_TOKEN: TOKEN, ...env } });
  const known = await send({ ISENDU_KEY_ID: "KEY-1" });
  assert.deepEqual([known.status, /"response":"…"/.test(known.out)], [0, true], known.out);
  const other = await send({});
  assert.deepEqual([other.status, /404: .* Set ISENDU_KEY_ID/.test(other.err)], [1, true], other.err);
});

test("listen: shows the verdict, keeps the bytes for diagnose, answers as a handler would", async () => {
  const { url, lines, told } = await listening([...on, "--keep", "kept"], ENV);
  const sent = await run(["send", ...on, "--to", `${url}/hooks`, "--kind", "ORDER_STATUS_UPDATED"], { env: ENV });
  assert.equal(sent.status, 0, sent.out + sent.err);
  const bad = await run(
    ["send", ...on, "--to", `${url}/hooks`, "--kind", "ORDER_STATUS_UPDATED", "--fault", "body_reserialized"],
    { env: ENV },
  );
  assert.equal(bad.status, 0, bad.out);
  const [first, second] = await lines(2);
  assert.match(first, /^accepted {2}\d+ bytes {2}proven by: signature {2}ORDER_STATUS_UPDATED/);
  assert.match(second, /^refused {3}\d+ bytes {2}mismatch/);
  const files = readdirSync(`${folder}/kept`).sort();
  assert.equal(files.length, 2);
  for (const name of files) assert.equal(statSync(`${folder}/kept/${name}`).mode & 0o777, 0o600);
  assert.ok(readFileSync(`${folder}/kept/${files[0]}`, "utf8").endsWith(`\r\n\r\n${BODY}`));
  assert.equal((await run(["verify", `kept/${files[0]}`, ...on], { env: ENV })).status, 0);
  const why = await run(["diagnose", `kept/${files[1]}`, ...on], { env: ENV });
  assert.match(why.out, /\(body_reserialized\)/);
  assert.ok(!(told.out + told.err).includes(SECRET) && !told.out.includes("sha256="), told.out);
});

test("listen: forwards the very bytes and hands the answer back; the token is not shown", async () => {
  const got = [];
  const forwardTo = await serve(async (req, res) => {
    const parts = [];
    for await (const part of req) parts.push(part);
    got.push({ url: req.url, headers: req.headers, body: Buffer.concat(parts).toString() });
    res.writeHead(418, { "content-type": "text/plain" }).end("short and stout");
  });
  const { url, lines, told } = await listening(["-p", "reward", "--forward-to", forwardTo, "--json"], {
    REWARD_URL_TOKEN: TOKEN,
  });
  const body = fixture("reward.trigger_event.created");
  const response = await fetch(`${url}/hooks/reward/${TOKEN}`, { method: "POST", body, headers: { "x-mine": "1" } });
  assert.deepEqual([response.status, await response.text()], [418, "short and stout"]);
  assert.deepEqual([got[0].url, got[0].body, got[0].headers["x-mine"]], [`/hooks/reward/${TOKEN}`, body, "1"]);
  const { event, error } = JSON.parse((await lines(1))[0]);
  assert.deepEqual([event.trust, error], ["url-token", null]);
  assert.ok(!(told.out + told.err).includes(TOKEN), told.out + told.err);
});

test("listen: a server that does not answer is 502, and isendu's confirmation is answered", async () => {
  const away = await listening([...on, "--forward-to", "http://127.0.0.1:1/"], ENV);
  const headers = signer.sign(BODY, { secret: SECRET });
  assert.equal((await fetch(away.url, { method: "POST", body: BODY, headers })).status, 502);
  assert.deepEqual([/did not answer/.test(away.told.err), /answered 502/.test(away.told.err)], [true, false]);
  const isendu = await listening(["-p", "isendu"], {
    ISENDU_URL_TOKEN: TOKEN,
    ISENDU_KEY_ID: "KEY-1",
    ISENDU_SECRET: "api-secret-1",
  });
  const confirm = (keyId) => fetch(`${isendu.url}/${TOKEN}`, { method: "POST", body: JSON.stringify({ keyId }) });
  assert.deepEqual(await (await confirm("KEY-1")).json(), { response: "api-secret-1" });
  assert.equal((await confirm("KEY-2")).status, 404);
  assert.ok(!(isendu.told.out + isendu.told.err).includes("api-secret-1"));
});

test("listen: a port that is taken, a config that cannot be used, and an interruption", async () => {
  const { url, child } = await listening(on, ENV);
  const taken = await run(["listen", ...on, "--port", new URL(url).port], { env: ENV });
  assert.equal(taken.status, 4, taken.err);
  const damaged = await run(["listen", ...on, "--port", "0"], { env: { OPTONDEMAND_SECRET: `${SECRET}\n` } });
  assert.equal(damaged.status, 2, damaged.err);
  const ended = new Promise((resolve) => child.on("close", (status, signal) => resolve([status, signal])));
  child.kill("SIGINT");
  assert.deepEqual(await ended, [130, null]);
});

test("a long search is stopped by an interruption", async () => {
  const given = requestFile({
    body: JSON.stringify({ a: 1, b: 2, c: 3, d: [4, 5], e: "é/<" }),
    headers: { "x-signature": `sha256=${"0".repeat(64)}` },
  });
  const child = start(["diagnose", given, ...on, "--deep"], ENV);
  const ended = new Promise((resolve) => child.on("close", (status, signal) => resolve(signal ?? status)));
  child.stderr.setEncoding("utf8");
  let err = "";
  for await (const text of child.stderr) {
    err += text;
    if (/searching: \d+ MACs/.test(err)) child.kill("SIGINT");
  }
  assert.ok([130, "SIGINT"].includes(await ended), String(await ended));
  assert.match(err, /searching: \d+ MACs, \d+ MB so far; Ctrl-C stops/);
});

const PTY = `
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvpe(sys.argv[2], sys.argv[2:], os.environ)
typed = sys.argv[1].encode().decode("unicode_escape").encode()
out = b""
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    out += part
    if b"not shown" in out and typed:
        os.write(fd, typed)
        typed = b""
sys.stdout.buffer.write(out)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;
const hasPython = spawnSync("python3", ["-c", "import pty"]).status === 0;

/** Runs the command at a terminal of its own, where what is typed answers the question. */
function atTerminal(typed, args, env = {}) {
  const child = spawn("python3", ["-c", PTY, typed, process.execPath, script, ...args], {
    env: { ...plainEnv, TERM: "xterm", ...env },
    cwd: folder,
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, out })));
}

test("at a terminal: the key is asked for and not shown, in colours", {
  skip: !hasPython && "no python3",
}, async () => {
  const given = requestFile({ body: BODY, headers: signer.sign(BODY, { secret: SECRET }) });
  for (const [typed, args, env, status, said] of [
    [`${SECRET}\\r`, ["verify", given, ...on], {}, 0, /\u001b\[32maccepted/],
    [`x\\x7f${SECRET}\\r`, ["verify", given, ...on], { NO_COLOR: "1" }, 0, /^accepted/m],
    [`${SECRET}\\r`, ["verify", given, ...on], { TERM: "dumb" }, 0, /^accepted/m],
    [`${SECRET}0\\r`, ["verify", given, ...on], {}, 1, /mismatch/],
    ["x\\x03", ["verify", given, ...on], {}, 130, /interrupted/],
    ["", ["verify", ...on], ENV, 2, /name a file, or pipe a request/],
    ["", ["page"], {}, 2, /say where to write the page: --out FILE/],
  ]) {
    const ran = await atTerminal(typed, args, env);
    assert.equal(ran.status, status, ran.out);
    assert.match(ran.out, said);
    assert.ok(!ran.out.includes(SECRET), ran.out);
  }
});
