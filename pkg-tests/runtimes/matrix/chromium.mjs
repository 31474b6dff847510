// Finds Chromium, the only program of the matrix that isn't in an npm package.

import { accessSync, constants } from "node:fs";
import { delimiter } from "node:path";
import { NotRun } from "./harness.mjs";
import { run } from "./process.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const paths = NAMES.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return [process.env.CHROME_PATH, ...paths].find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

async function find() {
  const found = onPath();
  if (found) return found;
  if (process.getuid?.() !== 0)
    throw new NotRun("no Chromium on PATH or in CHROME_PATH, and only root may install one");
  const options = { cwd: "/", env: { DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: 900_000 };
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options).catch((error) => {
    throw new NotRun(`Chromium cannot be installed: ${error.message.split("\n")[0]}`);
  });
  return onPath();
}

let finding;

/** Returns the path of Chromium. Installs it if it is missing and that is allowed. */
export const chromium = () => (finding ??= find());
