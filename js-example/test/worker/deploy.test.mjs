import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeFolder } from "../../lab/launch/caretaker.mjs";
import { launch } from "../../lab/launch/process.mjs";
import { quiet } from "../../worker/local/quiet.mjs";
import { SECRETS as SECRET_NAMES } from "../../worker/settings.mjs";
import { SECRETS } from "../support/deliveries.mjs";
import { until } from "../support/server.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODE = join(ROOT, "node_modules/node/bin/node");
const run = promisify(execFile);

test("wrangler accepts the configuration and bundles the Worker", async () => {
  const { folder, remove } = makeFolder("countersign-deploy-");
  try {
    const args = [
      join(ROOT, "node_modules/wrangler/bin/wrangler.js"),
      "deploy",
      "--dry-run",
      "--strict",
      "--outdir",
      join(folder, "out"),
    ];
    const env = { ...process.env, ...quiet(folder), WRANGLER_LOG: "log" };
    const { stdout, stderr } = await run(NODE, [...args, "--config", join(ROOT, "worker/wrangler.jsonc")], { env });
    assert.match(stdout, /--dry-run: exiting now/);
    assert.ok(!/warning/i.test(stdout + stderr), stdout + stderr);
    for (const binding of ["SUBJECTS", "BALANCES", "OVERVIEW", "QUARANTINE", "PROBE", "CONFIRMATION", "WORK"])
      assert.match(stdout, new RegExp(`env\\.${binding} `));
    const code = readFileSync(join(folder, "out/index.js"), "utf8");
    assert.ok(
      !code.includes("WebAssembly.compile") && !code.includes("atob("),
      "the module is a separate file, as Workers require",
    );
  } finally {
    remove();
  }
});

test("the configuration is complete", async () => {
  const { folder, remove } = makeFolder("countersign-deploy-");
  const script = `
    import { unstable_readConfig as read } from "wrangler";
    process.stdout.write(JSON.stringify(read({ config: "worker/wrangler.jsonc" })));
  `;
  const args = ["--input-type=module", "--eval", script];
  const { stdout } = await run(NODE, args, { cwd: ROOT, env: { ...process.env, ...quiet(folder) } });
  remove();
  const { durable_objects, migrations, queues, triggers, vars, secrets, observability } = JSON.parse(stdout);

  const classes = durable_objects.bindings.map(({ class_name }) => class_name);
  assert.deepEqual(migrations.flatMap(({ new_sqlite_classes }) => new_sqlite_classes).toSorted(), classes.toSorted());
  const [{ queue }] = queues.producers;
  const consumer = queues.consumers.find((each) => each.queue === queue);
  assert.equal(consumer.dead_letter_queue, vars.DEAD_LETTER_QUEUE);
  assert.ok(
    queues.consumers.some((each) => each.queue === vars.DEAD_LETTER_QUEUE),
    "the dead-letter queue has a consumer",
  );
  assert.equal(
    vars.ATTEMPTS,
    consumer.max_retries + 1,
    "the Worker and the queue give up after the same number of failures",
  );
  const retries = Array.from({ length: consumer.max_retries }, (_, attempt) => vars.RETRY_SECONDS * 2 ** attempt);
  assert.ok(
    retries.reduce((sum, delay) => sum + delay) < vars.RESEND_SECONDS,
    "all retries end before the object sends again",
  );
  assert.equal(triggers.crons.length, 1);
  assert.equal(secrets?.required, undefined, "most users have one provider");
  assert.ok(SECRET_NAMES.every((name) => !Object.hasOwn(vars, name)));
  assert.deepEqual([observability.enabled, observability.logs.invocation_logs], [true, false]);
});

/** Starts the Worker, sends a signal as soon as `isTime` returns true, and returns how it ended and what it wrote. */
async function stopped(env, isTime) {
  const { child, waitFor } = launch(process.execPath, [join(ROOT, "worker/local/index.mjs")], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...SECRETS, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.on("data", (chunk) => (errors += chunk));
  const ended = once(child, "close");
  await until(isTime, "the time for the signal");
  child.kill("SIGTERM");
  return [await waitFor(ended), errors];
}

test("a signal during the bundling ends the process cleanly, and leaves no files behind", async () => {
  const { folder, remove } = makeFolder("countersign-ended-");
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  try {
    const env = { STATE: join(folder, "state"), TMPDIR: scratch };
    const result = await stopped(env, () => readdirSync(scratch).length > 0);
    assert.deepEqual(result, [[0, null], ""]);
    assert.deepEqual(readdirSync(scratch), []);
  } finally {
    remove();
  }
});

test("a signal during the bundling leaves no part of a bundle, and the next start makes it", async () => {
  const { folder, remove } = makeFolder("countersign-ended-");
  const bundle = join(folder, "bundle");
  try {
    const env = { STATE: join(folder, "state"), TMPDIR: folder, BUNDLE: `${bundle}/` };
    // wrangler writes its folders first.
    const hasBegun = () => existsSync(bundle) && readdirSync(bundle, { recursive: true }).length > 1;
    assert.deepEqual(await stopped(env, hasBegun), [[0, null], ""]);
    assert.deepEqual(readdirSync(bundle), []);
    const isMade = () => existsSync(join(bundle, "index.js")) && existsSync(join(bundle, "config.json"));
    await stopped(env, isMade);
    assert.ok(readdirSync(bundle).some((name) => name.endsWith(".wasm")));
  } finally {
    remove();
  }
});
