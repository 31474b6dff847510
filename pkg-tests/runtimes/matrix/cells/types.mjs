// The types with the oldest supported compiler and the newest, with all strict options and library checks.

import { copyFileSync } from "node:fs";
import { root } from "../../../support/files.mjs";
import { workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";

const strict = {
  strict: true,
  noEmit: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: "es2022",
  types: ["node"],
};

// As an ES module, and as CommonJS if the resolution distinguishes them.
const RESOLUTIONS = {
  node16: [["consumer.mts", "consumer.cts"], { module: "node16", moduleResolution: "node16" }],
  nodenext: [["consumer.mts", "consumer.cts"], { module: "nodenext", moduleResolution: "nodenext" }],
  bundler: [["consumer.ts"], { module: "esnext", moduleResolution: "bundler" }],
};

const cell = (major) => ({
  row: "TypeScript: `node16`, `nodenext` and `bundler`, all strict",
  name: `TypeScript ${major}`,
  group: "typescript",
  shows: `typescript-${major}`,
  quick: true,
  checks: Object.keys(RESOLUTIONS).length,
  async run() {
    const tsc = `${folderOf("typescript")}/node_modules/typescript-${major}/bin/tsc`;
    const failed = [];
    for (const [resolution, [files, options]] of Object.entries(RESOLUTIONS)) {
      const folder = workFolder("typescript", `${this.name} ${resolution}`);
      for (const file of files) copyFileSync(`${root}pkg-tests/package/types/consumer.ts`, `${folder}/${file}`);
      write(folder, { "tsconfig.json": { compilerOptions: { ...strict, ...options }, files } });
      await run(toolNode, [tsc, "-p", "."], { cwd: folder }).catch((error) =>
        failed.push(`${resolution}: ${error.message}`),
      );
    }
    return { passed: this.checks - failed.length, failed };
  },
});

export const cells = ["5.0", "5.4", "5.9", "7"].map(cell);
