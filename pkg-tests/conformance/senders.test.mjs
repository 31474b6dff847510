// Each preset against its sender's own library: both accept what the other one signs, and both refuse it with a fault.
// `senders-differences.test.mjs` has the deliveries that only one of them accepts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { custom, isWebhookError } from "countersign";
import * as presets from "countersign/presets";
import { sign } from "countersign/testing";
import { damaged, drawDelivery, headersOf, NOW } from "./senders/deliveries.mjs";
import { libraries, stopClock } from "./senders/libraries.mjs";
import { holdsAsync, seed } from "../support/properties.mjs";

stopClock(NOW * 1000);

test("each preset has a library", () => assert.deepEqual(Object.keys(libraries).sort(), Object.keys(presets).sort()));

/** Returns the code of our refusal, or the result of `verify`. */
function ours(scheme, { body, headers, secret }) {
  try {
    return custom(scheme)
      .receiver({ secret, now: NOW * 1000 })
      .verify({ body, headers });
  } catch (error) {
    if (!isWebhookError(error)) throw error;
    return error.code;
  }
}

/** The codes that each kind of fault may have. */
const CODES = {
  body: ["mismatch"],
  key: ["mismatch"],
  "no header": ["missing_header"],
  header: ["mismatch", "malformed_signature", "timestamp_invalid", "multiple_values", "missing_header"],
};

for (const [name, scheme] of Object.entries(presets)) {
  const { sign: signed, verify } = libraries[name];
  const verified = { provider: scheme.name, trust: "signature", keyIndex: 0 };
  const signedByUs = ({ body, id, seconds, secret }) => sign(scheme, body, { secret, id, now: seconds * 1000 });

  test(`${name}: its library accepts what we sign, and we do (SEED=${seed})`, async () => {
    await holdsAsync(300, drawDelivery(name, scheme), async (delivery) => {
      const headers = signedByUs(delivery);
      const sent = { ...delivery, body: Buffer.from(delivery.body), headers };
      assert.deepEqual(Object.keys(headers).sort(), headersOf(scheme).sort());
      assert.equal(await verify(sent), true);
      assert.deepEqual(ours(scheme, sent), verified);
    });
  });

  if (signed) {
    test(`${name}: we accept what its library signs, and sign the same headers (SEED=${seed})`, async () => {
      await holdsAsync(300, drawDelivery(name, scheme), async (delivery) => {
        const headers = await signed(delivery);
        assert.deepEqual(headers, signedByUs(delivery));
        const { body, secret, other } = delivery;
        assert.deepEqual(ours(scheme, { body, headers, secret }), verified);
        const rotated = { body: Buffer.from(body), headers, secret: [other, secret] };
        assert.deepEqual(ours(scheme, rotated), { ...verified, keyIndex: 1 });
      });
    });
  }

  test(`${name}: its library and we refuse a delivery with a fault (SEED=${seed})`, async () => {
    const counts = Object.fromEntries(Object.keys(CODES).map((kind) => [kind, 0]));
    const all = await holdsAsync(800, drawDelivery(name, scheme), async (delivery) => {
      const { kind } = delivery.fault;
      counts[kind] += 1;
      const sent = { ...delivery, body: Buffer.from(delivery.body), headers: signedByUs(delivery) };
      const faulty = damaged(sent, scheme);
      assert.equal(await verify(faulty), false, "its library");
      const code = ours(scheme, faulty);
      assert.ok(CODES[kind].includes(code), `${kind}: ${JSON.stringify(code)}`);
    });
    if (all) for (const [kind, count] of Object.entries(counts)) assert.ok(count > 100, `${kind}: ${count}`);
  });

  if (scheme.maxAgeSeconds === undefined) continue;

  test(`${name}: its library and we have the same limit of the age (SEED=${seed})`, async () => {
    const limit = NOW - scheme.maxAgeSeconds;
    const draw = (choices) => ({ ...drawDelivery(name, scheme)(choices), over: choices.below(100_000_000) });
    await holdsAsync(100, draw, async (delivery) => {
      for (const [seconds, code] of [
        [limit, undefined],
        [limit - 1, "too_old"],
        [limit - 1 - delivery.over, "too_old"],
      ]) {
        const headers = signedByUs({ ...delivery, seconds });
        const sent = { ...delivery, body: Buffer.from(delivery.body), headers };
        assert.equal(await verify(sent), code === undefined, `its library, ${NOW - seconds} s later`);
        assert.deepEqual(ours(scheme, sent), code ?? verified, `${NOW - seconds} s later`);
      }
    });
  });
}
