// Installs the packages that the cells need: each folder of `groups` is installed once into target/matrix, from its lock file. The
// package itself comes from the tarball, as a user would install it.

import { createHash } from "node:crypto";
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { root, tarball } from "../../support/files.mjs";
import { run } from "./process.mjs";

const groups = `${root}pkg-tests/runtimes/matrix/groups`;
const installed = `${root}target/matrix`;

export const folderOf = (group) => `${installed}/${group}`;

/** The Node that runs tools. Current tools need a newer Node than the oldest one that the package supports. */
export const toolNode = `${folderOf("node-24")}/node_modules/node/bin/node`;

/** Returns the pinned version of a package in a group. */
export function pinned(group, name) {
  const { devDependencies } = JSON.parse(readFileSync(`${groups}/${group}/package.json`, "utf8"));
  return devDependencies[name].replace(/^npm:.*@/, "");
}

const hash = (...files) =>
  files.reduce((sum, file) => sum.update(readFileSync(file)), createHash("sha256")).digest("hex");

/** Calls a function, unless it was done before for the same stamp. */
async function once(file, stamp, act) {
  if (existsSync(file) && readFileSync(file, "utf8") === stamp) return;
  rmSync(file, { force: true });
  await act();
  writeFileSync(file, stamp);
}

/** Installing takes seconds. A download that stops arriving has no limit of its own. */
const LIMIT_MS = 180_000;

/** Runs npm in a folder without packages. Tries once more if it fails, because the registry may be busy. */
async function npm(folder, ...args) {
  const attempt = () => {
    // An ended npm leaves half of a package, which the next one would not install again. The copy of our package goes, too.
    for (const name of ["node_modules", ".countersign"]) rmSync(`${folder}/${name}`, { recursive: true, force: true });
    const words = [...args, "--no-audit", "--no-fund", "--loglevel", "error"];
    return run("npm", words, { cwd: folder, timeoutMs: LIMIT_MS });
  };
  try {
    await attempt();
  } catch (error) {
    console.log(`${error.message}\ntrying once more`);
    await attempt();
  }
}

async function installGroup(group) {
  const folder = folderOf(group);
  const files = ["package.json", "package-lock.json"];
  const sources = files.map((file) => `${groups}/${group}/${file}`);
  mkdirSync(folder, { recursive: true });
  await once(`${folder}/.installed`, hash(...sources), async () => {
    console.log(`installing what ${group} needs`);
    for (const [at, file] of files.entries()) copyFileSync(sources[at], `${folder}/${file}`);
    // Not `npm ci`: it fails if the lock file lacks the binary of another platform.
    await npm(folder, "install");
  });
}

/** Installs the tarball into an empty folder. Returns the package's folder and a stamp of the tarball. */
async function installTarball() {
  const folder = `${installed}/countersign`;
  const stamp = hash(tarball);
  mkdirSync(folder, { recursive: true });
  await once(`${folder}/.installed`, stamp, async () => {
    writeFileSync(`${folder}/package.json`, '{ "name": "countersign-matrix", "private": true }\n');
    await npm(folder, "install", "--no-save", "--no-package-lock", tarball);
  });
  return { folder: `${folder}/node_modules/countersign`, stamp };
}

/** Installs a group, and copies the package into it. It has no dependencies and no scripts, so a copy is enough. */
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

/** Calls a function for a group, unless it was done before. One group at a time, because npm uses all cores. */
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

/** Installs a group without the package. */
export const installPackages = (group) => inTurn(installGroup, group);
