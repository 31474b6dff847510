// `countersign/diagnose` with any sender: what `custom` returned, a preset, and a scheme of your own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { custom, optondemand } from "countersign";
import { diagnose, replay } from "countersign/diagnose";
import * as presets from "countersign/presets";
import { sign } from "countersign/testing";
import { presetFolder } from "../support/files.mjs";
import { ids } from "./cases.mjs";

const SECRET = "0123456789abcdef0123456789abcdef";
const BODY = '{"id": "evt_1", "amount": 12.50}';
const now = 1_700_000_000_000;
const bytes = (text) => new TextEncoder().encode(text);
const signed = (scheme, more) => sign(scheme, BODY, { secret: SECRET, now, ...more });

for (const [name, scheme] of Object.entries(presets))
  test(`${name}: body, key and header`, () => {
    const config = { secret: SECRET, now };
    const headers = signed(scheme);
    for (const sender of [scheme, custom(scheme)]) {
      const asked = (incoming, over) => diagnose(sender, { headers, ...incoming }, { ...config, ...over });
      const genuine = asked({ body: BODY });
      assert.deepEqual([genuine.outcome, genuine.provider, genuine.findings], ["accepted", scheme.name, []]);
      const compact = JSON.stringify({ id: "evt_1", amount: 12.5 });
      const refused = asked({ body: compact });
      assert.deepEqual(ids(refused, "proven"), ["body_reserialized"]);
      assert.deepEqual(replay(compact, refused.findings[0].proof.steps), bytes(BODY));
      const padded = asked({ body: BODY }, { secret: `${SECRET}\n` });
      assert.deepEqual([padded.outcome, ids(padded, "proven")], ["config_error", ["secret_whitespace"]]);
      const [proof, ...rest] = Object.entries(headers);
      const quoted = asked({ body: BODY, headers: [[proof[0], `"${proof[1]}"`], ...rest] });
      assert.deepEqual(ids(quoted, "proven"), ["header_quoted"]);
      const moved = asked({ body: BODY, headers: new Headers([["x-moved", proof[1]], ...rest]) });
      assert.deepEqual(ids(moved, "proven"), ["header_elsewhere"]);
    }
  });

test("a scheme is read as own properties, and what custom refuses is refused", () => {
  const incoming = { body: BODY, headers: signed(presets.stripe) };
  const config = { secret: SECRET, now };
  for (const [sender, code, message] of [
    [{ ...presets.stripe, signed: "{timestamp}" }, "invalid_config", /scheme\.signed/],
    [{ ...presets.stripe, secret: SECRET }, "invalid_config", /scheme\.secret/],
    [Object.create(presets.stripe), "invalid_config", /scheme\.proof/],
    [{}, "invalid_config", /scheme\.proof/],
    [optondemand, "invalid_config", /scheme/],
    [[], "invalid_config", /scheme/],
    [new Map(), "invalid_config", /scheme/],
    [null, "invalid_argument", /provider/],
    [undefined, "invalid_argument", /provider/],
    [7, "invalid_argument", /provider/],
    ["stripe", "invalid_argument", /provider/],
  ])
    assert.throws(() => diagnose(sender, incoming, config), { code, message });
  const throwing = {
    get name() {
      throw new Error(SECRET);
    },
  };
  assert.throws(() => diagnose(throwing, incoming, config), { code: "invalid_config", message: /getter/ });
});

test("what verify refuses before it looks is told as verify says it", () => {
  const stripe = custom(presets.stripe);
  const headers = signed(presets.stripe);
  for (const [incoming, config] of [
    [{ body: BODY, headers }, {}],
    [
      { body: BODY, headers },
      { secret: SECRET, apiKey: SECRET },
    ],
    [
      { body: BODY, headers },
      { secret: SECRET, maxAgeSeconds: -1 },
    ],
    [{ body: {}, headers }, { secret: SECRET }],
    [{ body: BODY, headers: {} }, { secret: SECRET }],
    [{ body: BODY, headers: { "stripe-signature": "v1=00" } }, { secret: SECRET }],
    [{ body: BODY, headers: { "stripe-signature": [headers["stripe-signature"], "t=1,v1=00"] } }, { secret: SECRET }],
    [
      { body: BODY, headers: { "stripe-signature": headers["stripe-signature"].replace("t=", "t=x") } },
      { secret: SECRET },
    ],
    [{ body: BODY, headers }, { secret: SECRET }],
  ]) {
    let refused;
    try {
      stripe.verify(incoming, config);
    } catch (error) {
      refused = error;
    }
    const { error } = diagnose(stripe, incoming, config);
    assert.deepEqual([error.code, error.status], [refused.code, refused.status]);
  }
});

test("a header's value of any form has the outcome that verify has", () => {
  const { cases } = JSON.parse(readFileSync(`${presetFolder}/values.json`, "utf8"));
  for (const { name, scheme, key, headers, bodyText: body, nowMs, expect } of cases) {
    const config = { secret: key, now: nowMs };
    const { outcome, error } = diagnose(scheme, { body, headers }, config, { maxHashedBytes: 1 << 16 });
    assert.equal(outcome === "accepted" ? "ok" : error.code, expect, name);
  }
});

test("what custom returned is as it was for everybody else", () => {
  const acme = custom(presets.stripe);
  assert.deepEqual(Object.keys(acme), ["verify", "parse", "receive", "receiver"]);
  assert.ok(Object.isFrozen(acme));
  assert.ok(!JSON.stringify(acme).includes("stripe"));
});

test("no diagnosis of a scheme holds a secret or a MAC that was computed", () => {
  const texts = [];
  const url = `https://shop.example/${SECRET}`;
  const square = {
    name: "square",
    proof: "hmac-sha256",
    header: "x-square",
    encoding: "base64",
    key: "utf8",
    signed: "{url}{body}",
  };
  const macs = [];
  for (const scheme of [...Object.values(presets), square]) {
    const more = scheme === square ? { url } : {};
    const headers = signed(scheme, more);
    const wanted = sign(scheme, `${BODY} `, { secret: SECRET, now, ...more });
    macs.push(...Object.values(wanted).flatMap((value) => value.match(/[0-9a-zA-Z+/]{40,}/g) ?? []));
    for (const secret of [SECRET, `${SECRET}\n`, `'${SECRET}'`, "another-secret-9876543210-another"])
      for (const configured of scheme === square ? [url, `${url}/`] : [undefined]) {
        const config = { secret, now, ...(configured && { url: configured }) };
        const diagnosis = diagnose(
          scheme,
          { body: `${BODY} `, headers, url: `https://u:${SECRET}@shop.example/${SECRET}` },
          config,
          { otherKeys: { "at hand": "one-more-secret-1234567890" }, maxHashedBytes: 1 << 20 },
        );
        texts.push(JSON.stringify(diagnosis));
      }
  }
  assert.ok(macs.length >= 8, String(macs.length));
  const secrets = [SECRET, "another-secret-9876543210", "one-more-secret-1234567890", ...macs];
  const decoded = [Buffer.from(SECRET, "base64"), Buffer.from(SECRET, "hex")].map((key) => key.toString("hex"));
  for (const secret of [...secrets, ...decoded])
    for (const form of [secret, Buffer.from(secret).toString("hex"), Buffer.from(secret).toString("base64")])
      for (const text of texts) assert.ok(!text.includes(form.replace(/=+$/, "")), text);
});
