// Saves a picture of the page of `npx countersign page`, with a finding: node demo/diagnose-screenshot.mjs <file>

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { optondemand } from "countersign/testing";
import { openBrowser } from "./browser.mjs";
import { encodeGrey, greyOf } from "./grey-png.mjs";

const [file] = process.argv.slice(2);
const SECRET = "whsec_test_0123456789abcdef";
const SENT = '{"event": "ORDER_STATUS_UPDATED", "timestamp": "2025-01-02T03:04:05Z", "data": {"orderId": "433564"}}';

/** The request as it was received: the body was parsed and written again. */
function request() {
  const [[name, value]] = Object.entries(optondemand.sign(SENT, { secret: SECRET }));
  return `POST /hooks/optondemand HTTP/1.1\nContent-Type: application/json\n${name}: ${value}\n\n${JSON.stringify(JSON.parse(SENT))}`;
}

const folder = mkdtempSync(`${tmpdir()}/countersign-screenshot-`);
const command = createRequire(import.meta.url)
  .resolve("countersign/package.json")
  .replace("package.json", "command.js");
execFileSync(process.execPath, [command, "page", "--out", `${folder}/diagnose.html`], { stdio: "ignore" });
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 720, height: 1_460 } });
  await page.goto(pathToFileURL(`${folder}/diagnose.html`).href);
  await page.getByLabel("Or paste it").fill(request());
  await page.getByLabel("As you configured it").fill(SECRET);
  await page.getByRole("button", { name: "Find the cause" }).click();
  await page.getByRole("status").filter({ hasText: "Done." }).waitFor();
  await page.evaluate(() => document.activeElement.blur());
  const shot = await page.screenshot({ fullPage: true });
  // The page's policy allows no pictures: another one decodes it.
  const other = await browser.newPage();
  const { width, height, base64 } = await other.evaluate(greyOf, `data:image/png;base64,${shot.toString("base64")}`);
  const png = encodeGrey(Buffer.from(base64, "base64"), width, height);
  writeFileSync(file, png);
  console.log(`${file}: ${width} by ${height} pixels, ${Math.ceil(png.length / 1000)} kB`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
