// A user's way with each starting point: copy it to an empty folder, `npm install`, compile it, run its test, and run it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../../lab/launch/postgres.mjs";

const example = fileURLToPath(new URL("../..", import.meta.url));
const packed = join(example, "../target/npm");
const starts = join(example, "start");
/** The starting points are TypeScript. Node runs it since 22.18. */
const NODE = join(example, "node_modules/node/bin");
const tarball = readdirSync(packed).find((name) => name.endsWith(".tgz"));

let cluster;
after(async () => (await cluster)?.stop());

async function databaseUrl() {
  cluster ??= startPostgres();
  return (await cluster).createDatabase();
}

const STARTS = {
  "node-sqlite": async (folder) => ({
    OPTONDEMAND_SECRET: "whsec_test_0123456789abcdef",
    DATABASE_FILE: join(folder, "events.db"),
  }),
  "node-postgres": async () => ({ XOXODAY_API_KEY: "a1p2z5b7v68b9112234", DATABASE_URL: await databaseUrl() }),
  "worker-d1": async () => ({}),
  "worker-durable-object": async () => ({}),
};

test("each starting point has a test", () => {
  const folders = readdirSync(starts, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).toSorted(), Object.keys(STARTS).toSorted());
});

for (const [name, variables] of Object.entries(STARTS)) {
  const [main] = readdirSync(join(starts, name)).filter((file) => ["server.ts", "worker.ts"].includes(file));

  test(`${name} has 30 to 60 lines`, () => {
    const lines = readFileSync(join(starts, name, main), "utf8")
      .trimEnd()
      .split("\n").length;
    assert.ok(lines >= 30 && lines <= 60, `${main} has ${lines} lines`);
  });

  test(`${name} is copied, installed, compiled, tested and run`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-start-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(join(starts, name), folder, { recursive: true });
    const env = {
      PATH: `${NODE}${delimiter}${process.env.PATH}`,
      HOME: process.env.HOME,
      PORT: "0",
      ...(await variables(folder)),
    };
    const npm = (...args) => run(folder, env, "npm", ...args);

    // The local build replaces the published package.
    await npm("install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error", join(packed, tarball));
    await npm("run", "check");
    if (main === "worker.ts") return npm("test");

    // Its test and its server each need an empty database.
    await npm("test");
    Object.assign(env, await variables(folder));
    const server = spawn(process.execPath.replace(dirname(process.execPath), NODE), ["server.ts"], {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = new Promise((resolve) => server.once("exit", resolve));
    t.after(async () => {
      server.kill("SIGKILL");
      await ended;
    });
    const port = await portOf(server);
    const { stdout } = await run(folder, env, "node", "deliver.ts", `http://127.0.0.1:${port}/`);
    assert.deepEqual(stdout.trim().split("\n"), ["200", "200", "401"]);
    const without = { ...env, OPTONDEMAND_SECRET: undefined, XOXODAY_API_KEY: undefined };
    await assert.rejects(run(folder, without, "node", "server.ts"), /invalid_config/);
  });
}

/** Returns the port from the server's first line. */
function portOf(server) {
  return new Promise((resolve, reject) => {
    let output = "";
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (chunk) => {
        output += chunk;
        const [, port] = /"port":(\d+)/.exec(output) ?? [];
        if (port) resolve(port);
      });
    }
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${output}`)));
  });
}

/** Runs a command to its end. Rejects with its output if it fails. */
function run(cwd, env, command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve({ stdout });
      reject(new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`));
    });
  });
}
