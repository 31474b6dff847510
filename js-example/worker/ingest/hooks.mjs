import { isendu, optondemand, reward, xoxoday } from "countersign";
import { createHandler } from "countersign/fetch";
import { credentialsNow } from "./confirmation.mjs";
import { store, storeUnreadable } from "./intake.mjs";
import { log } from "../log.mjs";
import { configOf, operatorTokens, providersOf } from "../settings.mjs";

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

/**
 * The handlers by provider. Secrets come with the first request: the context of each has the Worker's `env`, and isendu's API
 * key while its confirmation is answered.
 *
 * @type {Record<keyof typeof PROVIDERS, (request: Request, context: { env: object, credentials: object | null }) => Promise<Response>>}
 */
const hooks = Object.fromEntries(Object.keys(PROVIDERS).map((name) => [name, hookOf(name)]));

/** Returns what answers a request of a provider that is received from, or undefined. */
export function hookFor(name, env) {
  if (!providersOf(env).includes(name)) return undefined;
  return async (request) =>
    hooks[name](request, { env, credentials: name === "isendu" ? await credentialsNow(env) : null });
}

/**
 * Returns the providers that are received from.
 *
 * @throws when there is none, and when a secret is missing or is none that its provider's handler or the operator's page takes
 */
export function checkSecrets(env) {
  operatorTokens(env);
  const names = providersOf(env);
  if (names.length === 0) throw new Error("no provider: the secrets of one or more must be set");
  for (const name of names) PROVIDERS[name].receiver(configOf(name, env));
  return names;
}

function hookOf(name) {
  return createHandler({
    provider: PROVIDERS[name],
    config: ({ env }) => configOf(name, env),
    // The bytes alone: what holds them is larger, and goes along to each object otherwise.
    onEvent: (event, { env }, body) => store(event, env, body.slice()),
    onUnreadable: (body, error, verified, { env }) => {
      log.warn("an authentic delivery cannot be read", { provider: name, code: error.code });
      return storeUnreadable(name, { code: error.code, path: error.path ?? "" }, env, body.slice());
    },
    onRejected: ({ code }) => log.warn("a delivery was refused", { provider: name, code }),
    onError: (error) => log.error("a delivery was not stored", { provider: name, error }),
    ...(name === "isendu" && { confirm: ({ credentials }) => credentials }),
  });
}
