// A screenshot of the operator's page.

import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { NoBrowser, openBrowser } from "./browser.mjs";
import { OPERATOR_TOKEN } from "../lab/simulator/keys.mjs";

const VIEWPORT = { width: 1_120, height: 760 };

/**
 * Opens the operator's page, signs in, and saves a screenshot.
 *
 * @param {string} url of the server
 * @param {string} file
 * @returns {Promise<string>} a line for the user, also if there is no browser
 */
export async function takeScreenshot(url, file) {
  let browser;
  try {
    browser = await openBrowser();
  } catch (error) {
    if (error instanceof NoBrowser) return `no screenshot: ${error.message}`;
    throw error;
  }
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, locale: "en-GB", timezoneId: "UTC" });
    await page.goto(`${url}/operator`);
    await page.getByLabel("Operator token").fill(OPERATOR_TOKEN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page
      .locator("#status")
      .filter({ hasText: /^Deliveries: [1-9]/ })
      .waitFor();
    mkdirSync(dirname(file), { recursive: true });
    await page.screenshot({ path: file });
    return `the operator's page: ${file}, ${Math.ceil(statSync(file).size / 1_000)} kB`;
  } finally {
    await browser.close();
  }
}
