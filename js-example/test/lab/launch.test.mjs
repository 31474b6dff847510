// What tests and tools have started does not outlive them, however they end.

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

/** A server that has started another process; both live until they are killed, and ignore what asks them to end. */
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

/** A tool that starts that server and makes a folder, tells about both, and never ends the one or removes the other. */
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

/** Runs the tool with more at its end; resolves to what it told, and to how it ended. */
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
  "has nothing more to do": ["", () => {}, 0],
  "says that it is done": ["process.exit(7);", () => {}, 7],
  "is told to end": [FOREVER, (tool) => tool.kill("SIGTERM"), "SIGTERM"],
  "is interrupted": [FOREVER, (tool) => tool.kill("SIGINT"), "SIGINT"],
  "is killed": [FOREVER, (tool) => tool.kill("SIGKILL"), "SIGKILL"],
};

for (const [how, [more, act, wanted]] of Object.entries(ENDS)) {
  test(`when a tool ${how}, the server that it started, that server's own process and the folder are gone`, async () => {
    const { folder, pids, ended } = await runTool(more, act);
    assert.equal(ended, wanted);
    await until(() => !pids.some(isAlive) && !existsSync(folder), "the tool's things to be gone");
  });
}

test("a server that is killed leaves none of its own processes behind", async () => {
  const child = new Child(process.execPath, ["-e", SERVER, "with another"], { env: { ...process.env, SERVER } });
  const [, ...pids] = await child.line((line) => /^ready (\d+) (\d+)$/.exec(line));
  process.kill(pids[0], "SIGKILL");
  await until(() => !pids.some((pid) => isAlive(Number(pid))), "both to be gone");
  assert.equal(await child.ended, "exit SIGKILL");
});

test("a folder that was removed in time is not removed again, and one with files is", () => {
  const { folder, remove } = makeFolder("countersign-launch-");
  writeFileSync(`${folder}/file`, "");
  assert.deepEqual(readdirSync(folder), ["file"]);
  remove();
  assert.equal(existsSync(folder), false);
  remove();
});

test("a program that cannot be started reports its error, and nothing waits for it", async () => {
  const child = new Child("/nowhere/program", [], { env: {} });
  await assert.rejects(
    child.line(() => null),
    /ENOENT/,
  );
  await child.kill();
  assert.match(await child.stop(), /ENOENT/);
});

/** Things that start, or do not, in the order of their numbers; `log` tells which were ended. */
function things() {
  const log = [];
  const end = async (name) => void log.push(name);
  const starts = (name) => async () => name;
  const fails = (name) => async () => Promise.reject(new Error(name));
  /** Starts only after the others had time to fail. */
  const late = (name) => () => new Promise((resolve) => setImmediate(() => setImmediate(() => resolve(name))));
  return { log, end, starts, fails, late };
}

test("things that start together: all of them, in their order", async () => {
  const { log, end, starts, late } = things();
  assert.deepEqual(await startAll([late("a"), starts("b")], end), ["a", "b"]);
  assert.deepEqual(await startAll([], end), []);
  assert.deepEqual(log, []);
});

test("things that start together: when one fails, those are ended that had started, and those that start later", async () => {
  const { log, end, starts, fails, late } = things();
  await assert.rejects(startAll([starts("a"), fails("b"), late("c"), fails("d")], end), { message: "b" });
  assert.deepEqual(log, ["a", "c"]);
});

test("things that start together: an end that fails hides neither the error nor the other ends", async () => {
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

test("parts: the last one is ended first, and each once", async () => {
  const log = [];
  const { url, stop } = await parts(log, false);
  assert.deepEqual([url, log], ["here", []]);
  await stop();
  await stop();
  assert.deepEqual(log, ["c", "b", "a"]);
});

test("parts: when one does not start, those before it are ended", async () => {
  const log = [];
  await assert.rejects(parts(log, true), { message: "c does not start" });
  assert.deepEqual(log, ["b", "a"]);
});

test("parts: an end that fails is told, after all the others were ended", async () => {
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
