// A consumer's own test that imports the package, in each test runner.

import { commonJs, esModule, print, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";

const inTest = (text) => `test("the suite", () => ${print(text).slice(0, -1)});`;

const cell = (row, name, group, shows, quick, files, args) => ({
  row,
  name,
  group,
  shows,
  quick,
  async run() {
    const folder = workFolder(group, name);
    write(folder, { "package.json": { private: true, name: "consumer" }, ...files });
    const bin = (path) => `${folderOf(group)}/node_modules/${path}`;
    return readReport(await run(toolNode, args(bin), { cwd: folder }));
  },
});

const jest = (name, environment) =>
  cell(
    "jest",
    name,
    "jest",
    "jest",
    false,
    { "consumer.test.js": commonJs(inTest), "jest.config.json": { testEnvironment: environment } },
    (bin) => [bin("jest/bin/jest.js"), "--config=jest.config.json", "--silent=false", "--useStderr=false"],
  );

export const cells = [
  cell(
    "node:test",
    "node:test",
    "node-24",
    "node",
    true,
    { "consumer.test.mjs": `import { test } from "node:test";\n${esModule(inTest)}` },
    () => ["--test"],
  ),
  cell(
    "Vitest",
    "Vitest",
    "vitest",
    "vitest",
    false,
    { "consumer.test.mjs": `import { test } from "vitest";\n${esModule(inTest)}` },
    (bin) => [bin("vitest/vitest.mjs"), "run", "--disable-console-intercept"],
  ),
  jest("jest, Node", "node"),
  jest("jest, jsdom", "jsdom"),
];
