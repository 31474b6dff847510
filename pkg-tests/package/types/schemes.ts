// Compiled, never run: which schemes and configs the types accept, and which they refuse.

import { custom, isendu, optondemand, reward, xoxoday } from "countersign";
import type { CustomEvent, HmacScheme, Scheme, SchemeConfig, StaticScheme, Verified } from "countersign";
import { type Diagnosis, diagnose } from "countersign/diagnose";
import { createHandler } from "countersign/fetch";
import { github, slack, stripe } from "countersign/presets";
import { sign } from "countersign/testing";

const acme = custom({
  name: "acme",
  proof: "hmac-sha256",
  header: ["x-acme-signature"],
  list: ",",
  prefix: "v1=",
  encoding: "hex",
  key: "utf8",
  signed: "{timestamp}.{url}{body}",
  timestamp: { prefix: "t=", unit: "s" },
  id: { field: "event.id" },
});
const event = acme.receiver({ secret: process.env["ACME"], url: "https://a.example", maxAgeSeconds: 1 }).receive({});
const named: CustomEvent<"acme"> & Verified = event;
const name: "acme" = event.provider;
// @ts-expect-error the URL is signed
acme.receiver({ secret: "k" });
// @ts-expect-error no secret
custom(stripe).receiver({});
// @ts-expect-error no time is signed
custom(github).receiver({ secret: "k", maxAgeSeconds: 1 });
// @ts-expect-error no URL is signed
custom(github).receiver({ secret: "k", url: "https://a.example" });
custom(stripe).receiver({ secret: ["a", new Uint8Array(1)], maxAgeSeconds: 60, now: new Date() });
const scheme: Scheme = { ...stripe, maxAgeSeconds: 60 };
// @ts-expect-error the template does not bind the body
custom({ name: "a", proof: "hmac-sha256", header: "x", encoding: "hex", key: "utf8", signed: "{timestamp}" });
// @ts-expect-error no key format
custom({ name: "a", proof: "hmac-sha256", header: "x", encoding: "hex", signed: "{body}" });
// @ts-expect-error another algorithm
custom({ name: "a", proof: "hmac-sha1", header: "x", encoding: "hex", key: "utf8", signed: "{body}" });
// @ts-expect-error a time in no place
custom({ ...stripe, timestamp: { unit: "s" } });
// @ts-expect-error events of a scheme have no order
custom(stripe).supersedes;
// @ts-expect-error a preset is frozen
stripe.name = "other";

// A scheme that only the run time knows may have every option. The run time requires `url` if the scheme signs it.
declare const loaded: Scheme;
declare const hmac: HmacScheme;
declare const secretInHeader: StaticScheme;
declare const template: `${string}.{body}`;
declare const either: "{body}" | "{url}{body}";
const every = {
  secret: "k",
  url: "https://a.example",
  maxAgeSeconds: 60,
  maxFutureSeconds: 5,
  now: 1,
  maxBodyBytes: 9,
};
custom(loaded).receiver(every);
custom(loaded).receiver({ secret: "k" });
custom(loaded).verify({}, { secret: "k", maxAgeSeconds: 60 });
custom(hmac).receive({}, every);
custom(hmac).receiver({ secret: "k" });
custom({ ...stripe, signed: template }).receiver(every);
custom({ ...stripe, signed: either }).receiver(every);
custom({ ...stripe, signed: either }).receiver({ secret: "k" });
diagnose(loaded, { body: "{}" }, every);
createHandler({ provider: custom(loaded), config: () => every, onEvent: ({ provider }) => provider.length });
const withUrl: HmacScheme = { ...github, signed: "{url}{body}" };
custom(withUrl).receiver({ secret: "k", url: "https://a.example" });
const wide: SchemeConfig = every;
// @ts-expect-error a secret is still required
custom(loaded).receiver({ url: "https://a.example" });
// @ts-expect-error a URL is a text
custom(loaded).receiver({ secret: "k", url: 1 });
// @ts-expect-error an age is a number
custom(loaded).receiver({ secret: "k", maxAgeSeconds: "60" });
// @ts-expect-error no scheme has this option
custom(loaded).receiver({ secret: "k", apiKey: "k" });
// @ts-expect-error a static secret signs no URL
custom(secretInHeader).receiver({ secret: "k", url: "https://a.example" });
// @ts-expect-error a static secret signs no time
custom(secretInHeader).receiver({ secret: "k", maxAgeSeconds: 60 });
// @ts-expect-error the only template signs no URL
custom({ ...stripe, signed: "{timestamp}.{body}" }).receiver({ secret: "k", url: "https://a.example" });

// Rotation with environment variables. The run time refuses an unset one.
custom(github).receiver({ secret: [process.env["NEW"], process.env["OLD"]] });
optondemand.receiver({ secret: [process.env["NEW"], new Uint8Array(1)] });
xoxoday.receiver({ apiKey: [process.env["NEW"], "old"], urlToken: [process.env["T"]] });
isendu.receiver({ urlToken: [process.env["NEW"], process.env["OLD"]] });
reward.receiver({ urlToken: [process.env["NEW"], "old"] });
// @ts-expect-error null is no secret
optondemand.receiver({ secret: [null] });
// @ts-expect-error a number is no secret
custom(github).receiver({ secret: [5] });

const handler = createHandler({
  provider: custom(stripe),
  config: { secret: "k" },
  onEvent: ({ provider, id, signedMs, dedupeKey, payload, trust }) => {
    const known: "stripe" = provider;
    return [known, id?.length, signedMs, dedupeKey, payload["type"], trust];
  },
});
const diagnosis: Diagnosis = diagnose(
  custom(stripe),
  { body: "{}" },
  { secret: process.env["KEY"], maxAgeSeconds: 60 },
);
diagnose(stripe, { body: "{}" }, { secret: ["a", "b"] }, { otherKeys: { staging: "c" }, deep: true });
diagnose(acme, { body: "{}" }, { secret: "k", url: "https://a.example" });
diagnose(scheme, { body: "{}" }, { secret: "k" });
const provider: string = diagnosis.provider;
// @ts-expect-error the URL is signed
diagnose(acme, { body: "{}" }, { secret: "k" });
// @ts-expect-error no time is signed
diagnose(github, { body: "{}" }, { secret: "k", maxAgeSeconds: 1 });
// @ts-expect-error another provider's option
diagnose(custom(github), { body: "{}" }, { apiKey: "k" });
// @ts-expect-error the template does not bind the body
diagnose({ ...github, signed: "{timestamp}" }, { body: "{}" }, { secret: "k" });
// @ts-expect-error a preset is no name
diagnose("github", { body: "{}" }, { secret: "k" });

const form = custom(slack).parse("a=1").payload;
// @ts-expect-error the payload of a form is null
form["a"];
const typed: number = custom(stripe).parse<{ amount: number }>("{}").payload.amount;
const headers: Record<string, string> = sign(scheme, "{}", { secret: "k", id: "a", now: 1 });

export { handler, headers, name, named, provider, typed, wide };
