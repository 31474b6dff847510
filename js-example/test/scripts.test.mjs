// `npm run …`: its scripts run under the Node that npm itself runs under. The one that this package brings for wrangler
// comes first on a script's PATH, and the SQLite that npm has installed is made for the other one.

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
/** It stands for the Node that is to run the script, and tells what it was given. */
const chosen = `${folder}/chosen`;
writeFileSync(chosen, '#!/bin/sh\necho "chosen: $*"\n');
/** It comes first on PATH, and must not be asked. */
writeFileSync(`${folder}/node`, "#!/bin/sh\necho 'not this one' >&2\nexit 99\n");
for (const file of [chosen, `${folder}/node`]) chmodSync(file, 0o755);

for (const [name, script] of Object.entries(scripts)) {
  test(`npm run ${name} uses the Node of npm`, async () => {
    const env = { PATH: `${folder}${delimiter}${process.env.PATH}`, npm_node_execpath: chosen };
    const { stdout } = await run("sh", ["-c", script], { cwd, env });
    assert.match(stdout, /^chosen: .*\.mjs/);
    assert.ok(!stdout.includes("*"), "every pattern names files");
  });
}

test("the demo, the hostile load and the torture test are scripts, and so are the server and the tests", () => {
  assert.deepEqual(Object.keys(scripts), ["demo", "hostile", "start", "test", "torture"]);
});
