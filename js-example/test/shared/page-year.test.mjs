// The operator's page with many deliveries behind it: by keyboard, narrow, dark. YEAR_ROWS=10000000 makes a year of them,
// which takes minutes; without it there are a few pages.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openDatabase } from "../../node/database.mjs";
import { findBrowser, NoBrowser } from "../../demo/browser.mjs";
import { makeRows } from "../../lab/bench/year/rows.mjs";
import { startNode } from "../../lab/launch/node.mjs";
import { log } from "../support/database.mjs";
import { onEachDatabase } from "../support/databases.mjs";
import { closeBrowser, openView, overflow, signIn, told, violations, withPage } from "./page/browsing.mjs";

const ROWS = Number(process.env.YEAR_ROWS ?? 1_000);
/** So that the server does not remove them meanwhile. */
const KEPT = { RETAIN_DAYS: "3650" };

after(closeBrowser);

const missing = await findBrowser().then(
  () => false,
  (error) => (error instanceof NoBrowser ? error.message : Promise.reject(error)),
);

const FORMS = {
  "light and wide": {},
  "narrow and dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
};

async function fill(env) {
  const config = { url: env.DATABASE_URL ?? null, file: env.DATABASE_FILE, connections: 2, waitMs: 10_000 };
  await (await openDatabase(config, log)).close();
  await makeRows(env, ROWS);
}

/** Presses Tab until the focus is there. */
async function tabTo(page, selector) {
  for (let stop = 0; stop < 120; stop += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not come to ${selector}`);
}

const firstCell = (page) => page.locator("#rows tr").first().innerText();

async function look(env) {
  await fill(env);
  const { child, url } = await startNode({ ...env, ...KEPT });
  try {
    for (const options of Object.values(FORMS)) {
      await withPage(url, options, async (page) => {
        await signIn(page);
        await told(page, /^Deliveries: /);
        const shown = await page.locator('[data-figure="applied"]').innerText();
        assert.equal(Number(shown.replace(/\D/g, "")), ROWS);

        const first = await firstCell(page);
        await tabTo(page, "#next");
        await page.keyboard.press("Enter");
        await page.waitForFunction((before) => document.querySelector("#rows tr")?.innerText !== before, first);
        await tabTo(page, "#rows button");
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        assert.deepEqual(await overflow(page), { by: 0, wide: [] });
        await page.keyboard.press("Escape");

        for (const view of ["Deliveries", "Quarantine", "Ledger"]) {
          await openView(page, view);
          assert.deepEqual(await overflow(page), { by: 0, wide: [] }, view);
          assert.deepEqual(await violations(page), [], view);
        }
      });
    }
  } finally {
    await child.stop();
  }
}

const TITLE = `the page shows ${ROWS} deliveries, by keyboard, narrow and dark`;
if (missing) test(TITLE, { skip: missing });
else onEachDatabase(TITLE, look);
