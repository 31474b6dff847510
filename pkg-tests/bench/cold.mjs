// Cold starts: the time of a process that only imports a library and verifies one delivery, minus the time of an empty process.
// Processes start one by one, in rounds like all measurements.

import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleWorker } from "../runtimes/matrix/worker-bundle.mjs";
import { bodyOf } from "./bodies.mjs";
import { SECRET } from "./candidates/keys.mjs";
import { SCHEMES, STANDARD_SECRET } from "./candidates/schemes.mjs";
import { interleave, median, quartiles } from "./measure.mjs";

// The folder of the other libraries.
const FOLDER = fileURLToPath(new URL("node_modules/.cold", import.meta.url));
const SIZE = 1024;
const EMPTY = "an empty program";
/** The suffixes of the names of the package's programs. */
export const IMPORT = "import alone";
export const FIRST_EVENT = "first event";
const secret = JSON.stringify(SECRET);
const standardSecret = JSON.stringify(STANDARD_SECRET);

/** A program that evaluates an expression with `body` and `headers`, and fails if it isn't true. */
const verifies = (scheme, use, expression) => ({
  scheme,
  source: `${use}
const { text, headers } = JSON.parse(process.argv[2]);
const body = Buffer.from(text);
if (!(${expression})) process.exit(1);
`,
});

const load = (what, from) => `import { ${what} } from ${JSON.stringify(from)};`;
const received = `optondemand.receiver({ secret: ${secret} }).receive({ body, headers }).trust === "signature"`;
const BY_HAND = `timingSafeEqual(Buffer.from(headers["x-signature"].slice(7), "hex"), createHmac("sha256", ${secret}).update(body).digest()) && JSON.parse(body)`;
const standard = (from, prefix) =>
  verifies(prefix, load("Webhook", from), `(new Webhook(${standardSecret}).verify(body, headers), JSON.parse(body))`);

const nodePrograms = (packages) => ({
  [EMPTY]: { source: "" },
  ...Object.fromEntries(
    packages.flatMap(({ label, entry, required }) => [
      [`${label}, ${IMPORT}`, { source: `import ${JSON.stringify(entry)};` }],
      [`${label}, ${FIRST_EVENT}`, verifies("optondemand", load("optondemand", entry), received)],
      [
        `${label}, ${FIRST_EVENT}, CommonJS`,
        {
          ...verifies("optondemand", `const { optondemand } = require(${JSON.stringify(required)});`, received),
          commonJs: true,
        },
      ],
    ]),
  ),
  "node:crypto by hand": verifies("optondemand", load("createHmac, timingSafeEqual", "node:crypto"), BY_HAND),
  standardwebhooks: standard("standardwebhooks", "standardwebhooks"),
  svix: standard("svix", "svix"),
  stripe: verifies(
    "stripe",
    'import Stripe from "stripe";',
    `new Stripe("sk_test_0123456789abcdef").webhooks.constructEvent(body, headers["stripe-signature"], ${secret})`,
  ),
  "@octokit/webhooks-methods": verifies(
    "github",
    load("verify", "@octokit/webhooks-methods"),
    `(await verify(${secret}, String(body), headers["x-hub-signature-256"])) && JSON.parse(body)`,
  ),
  "@hookflo/tern": verifies(
    "github",
    load("WebhookVerificationService", "@hookflo/tern"),
    `(await WebhookVerificationService.verify(new Request("https://hooks.shop.example/", { method: "POST", headers, body }), { platform: "github", secret: ${secret} })).isValid`,
  ),
});

/** A genuine delivery as a text, and one with another body. */
function deliveries(scheme) {
  const [bytes, other] = [0, 1].map((seed) => bodyOf(scheme, SIZE, seed));
  const headers = SCHEMES[scheme].prove(bytes);
  return [bytes, other].map((body) => JSON.stringify({ text: new TextDecoder().decode(body), headers }));
}

/** Returns the milliseconds and the exit code of a process. */
function launch(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { cwd, stdio: "ignore" });
    child.once("error", reject).once("exit", (code) => resolve({ code, took: performance.now() - started }));
  });
}

/** Checks that each program accepts the genuine delivery and refuses the forged one, then returns a run for each. */
async function proven(starts, command, cwd) {
  for (const { name, genuine, forged } of starts) {
    const { code } = await launch(...command(genuine), cwd);
    if (code !== 0) throw new Error(`${name} does not start, or refuses a genuine delivery`);
    if (forged && (await launch(...command(forged), cwd)).code === 0)
      throw new Error(`${name} accepts a forged delivery`);
  }
  return starts.map(({ name, genuine }) => async () => {
    const { code, took } = await launch(...command(genuine), cwd);
    if (code !== 0) throw new Error(`${name} ended with ${code}`);
    return took;
  });
}

async function measure(starts, command, cwd, rounds) {
  const runs = await proven(starts, command, cwd);
  const samples = await interleave(runs, { seconds: 0, leastRounds: rounds, mostCalls: 1, warmUpMs: 0 });
  const empty = median(samples[0]);
  return starts.map(({ name }, at) => ({
    name,
    ns: quartiles(samples[at]),
    over: quartiles(samples[at].map((value) => value - empty)),
  }));
}

function emptyFolder(name) {
  const folder = `${FOLDER}/${name}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Measures in Node. The first result is the empty program. */
export async function coldInNode(runtime, packages, rounds) {
  const folder = emptyFolder(runtime.name);
  const starts = Object.entries(nodePrograms(packages)).map(([name, { source, scheme, commonJs }], at) => {
    const file = `${at}.${commonJs ? "cjs" : "mjs"}`;
    writeFileSync(`${folder}/${file}`, source);
    const [genuine, forged] = scheme ? deliveries(scheme).map((delivery) => [file, delivery]) : [[file], undefined];
    return { name, genuine, forged };
  });
  const [node, ...args] = runtime.command();
  return measure(starts, (given) => [node, [...args, ...given]], folder, rounds);
}

const worker = (use, expression) => `${use}
export default { async test(_controller, { delivery: { text, headers } }) {
  const body = new TextEncoder().encode(text);
  if (!(${expression})) throw new Error("refused");
} };
`;

const hex = 'Uint8Array.from(headers["x-signature"].slice(7).match(/../g), (digits) => parseInt(digits, 16))';
const BY_WEBCRYPTO = `(await crypto.subtle.verify("HMAC", await crypto.subtle.importKey("raw", new TextEncoder().encode(${secret}), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]), ${hex}, body)) && JSON.parse(text)`;

const workerPrograms = (packages) => ({
  [EMPTY]: "export default { test() {} };\n",
  ...Object.fromEntries(
    packages.map(({ label, worker: entry }) => [
      `${label}, ${FIRST_EVENT}`,
      worker(load("optondemand", entry), received),
    ]),
  ),
  "WebCrypto by hand": worker("", BY_WEBCRYPTO),
});

const config = (wasm, delivery) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "2026-10-01",
  bindings = [(name = "delivery", json = ${JSON.stringify(delivery)})],
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), ${wasm.map((file) => `(name = "${file}", wasm = embed "${file}")`)}],
))]);
`;

/** Measures in workerd: it starts, runs a test and ends. The first result is the empty program. */
export async function coldInWorkerd(runtime, packages, rounds) {
  const starts = [];
  for (const [at, [name, source]] of Object.entries(workerPrograms(packages)).entries()) {
    const folder = emptyFolder(`${runtime.name}-${at}`);
    writeFileSync(`${folder}/main.mjs`, source);
    const wasm = await bundleWorker(folder);
    const files = deliveries("optondemand").map((delivery, which) => {
      const file = `${folder}/${["genuine", "forged"][which]}.capnp`;
      writeFileSync(file, config(wasm, delivery));
      return file;
    });
    starts.push({ name, genuine: files[0], forged: name === EMPTY ? undefined : files[1] });
  }
  return measure(starts, (file) => [runtime.command()[0], ["test", file]], FOLDER, rounds);
}
