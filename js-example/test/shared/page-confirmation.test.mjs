// isendu's confirmation on the operator's page: what it says, and the button that opens it again, by keyboard.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import Database from "better-sqlite3";
import { findBrowser, NoBrowser } from "../../demo/browser.mjs";
import { startNode } from "../../lab/launch/node.mjs";
import { bundleIn, makeStateFolder, startWorker } from "../../lab/launch/worker.mjs";
import { ISENDU_API, OPERATOR_TOKEN } from "../../lab/simulator/keys.mjs";
import { isenduBatch } from "../support/deliveries.mjs";
import { post } from "../support/server.mjs";
import { edit } from "../support/worker-state.mjs";
import { closeBrowser, signIn, told, violations, withPage } from "./page/browsing.mjs";

const { folder, remove } = makeStateFolder("countersign-confirmation-");
after(async () => {
  await closeBrowser();
  remove();
});

const FILE = join(folder, "node.db");
const STATE = join(folder, "state");
const WORKER = { STATE, BUNDLE: bundleIn(folder), CRON_SECONDS: "0" };
const OLD = "UPDATE confirmation SET open_until = 0";

/** Starts an example whose confirmation has been closed in the meantime. */
const EXAMPLES = {
  async Node() {
    const started = await startNode({ DATABASE_FILE: FILE });
    const database = new Database(FILE);
    database.exec(OLD);
    database.close();
    return started;
  },
  async Worker() {
    const first = await startWorker(WORKER);
    await confirm(first.url);
    await first.child.kill();
    edit(STATE, "Confirmation", OLD);
    return startWorker(WORKER);
  },
};

const missing = await findBrowser().then(
  () => false,
  (error) => (error instanceof NoBrowser ? error.message : Promise.reject(error)),
);

/** isendu's own question, to the URL with the simulator's token. */
const confirm = async (url) => {
  const { path, ...rest } = isenduBatch({ keyId: ISENDU_API.keyId });
  const response = await post(url, { ...rest, path: path.replace(/[^/]+$/, "tok_demo_isendu_0a1b2c3d") });
  return response.status;
};

for (const [name, start] of Object.entries(EXAMPLES)) {
  test(`${name}: the page says that the confirmation is not answered, and the button opens it`, {
    skip: missing,
  }, async () => {
    const { child, url } = await start();
    try {
      await withPage(url, {}, async (page) => {
        const state = page.locator("#confirmation-state");
        await signIn(page, OPERATOR_TOKEN);
        await told(page, /^Deliveries: /);
        await state.filter({ hasText: "isendu's confirmation is not answered." }).waitFor();
        assert.equal(await confirm(url), 404);

        await page.getByRole("button", { name: "Answer it for 15 minutes" }).focus();
        await page.keyboard.press("Enter");
        await state.filter({ hasText: /^isendu's confirmation is answered until \d+:\d+:\d+/ }).waitFor();
        assert.equal(await confirm(url), 200);
        assert.deepEqual(await violations(page), []);
      });
    } finally {
      await child.stop();
    }
  });
}

test("an example without isendu's key has no button", { skip: missing }, async () => {
  const { child, url } = await startNode({
    DATABASE_FILE: join(folder, "without.db"),
    ISENDU_KEY_ID: "",
    ISENDU_SECRET: "",
  });
  try {
    await withPage(url, {}, async (page) => {
      await signIn(page, OPERATOR_TOKEN);
      await told(page, /^Deliveries: /);
      assert.equal(await page.locator("#confirm").isVisible(), false);
    });
  } finally {
    await child.stop();
  }
});
