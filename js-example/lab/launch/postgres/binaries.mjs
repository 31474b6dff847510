// Where PostgreSQL's programs are; Debian's package is installed where they are missing and may be.

import { execFile } from "node:child_process";
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DEBIAN = "/usr/lib/postgresql";
const LOCK_SECONDS = 600;

/** Debian keeps them off PATH, one folder for each version. */
function folders() {
  const versions = () => readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const debian = exists(DEBIAN) ? versions().map((version) => `${DEBIAN}/${version}/bin`) : [];
  return [...debian, ...(process.env.PATH ?? "").split(delimiter).filter(Boolean)];
}

function exists(path, mode = constants.R_OK) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

const find = () =>
  folders().find((folder) => ["initdb", "postgres"].every((name) => exists(`${folder}/${name}`, constants.X_OK)));

async function install() {
  const remedy = "install Debian's `postgresql`, or set DATABASE_URL to a PostgreSQL whose user may create databases";
  if (process.getuid?.() !== 0) throw new Error(`no PostgreSQL was found, and only root may install one: ${remedy}`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
  // Several test files may find it missing at the same time.
  const wait = ["-o", `DPkg::Lock::Timeout=${LOCK_SECONDS}`];
  await run("apt-get", [...wait, "update"], options).catch(() => {}); // the lists that are there may do
  await run("apt-get", [...wait, "install", "-y", "--no-install-recommends", "postgresql"], options).catch((error) => {
    throw new Error(`PostgreSQL cannot be installed: ${error.message.split("\n")[0]}. Please ${remedy}`);
  });
  return find() ?? Promise.reject(new Error(`Debian's package brought no initdb: ${remedy}`));
}

/** Resolves to the folder of `initdb` and `postgres`. It never gives up in silence: a test that needs them fails. */
export const postgresBinaries = async () => find() ?? install();
