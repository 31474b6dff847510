import { Buffer } from "node:buffer";
import { log } from "../log.mjs";
import { confirmationObject } from "../objects/index.mjs";
import { confirmationOf } from "../settings.mjs";
import { within } from "./parallel.mjs";

/** An isolate asks at most once in this time. */
const KEPT_MS = 1_000;

/** isendu waits five seconds for our answer. A delivery does not need this object at all. */
const PATIENCE_MS = 2_000;

const encoder = new TextEncoder();

// The outcome and not its promise: on Workers, a request cannot wait for another request's I/O.
let kept = { digest: null, openUntil: 0, at: Number.NEGATIVE_INFINITY };

/**
 * Returns isendu's key while we answer its confirmation, else null. The time ends by itself, so a forgotten secret does not
 * leave the confirmation open.
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
    return null; // the Worker still takes deliveries
  }
}

/** Returns the end of the open time for the operator's page (RFC 3339, or null), or undefined if there is no key. */
export async function confirmationState(env) {
  const credentials = confirmationOf(env);
  if (credentials === null) return undefined;
  const until = await openUntil(env, credentials);
  return { openUntil: Date.now() < until ? new Date(until).toISOString() : null };
}

/** Answers the confirmation for 15 minutes from now. Returns false if there is no key. */
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

/** The object compares digests, so it does not need the key. */
async function digestOf({ keyId, secret }) {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify([keyId, secret])));
  return Buffer.from(digest).toString("hex");
}
