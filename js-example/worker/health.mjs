import { checkSecrets } from "./hooks.mjs";
import { log } from "./log.mjs";
import { overviewObject } from "./objects.mjs";

/** Tells whether deliveries can be taken: whether every secret is there and of use, and something can be written. */
export async function health(env) {
  try {
    checkSecrets(env);
    await overviewObject(env).alive();
    return new Response("ok", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    log.error("not healthy", { error });
    return new Response("unavailable", { status: 503 });
  }
}
