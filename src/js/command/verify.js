// `verify`: checks a delivery and shows its event.

import { diagnoseLine } from "./again.js";
import { attempt, errorJson } from "./attempt.js";
import { ACCEPTED, REFUSED } from "./exit.js";
import { CONFIG_OPTIONS, configOf } from "./keys.js";
import { providerOf } from "./providers.js";
import { incomingOf, readDelivery, REQUEST_OPTIONS, requestJson } from "./request.js";
import { harmless, note, paint, say, sayJson } from "./terminal.js";

async function run({ options, files: [file] }) {
  const provider = providerOf(options.provider);
  const request = readDelivery(file, options);
  const config = await configOf(options, provider);
  const { value, error } = attempt(() => provider.api.receive(incomingOf(request), config));
  if (options.json) {
    const event = value ?? null;
    sayJson({
      schema: 1,
      provider: provider.name,
      outcome: value ? "accepted" : "refused",
      error: errorJson(error),
      event,
      request: requestJson(request),
    });
  } else if (value) {
    const { kind, trust, keyIndex, dedupeKey } = value;
    if (trust === "none") say(paint("yellow", "accepted, NOT authenticated"));
    else say(`${paint("green", "accepted")}  proven by: ${trust}${keyIndex === null ? "" : `, key ${keyIndex}`}`);
    say(`event     ${harmless(kind)}`);
    say(`dedupe    ${harmless(dedupeKey)}`);
  } else {
    say(`${paint("red", "refused")}  ${error.code}: ${error.message}`);
    const line = diagnoseLine(file, options);
    if (line !== undefined) note(`Why? ${harmless(line)}`);
  }
  return value ? ACCEPTED : REFUSED;
}

export const verify = {
  summary: "says whether a delivery is genuine, and what it is",
  usage: "verify [FILE|-] -p PROVIDER",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign verify delivery.http -p optondemand",
    "STRIPE_WEBHOOK_SECRET=… npx countersign verify delivery.http -p stripe --now 2025-07-08T12:34:56Z",
  ],
  files: 1,
  options: { ...REQUEST_OPTIONS, ...CONFIG_OPTIONS },
  run,
};
