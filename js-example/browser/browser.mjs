import { chromium as engine } from "playwright-core";
import { chromium } from "../../pkg-tests/runtimes/matrix/chromium.mjs";

/** No service of the browser's maker is asked anything. */
const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
];

/**
 * Starts Chromium, which is installed where it is missing and may be. It has no window, and a profile of its own.
 *
 * @returns {Promise<import("playwright-core").Browser>}
 * @throws {import("../../pkg-tests/runtimes/matrix/harness.mjs").NotRun} when there is none, and none can be installed
 */
export async function openBrowser() {
  const executablePath = await chromium();
  // Chromium's own sandbox does not work for root; nothing but the example's page is opened.
  return engine.launch({ executablePath, args: QUIET, chromiumSandbox: process.getuid?.() !== 0 });
}
