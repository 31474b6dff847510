// Makes the public objects from the few calls of the module. It knows no provider by name. The extra methods of a provider come
// from its folder.

import { methods } from "#methods";
import * as calls from "./calls.js";
import { start } from "../boundary/instance.js";
import { fill } from "../input/primordials.js";

/**
 * Under this name, handlers find the function that makes a receiver with a check before the body. The symbol is registered,
 * because a handler and a provider may come from two copies of the package.
 */
const WITH_HEAD = Symbol.for("countersign.receiverWithHead");

/** Under this name `countersign/diagnose` finds the members of a scheme. It is registered, because that is another module. */
const SCHEME = Symbol.for("countersign.scheme");

export { isWebhookError } from "./is-webhook-error.js";
export { WebhookError } from "../boundary/error.js";

/** Instantiates the module. Returns the providers by name, `custom`, and the functions that only `countersign/testing` exports. */
export function createApi(module) {
  start(module);
  const { providers, trusts, limit } = calls.describe();
  const made = providers.map((described, number) => [
    described.name,
    provider({ ...described, number, trusts, limit }),
  ]);
  const numbers = Object.fromEntries(providers.map(({ name }, number) => [name, number]));
  const { length } = providers;
  return {
    providers: Object.fromEntries(made),
    custom: (scheme) => custom(scheme, { number: length, trusts, limit }),
    sign: (name, body, config) => calls.sign(numbers[name], undefined, body, config),
    signFor: (scheme, body, config, timestamp, id) =>
      calls.sign(length, calls.define(scheme).bytes, body, config, timestamp, id),
  };
}

function provider({ name, header, fields, number, trusts, limit }) {
  const prepare = (config) => calls.prepare(number, undefined, config);
  const { verify, receive, receiver } = receiving({ name, headers: header, number, trusts, prepare });
  return Object.freeze({
    verify: (incoming, config) => verify(calls.unprepared(config, limit), incoming),
    parse: (body, options) => calls.parse(number, undefined, limitOf(options, limit), body),
    receive: (incoming, config) => receive(calls.unprepared(config, limit), incoming),
    receiver,
    supersedes: (next, previous) => calls.supersedes(number, fields, next, previous),
    ...methods[name]?.({ fields, limit }),
  });
}

/** Makes the object of a sender from its scheme. Reads the scheme once. */
function custom(scheme, { number, trusts, limit }) {
  const { bytes, members, name, headers } = calls.define(scheme);
  const prepare = (config) => calls.prepare(number, bytes, config);
  const { verify, receive, receiver } = receiving({ name, headers, number, trusts, prepare });
  /** Makes a call with a config for this call only. Wipes its keys afterwards, even if the call throws. */
  const once = (makeCall) => (incoming, config) => {
    const prepared = prepare(config);
    try {
      return makeCall(prepared, incoming);
    } finally {
      fill(prepared.bytes, 0);
    }
  };
  const made = {
    verify: once(verify),
    parse: (body, options) => calls.parse(number, bytes, limitOf(options, limit), body),
    receive: once(receive),
    receiver,
  };
  return Object.freeze(Object.defineProperty(made, SCHEME, { value: Object.freeze(members) }));
}

const limitOf = (options, limit) => (options === undefined ? limit : calls.limit(options));

/** Returns the functions that verify with a prepared config, and those that make receivers. */
function receiving({ name, headers, number, trusts, prepare }) {
  const proof = (result) => ({
    provider: name,
    trust: trusts[result & 3],
    keyIndex: result < 4 ? null : (result >>> 2) - 1,
  });
  const verify = (prepared, incoming) => proof(calls.verify(number, headers, prepared, incoming));
  const receive = (prepared, incoming) => calls.receive(number, headers, prepared, incoming);
  const receiverWithHead = (config) => {
    const prepared = prepare(config);
    return {
      limit: prepared.limit,
      checkHead: (incoming) => calls.checkHead(number, headers, prepared, incoming),
      authenticate: (incoming) => proof(calls.authenticate(number, headers, prepared, incoming)),
      verify: (incoming) => verify(prepared, incoming),
      receive: (incoming) => receive(prepared, incoming),
    };
  };
  const receiver = (config) => {
    const { verify, receive } = receiverWithHead(config);
    return Object.freeze({ verify, receive });
  };
  return { verify, receive, receiver: Object.defineProperty(receiver, WITH_HEAD, { value: receiverWithHead }) };
}
