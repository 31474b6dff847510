import { chromium as engine } from "playwright-core";
import { installPackage, isExecutable, pathFolders } from "../lab/launch/debian.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Turns off Chromium's background network requests. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/** Thrown when Chromium is missing and cannot be installed. */
export class NoBrowser extends Error {}

function find() {
  const paths = NAMES.flatMap((name) => pathFolders().map((folder) => `${folder}/${name}`));
  return [process.env.CHROME_PATH, ...paths].find((path) => path && isExecutable(path));
}

async function install() {
  await installPackage("chromium").catch((error) => {
    throw new NoBrowser(`no Chromium on PATH or in CHROME_PATH, and ${error.message}`);
  });
  return find() ?? Promise.reject(new NoBrowser("Debian's package brought no Chromium"));
}

let finding;

/**
 * Resolves to the path of Chromium. Installs it if it is missing and this is allowed.
 *
 * @returns {Promise<string>}
 * @throws {NoBrowser}
 */
export const findBrowser = () => (finding ??= Promise.resolve(find() ?? install()));

/**
 * Starts Chromium without a window and with a new profile.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 * @throws {NoBrowser}
 */
export async function openBrowser() {
  const executablePath = await findBrowser();
  // Chromium's own sandbox does not work for root. It opens only the example's page.
  return engine.launch({ executablePath, args: QUIET, chromiumSandbox: process.getuid?.() !== 0 });
}
