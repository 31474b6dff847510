// The handlers' types against those of the frameworks.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { tsc } from "../support/files.mjs";
import { folder, read } from "./harness.mjs";

const strict = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  target: "es2022",
  module: "nodenext",
  lib: ["es2022"],
};

for (const [file, options] of [
  // We don't check the frameworks' own types.
  ["node.ts", { types: ["node"], skipLibCheck: true }],
  // With the default libraries of a project that names none.
  ["azure.ts", { types: ["node"], lib: undefined, skipLibCheck: true }],
  ["hosts.ts", { types: ["node"], skipLibCheck: true }],
  ["workers.ts", { types: ["@cloudflare/workers-types"], skipLibCheck: true }],
  ["bare.ts", { types: [] }],
]) {
  test(`the types of ${file}`, async () => {
    const cwd = folder(`types-${file}`);
    writeFileSync(`${cwd}/${file}`, read(`types/${file}`));
    writeFileSync(
      `${cwd}/tsconfig.json`,
      JSON.stringify({ compilerOptions: { ...strict, ...options }, files: [file] }),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", cwd]).catch((error) => error);
    assert.equal(stdout, "");
  });
}
