import { bury, work } from "./consumer.mjs";
import { health } from "./health.mjs";
import { hooks } from "./hooks.mjs";
import { log } from "./log.mjs";
import { operator } from "./operator.mjs";
import { reconcile } from "./reconcile.mjs";

export { Balance } from "./balance.mjs";
export { Overview } from "./overview/object.mjs";
export { Quarantine } from "./quarantine.mjs";
export { Subject } from "./subject/object.mjs";

const HOOK = /^\/hooks\/([^/]+)\/[^/]+$/;

export default {
  /** Takes deliveries, and serves the operator's page. */
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const provider = HOOK.exec(pathname)?.[1];
    if (Object.hasOwn(hooks, provider)) return hooks[provider](request, env);
    if (pathname === "/healthz") return health(request, env);
    if (pathname === "/operator" || pathname.startsWith("/operator/")) return operator(request, env);
    return new Response("Not Found\n", { status: 404 });
  },

  /** Does the work, and gives up what was tried too often. */
  async queue(batch, env) {
    try {
      await (batch.queue === env.DEAD_LETTER_QUEUE ? bury(batch, env) : work(batch, env));
    } catch (error) {
      log.error("the overview did not answer", { error });
      batch.retryAll({ delaySeconds: 10 });
    }
  },

  /** Looks after what is stuck. */
  async scheduled(controller, env) {
    await reconcile(env);
  },
};
