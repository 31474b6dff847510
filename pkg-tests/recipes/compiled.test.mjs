// Each recipe compiles with the strictest options and the types of its host, with and without exact optional properties.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tsc } from "../support/files.mjs";
import { STRICTEST } from "../support/strictest.mjs";
import { edit, folder, read } from "./harness.mjs";

/** What recipes need besides: their imports end in .ts, NestJS has decorators, and none of them sees a browser. */
const RECIPES = { allowImportingTsExtensions: true, experimentalDecorators: true, lib: ["es2024"] };

/** The recipes for runtimes other than Node, by their types. Deno also has Node's. */
const ELSEWHERE = {
  "@cloudflare/workers-types": ["hono-workers.ts", "workers.ts", "workers-isendu.ts"],
  "@types/deno node": ["deno.ts"],
  bun: ["bun.ts"],
};
/** The path of a file in an application, as its imports require. */
const PLACES = {
  "next-api.ts": "pages/api/optondemand.ts",
  "next-isendu.ts": "app/hooks/isendu/[token]/route.ts",
  "next-route.ts": "app/hooks/optondemand/route.ts",
  "nitro-2.ts": "server/routes/optondemand.ts",
  "nitro.ts": "routes/hooks/optondemand.ts",
  "sveltekit.ts": "src/routes/hooks/+server.ts",
};
/** Packages with types that the frameworks export under other names. */
const ALIASES = [
  ["@adonisjs/core/http", "@adonisjs/http-server"],
  ["@adonisjs/core/types/http", "@adonisjs/http-server/types"],
  ['"h3"', '"h3-1"'],
];
const all = readdirSync(fileURLToPath(new URL("./", import.meta.url))).filter((name) => name.endsWith(".ts"));
const onNode = all.filter((name) => !Object.values(ELSEWHERE).flat().includes(name));

/** Compiles recipes, each at its own path. Returns the compiler's output. */
async function compile(name, sources, options) {
  const cwd = folder(`compiled-${name}`);
  try {
    const files = Object.entries({ ...shared(sources), ...sources }).map(([file, source]) => {
      const place = PLACES[file] ?? file;
      mkdirSync(dirname(`${cwd}/${place}`), { recursive: true });
      writeFileSync(
        `${cwd}/${place}`,
        ALIASES.reduce((text, [from, to]) => text.replace(from, to), source),
      );
      return place;
    });
    writeFileSync(
      `${cwd}/tsconfig.json`,
      JSON.stringify({ compilerOptions: { ...STRICTEST, ...RECIPES, ...options }, files }),
    );
    return (await promisify(execFile)(process.execPath, [tsc, "-p", cwd]).catch((error) => error)).stdout;
  } finally {
    rmSync(cwd, { recursive: true });
  }
}

/** Returns the imports between the sources. */
const shared = (sources) =>
  Object.fromEntries(
    ["webhook.ts", "isendu.ts"]
      .filter((file) => Object.values(sources).some((text) => text.includes(`/${file}"`)))
      .map((file) => [file, read(file)]),
  );

for (const [types, files] of [["node", onNode], ...Object.entries(ELSEWHERE)]) {
  for (const exactOptionalPropertyTypes of [true, false]) {
    test(`recipes with the types of ${types}, ${exactOptionalPropertyTypes ? "exact" : "inexact"} optional properties`, async () => {
      assert.ok(files.length > 0);
      const sources = Object.fromEntries(files.map((file) => [file, read(file)]));
      assert.equal(
        await compile(`${types.replace(/\W/g, "-")}-${exactOptionalPropertyTypes}`, sources, {
          exactOptionalPropertyTypes,
          types: types.split(" "),
        }),
        "",
      );
    });
  }
}

for (const [what, file, change, error] of [
  ["a field that the event does not have", "webhook.ts", ["event.dedupeKey", "event.dedupekey"], /dedupekey/],
  ["an option of another provider", "webhook.ts", ["secret: process", "apiKey: process"], /apiKey/],
  [
    "a confirmation with half of its key",
    "isendu.ts",
    ["secret: ISENDU_SECRET", "key: ISENDU_SECRET"],
    /isendu\.ts\(\d+,\d+\): error TS2769/,
  ],
]) {
  test(`found: ${what}`, async () => {
    assert.match(await compile(`mistake-${what}`, { [file]: edit(read(file), [change]) }, { types: ["node"] }), error);
  });
}
