// A browser for the tests of the operator's page. Its pages record every problem.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import assert from "node:assert/strict";
import { openBrowser } from "../../../demo/browser.mjs";
import { OPERATOR_TOKEN } from "../../../lab/simulator/keys.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let opening;

/** Runs `act` with a new page. Fails if the page reports a problem or sends a request to another host. */
export async function withPage(url, options, act) {
  const browser = await (opening ??= openBrowser());
  const context = await browser.newContext({
    viewport: { width: 1_200, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    ...options,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`an error: ${error.message}`));
  page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`) && dialog.dismiss());
  page.on("console", (message) => {
    // The browser itself logs each failed response.
    if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
      complaints.push(`the console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${url}/operator`)) complaints.push(`a request to ${request.url()}`);
  });
  try {
    await page.goto(`${url}/operator`);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

export async function closeBrowser() {
  await (await opening)?.close();
}

/** Types the token and waits for the first list. */
export async function signIn(page, token = OPERATOR_TOKEN) {
  await page.getByLabel("Operator token").fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until the live region has this text. */
export const told = (page, pattern) => page.locator("#status").filter({ hasText: pattern }).waitFor();

export async function openView(page, name) {
  await page.getByRole("link", { name }).click();
  await told(page, new RegExp(`^${name}: `));
}

/** Returns axe's violations, one line each. */
export async function violations(page) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(() => globalThis.axe.run());
  return found.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join("; ")}`,
  );
}

/** Returns how far the page scrolls to the side, and the elements that stick out. */
export const overflow = (page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const root = document.querySelector("dialog[open]") ?? document.documentElement;
    const wide = [...root.querySelectorAll("*")].filter((element) => {
      const { right, left, width: own } = element.getBoundingClientRect();
      return own > 0 && (right > width + 1 || left < -1) && !element.matches(".skip");
    });
    return {
      by: Math.max(0, root.scrollWidth - root.clientWidth),
      wide: wide.map((element) => element.outerHTML.slice(0, 120)),
    };
  });
