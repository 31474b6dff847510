// Processes and folders of tests and tools do not outlive them, in any kind of end.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { Child } from "../../lab/launch/child.mjs";
import { startAll, startParts } from "../../lab/launch/start-all.mjs";
import { until } from "../support/server.mjs";

const moduleOf = (name) => JSON.stringify(new URL(`../../lab/launch/${name}.mjs`, import.meta.url).href);

/** A server that starts another process. Both ignore signals, and live until they are killed. */
const SERVER = `
  process.on("SIGTERM", () => {});
  setInterval(() => {}, 1_000);
  if (process.argv[1] === "alone") console.log("up");
  else {
    const { spawn } = require("node:child_process");
    const other = spawn(process.execPath, ["-e", process.env.SERVER, "alone"], { stdio: ["ignore", "pipe", "inherit"] });
    other.stdout.once("data", () => console.log("ready " + process.pid + " " + other.pid));
  }
`;

/** A tool that starts that server and creates a folder, prints both, and never cleans up. */
const TOOL = `
  import { makeFolder } from ${moduleOf("caretaker")};
  import { Child } from ${moduleOf("child")};
  const { folder } = makeFolder("countersign-launch-");
  const env = { ...process.env, SERVER: ${JSON.stringify(SERVER)} };
  const child = new Child(process.execPath, ["-e", env.SERVER, "with another"], { env });
  const [, ...pids] = await child.line((line) => /^ready (\\d+) (\\d+)$/.exec(line));
  console.log(JSON.stringify({ folder, pids: pids.map(Number) }));
`;

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error.code === "ESRCH") return false;
    throw error;
  }
}

/** Runs the tool with more code at its end. Resolves to its output and its exit. */
async function runTool(more, act = () => {}) {
  const tool = spawn(process.execPath, ["--input-type=module", "--eval", TOOL + more], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => tool.once("exit", (code, signal) => resolve(signal ?? code)));
  const [line] = await Promise.race([
    new Promise((resolve) => createInterface({ input: tool.stdout }).once("line", (text) => resolve([text]))),
    ended.then((end) => Promise.reject(new Error(`the tool ended with ${end}`))),
  ]);
  await act(tool);
  return { ...JSON.parse(line), ended: await ended };
}

const FOREVER = "setInterval(() => {}, 1_000);";
const ENDS = {
  "has finished": ["", () => {}, 0],
  "calls process.exit": ["process.exit(7);", () => {}, 7],
  "gets SIGTERM": [FOREVER, (tool) => tool.kill("SIGTERM"), "SIGTERM"],
  "is interrupted": [FOREVER, (tool) => tool.kill("SIGINT"), "SIGINT"],
  "is killed": [FOREVER, (tool) => tool.kill("SIGKILL"), "SIGKILL"],
};

for (const [how, [more, act, wanted]] of Object.entries(ENDS)) {
  test(`when a tool ${how}, its server, the server's process and the folder are gone`, async () => {
    const { folder, pids, ended } = await runTool(more, act);
    assert.equal(ended, wanted);
    await until(() => !pids.some(isAlive) && !existsSync(folder), "the cleanup");
  });
}

test("a kill of a server also ends its processes", async () => {
  const child = new Child(process.execPath, ["-e", SERVER, "with another"], { env: { ...process.env, SERVER } });
  const [, ...pids] = await child.line((line) => /^ready (\d+) (\d+)$/.exec(line));
  process.kill(pids[0], "SIGKILL");
  await until(() => !pids.some((pid) => isAlive(Number(pid))), "both to be gone");
  assert.equal(await child.ended, "exit SIGKILL");
});

test("remove() deletes a folder with files, and a second call does nothing", () => {
  const { folder, remove } = makeFolder("countersign-launch-");
  writeFileSync(`${folder}/file`, "");
  assert.deepEqual(readdirSync(folder), ["file"]);
  remove();
  assert.equal(existsSync(folder), false);
  remove();
});

test("a program that cannot be started reports its error, and nobody waits for it", async () => {
  const child = new Child("/nowhere/program", [], { env: {} });
  await assert.rejects(
    child.line(() => null),
    /ENOENT/,
  );
  await child.kill();
  assert.match(await child.stop(), /ENOENT/);
});

/** Functions that start or fail, in the order of their numbers. `log` lists those that were ended. */
function things() {
  const log = [];
  const end = async (name) => void log.push(name);
  const starts = (name) => async () => name;
  const fails = (name) => async () => Promise.reject(new Error(name));
  /** Starts only after the others had time to fail. */
  const late = (name) => () => new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(name))));
  return { log, end, starts, fails, late };
}

test("a parallel start returns all parts in their order", async () => {
  const { log, end, starts, late } = things();
  assert.deepEqual(await startAll([late("a"), starts("b")], end), ["a", "b"]);
  assert.deepEqual(await startAll([], end), []);
  assert.deepEqual(log, []);
});

test("a parallel start with a failure ends the started parts, and those that start later", async () => {
  const { log, end, starts, fails, late } = things();
  await assert.rejects(startAll([starts("a"), fails("b"), late("c"), fails("d")], end), { message: "b" });
  assert.deepEqual(log, ["a", "c"]);
});

test("a parallel start reports the first error, and ends all parts even if an end fails", async () => {
  const ended = [];
  const end = async (name) => {
    ended.push(name);
    throw new Error(`the end of ${name}`);
  };
  const { starts, fails } = things();
  await assert.rejects(startAll([starts("a"), starts("b"), fails("c")], end), { message: "c" });
  assert.deepEqual(ended, ["a", "b"]);
});

/** Starts three parts. The third one can be made to fail. */
const parts = (log, isBroken, end = (name) => void log.push(name)) =>
  startParts(async (started) => {
    for (const name of ["a", "b", "c"]) {
      if (isBroken && name === "c") throw new Error("c does not start");
      started(() => end(name));
    }
    return { url: "here" };
  });

test("parts: they end in reverse order, each once", async () => {
  const log = [];
  const { url, stop } = await parts(log, false);
  assert.deepEqual([url, log], ["here", []]);
  await stop();
  await stop();
  assert.deepEqual(log, ["c", "b", "a"]);
});

test("parts: if one does not start, the earlier ones are ended", async () => {
  const log = [];
  await assert.rejects(parts(log, true), { message: "c does not start" });
  assert.deepEqual(log, ["b", "a"]);
});

test("parts: an end that fails is reported after all other parts have ended", async () => {
  const log = [];
  const end = (name) => {
    log.push(name);
    throw new Error(`the end of ${name}`);
  };
  const { stop } = await parts(log, false, end);
  await assert.rejects(stop(), { message: "the end of c" });
  assert.deepEqual(log, ["c", "b", "a"]);
  await assert.rejects(parts([], true, end), { message: "c does not start" });
});
