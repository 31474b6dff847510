// Faults by other software as it is: languages, shells, databases, proxies, readers of .env files. A program that this
// machine does not have is skipped.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { availableParallelism } from "node:os";
import { after, test } from "node:test";
import { diagnose, replay } from "countersign/diagnose";
import { ids } from "./cases.mjs";
import { BODY, bodies, closeDatabases } from "./software/bodies.mjs";
import { KEY, keys, signatures } from "./software/keys.mjs";
import { exists } from "./software/run.mjs";

after(closeDatabases);

const mac = (key, body) => createHmac("sha256", key).update(body).digest("hex");
const concurrency = Math.min(4, availableParallelism());
const without = (command) => !exists(command) && `${command} is not installed`;
const bytes = (text) => new Uint8Array(Buffer.from(text));

/** Checks what is found: exactly these proofs; null for a delivery that is accepted. */
function check(diagnosis, expected, secrets) {
  const told = JSON.stringify(diagnosis);
  if (expected === null) assert.equal(diagnosis.outcome, "accepted", told);
  else {
    assert.equal(diagnosis.outcome, "refused", told);
    assert.deepEqual(ids(diagnosis, "proven").sort(), [...expected].sort(), told);
  }
  for (const secret of secrets) assert.ok(!told.includes(secret), `tells ${secret}: ${told}`);
}

test("bodies", { concurrency }, async (t) => {
  const rows = bodies.map(([name, command, make, expected, sent = BODY]) =>
    t.test(name, { skip: without(command) }, async () => {
      const received = new Uint8Array(await make(Buffer.from(sent)));
      if (expected !== null) assert.notDeepEqual(received, bytes(sent), "it changes nothing");
      const headers = { "x-signature": `sha256=${mac(KEY, sent)}` };
      const diagnosis = diagnose("optondemand", { body: received, headers }, { secret: KEY });
      check(diagnosis, expected, [KEY, mac(KEY, sent), mac(KEY, received)]);
      for (const { at, proof } of diagnosis.findings)
        if (at === "body" && proof?.kind === "mac" && proof.steps[0].op !== "given")
          assert.deepEqual(replay(received, proof.steps), bytes(sent));
    }),
  );
  await Promise.all(rows);
});

test("keys", { concurrency }, async (t) => {
  const rows = keys.map(([name, command, make, expected, signer = KEY]) =>
    t.test(name, { skip: without(command) }, async () => {
      const configured = new Uint8Array(await make(signer));
      if (expected !== null) assert.notDeepEqual(configured, bytes(signer), "it changes nothing");
      const headers = { "x-signature": `sha256=${mac(signer, BODY)}` };
      const diagnosis = diagnose("optondemand", { body: BODY, headers }, { secret: configured });
      check(diagnosis, expected, [signer, mac(signer, BODY)]);
      for (const { at, proof } of diagnosis.findings)
        if (at === "secret" && proof) assert.deepEqual(replay(configured, proof.steps), bytes(signer));
    }),
  );
  await Promise.all(rows);
});

test("signatures", { concurrency }, async (t) => {
  const rows = signatures.map(([name, command, make, expected, more]) =>
    t.test(name, { skip: without(command) }, async () => {
      const value = String(await make(Buffer.from(BODY)));
      const diagnosis = diagnose(
        "optondemand",
        { body: BODY, headers: { "x-signature": value, ...more } },
        { secret: KEY },
      );
      check(diagnosis, expected, [KEY]);
    }),
  );
  await Promise.all(rows);
});
