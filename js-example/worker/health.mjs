import { checkSecrets } from "./ingest/hooks.mjs";
import { log } from "./log.mjs";
import { probeObject } from "./objects/index.mjs";

/** Anybody may ask, and there is one object that answers: an isolate asks it no more often than this. */
const KEPT_MS = 1_000;

const NEVER_KEPT = { "cache-control": "no-store" };

// An outcome, not a promise: a request cannot wait for what another one does.
let asked = -Infinity;
let isHealthy = false;

/**
 * Tells whether deliveries can be taken: whether every secret is there and of use, and something can be written.
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
