// Builds a commit from clean clones in two different environments, and compares the bytes.

import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename } from "node:path";
import { run } from "../runtimes/matrix/process.mjs";
import { differences } from "./compare.mjs";
import { packageKey } from "./source.mjs";
import { environment } from "./tools.mjs";

const TIMEOUT_MS = 30 * 60_000;

/** Returns a cargo home with only the user's configuration, so that crates come from the usual registry. */
function newCargoHome(folder) {
  mkdirSync(folder, { recursive: true });
  const config = `${process.env.CARGO_HOME ?? `${homedir()}/.cargo`}/config.toml`;
  if (existsSync(config)) copyFileSync(config, `${folder}/config.toml`);
  return folder;
}

async function step(what, act) {
  const started = Date.now();
  const result = await act();
  console.log(`${what}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return result;
}

/** Clones a commit, builds the npm package and packs the crate. Returns the paths of the output. */
async function buildAt({ name, folder, umask, env, crateFlags }, root, commit) {
  const options = { cwd: folder, env: { ...environment(root), ...env, SOURCE: root }, timeoutMs: TIMEOUT_MS };
  const shell = (command) => run("bash", ["-c", `umask ${umask} && ${command}`], options);
  mkdirSync(folder, { recursive: true });
  await shell(`git clone --quiet --no-checkout "$SOURCE" . && git checkout --quiet --detach ${commit}`);
  await step(`${name}: make build`, () => shell("make build"));
  await step(`${name}: cargo package`, () =>
    shell(`cargo package --locked --quiet --package countersign ${crateFlags}`),
  );
  const file = `countersign-${packageKey(folder, "version")}`;
  return {
    wasm: `${folder}/pkg/countersign.wasm`,
    tarball: `${folder}/target/npm/${file}.tgz`,
    crate: `${folder}/target/package/${file}.crate`,
  };
}

const folderOf = (root) => `${root}/target/release-check`;

/**
 * Builds a commit twice. Returns `{ files, problems, tree }`: the paths of the first build's module, tarball and crate, the
 * differences of the second build, and the first tree. The environments differ in path, cargo home, file modes, time zone and
 * language. Throws if a build fails.
 */
export async function buildTwice(root, commit) {
  const check = folderOf(root);
  rmSync(check, { recursive: true, force: true });
  const here = { name: "first clone", folder: `${check}/a`, umask: "022", env: {}, crateFlags: "" };
  const env = { CARGO_HOME: newCargoHome(`${check}/b/cargo`), LC_ALL: "C", TZ: "Pacific/Kiritimati" };
  const elsewhere = {
    name: "second clone",
    folder: `${check}/b/in-another-place`,
    umask: "077",
    env,
    crateFlags: "--no-verify",
  };
  const [first, second] = [await buildAt(here, root, commit), await buildAt(elsewhere, root, commit)];
  const problems = differences(first, second);
  if (problems.length > 0) problems.push(`both builds are left in ${check}`);
  return { files: first, problems, tree: here.folder };
}

/** Moves the output out of the clones and deletes them, because they take a gigabyte. Returns the new paths. */
export function keep(files, root) {
  const check = folderOf(root);
  mkdirSync(`${check}/out`);
  const kept = {};
  for (const [kind, path] of Object.entries(files)) {
    kept[kind] = `${check}/out/${basename(path)}`;
    copyFileSync(path, kept[kind]);
  }
  for (const folder of ["a", "b"]) rmSync(`${check}/${folder}`, { recursive: true });
  return kept;
}
