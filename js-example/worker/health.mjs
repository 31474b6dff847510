import { checkSecrets } from "./ingest/hooks.mjs";
import { log } from "./log.mjs";
import { probeObject } from "./objects/index.mjs";

/** Strangers can call the check, and it asks a single object. So an isolate asks that object at most once in this time. */
const KEPT_MS = 1_000;

const NEVER_KEPT = { "cache-control": "no-store" };

// The outcome and not its promise: on Workers, a request cannot wait for another request's I/O.
let asked = -Infinity;
let isHealthy = false;

/**
 * Checks that the Worker can take deliveries: each secret is there and valid, and storage accepts a write.
 *
 * @param {Request} request
 * @param {object} env
 */
export async function health({ method }, env) {
  if (!["GET", "HEAD"].includes(method)) return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
  if (Date.now() - asked > KEPT_MS) {
    isHealthy = await probe(env);
    asked = Date.now();
  }
  return isHealthy
    ? new Response("ok", { headers: NEVER_KEPT })
    : new Response("unavailable", { status: 503, headers: NEVER_KEPT });
}

async function probe(env) {
  try {
    const providers = checkSecrets(env);
    await probeObject(env).alive();
    if (!isHealthy) log.info("healthy", { providers });
    return true;
  } catch (error) {
    log.sampled.error("not healthy", {}, { error });
    return false;
  }
}
