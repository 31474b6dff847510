import { bury, work } from "./jobs/consumer.mjs";
import { health } from "./health.mjs";
import { credentialsNow } from "./ingest/confirmation.mjs";
import { hookFor } from "./ingest/hooks.mjs";
import { log } from "./log.mjs";
import { operator } from "./operator/index.mjs";
import { forgetOld, reconcile } from "./jobs/reconcile.mjs";

export { Balance } from "./objects/balance.mjs";
export { Confirmation } from "./objects/confirmation.mjs";
export { Overview } from "./objects/overview/object.mjs";
export { Probe } from "./objects/probe.mjs";
export { Quarantine } from "./objects/quarantine.mjs";
export { Subject } from "./objects/subject/object.mjs";

const HOOK = /^\/hooks\/([^/]+)\/[^/]+$/;

export default {
  /** Takes deliveries, and serves the operator's page. */
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const hook = hookFor(HOOK.exec(pathname)?.[1], env);
    if (hook) return hook(request);
    if (pathname === "/healthz") return health(request, env);
    if (pathname === "/operator" || pathname.startsWith("/operator/")) return operator(request, env);
    return new Response("Not Found\n", { status: 404 });
  },

  /** Does the work, and gives up deliveries that were tried too often. */
  async queue(batch, env, ctx) {
    try {
      await (batch.queue === env.DEAD_LETTER_QUEUE ? bury(batch, env, ctx) : work(batch, env, ctx));
    } catch (error) {
      log.error("a batch of messages was not worked on", { error });
      batch.retryAll({ delaySeconds: 10 });
    }
  },

  /** Looks after stuck deliveries, deletes old ones, and sees when isendu's key is set. */
  async scheduled(controller, env) {
    const results = await Promise.allSettled([reconcile(env), forgetOld(env), credentialsNow(env)]);
    for (const { reason } of results) if (reason) log.error("the Cron failed", { error: reason });
  },
};
