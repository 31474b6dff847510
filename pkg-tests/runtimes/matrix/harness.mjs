// Shared by the cells: their own folders, the consumer's program, and reading its report.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { transformSync } from "esbuild";
import { root } from "../../support/files.mjs";
import { folderOf } from "./install.mjs";
import { BODY, CHECKS, SECRET, SIGNED } from "./suite.mjs";

const suite = `${root}pkg-tests/runtimes/matrix/suite.mjs`;

/** Thrown by a cell that this machine can't run. It is reported as not run, and never as passed. */
export class NotRun extends Error {}

/** Returns an empty folder where imports find a group's packages and the suite. */
export function workFolder(group, name) {
  const folder = `${folderOf(group)}/cells/${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(suite, `${folder}/suite.mjs`);
  writeFileSync(`${folder}/suite.cjs`, transformSync(readFileSync(suite, "utf8"), { format: "cjs" }).code);
  return folder;
}

/** Runs a function with a folder outside of any package. */
export async function elsewhere(act) {
  const folder = mkdtempSync(`${tmpdir()}/countersign-matrix-`);
  try {
    return await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes files into a folder, by name. */
export function write(folder, files) {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
  }
}

const MARK = "countersign-matrix";
/** An expression that runs the suite. Its value is a text with the report. */
const report = `"${MARK} " + JSON.stringify(conform(api, testing, [web, node])) + " ${MARK}"`;

/** The consumer's imports, each only a specifier without configuration, followed by the code that uses the report. */
export const esModule = (use) => `import * as api from "countersign";
import * as web from "countersign/fetch";
import * as node from "countersign/node";
import * as testing from "countersign/testing";
import { conform } from "./suite.mjs";
${use(report)}
`;
export const commonJs = (use) => `const api = require("countersign");
const web = require("countersign/fetch");
const node = require("countersign/node");
const testing = require("countersign/testing");
const { conform } = require("./suite.cjs");
${use(report)}
`;
export const print = (text) => `console.log(${text});`;
/** The form of a Worker, and of similar handlers. */
export const serve = (text) => `export default { fetch: () => new Response(${text}) };`;

/** A handler of deliveries, for a program that already has the imports. */
export const HANDLER = `web.createHandler({ provider: api.optondemand, config: { secret: ${JSON.stringify(SECRET)} }, onEvent: () => {} })`;

/** The deliveries for such a handler, and the expected status. */
const DELIVERIES = [
  ["a genuine delivery", SIGNED, BODY, 200],
  ["a forged delivery", SIGNED, `${BODY} `, 401],
  ["a delivery without a signature", {}, BODY, 401],
];

/** The number of checks of a cell that runs the suite and sends those deliveries. */
export const CHECKS_AND_DELIVERIES = Object.keys(CHECKS).length + DELIVERIES.length;

/** Sends the deliveries to a handler. Returns the report of the suite with their results. */
export async function deliver(url, { passed, failed }) {
  const problems = [...failed];
  for (const [name, headers, body, wanted] of DELIVERIES) {
    const { status } = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });
    if (status !== wanted) problems.push(`${name}: ${status} instead of ${wanted}`);
  }
  return { passed: passed + DELIVERIES.length - (problems.length - failed.length), failed: problems };
}

/** Returns the report in a text. In the page that Chromium prints, its quotes are escaped. */
export function readReport(text) {
  const found = new RegExp(`${MARK} (.*?) ${MARK}`, "s").exec(text);
  if (!found) throw new Error(`no report in: ${text.slice(0, 2_000)}`);
  return JSON.parse(found[1].replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
}
