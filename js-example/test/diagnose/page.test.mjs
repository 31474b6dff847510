// The diagnosis page in a real browser, from a file and from a server: the examples, by keyboard alone, on a narrow screen, in
// light and dark mode, and stopped. It sends no request, breaks no rule of its policy, and has no finding of axe.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { findBrowser, NoBrowser, openBrowser } from "../../demo/browser.mjs";

const { resolve } = createRequire(import.meta.url);
const AXE = readFileSync(resolve("axe-core/axe.min.js"), "utf8");
const command = resolve("countersign/package.json").replace("package.json", "command.js");
const { cases } = JSON.parse(readFileSync(new URL("examples.json", import.meta.url), "utf8"));

const folder = mkdtempSync(`${tmpdir()}/countersign-page-`);
const file = `${folder}/diagnose.html`;
execFileSync(process.execPath, [command, "page", "--out", file], { stdio: "ignore" });
const html = readFileSync(file, "utf8");
const address = pathToFileURL(file).href;

let opening;
after(async () => {
  await (await opening)?.close();
  rmSync(folder, { recursive: true });
});

const missing = await findBrowser().then(
  () => false,
  (error) => (error instanceof NoBrowser ? error.message : Promise.reject(error)),
);

/** Runs `act` with the page. Fails if the page reports a problem, sends a request or stores anything. */
async function withPage(options, act, url = address) {
  const browser = await (opening ??= openBrowser());
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(`an error: ${error.message}`));
  page.on("console", (message) => complaints.push(`the console: ${message.text()}`));
  page.on("dialog", (dialog) => complaints.push(`a dialog: ${dialog.message()}`) && dialog.dismiss());
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("blob:")) complaints.push(`a request to ${request.url()}`);
  });
  await page.addInitScript(() => {
    globalThis.refused = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.refused.push(event.violatedDirective));
  });
  try {
    await page.goto(url);
    await act(page);
    complaints.push(...(await page.evaluate(() => globalThis.refused)));
    assert.deepEqual(complaints, []);
    assert.equal(page.url(), url);
    assert.deepEqual(await context.cookies(), []);
    if (url.startsWith("http"))
      assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  } finally {
    await context.close();
  }
}

const told = (page, pattern) => page.getByRole("status").filter({ hasText: pattern }).waitFor();

async function fill(page, { provider, received: { bodyBase64, headers, url, config } }) {
  await page.getByLabel("Provider").selectOption(provider);
  const request = { headers, bodyBase64, ...(url === undefined ? {} : { url }) };
  await page.getByLabel("A file (exact bytes)").setInputFiles({
    name: "request.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(request)),
  });
  await page.getByLabel("Or a file with the key").setInputFiles({
    name: "key",
    mimeType: "text/plain",
    buffer: Buffer.from(Object.values(config)[0]),
  });
}

const find = (page) => page.getByRole("button", { name: "Find the cause" }).click();

async function shown(page) {
  await told(page, /^Done/);
  const ids = await page.locator("#result code").allTextContents();
  const titles = await page.getByRole("heading", { level: 3 }).allTextContents();
  const summary = await page.getByRole("heading", { level: 2 }).textContent();
  return { summary, findings: ids.map((id, at) => ({ id, isProven: titles[at].startsWith("proven: ") })) };
}

const SLOW = {
  provider: "optondemand",
  received: {
    bodyBase64: Buffer.from(JSON.stringify({ a: 1, b: 2, c: 3, d: [4, 5], e: "é/<" })).toString("base64"),
    headers: { "x-signature": `sha256=${"0".repeat(64)}` },
    config: { secret: "example-secret-0123456789" },
  },
};

describe("the page", { skip: missing }, () => {
  for (const given of cases)
    test(`the example ${given.id}`, () =>
      withPage({}, async (page) => {
        await fill(page, given);
        await find(page);
        const { summary, findings } = await shown(page);
        const proven = findings.filter(({ isProven }) => isProven).map(({ id }) => id);
        const { verify, proven: wanted, likely, noProven } = given.expect;
        assert.match(summary, verify === "accepted" ? /^Accepted\./ : new RegExp(`\\(${verify}\\)`));
        for (const { id } of wanted) assert.ok(proven.includes(id), `${id}: ${proven}`);
        for (const { id } of likely)
          assert.ok(
            findings.some((each) => each.id === id),
            id,
          );
        if (noProven) assert.deepEqual(proven, []);
        assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2", "the result has the focus");
      }));

  test("from a server, by keyboard alone, with a pasted request", async () => {
    const server = createServer((_req, res) => res.setHeader("content-type", "text/html").end(html));
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      const act = async (page) => {
        const tabTo = async (id) => {
          for (let count = 0; count < 30; count += 1) {
            await page.keyboard.press("Tab");
            const [at, outline] = await page.evaluate(() => [
              document.activeElement.id || document.activeElement.name,
              getComputedStyle(document.activeElement).outlineStyle,
            ]);
            assert.notEqual(outline, "none", at);
            if (at === id) return;
          }
          throw new Error(`${id} is not reached`);
        };
        await tabTo("request");
        const { headers, bodyBase64 } = cases[2].received;
        const body = Buffer.from(bodyBase64, "base64").toString();
        await page.keyboard.insertText(`POST /x HTTP/1.1\nX-Signature: ${headers["x-signature"]}\n\n${body}`);
        await tabTo("key");
        await page.keyboard.insertText(cases[2].received.config.secret);
        await tabTo("find");
        await page.keyboard.press("Enter");
        const { findings } = await shown(page);
        assert.deepEqual(findings, [{ id: "body_edge_whitespace", isProven: true }]);
      };
      await withPage({}, act, `http://127.0.0.1:${server.address().port}/`);
    } finally {
      server.close();
    }
  });

  test("a running search is visible, and can be stopped", () =>
    withPage({}, async (page) => {
      await fill(page, SLOW);
      await page.getByLabel("Search longer").check();
      await find(page);
      await told(page, /^Searching: \d+ MACs, \d+ MB so far/);
      await page.getByRole("button", { name: "Stop" }).click();
      await told(page, /^Stopped/);
      assert.equal(await page.locator("#result").isHidden(), true);
      assert.equal(await page.getByRole("button", { name: "Stop" }).isDisabled(), true);
    }));

  test("errors in the form are shown, and markup in a delivery stays text", () =>
    withPage({}, async (page) => {
      await find(page);
      await told(page, /^Enter the key/);
      await page.getByLabel("As you configured it").fill("<img src=x onerror=alert(1)>");
      await page.getByLabel("The request is in base64").check();
      await page.getByLabel("Or paste it").fill("%%%");
      await find(page);
      await told(page, /^The request is not base64/);
      await page.getByLabel("The request is in base64").uncheck();
      await page.getByLabel("Headers, if you").fill("x-signature: sha256=<img src=x onerror=alert(1)>");
      await page.getByLabel("Or paste it").fill("<img src=x onerror=alert(1)>");
      await find(page);
      const { summary } = await shown(page);
      assert.match(summary, /^Refused/);
      assert.equal(await page.locator("img").count(), 0);
    }));

  for (const [name, [keyId, secret], reply, expected] of [
    ["the right API key", ["KEY-1", "api-secret-1"], {}, []],
    ["key id and secret swapped", ["api-secret-1", "KEY-1"], {}, ["confirm_swapped"]],
    ["a newline behind the key id", ["KEY-1\n", "api-secret-1"], {}, ["confirm_key_id_text"]],
    ["another key id", ["KEY-2", "api-secret-1"], {}, ["confirm_key_id_other"]],
    ["a reply with another status", ["KEY-1", "api-secret-1"], { "Status of": "201" }, ["confirm_reply_status"]],
    ["a slow reply", ["KEY-1", "api-secret-1"], { "Duration of": "6000" }, ["confirm_reply_slow"]],
    ["a reply with another body", ["KEY-1", "api-secret-1"], { "Body of": "{}" }, ["confirm_reply_body"]],
  ])
    test(`isendu's confirmation: ${name}`, () =>
      withPage({}, async (page) => {
        const fields = page.getByRole("group", { name: "isendu's confirmation of the URL" });
        assert.equal(await fields.isVisible(), false, "the fields of another provider are hidden");
        await page.getByLabel("Provider").selectOption("isendu");
        await page.getByLabel("Or paste it").fill('{"keyId":"KEY-1"}');
        await fields.getByLabel("Key id").fill(keyId);
        await fields.getByLabel("Secret").fill(secret);
        for (const [label, value] of Object.entries(reply)) await fields.getByLabel(label).fill(value);
        await find(page);
        const { summary, findings } = await shown(page);
        assert.deepEqual(
          findings.map(({ id }) => id),
          expected,
        );
        assert.equal(
          summary.startsWith("Accepted."),
          expected.length === 0 || "Status of" in reply || "Duration of" in reply || "Body of" in reply,
        );
        assert.ok(!(await page.locator("#result").textContent()).includes("api-secret-1"));
      }));

  for (const [name, maxAge, now, expected] of [
    ["the clock is right", "86400", Date.UTC(2025, 0, 2, 4), []],
    ["seconds in place of milliseconds", "86400", Date.UTC(2025, 0, 2, 4) / 1000, ["clock_unit"]],
    ["too old", "60", Date.UTC(2025, 0, 2, 4), ["clock_old"]],
    ["ahead", "60", Date.UTC(2025, 0, 2, 2), ["clock_ahead"]],
  ])
    test(`the clock: ${name}`, () =>
      withPage({}, async (page) => {
        const { sent, received } = cases[2];
        await fill(page, { ...cases[2], received: { ...received, bodyBase64: sent.bodyBase64 } });
        await page.getByLabel("maxAgeSeconds", { exact: true }).fill(maxAge);
        await page.getByLabel("The current time").fill(String(now));
        await find(page);
        const { findings } = await shown(page);
        assert.deepEqual(
          findings.map(({ id }) => id),
          expected,
        );
      }));

  test("a number that is none, and half an API key", () =>
    withPage({}, async (page) => {
      await fill(page, cases[2]);
      await page.getByLabel("maxAgeSeconds", { exact: true }).fill("1d");
      await find(page);
      await told(page, /^maxAgeSeconds must be a whole number/);
      await page.getByLabel("Provider").selectOption("isendu");
      await page.getByLabel("Key id").fill("KEY-1");
      await find(page);
      await told(page, /^Enter both the key id and the secret/);
    }));

  for (const [name, options] of Object.entries({
    "a wide screen": {},
    "a narrow screen": { viewport: { width: 320, height: 640 } },
    "dark colours": { colorScheme: "dark" },
  }))
    test(`${name}: nothing is cut off, and axe reports no violation`, () =>
      withPage(options, async (page) => {
        await fill(page, cases[0]);
        await find(page);
        await shown(page);
        await page.locator("summary").first().click();
        const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= width, `${wide} of ${width}`);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
          [],
        );
      }));

  test("an injected script is refused", async () => {
    const changed = `${folder}/changed.html`;
    writeFileSync(changed, html.replace("</body>", "<script>document.title = 'changed'</script></body>"));
    const url = pathToFileURL(changed).href;
    await assert.rejects(
      withPage({}, async (page) => assert.equal(await page.title(), "Why was this delivery refused?"), url),
      /script-src/,
    );
  });
});
