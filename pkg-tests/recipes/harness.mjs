// Runs a recipe as the page on frameworks shows it and sends deliveries to it. Then runs it again with the most common mistake:
// other code parses the body first.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as testing from "countersign/testing";
import typescript from "typescript";
import { freePort, start } from "../runtimes/matrix/process.mjs";

/** Long enough for a busy machine. Only a failure waits for all of it. */
const PATIENCE_MS = 120_000;
const recipes = fileURLToPath(new URL("./", import.meta.url));

export const SECRET = "whsec_test_0123456789abcdef";
export const PATH = "/hooks/optondemand";
export const BODY = testing.fixture("optondemand.ORDER_STATUS_UPDATED");
export const signature = (secret = SECRET, body = BODY) => testing.optondemand.sign(body, { secret });

export const read = (name) => readFileSync(`${recipes}${name}`, "utf8");

/** Returns a recipe with some of its text replaced. It must contain each of the texts. */
export function edit(source, replacements) {
  return replacements.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `the recipe lacks ${from}`);
    return text.replace(from, to);
  }, source);
}

const { ModuleKind, ScriptTarget, transpileModule } = typescript;
const compilerOptions = {
  module: ModuleKind.ESNext,
  target: ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  // NestJS uses the old decorators.
  experimentalDecorators: true,
};

/** Returns a recipe as tsc emits it: imports of .ts become imports of .js. */
export const compiled = (source) => transpileModule(source, { compilerOptions }).outputText;

/** The webhooks that recipes import: of optondemand, and of isendu. */
const SHARED = ["webhook", "isendu"];

/** Returns a new folder where imports find the recipes' packages, with the files that recipes share. */
export function folder(name) {
  return filled(`${recipes}node_modules/.run/${name}`);
}

/** The same, outside of node_modules: Deno accepts no TypeScript inside. */
function folderElsewhere(t) {
  const path = mkdtempSync(`${tmpdir()}/recipes-`);
  t.after(() => rmSync(path, { recursive: true }));
  symlinkSync(`${recipes}node_modules`, `${path}/node_modules`);
  return filled(path);
}

function filled(path) {
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/package.json`, '{ "private": true, "type": "module" }\n');
  for (const shared of SHARED) {
    const source = withDatabase(read(`${shared}.ts`));
    writeFileSync(`${path}/${shared}.ts`, source);
    writeFileSync(`${path}/${shared}.js`, compiled(source));
  }
  return path;
}

/** A delivery that `onEvent` handles slowly, and then can't store. */
export const UNSTORED = BODY.replace(/"orderId":"[^"]*"/, '"orderId":"the database is down"');
assert.notEqual(UNSTORED, BODY);
const STORE = 'console.log("stored", event.dedupeKey);';
const UNFINISHED = "throw new Error(`not stored: ${event.dedupeKey}`);";

/** Returns a recipe, or the webhook that it imports, with a database that fails for one order. */
export const withDatabase = (source) =>
  edit(source, [
    [
      UNFINISHED,
      `if (event.orderId === "the database is down") {\n      await new Promise((resolve) => setTimeout(resolve, 30));\n      throw new Error("not kept");\n    }\n    ${STORE}`,
    ],
  ]);

/** Starts a server, and returns `{ url, program }` when it accepts connections. */
export async function serving(t, port, command, args, options = {}) {
  const env = { OPTONDEMAND_SECRET: SECRET, ...options.env };
  const program = start(command, args, { ...options, env });
  t.after(program.stop);
  let ended = false;
  program.ended.then(() => (ended = true));
  const until = Date.now() + PATIENCE_MS;
  while (!(await accepts(port))) {
    assert.ok(!ended && Date.now() < until, `it accepts no connections: ${program.output}`);
    await sleep(50);
  }
  return { url: `http://127.0.0.1:${port}${PATH}`, program };
}

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true));
    socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
  });

/** Runs a server in one file, on its own port, with `files` next to it. Runtimes other than Node run the TypeScript directly. */
export async function serveFile(t, name, source, { command = [process.execPath], files = {}, env = {} } = {}) {
  const port = await freePort();
  const [program, ...args] = command;
  const isNode = program === process.execPath;
  const path = isNode ? folder(name) : folderElsewhere(t);
  const main = isNode ? "server.mjs" : "server.ts";
  for (const [file, text] of Object.entries({ [main]: edit(source, [["8080", String(port)]]), ...files })) {
    writeFileSync(`${path}/${file}`, isNode ? compiled(text) : text);
  }
  return serving(t, port, program, [...args, main], { cwd: path, env });
}

/** Headers of a delivery without a content type. */
export const NO_TYPE = { "content-type": undefined };

// Each on its own connection: some servers close a connection if they refuse the rest of a body.
export async function post(url, given = signature(), body = BODY) {
  const headers = { "content-type": "application/json", connection: "close", ...given };
  // For bytes fetch adds no content type.
  if (headers["content-type"] === undefined) delete headers["content-type"];
  const init = { method: "POST", headers, body: Buffer.from(body) };
  const response = await fetch(url, init);
  return [response.status, await response.text()];
}

/** Checks that a recipe stores genuine events only. `unreadable` is the status of a host that refuses invalid JSON itself. */
export async function works({ url, program }, { unreadable = 422 } = {}) {
  assert.deepEqual(await post(url), [200, ""], program.output);
  await says(program, /stored optondemand:sha256:[0-9a-f]{64}/);
  // An answer before the event is stored would have another status.
  assert.deepEqual(await post(url, signature(SECRET, UNSTORED), UNSTORED), [503, "Service Unavailable\n"]);
  assert.deepEqual(await post(url, signature("forged")), [401, "Unauthorized\n"]);
  assert.deepEqual(await post(url, {}), [401, "Unauthorized\n"]);
  assert.equal((await post(url, signature(SECRET, "{"), "{"))[0], unreadable);
  assert.deepEqual(await post(url, signature(), `{"x":"${"x".repeat(1_100_000)}"}`), [413, "Content Too Large\n"]);
  assert.notEqual((await fetch(url)).status, 200);
  assert.deepEqual(await post(url), [200, ""]);
  await says(program, /stored optondemand[^]*stored optondemand/);
  assert.equal(program.output.match(/stored optondemand/g).length, 2);
}

/** The variables of isendu's recipes during the confirmation of the URL. */
export const ISENDU = {
  ISENDU_URL_TOKEN: "tok_5f2c9d7e41b84a06",
  ISENDU_KEY_ID: "0123456789abcdef0123456789abcdef",
  ISENDU_SECRET: "api-secret-1",
  ISENDU_CONFIRM: "1",
};
const BATCH = testing.fixture("isendu.batch");
const CONFIRMATION = testing.fixture("isendu.confirmation");
const UNAUTHORIZED = [401, "Unauthorized\n"];
const UNKNOWN_KEY = CONFIRMATION.replace("0123", "1123");
assert.notEqual(UNKNOWN_KEY, CONFIRMATION);

/** Checks that isendu's recipe stores a batch, and returns the API secret only to a request with the token and the key id. */
export async function worksForIsendu({ url, program }, { confirms = true, hostLogsUrls = false } = {}) {
  const deliver = (token, body) => post(new URL(`/hooks/isendu/${token}`, url).href, {}, body);
  const token = ISENDU.ISENDU_URL_TOKEN;
  for (const forged of [token.replace("5", "6"), token.slice(0, -1), `${token}0`, token.toUpperCase()]) {
    assert.deepEqual(
      [await deliver(forged, BATCH), await deliver(forged, CONFIRMATION)],
      [UNAUTHORIZED, UNAUTHORIZED],
      forged,
    );
  }
  assert.doesNotMatch(program.output, /stored isendu/);
  assert.deepEqual(await deliver(token, BATCH), [200, ""], program.output);
  await says(program, /stored isendu:/);
  const answer = confirms ? [200, '{"response":"api-secret-1"}'] : [404, "Not Found\n"];
  assert.deepEqual(await deliver(token, CONFIRMATION), answer);
  const unknown = await deliver(token, UNKNOWN_KEY);
  assert.notEqual(unknown[0], 200);
  assert.doesNotMatch(unknown[1], /api-secret/);
  assert.equal((await deliver(token, "{"))[0], 422);
  assert.equal(program.output.match(/stored isendu/g).length, 1);
  assert.doesNotMatch(program.output, /api-secret/);
  if (!hostLogsUrls) assert.doesNotMatch(program.output, /tok_5f2c/);
}

/** Checks that a parsed body is reported as a fault, not as a forgery, and that the message says what to do. */
export async function fails({ url, program }, remedy, { code = "body_not_raw", headers = {} } = {}) {
  assert.deepEqual(await post(url, { ...signature(), ...headers }), [500, "Internal Server Error\n"], program.output);
  await says(program, remedy);
  assert.ok(program.output.includes(code), program.output);
  assert.doesNotMatch(program.output, /stored/);
}

/** Waits until a program has printed a text. */
export async function says(program, text) {
  const until = Date.now() + PATIENCE_MS;
  while (!text.test(program.output)) {
    assert.ok(Date.now() < until, `it does not print ${text}: ${program.output}`);
    await sleep(10);
  }
}
