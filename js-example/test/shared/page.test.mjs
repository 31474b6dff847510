// The operator's page of both examples in a real browser: by keyboard alone, on a narrow screen, in light and dark mode, with a
// wrong token, without any data, and without a finding of axe.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { findBrowser, NoBrowser } from "../../demo/browser.mjs";
import { startNode } from "../../lab/launch/node.mjs";
import { bundleIn, makeStateFolder, startWorker } from "../../lab/launch/worker.mjs";
import { KEYS, OPERATOR_TOKEN } from "../../lab/simulator/keys.mjs";
import { optondemand } from "countersign/testing";
import { closeBrowser, openView, overflow, signIn, told, violations, withPage } from "./page/browsing.mjs";
import { populate } from "./page/playground.mjs";

const { folder, remove } = makeStateFolder("countersign-page-");
const QUICK = {
  ATTEMPTS: "2",
  RETRY_SECONDS: "0",
  BATCH_SECONDS: "0.05",
  CRON_SECONDS: "0",
  BUNDLE: bundleIn(folder),
};
const EXAMPLES = {
  Node: (name) => startNode({ ...QUICK, RETRY_SECONDS: "0.01", DATABASE_FILE: join(folder, `${name}.db`) }),
  Worker: (name) => startWorker({ ...QUICK, STATE: join(folder, name) }),
};
const NARROW = { viewport: { width: 320, height: 640 } };
const DARK = { colorScheme: "dark" };

after(async () => {
  await closeBrowser();
  remove();
});

const missing = await findBrowser().then(
  () => false,
  (error) => (error instanceof NoBrowser ? error.message : Promise.reject(error)),
);

const focused = (page, read) => page.evaluate(`(${read})(document.activeElement)`);
const tab = (page) => page.keyboard.press("Tab");

/** Presses Tab until `isWanted` accepts the focused element. Each stop on the way must be visible. */
async function tabTo(page, isWanted, most = 80) {
  const stops = [];
  for (let count = 0; count < most; count += 1) {
    await tab(page);
    const stop = await focused(page, (element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      const { width, height, top, bottom } = element.getBoundingClientRect();
      const isSeen = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
      return {
        id: element.id,
        text: element.textContent,
        tag: element.tagName,
        ring: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
        isSeen,
      };
    });
    stops.push(stop.id || stop.text);
    if (stop.tag !== "BODY") assert.ok(stop.ring && stop.isSeen, `the focus is not visible on ${JSON.stringify(stop)}`);
    if (isWanted(stop)) return stop;
  }
  throw new Error(`Tab did not reach it: ${stops.join(" → ")}`);
}

for (const [example, start] of Object.entries(EXAMPLES)) {
  describe(example, { skip: missing }, () => {
    let full;
    let empty;
    let summary;
    let api;
    before(async () => {
      full = await start("full");
      empty = await start("empty");
      ({ summary, api } = await populate(full.url));
      // The tests need some of each.
      assert.ok(
        summary.dead > 0 && summary.quarantined > 0 && summary.superseded > 0 && summary.stored > 100,
        JSON.stringify(summary),
      );
    });
    after(() => Promise.all([full, empty].map((server) => server?.child.kill())));

    /** Tests the page itself. Both examples have the same files, so one of them is enough. */
    const isFirst = example === "Node";
    const testOfPage = (name, act) => isFirst && test(name, act);
    const onPage = (options, act) => withPage(full.url, options, act);
    const signedIn = (options, act) =>
      onPage(options, async (page) => {
        await signIn(page);
        await told(page, /^Deliveries: 50 shown/);
        await act(page);
      });

    testOfPage("by keyboard alone: sign in, filter, open a delivery, replay it, come back", () =>
      onPage({}, async (page) => {
        assert.equal(await focused(page, (element) => element.id), "token", "the first field has the focus");
        await page.keyboard.type(OPERATOR_TOKEN);
        await page.keyboard.press("Enter");
        await told(page, /^Deliveries: 50 shown/);

        await tabTo(page, ({ id }) => id === "state");
        await page.keyboard.type("dead");
        await told(page, new RegExp(`^Deliveries: ${summary.dead} shown`));

        const { text: subject } = await tabTo(
          page,
          ({ tag, id }) => tag === "BUTTON" && !["refresh", "leave"].includes(id),
        );
        await page.keyboard.press("Enter");
        await page.getByRole("dialog").waitFor();
        assert.equal(
          await focused(page, (element) => element.closest("dialog") !== null),
          true,
          "the focus is in the dialog",
        );
        await tabTo(page, ({ id }) => id === "replay");
        await page.keyboard.press("Enter");
        await page.locator("#detail-status").filter({ hasText: "Handed to the worker." }).waitFor();

        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        // The list may no longer have the delivery: during its work it is not dead.
        await page.waitForFunction(
          (text) => ["Deliveries", text].includes(document.activeElement.textContent),
          subject,
        );
      }),
    );

    testOfPage("by keyboard alone: the views, the quarantine, the ledger, and sign out", () =>
      signedIn({}, async (page) => {
        for (const [name, count] of [
          ["Quarantine", Math.min(50, summary.quarantined)],
          ["Ledger", 50],
        ]) {
          await tabTo(page, ({ text }) => text === name);
          await page.keyboard.press("Enter");
          await told(page, new RegExp(`^${name}: ${count} shown`));
          assert.equal(
            await focused(page, (element) => element.id),
            "view-title",
            "the focus is on the title of the new list",
          );
        }
        await page.keyboard.press("Shift+Tab");
        assert.equal(await focused(page, (element) => element.closest("nav") !== null), true);
        await page.evaluate(() => document.activeElement.blur());
        await tabTo(page, ({ id }) => id === "leave", 200);
        await page.keyboard.press("Enter");
        await page.getByLabel("Operator token").waitFor();
        assert.equal(await page.evaluate(() => sessionStorage.length), 0, "the token is gone");
      }),
    );

    testOfPage("the skip link moves to the content, and the view stays", () =>
      signedIn({}, async (page) => {
        await openView(page, "Ledger");
        await page.reload();
        await told(page, /^Ledger: 50 shown/);
        const stop = await tabTo(page, () => true);
        assert.equal(stop.text, "Skip to the content");
        await page.keyboard.press("Enter");
        await page.waitForURL(/#content$/);
        await page.getByRole("button", { name: "Refresh" }).click({ trial: true });
        assert.equal(await focused(page, (element) => element.id), "content");
        assert.equal(await page.getByRole("heading", { name: "Ledger" }).isVisible(), true);
      }),
    );

    test("pages: forward and back, and the last page has no next page", () =>
      signedIn({}, async (page) => {
        const first = await page.locator("#rows").innerText();
        await page.getByRole("button", { name: "Next page" }).click();
        await page.waitForFunction((text) => document.getElementById("rows").innerText !== text, first);
        await page.getByRole("button", { name: "First page" }).click();
        await page.waitForFunction((text) => document.getElementById("rows").innerText === text, first);
        let shown = 50;
        for (
          ;
          await page.getByRole("button", { name: "Next page" }).isEnabled();
          shown += await page.locator("#rows tr").count()
        ) {
          const before = await page.locator("#rows").innerText();
          await page.getByRole("button", { name: "Next page" }).click();
          await page.waitForFunction((text) => document.getElementById("rows").innerText !== text, before);
        }
        assert.equal(shown, summary.stored);
      }));

    test("filters: the list shows only the chosen provider and state", () =>
      signedIn({}, async (page) => {
        await page.getByLabel("Provider").selectOption("optondemand");
        await page.getByLabel("State").selectOption("superseded");
        await page.waitForFunction(() =>
          [...document.querySelectorAll("#rows tr")].every((row) => /optondemand[^]*superseded/.test(row.innerText)),
        );
        const rows = await api.newest(50, "&provider=optondemand&state=superseded");
        assert.equal(await page.locator("#rows tr").count(), rows.length);
      }));

    test("a delivery: the detail shows each byte that was sent, and runs none of it", () =>
      signedIn({}, async (page) => {
        const rows = (await api.view()).deliveries;
        const odd = rows.find(({ subject }) => subject.includes("<img"));
        assert.ok(odd, "a subject that is HTML");
        const { body } = await api.delivery(odd.id);
        // The unfiltered list also has a next page. Wait for the filtered one.
        const filtered = page.waitForResponse((response) => {
          const query = new URL(response.url()).searchParams;
          return query.get("provider") === odd.provider && query.get("state") === odd.state;
        });
        await page.getByLabel("Provider").selectOption(odd.provider);
        await page.getByLabel("State").selectOption(odd.state);
        await filtered;
        const matches = ({ provider, state }) =>
          [...document.querySelectorAll("#rows tr")].every(
            ({ innerText }) => innerText.includes(provider) && innerText.includes(state),
          );
        await page.waitForFunction(matches, odd);
        const opener = page.getByRole("button", { name: odd.subject, exact: true }).first();
        while (!(await opener.isVisible())) {
          const before = await page.locator("#rows").innerText();
          if (!(await page.getByRole("button", { name: "Next page" }).isEnabled())) await page.waitForTimeout(50);
          else await page.getByRole("button", { name: "Next page" }).click();
          await page.waitForFunction((text) => document.getElementById("rows").innerText !== text, before);
        }
        await opener.click();
        await page.getByRole("dialog").waitFor();
        assert.equal(
          await page.getByRole("region", { name: /^Body/ }).evaluate((element) => element.textContent),
          body,
        );
        assert.equal(await page.locator("img").count(), 0);
      }));

    test("a wrong token shows a message, and is not stored", () =>
      onPage({}, async (page) => {
        // The right token works on the page that refused the last wrong one.
        for (const token of ["not the operator's token", "pässwörter", "日本", " "]) {
          await page.reload();
          await signIn(page, token);
          await told(page, "That is not the operator's token.");
          assert.equal(await page.getByLabel("Operator token").isVisible(), true);
          assert.equal(await page.locator("#console").isVisible(), false);
          assert.equal(await page.evaluate(() => sessionStorage.length), 0);
          assert.equal(await focused(page, (element) => element.id), "token");
        }
        await signIn(page);
        await told(page, /^Deliveries: 50 shown/);
      }));

    test("a revoked token ends the session", () =>
      signedIn({}, async (page) => {
        await page.evaluate(() => sessionStorage.setItem("operator-token", "it was changed"));
        await page.getByRole("button", { name: "Refresh" }).click();
        await told(page, "That is not the operator's token.");
        assert.equal(await page.locator("#rows tr").count(), 0, "nothing stays on the screen");
      }));

    testOfPage("the token survives a reload, and no other tab has it", () =>
      signedIn({}, async (page) => {
        await page.reload();
        await told(page, /^Deliveries: 50 shown/);
        const other = await page.context().newPage();
        await other.goto(`${full.url}/operator`);
        await other.getByLabel("Operator token").waitFor();
      }),
    );

    test("a refused delivery: the server finds the cause, and only the Node server keeps one", () =>
      signedIn({}, async (page) => {
        const link = page.getByRole("link", { name: "Refused" });
        if (example === "Worker") {
          await page.getByRole("button", { name: "Refresh" }).click();
          return assert.equal(await link.isVisible(), false);
        }
        const { secret, urlToken } = KEYS.optondemand;
        const sent = '{"event": "ORDER_STATUS_UPDATED", "data": {}}';
        const headers = optondemand.sign(sent, { secret: secret[0] });
        const path = `${full.url}/hooks/optondemand/${urlToken[0]}`;
        const { status } = await fetch(path, { method: "POST", headers, body: JSON.stringify(JSON.parse(sent)) });
        assert.equal(status, 401);
        await openView(page, "Refused");
        assert.deepEqual(await violations(page), []);
        await page.locator("#rows button").first().click();
        await page.getByRole("button", { name: "Find the cause" }).click();
        await page.locator("#detail-status").filter({ hasText: "Proven: the body was parsed" }).waitFor();
        assert.match(await page.locator("#texts").innerText(), /\(body_reserialized\)[^]*express: /);
        assert.deepEqual(await violations(page), []);
        const shown = await page.content();
        for (const key of [...secret, ...urlToken]) assert.ok(!shown.includes(key), "a key is on the page");
        await page.keyboard.press("Escape");
        await page.locator("#rows button").first().click();
        assert.equal(await page.locator("#texts").innerText(), "", "what was found is not shown for another one");
        await page.setViewportSize(NARROW.viewport);
        assert.deepEqual(await overflow(page), { by: 0, wide: [] });
      }));

    test("nothing to show says so", () =>
      withPage(empty.url, {}, async (page) => {
        await signIn(page);
        for (const name of ["Deliveries", "Quarantine", "Ledger"]) {
          await openView(page, name);
          assert.equal(await page.getByText("Nothing here.").isVisible(), true);
          assert.equal(await page.getByRole("button", { name: "Next page" }).isEnabled(), false);
          if (isFirst) assert.deepEqual(await violations(page), []);
        }
        assert.deepEqual(await page.locator("[data-figure]").allInnerTexts(), ["0", "0", "0", "0", "0", "0", "0"]);
      }));

    testOfPage("the page fits a width of 320 pixels", () =>
      onPage(NARROW, async (page) => {
        assert.deepEqual(await overflow(page), { by: 0, wide: [] });
        await signIn(page);
        for (const name of ["Deliveries", "Quarantine", "Ledger"]) {
          await openView(page, name);
          for (let turned = 0; turned < 3; turned += 1) {
            assert.deepEqual(await overflow(page), { by: 0, wide: [] }, name);
            if (!(await page.getByRole("button", { name: "Next page" }).isEnabled())) break;
            await page.getByRole("button", { name: "Next page" }).click();
            await told(page, new RegExp(`^${name}: `));
          }
        }
        await openView(page, "Deliveries");
        await page.locator("#rows button").first().click();
        await page.getByRole("dialog").waitFor();
        assert.deepEqual(await overflow(page), { by: 0, wide: [] }, "a delivery");
      }),
    );

    // Colours and widths do not depend on each other.
    for (const [name, options] of Object.entries({ light: {}, "narrow and dark": { ...NARROW, ...DARK } })) {
      testOfPage(`axe reports no violation: ${name}`, () =>
        onPage(options, async (page) => {
          assert.deepEqual(await violations(page), []);
          await signIn(page);
          for (const view of ["Deliveries", "Quarantine", "Ledger"]) {
            await openView(page, view);
            assert.deepEqual(await violations(page), [], view);
          }
          for (const view of ["Deliveries", "Quarantine"]) {
            await openView(page, view);
            await page.locator("#rows button").first().click();
            await page.getByRole("dialog").waitFor();
            assert.deepEqual(await violations(page), [], `one of the ${view}`);
            await page.keyboard.press("Escape");
          }
        }),
      );
    }

    testOfPage("dark mode is dark", async () => {
      const brightness = async (options) => {
        let value;
        await onPage(options, async (page) => {
          value = await page.evaluate(
            () =>
              getComputedStyle(document.body)
                .backgroundColor.match(/\d+/g)
                .slice(0, 3)
                .reduce((sum, part) => sum + Number(part), 0) / 3,
          );
        });
        return value;
      };
      assert.ok((await brightness(DARK)) < 64);
      assert.ok((await brightness({ colorScheme: "light" })) > 192);
    });
  });
}
