// Makes the public objects of the few functions that the WebAssembly module exports. It knows no provider by name:
// one more provider changes nothing here.

import { initSync } from "#glue";
import { wasm } from "./guard.js";

export { WebhookError } from "#boundary";

/** Instantiates the module; returns the providers by name, and what only `countersign/testing` lets through. */
export function start(module) {
  initSync({ module });
  const providers = wasm.names().map((name, number) => [name, provider(name, number)]);
  return { providers: Object.fromEntries(providers), sign: wasm.sign };
}

function provider(name, number) {
  return Object.freeze({
    verify: (incoming, config) => receiver(number, config).verify(incoming),
    parse: (body, options) => wasm.parse(number, body, options),
    receive: (incoming, config) => receiver(number, config).receive(incoming),
    receiver: (config) => receiver(number, config),
    supersedes: (next, previous) => wasm.supersedes(number, next, previous),
    ...beyond(name),
  });
}

// The prepared config lives here and not in the module's memory, so that it outlives an instance and needs no free().
function receiver(number, config) {
  const prepared = wasm.prepare(number, config);
  return Object.freeze({
    verify: (incoming) => wasm.verify(number, prepared, incoming),
    receive: (incoming) => wasm.receive(number, prepared, incoming),
  });
}

/** What one provider alone has: the exports named `<provider>_<function>`. */
function beyond(name) {
  const own = Object.entries(wasm).filter(([key]) => key.startsWith(`${name}_`));
  return Object.fromEntries(own.map(([key, call]) => [key.slice(name.length + 1), call]));
}
