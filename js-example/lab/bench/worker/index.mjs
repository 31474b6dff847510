// The Worker in all variants: one workerd, one port, the same Durable Objects and queues.

import { isendu, optondemand, reward, xoxoday } from "countersign";
import { createHandler } from "countersign/fetch";
import whole from "../../../worker/index.mjs";
import { store } from "../../../worker/ingest/intake.mjs";
import { configOf } from "../../../worker/settings.mjs";
import { readVariant, unverified } from "../variants.mjs";

export { Balance, Confirmation, Overview, Probe, Quarantine, Subject } from "../../../worker/index.mjs";

const PROVIDERS = { isendu, optondemand, reward, xoxoday };
const each = (make) =>
  Object.fromEntries(Object.entries(PROVIDERS).map(([name, provider]) => [name, make(name, provider)]));

const HOOKS = {
  bare: each(() => async (request) => {
    await request.arrayBuffer();
    return new Response(null);
  }),
  verified: each((name, provider) =>
    createHandler({ provider, config: (env) => configOf(name, env), onEvent: () => {} }),
  ),
  stored: each((name, provider) => createHandler({ provider: unverified(provider), config: {}, onEvent: store })),
  full: each(() => whole.fetch),
};

export default {
  ...whole,
  async fetch(request, env) {
    const url = new URL(request.url);
    const { variant, rest } = readVariant(url.pathname) ?? { variant: "full", rest: url.pathname };
    const [, , provider] = rest.split("/");
    const hook = HOOKS[variant][provider] ?? whole.fetch;
    return hook(new Request(new URL(rest, url), request), env);
  },
};
