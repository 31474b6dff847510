import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { Child } from "../../lab/launch/child.mjs";
import { makeHost } from "../../lab/torture/hosts.mjs";
import { until } from "../support/server.mjs";

const SERVER = `
  const server = require("node:http").createServer((request, response) => response.end("here"));
  server.listen(0, process.env.HOST, () => console.log("port " + server.address().port));
`;

async function serveOn({ address, within }) {
  const [command, ...args] = [...within, process.execPath, "-e", SERVER];
  const child = new Child(command, args, { env: { ...process.env, HOST: address } });
  const [, port] = await child.line((line) => /^port (\d+)$/.exec(line));
  return { child, url: `http://${address}:${port}` };
}

/** What a server answers in time, or null. */
const ask = (url, limitMs = 60_000) =>
  fetch(url, { signal: AbortSignal.timeout(limitMs) }).then(
    (response) => response.text(),
    () => null,
  );

test("two hosts are reached at their own addresses, and one whose cable is pulled at none until it is plugged", async (t) => {
  const hosts = [await makeHost(1), await makeHost(2)];
  const servers = [];
  try {
    for (const host of hosts) servers.push(await serveOn(host));
    const [one, other] = servers.map(({ url }) => url);
    assert.deepEqual(await Promise.all([ask(one), ask(other)]), ["here", "here"]);
    const without = hosts.find(({ cable }) => cable === null);
    if (without) return t.diagnostic(`no cable is pulled: ${without.why}`);
    assert.equal(new Set(hosts.flatMap(({ address, gateway }) => [address, gateway])).size, 4);
    await hosts[0].cable.pull();
    assert.deepEqual(await Promise.all([ask(one, 1_000), ask(other)]), [null, "here"]);
    await hosts[0].cable.plug();
    await until(async () => (await ask(one, 1_000)) === "here", "the first host to be reached");
  } finally {
    for (const { child } of servers) await child.kill();
    for (const host of hosts) await host.stop();
  }
});

test("nothing is left of a host that was stopped", async () => {
  const host = await makeHost(1);
  const pid = /^\d+$/.exec(host.within[2] ?? "")?.[0];
  await host.stop();
  if (pid) assert.equal(existsSync(`/proc/${pid}`), false);
});

const isAllowed = process.platform === "linux" && process.getuid() === 0;

for (const [what, unshare, reason] of [
  ["without unshare", null, /^spawn unshare ENOENT$/],
  ["where unshare is refused", "#!/bin/sh\necho not permitted >&2\nexit 3\n", /^unshare ended with 3: not permitted$/],
]) {
  test(`a host ${what} has no cable, and says why`, async (t) => {
    const { folder, remove } = makeFolder("countersign-hosts-");
    const { PATH } = process.env;
    t.after(() => {
      process.env.PATH = PATH;
      remove();
    });
    if (unshare !== null) writeFileSync(join(folder, "unshare"), unshare, { mode: 0o755 });
    process.env.PATH = folder;
    const { cable, why } = await makeHost(1);
    assert.equal(cable, null);
    assert.match(why, isAllowed ? reason : /^a network namespace needs Linux and root$/);
  });
}

test("a host with a cable has no reason, and one without has one", async () => {
  const { cable, why, stop } = await makeHost(1);
  await stop();
  assert.equal(cable === null, why !== null);
});
