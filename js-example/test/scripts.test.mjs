// `npm run …` runs its scripts with the Node that npm itself runs on. A script's PATH starts with another Node, which this
// package installs for wrangler. That one cannot load the SQLite module that npm built.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { makeFolder } from "../lab/launch/caretaker.mjs";

const run = promisify(execFile);
const cwd = new URL("..", import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL("package.json", cwd), "utf8"));

const { folder, remove } = makeFolder("countersign-scripts-");
after(remove);
/** A stand-in for npm's Node. It prints its arguments. */
const chosen = `${folder}/chosen`;
writeFileSync(chosen, '#!/bin/sh\necho "chosen: $*"\n');
/** The first `node` on PATH. No script may run it. */
writeFileSync(`${folder}/node`, "#!/bin/sh\necho 'not this one' >&2\nexit 99\n");
for (const file of [chosen, `${folder}/node`]) chmodSync(file, 0o755);

for (const [name, script] of Object.entries(scripts)) {
  test(`npm run ${name} runs on npm's Node`, async () => {
    const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, npm_node_execpath: chosen };
    const { stdout } = await run("sh", ["-c", script], { cwd, env });
    assert.match(stdout, /^chosen: .*\.mjs/);
    assert.ok(!stdout.includes("*"), "every pattern matches files");
  });
}

test("the demo, the hostile load and the torture test are scripts, and so are the server and the tests", () => {
  assert.deepEqual(Object.keys(scripts), ["demo", "hostile", "start", "test", "torture"]);
});
