// Installs what the cells run on: each folder of `groups` becomes a folder below target/matrix, by its lock file, once.
// The package itself comes from the tarball, as a user would install it.

import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { root, tarball } from "../../support/files.mjs";
import { run } from "./process.mjs";

const groups = `${root}pkg-tests/runtimes/matrix/groups`;
const installed = `${root}target/matrix`;

export const folderOf = (group) => `${installed}/${group}`;

/** The binary of the Node that runs tools: current ones need a newer Node than the oldest that the package supports. */
export const toolNode = `${folderOf("node-24")}/node_modules/node/bin/node`;

/** Returns the pinned version of a package in a group. */
export function pinned(group, name) {
  const { devDependencies } = JSON.parse(readFileSync(`${groups}/${group}/package.json`, "utf8"));
  return devDependencies[name].replace(/^npm:.*@/, "");
}

const hash = (...files) =>
  files.reduce((sum, file) => sum.update(readFileSync(file)), createHash("sha256")).digest("hex");

/** Does something unless it was done already for the same stamp. */
async function once(file, stamp, act) {
  if (existsSync(file) && readFileSync(file, "utf8") === stamp) return;
  rmSync(file, { force: true });
  await act();
  writeFileSync(file, stamp);
}

const npm = (folder, ...args) =>
  run("npm", [...args, "--no-audit", "--no-fund", "--loglevel", "error"], { cwd: folder, timeoutMs: 900_000 });

async function installGroup(group) {
  const folder = folderOf(group);
  const files = ["package.json", "package-lock.json"];
  const sources = files.map((file) => `${groups}/${group}/${file}`);
  mkdirSync(folder, { recursive: true });
  await once(`${folder}/.installed`, hash(...sources), async () => {
    console.log(`installing what ${group} needs`);
    for (const [at, file] of files.entries()) copyFileSync(sources[at], `${folder}/${file}`);
    rmSync(`${folder}/node_modules`, { recursive: true, force: true });
    // Not `npm ci`, which fails when a lock file lacks the binary of a platform that nobody here uses.
    await npm(folder, "install");
  });
}

/** Installs the tarball into an empty folder; returns the folder of the package, and a stamp of the tarball. */
async function installTarball() {
  const folder = `${installed}/countersign`;
  const stamp = hash(tarball);
  mkdirSync(folder, { recursive: true });
  await once(`${folder}/.installed`, stamp, async () => {
    rmSync(`${folder}/node_modules`, { recursive: true, force: true });
    writeFileSync(`${folder}/package.json`, '{ "name": "countersign-matrix", "private": true }\n');
    await npm(folder, "install", "--no-save", "--no-package-lock", tarball);
  });
  return { folder: `${folder}/node_modules/countersign`, stamp };
}

/** Installs a group, and the package into it. It has no dependencies and no scripts: a copy is an installation. */
async function installInto(group) {
  const built = await installTarball();
  await installGroup(group);
  const folder = folderOf(group);
  await once(`${folder}/.countersign`, built.stamp, () => {
    rmSync(`${folder}/node_modules/countersign`, { recursive: true, force: true });
    cpSync(built.folder, `${folder}/node_modules/countersign`, { recursive: true });
  });
}

const installations = new Map();
let last = Promise.resolve();

/** Does something for a group unless that was done, one after the other: npm takes all the cores there are. */
function inTurn(act, group) {
  const key = `${act.name} ${group}`;
  if (!installations.has(key)) {
    last = last.then(
      () => act(group),
      () => act(group),
    );
    installations.set(key, last);
  }
  return installations.get(key);
}

/** Installs a group, with the package in it. */
export const install = (group) => inTurn(installInto, group);

/** Installs a group alone. */
export const installPackages = (group) => inTurn(installGroup, group);
