// The output of a process with an uncaught error is short and names the mistake. Node prints the line of the package that threw,
// so no line may be long.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { root } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

/** The number of characters that fit on a screen. */
const MOST = 2_000;

/** The longest line of code: esbuild breaks a line after the word that exceeds its limit. */
const LONGEST = 400;

const NODES = { "this Node": process.execPath, "Node 24": `${root}pkg-tests/node_modules/node/bin/node` };

const folder = mkdtempSync(`${tmpdir()}/uncaught-`);
symlinkSync(`${root}pkg-tests/node_modules`, `${folder}/node_modules`);
after(() => rmSync(folder, { recursive: true }));

const UNSET = "{ secret: process.env.COUNTERSIGN_NOT_SET }";
const FORGED =
  "{ body: '{}', headers: { 'x-signature': `sha256=${'0'.repeat(64)}` } }, { secret: 'whsec_0123456789abcdef' }";

/** Programs by their mistake: the entry, its import, the code, and the text that the output must contain. */
const MISTAKES = {
  "an unset variable": ["countersign", "optondemand", `optondemand.receiver(${UNSET});`, /^WebhookError: .*`secret`/m],
  "an unset variable, inline": [
    "countersign/inline",
    "optondemand",
    `optondemand.receiver(${UNSET});`,
    /^WebhookError: .*`secret`/m,
  ],
  "a config without a secret": [
    "countersign",
    "optondemand",
    "optondemand.receiver({});",
    /^WebhookError: .*`secret`/m,
  ],
  "an unknown option": [
    "countersign",
    "xoxoday",
    "xoxoday.receiver({ apiKey: 'k', apikey: 'k' });",
    /^WebhookError: .*`apikey`/m,
  ],
  "a forged delivery": [
    "countersign",
    "optondemand",
    `optondemand.receive(${FORGED});`,
    /^WebhookError: .*\n[^]*code: 'mismatch'/m,
  ],
  "a body that was parsed": [
    "countersign",
    "reward",
    "reward.parse({ id: 'a' });",
    /^WebhookError: .*\n[^]*code: 'body_not_raw'/m,
  ],
  "no credentials": ["countersign", "isendu", "isendu.confirm('{}', []);", /^WebhookError: .*`credentials`/m],
  "a rejection": [
    "countersign",
    "optondemand",
    `(async () => optondemand.receive(${FORGED}))();`,
    /^WebhookError: .*\n[^]*code: 'mismatch'/m,
  ],
  "a handler's option": ["countersign/fetch", "createHandler", "createHandler({});", /^WebhookError: .*`onEvent`/m],
  "a handler's option, Node": [
    "countersign/node",
    "createHandler",
    "createHandler({});",
    /^WebhookError: .*`onEvent`/m,
  ],
  "a handler's config": [
    "countersign/fetch",
    "createHandler",
    `createHandler({ provider: require("countersign").optondemand, config: ${UNSET}, onEvent() {} });`,
    /^WebhookError: .*`secret`/m,
  ],
  "a handler's config, Node": [
    "countersign/node",
    "createHandler",
    `createHandler({ provider: require("countersign").optondemand, config: ${UNSET}, onEvent() {} });`,
    /^WebhookError: .*`secret`/m,
  ],
  "no key to sign with": [
    "countersign/testing",
    "optondemand",
    "optondemand.sign('{}', {});",
    /^WebhookError: .*`secret`/m,
  ],
  "an unknown fixture": ["countersign/testing", "fixture", "fixture('x');", /^RangeError: no fixture "x"/m],
};

/** How a program imports an entry in each module system. Both have `require`. */
const SYSTEMS = {
  cjs: (entry, name) => `const { ${name} } = require("${entry}");\n`,
  mjs: (entry, name) =>
    `import { ${name} } from "${entry}";\nimport { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n`,
};

let programs = 0;

/** Runs a program that fails, and returns its output. */
function printed(node, flags, extension, source) {
  const file = `${folder}/program-${(programs += 1)}.${extension}`;
  writeFileSync(file, source);
  return new Promise((resolve, reject) => {
    execFile(node, [...flags, file], { encoding: "utf8" }, (error, stdout, stderr) => {
      if (typeof error?.code !== "number" || error.code === 0) reject(error ?? new Error("the program did not fail"));
      else resolve(stdout + stderr);
    });
  });
}

for (const [node, path] of Object.entries(NODES)) {
  for (const [extension, head] of Object.entries(SYSTEMS)) {
    for (const flags of [[], ["--enable-source-maps"]]) {
      test([`${node}, .${extension}`, ...flags].join(" "), async () => {
        for (const [mistake, [entry, name, act, shown]] of Object.entries(MISTAKES)) {
          const text = await printed(path, flags, extension, head(entry, name) + act);
          assert.match(text, shown, mistake);
          assert.ok(text.length < MOST, `${mistake}: ${text.length} characters\n${text.slice(0, MOST)}`);
        }
      });
    }
  }
}

test("a program that fails in a long line prints too much, and the check finds it", async () => {
  const text = await printed(process.execPath, [], "cjs", `${"/* a long line */".repeat(200)} throw new Error("x");`);
  assert.ok(text.length > MOST);
});

for (const file of readdirSync(installed).filter((name) => /\.c?js$/.test(name))) {
  test(`${file} has no long line of code`, () => {
    const lines = readFileSync(`${installed}/${file}`, "utf8").split("\n");
    const long = lines.filter((line) => line.length > LONGEST);
    // Only the text of the module, on its own line.
    assert.equal(long.length, /^(?:instance\.inline\.c?js|diagnose\.module\.cjs)$/.test(file) ? 1 : 0);
    for (const line of long) assert.match(line, /^"[^"\\]+"$/);
  });
}
