import { Buffer } from "node:buffer";
import { log } from "../log.mjs";
import { confirmationObject } from "../objects/index.mjs";
import { confirmationOf } from "../settings.mjs";
import { within } from "./parallel.mjs";

/** An isolate asks no more often than this. */
const KEPT_MS = 1_000;

/** isendu waits for five seconds, and a delivery need not wait for this at all. */
const PATIENCE_MS = 2_000;

const encoder = new TextEncoder();

// An outcome, not a promise: a request cannot wait for what another one does.
let kept = { digest: null, openUntil: 0, at: Number.NEGATIVE_INFINITY };

/**
 * Returns isendu's key while its confirmation is answered, else null. It closes by itself: secrets that stay set
 * are not left open.
 *
 * @param {object} env
 */
export async function credentialsNow(env) {
  const credentials = confirmationOf(env);
  if (credentials === null) return null;
  try {
    return Date.now() < (await openUntil(env, credentials)) ? credentials : null;
  } catch (error) {
    log.warn("isendu's confirmation is not answered", { error });
    return null; // deliveries are taken all the same
  }
}

/** Until when it is answered, as the operator's page shows it (RFC 3339, or null); undefined where there is no key. */
export async function confirmationState(env) {
  const credentials = confirmationOf(env);
  if (credentials === null) return undefined;
  const until = await openUntil(env, credentials);
  return { openUntil: Date.now() < until ? new Date(until).toISOString() : null };
}

/** Has it answered for 15 minutes from now on. Returns whether there is a key. */
export async function openConfirmation(env) {
  const credentials = confirmationOf(env);
  if (credentials === null) return false;
  await confirmationObject(env).open(await digestOf(credentials));
  kept = { ...kept, at: Number.NEGATIVE_INFINITY };
  return true;
}

async function openUntil(env, credentials) {
  const digest = await digestOf(credentials);
  if (kept.digest !== digest || Date.now() - kept.at > KEPT_MS) {
    const asking = confirmationObject(env).openUntil(digest);
    kept = { digest, openUntil: await within(PATIENCE_MS, asking, "its object does not answer"), at: Date.now() };
  }
  return kept.openUntil;
}

/** The object need not know the key. */
async function digestOf({ keyId, secret }) {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify([keyId, secret])));
  return Buffer.from(digest).toString("hex");
}
