// `send` and `listen` beside clients and servers that misbehave: neither ends with a stack, and neither tells a key.

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { connect } from "node:net";
import { test } from "node:test";
import { fixture } from "countersign/testing";
import { file, folder, run } from "./running.mjs";
import { listening, serve } from "./servers.mjs";

const SECRET = "whsec_test_0123456789abcdef";
const TOKEN = "5f2c9d7e41b84a06b3a1c0de9f127788";
const API_SECRET = "api-secret-1";
const ENV = { OPTONDEMAND_SECRET: SECRET };
const ISENDU = { ISENDU_URL_TOKEN: TOKEN, ISENDU_KEY_ID: "KEY-1", ISENDU_SECRET: API_SECRET };
const on = ["-p", "optondemand"];
const STACK = / {4}at /;

/** Sends a text to a server, and resolves to all that it says; `isBrokenOff` ends the connection at once. */
function raw(url, text, isBrokenOff = false) {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    let said = "";
    const socket = connect(Number(port), "127.0.0.1", () => {
      if (isBrokenOff) socket.write(text, () => socket.destroy());
      else socket.write(text);
    });
    socket.setEncoding("latin1").on("data", (part) => (said += part));
    socket.on("error", reject).on("close", () => resolve(said));
  });
}

const request = (target, body = "{}") =>
  `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

test("listen forwards to the server that was named, whatever the target of a request is", async () => {
  const [mine, other] = [[], []];
  const record = (seen) => (req, res) => {
    seen.push(req.url);
    res.end();
  };
  const [to, elsewhere] = [await serve(record(mine)), await serve(record(other))];
  const { url, told } = await listening([...on, "--forward-to", to], ENV);
  const host = new URL(elsewhere).host;
  for (const target of [`//${host}/x`, `${elsewhere}/x`, "//[", "///", "*"])
    assert.match(await raw(url, request(target)), /^HTTP\/1\.1 400 /, target);
  for (const target of [`/\\${host}/x`, "/a//b", "/@x"])
    assert.match(await raw(url, request(target)), /^HTTP\/1\.1 200 /, target);
  assert.deepEqual([mine.length, other], [3, []]);
  assert.doesNotMatch(told.err, STACK);
});

test("listen forwards to the named path, and a stranger can't leave it", async () => {
  const seen = [];
  const to = await serve((req, res) => {
    seen.push(req.url);
    res.end();
  });
  const { url } = await listening(["-p", "isendu", "--forward-to", new URL("/a/hooks", to).href], ISENDU);
  for (const target of ["/..\\..\\admin", "/%2e%2e", "/.", "/x\\..\\..\\b"])
    assert.match(await raw(url, request(target)), /^HTTP\/1\.1 400 /, target);
  for (const target of [`/${TOKEN}`, `/x/${TOKEN}?a=1`, "/other"])
    assert.match(await raw(url, request(target)), /^HTTP\/1\.1 200 /, target);
  assert.deepEqual(seen, [`/a/hooks/${TOKEN}`, `/a/hooks/${TOKEN}?a=1`, "/a/hooks/other"]);
});

test("listen tells isendu's secret only where the token of the URL was checked", async () => {
  const body = '{"keyId":"KEY-1"}';
  const { url, lines } = await listening(["-p", "isendu"], ISENDU);
  for (const path of ["/", "/x", `/${TOKEN}0`]) {
    const said = await raw(url, request(path, body));
    assert.match(said, /^HTTP\/1\.1 401 /);
    assert.ok(!said.includes(API_SECRET), said);
  }
  const said = await raw(url, request(`/${TOKEN}`, body));
  assert.ok(said.includes(JSON.stringify({ response: API_SECRET })), said);
  assert.match((await lines(4))[3], /^accepted .*confirmation of the URL$/);
  const open = await listening(["-p", "isendu", "--unauthenticated"], { ...ISENDU, ISENDU_URL_TOKEN: undefined });
  assert.ok(!(await raw(open.url, request("/", body))).includes(API_SECRET));
  assert.match((await open.lines(1))[0], /not answered/);
  await raw(open.url, request("/", fixture("isendu.batch")));
  assert.match((await open.lines(2))[1], /^accepted {2}\d+ bytes {2}NOT authenticated {2}batch/);
});

test("send shows no secret that isendu's confirmation is answered with", async () => {
  const answers = [
    JSON.stringify({ response: API_SECRET }),
    JSON.stringify({ response: { deep: API_SECRET } }),
    `{"response" : "${API_SECRET}\\"${API_SECRET}`,
  ];
  let at = 0;
  const to = await serve((req, res) => {
    req.resume();
    res.end(answers[at]);
  });
  for (; at < answers.length; at += 1)
    for (const more of [[], ["--json"]]) {
      const { status, out, err } = await run(["send", "-p", "isendu", "--kind", "confirmation", "--to", to, ...more], {
        env: ISENDU,
      });
      assert.equal(status, 0, err);
      assert.match(out, /response.*…/);
      assert.ok(!(out + err).includes(API_SECRET), out);
    }
});

test("listen lives on after a client or a server that breaks off, and after its folder has gone", async () => {
  const to = await serve((req, res) => {
    req.resume();
    res.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => res.destroy());
  });
  const { url, told, until, lines } = await listening([...on, "--keep", "gone", "--forward-to", to], ENV);
  await raw(url, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf", true);
  await until(() => /a request broke off/.test(told.err));
  rmSync(`${folder}/gone`, { recursive: true });
  assert.match(await raw(url, request("/")), /^HTTP\/1\.1 502 /);
  assert.match((await lines(1))[0], /^refused/);
  assert.match(told.err, /not kept: .*\n.*did not answer/s);
  assert.doesNotMatch(told.err, STACK);
});

test("listen without --keep says how refusals are diagnosed", async () => {
  const [without, with_] = [await listening(on, ENV), await listening([...on, "--keep", "some"], ENV)];
  await without.until(() => /add --keep FOLDER to store the deliveries/.test(without.told.err));
  assert.doesNotMatch(with_.told.err, /add --keep/);
});

test("listen --keep on a file, and --forward-to without http", async () => {
  const kept = await run(["listen", ...on, "--port", "0", "--keep", file("x")], { env: ENV });
  assert.deepEqual([kept.status, STACK.test(kept.err)], [4, false], kept.err);
  assert.match(kept.err, /is a file, not a folder/);
  const forwarded = await run(["listen", ...on, "--port", "0", "--forward-to", "ftp://127.0.0.1/"], { env: ENV });
  assert.equal(forwarded.status, 2, forwarded.err);
});

test("send to a server that breaks off, or is silent", async () => {
  const servers = [
    [(_req, res) => res.destroy(), []],
    [
      (_req, res) => {
        res.writeHead(200, { "content-length": "100" }).write("half");
        setImmediate(() => res.destroy());
      },
      [],
    ],
    [() => {}, ["--timeout", "0.2"]],
    [(_req, res) => res.writeHead(200, { "content-length": "100" }).write("half"), ["--timeout", "0.2"]],
  ];
  for (const [handler, more] of servers) {
    const ran = await run(["send", ...on, "--kind", "ORDER_STATUS_UPDATED", "--to", await serve(handler), ...more], {
      env: ENV,
    });
    assert.deepEqual([ran.status, ran.out, STACK.test(ran.err)], [4, "", false], ran.err);
    assert.match(ran.err, /did not answer/);
  }
});

test("send with a key that cannot be used, and with bodies that a fault does not fit", async () => {
  const to = await serve((_req, res) => res.end());
  for (const key of ["", `${SECRET} `, '""']) {
    const ran = await run(["send", ...on, "--to", to], { env: { OPTONDEMAND_SECRET: key } });
    assert.deepEqual([ran.status, ran.out, STACK.test(ran.err)], [2, "", false], ran.err);
  }
  const fault = (name, body) => run(["send", file(body), ...on, "--to", to, "--fault", name], { env: ENV });
  const text = await fault("body_reserialized", "no JSON");
  assert.deepEqual([text.status, STACK.test(text.err)], [2, false], text.err);
  const long = await fault("body_base64", JSON.stringify("x".repeat(300_000)));
  // The server accepts everything.
  assert.deepEqual([long.status, /ACCEPTED/.test(long.out)], [1, true], long.err);
});

test("send --timeout is a number of seconds", async () => {
  for (const text of ["x", "0", "-1", "1e9"]) {
    const ran = await run(["send", ...on, "--to", "http://127.0.0.1:1/", `--timeout=${text}`], { env: ENV });
    assert.deepEqual([ran.status, /--timeout is a number/.test(ran.err)], [2, true], ran.err);
  }
});

test("a problem that nobody foresaw is one line, and no status that says something about a delivery", async () => {
  const now = file("JSON.stringify = () => { throw new Error('odd\\nmore'); };", "cjs");
  const later = file("JSON.stringify = () => { setImmediate(() => { throw new Error('odd\\nmore'); }); };", "cjs");
  for (const preload of [now, later]) {
    const { status, err } = await run(["token", "--json"], { env: { NODE_OPTIONS: `--require=${folder}/${preload}` } });
    assert.deepEqual([status, err], [4, "it broke off: odd\n"]);
  }
});
