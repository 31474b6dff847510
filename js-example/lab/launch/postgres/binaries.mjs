// Finds PostgreSQL's programs. Installs Debian's package if they are missing and this is allowed.

import { existsSync, readdirSync } from "node:fs";
import { installPackage, isExecutable, pathFolders } from "../debian.mjs";

const DEBIAN = "/usr/lib/postgresql";
const REMEDY = "install Debian's `postgresql`, or set DATABASE_URL to a PostgreSQL whose user may create databases";

/** Debian installs them outside PATH, one folder for each version. */
function folders() {
  const versions = () => readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  const debian = existsSync(DEBIAN) ? versions().map((version) => `${DEBIAN}/${version}/bin`) : [];
  return [...debian, ...pathFolders()];
}

const find = () =>
  folders().find((folder) => ["initdb", "postgres"].every((name) => isExecutable(`${folder}/${name}`)));

async function install() {
  await installPackage("postgresql").catch((error) => {
    throw new Error(`no PostgreSQL was found, and ${error.message}: ${REMEDY}`);
  });
  return find() ?? Promise.reject(new Error(`Debian's package brought no initdb: ${REMEDY}`));
}

/** Resolves to the folder of `initdb` and `postgres`. It rejects if PostgreSQL is not installed, so a test that needs it fails. */
export const postgresBinaries = async () => find() ?? install();
