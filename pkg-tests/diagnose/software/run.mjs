// Runs other software, as it is installed on this machine.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after } from "node:test";

export const folder = mkdtempSync(`${tmpdir()}/countersign-software-`);
after(() => rmSync(folder, { recursive: true }));

const known = new Map();

/** Tells whether a command exists. */
export function exists(command) {
  if (!known.has(command)) {
    try {
      execFileSync("sh", ["-c", 'command -v "$1"', "sh", command], { stdio: "ignore" });
      known.set(command, true);
    } catch {
      known.set(command, false);
    }
  }
  return known.get(command);
}

/** Runs a command with an input; resolves to the bytes that it writes. */
export function output([command, ...args], input = "", env = {}) {
  const child = spawn(command, args, { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", ...env } });
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const chunks = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    return chunks;
  });
  child.stdin.on("error", () => {}); // a command need not read all of its input
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0
        ? resolve(Buffer.concat(out))
        : reject(new Error(`${command} ended with ${status}: ${Buffer.concat(err)}`)),
    );
  });
}

let count = 0;

/** Writes a file, and returns its path. */
export function file(content, end = "txt") {
  const path = `${folder}/${(count += 1)}.${end}`;
  writeFileSync(path, content);
  return path;
}
