// The types, checked by the real compiler: valid code compiles, and invalid code doesn't.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { blocks, sources } from "../documents/documents.mjs";
import { root, tsc } from "../support/files.mjs";
import { installed } from "../support/installed.mjs";

const strict = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  types: ["node"],
};

for (const [name, extensions, options] of [
  ["nodenext, ES module and CommonJS", ["mts", "cts"], { module: "nodenext", target: "es2022" }],
  ["bundler", ["ts"], { module: "esnext", moduleResolution: "bundler", target: "es2022" }],
]) {
  test(`a consumer compiles, ${name}`, async () => {
    const folder = mkdtempSync(`${root}pkg-tests/node_modules/.types-`);
    try {
      const files = extensions.flatMap((extension) =>
        ["consumer", "schemes"].map((name) => {
          copyFileSync(`${root}pkg-tests/package/types/${name}.ts`, join(folder, `${name}.${extension}`));
          return `${name}.${extension}`;
        }),
      );
      writeFileSync(
        join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions: { ...strict, ...options }, files }),
      );
      const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch((error) => error);
      assert.equal(stdout, "");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("the sample in TypeScript compiles, with a variable that may be unset", async () => {
  const folder = mkdtempSync(`${root}pkg-tests/node_modules/.types-`);
  const compilerOptions = {
    ...strict,
    noUnusedLocals: true,
    noUnusedParameters: true,
    module: "nodenext",
    target: "es2022",
  };
  const files = ["sample.mts", "wrong.mts"];
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  try {
    const [sample, ...more] = blocks(sources["src/docs/handlers.md"], "ts");
    assert.deepEqual(more, []);
    assert.doesNotMatch(sample, /\w!/);
    writeFileSync(join(folder, "sample.mts"), sample);
    writeFileSync(join(folder, "wrong.mts"), sample.replace("process.env", "process.pid"));
    const failed = await promisify(execFile)(process.execPath, [tsc, "-p", folder]).catch((error) => error);
    const lines = failed.stdout.split("\n").filter((line) => /^\S/.test(line));
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /wrong\.mts\(\d+,\d+\): error TS/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every exported name and its properties have comments", () => {
  const lines = ["index", "handlers", "fetch", "node", "testing"].flatMap((name) =>
    readFileSync(`${installed}/${name}.d.ts`, "utf8").split("\n"),
  );
  const undocumented = lines.filter((line, at) => {
    const declares =
      /^(export (interface|type|const|class) \w+|\s+(readonly )?\w+\??:)/.test(line) && !/^\s+(kind|\[)|,$/.test(line);
    return declares && !/\*\/\s*$/.test(lines[at - 1]);
  });
  assert.deepEqual(undocumented, []);
});
