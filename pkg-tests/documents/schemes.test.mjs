// The worked examples of the page "Any other sender" print what their comments say.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { transformSync } from "esbuild";
import { root } from "../support/files.mjs";
import { samples } from "./documents.mjs";

const PRINTED = /console\.log\(.+?\); \/\/ (.+)$/gm;
const examples = samples("src/docs/schemes.md").filter((code) => code.search(PRINTED) >= 0);

test("there are three worked examples", () => assert.equal(examples.length, 3));

for (const code of examples) {
  const said = [...code.matchAll(PRINTED)].map(([, text]) => text).join("\n");
  test(`the example that prints ${said}`, () => {
    const source = transformSync(code, { loader: "ts" }).code;
    const options = { cwd: `${root}pkg-tests`, encoding: "utf8" };
    assert.equal(execFileSync(process.execPath, ["--input-type=module", "--eval", source], options).trim(), said);
  });
}
