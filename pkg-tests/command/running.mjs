// Runs the command of the installed package as a process.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after } from "node:test";
import { installed } from "../support/installed.mjs";

export const script = `${installed}/command.js`;

export const folder = mkdtempSync(`${tmpdir()}/countersign-command-`);
after(() => rmSync(folder, { recursive: true }));

/** The environment without what would colour the output, and without a key. */
export const plainEnv = { PATH: process.env.PATH, HOME: folder };

/** Starts the command; `env` is added to a plain environment. */
export const start = (args, env = {}) =>
  spawn(process.execPath, [script, ...args], { env: { ...plainEnv, ...env }, cwd: folder });

/** Runs the command to its end: `{ status, signal, out, err }`. */
export function run(args, { env, input } = {}) {
  const child = start(args, env);
  const told = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (told.out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (told.err += text));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...told }));
  });
}

let count = 0;

/** Writes a file and returns its name in the folder of the tests. */
export function file(content, end = "bin") {
  const name = `${(count += 1)}.${end}`;
  writeFileSync(`${folder}/${name}`, content);
  return name;
}

/** Writes a request as JSON, with the exact bytes of its body. */
export const requestFile = ({ body, headers, url, ip }) =>
  file(JSON.stringify({ method: "POST", url, headers, ip, bodyBase64: Buffer.from(body).toString("base64") }), "json");
