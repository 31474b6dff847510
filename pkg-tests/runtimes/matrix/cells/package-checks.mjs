// Runs the usual package checkers on the tarball.

import { readdirSync } from "node:fs";
import { root } from "../../../support/files.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";

const tarball = () => `${root}target/npm/${readdirSync(`${root}target/npm`).find((file) => file.endsWith(".tgz"))}`;

const cell = (name, shows, script, args) => ({
  row: name,
  name,
  group: "checks",
  shows,
  quick: true,
  checks: 1,
  async run() {
    const bin = `${folderOf("checks")}/node_modules/${script}`;
    const output = await run(toolNode, [bin, tarball(), ...args], { cwd: folderOf("checks") });
    return /suggestion|warning|❌|⚠/i.test(output) ? { passed: 0, failed: [output] } : { passed: 1, failed: [] };
  },
});

export const cells = [
  cell("Are the types wrong?", "@arethetypeswrong/cli", "@arethetypeswrong/cli/dist/index.js", []),
  cell("publint --strict", "publint", "publint/src/cli.js", ["--strict"]),
];
