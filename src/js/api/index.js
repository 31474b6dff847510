// Makes the public objects of the few calls of the module. It knows no provider by name. What only one of them has comes from
// its folder.

import { methods } from "#methods";
import * as calls from "./calls.js";
import { start } from "../boundary/instance.js";

/**
 * Under this name the handlers find what makes them a receiver that can check a head, too. It is registered, because a
 * handler and a provider may come from two copies of the package.
 */
const WITH_HEAD = Symbol.for("countersign.receiverWithHead");

export { isWebhookError } from "./is-webhook-error.js";
export { WebhookError } from "../boundary/error.js";

/** Instantiates the module; returns the providers by name, and what only `countersign/testing` lets through. */
export function createApi(module) {
  start(module);
  const { providers, trusts, limit } = calls.describe();
  const made = providers.map((described, number) => [
    described.name,
    provider({ ...described, number, trusts, limit }),
  ]);
  const numbers = Object.fromEntries(providers.map(({ name }, number) => [name, number]));
  return { providers: Object.fromEntries(made), sign: (name, body, config) => calls.sign(numbers[name], body, config) };
}

function provider({ name, header, fields, number, trusts, limit }) {
  const proof = (result) => ({
    provider: name,
    trust: trusts[result & 3],
    keyIndex: result < 4 ? null : (result >>> 2) - 1,
  });
  const verify = (prepared, incoming) => proof(calls.verify(number, header, prepared, incoming));
  const receive = (prepared, incoming) => calls.receive(number, header, prepared, incoming);
  const receiverWithHead = (config) => {
    const prepared = calls.prepare(number, config);
    return {
      limit: prepared.limit,
      checkHead: (incoming) => calls.checkHead(number, header, prepared, incoming),
      authenticate: (incoming) => proof(calls.authenticate(number, header, prepared, incoming)),
      verify: (incoming) => verify(prepared, incoming),
      receive: (incoming) => receive(prepared, incoming),
    };
  };
  const receiver = (config) => {
    const { verify, receive } = receiverWithHead(config);
    return Object.freeze({ verify, receive });
  };
  return Object.freeze({
    verify: (incoming, config) => verify(calls.unprepared(config, limit), incoming),
    parse: (body, options) => calls.parse(number, options === undefined ? limit : calls.limit(options), body),
    receive: (incoming, config) => receive(calls.unprepared(config, limit), incoming),
    receiver: Object.defineProperty(receiver, WITH_HEAD, { value: receiverWithHead }),
    supersedes: (next, previous) => calls.supersedes(number, fields, next, previous),
    ...methods[name]?.({ fields, limit }),
  });
}
