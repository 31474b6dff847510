import { log } from "./log.mjs";
import { overviewObject } from "./objects.mjs";
import { configOf } from "./settings.mjs";

/** Tells whether deliveries can be taken: whether every secret is there, and something can be written. */
export async function health(env) {
  try {
    for (const provider of ["isendu", "optondemand", "reward", "xoxoday"]) configOf(provider, env);
    await overviewObject(env).alive();
    return new Response("ok", { headers: { "cache-control": "no-store" } });
  } catch (error) {
    log.error("not healthy", { error });
    return new Response("unavailable", { status: 503 });
  }
}
