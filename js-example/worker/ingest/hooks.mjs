import { isendu, optondemand, reward, xoxoday } from "countersign";
import { createHandler } from "countersign/fetch";
import { credentialsNow } from "./confirmation.mjs";
import { store, storeUnreadable } from "./intake.mjs";
import { log } from "../log.mjs";
import { checkNumbers, configOf, numberOf, operatorTokens, providersOf } from "../settings.mjs";

const PROVIDERS = { isendu, optondemand, reward, xoxoday };

/**
 * The handlers, each made at the first request of its provider. The secrets only come with a request: the context has the
 * Worker's `env`, and isendu's API key while we answer its confirmation.
 *
 * @type {Record<keyof typeof PROVIDERS, (request: Request, context: { env: object, credentials: object | null }) => Promise<Response>>}
 */
const hooks = {};

/** Returns the handler for a provider's requests, or undefined if that provider has no secret. */
export function hookFor(name, env) {
  if (!providersOf(env).includes(name)) return undefined;
  hooks[name] ??= hookOf(name, numberOf(env, "BODY_SECONDS"));
  return async (request) =>
    hooks[name](request, { env, credentials: name === "isendu" ? await credentialsNow(env) : null });
}

/**
 * Returns the providers that have a secret.
 *
 * @throws if there is no such provider, or if a secret or a number is missing or invalid
 */
export function checkSecrets(env) {
  checkNumbers(env);
  operatorTokens(env);
  const names = providersOf(env);
  if (names.length === 0) throw new Error("no provider: set the secrets of at least one");
  for (const name of names) {
    hookFor(name, env);
    PROVIDERS[name].receiver(configOf(name, env));
  }
  return names;
}

function hookOf(name, bodyTimeoutSeconds) {
  return createHandler({
    provider: PROVIDERS[name],
    bodyTimeoutSeconds,
    config: ({ env }) => configOf(name, env),
    // Copy the bytes: their buffer is larger, and would otherwise be sent to each object.
    onEvent: (event, { env }, body) => store(event, env, body.slice()),
    onUnreadable: (body, error, verified, { env }) => {
      log.warn("a genuine delivery cannot be parsed", { provider: name, code: error.code });
      return storeUnreadable(name, { code: error.code, path: error.path ?? "" }, env, body.slice());
    },
    onRejected: ({ code }) => log.sampled.warn("a delivery was refused", { provider: name, code }),
    onError: (error) => log.sampled.error("a delivery was not stored", { provider: name }, { error }),
    ...(name === "isendu" && { confirm: ({ credentials }) => credentials }),
  });
}
