// The providers that the command knows: the variables with their keys, and how their deliveries are signed.

import * as countersign from "countersign";
import * as presets from "countersign/presets";
import * as testing from "countersign/testing";
import { usage } from "./exit.js";
import { readScheme } from "./scheme-file.js";
import { didYouMean } from "./similar.js";

/** The main key of each provider: the option of the config, and the variable. */
const MAIN = {
  isendu: { option: "urlToken", variable: "ISENDU_URL_TOKEN" },
  optondemand: { option: "secret", variable: "OPTONDEMAND_SECRET" },
  reward: { option: "urlToken", variable: "REWARD_URL_TOKEN" },
  xoxoday: { option: "apiKey", variable: "XOXODAY_API_KEY" },
};

/** The providers with code in the package. */
export const NAMES = Object.keys(MAIN);

/** The schemes of the package, by the name of each and by the name in its events. */
const SCHEMES = Object.fromEntries(
  Object.entries(presets).flatMap(([name, scheme]) => [
    [name, scheme],
    [scheme.name, scheme],
  ]),
);

/** The names of presets, each once. */
export const PRESETS = Object.values(presets).map(({ name }) => name);

const isFile = (name) => /[/\\]|\.json$/i.test(name);

/** Names the choices. */
const CHOICE = `There are the providers ${NAMES.join(", ")}; the presets ${PRESETS.join(", ")}; or a file with a scheme, as in ./scheme.json`;

/** Returns `{ name, api, sender, option, variable, scheme, sign }` of a provider, a preset or a file. `sender` is for `diagnose`. */
export function providerOf(name) {
  if (name === undefined) throw usage(`say whose delivery it is: -p NAME. ${CHOICE}`);
  if (isFile(name)) return ofScheme(readScheme(name), name);
  if (Object.hasOwn(SCHEMES, name)) return ofScheme(SCHEMES[name]);
  if (!NAMES.includes(name))
    throw usage(`there is no provider ${name}.${didYouMean(name, [...NAMES, ...Object.keys(SCHEMES)])} ${CHOICE}`);
  const { option, variable } = MAIN[name];
  const signer = testing[name];
  const sign = signer && ((body, key) => signer.sign(body, { [option]: key }));
  return { name, api: countersign[name], sender: name, option, variable, scheme: undefined, sign };
}

function ofScheme(scheme, file) {
  try {
    const api = countersign.custom(scheme);
    const { name } = scheme;
    const sign = (body, secret, options) => signed(() => testing.sign(scheme, body, { secret, ...options }));
    return { name, api, sender: api, option: "secret", variable: `${upper(name)}_WEBHOOK_SECRET`, scheme, sign };
  } catch (error) {
    if (!countersign.isWebhookError(error)) throw error;
    throw usage(`${file}: ${error.message}`);
  }
}

/** Signs. A time or an id that the scheme refuses is a wrong use of the command. */
function signed(sign) {
  try {
    return sign();
  } catch (error) {
    if (!countersign.isWebhookError(error) || error.code !== "invalid_argument") throw error;
    throw usage(error.message.replace(/^`(id|now)`/, "--$1"));
  }
}

const upper = (name) => name.toUpperCase().replaceAll("-", "_");

/** Returns the variable of the token in the URL. */
export const tokenVariable = (name) => `${upper(name)}_URL_TOKEN`;

/** Tells whether the sender signs its bodies. */
export const signsBody = ({ name, scheme }) =>
  scheme === undefined ? name === "optondemand" : scheme.proof === "hmac-sha256";

/** Tells whether the sender signs the URL. */
export const signsUrl = ({ scheme }) => scheme?.signed?.includes("{url}") === true;
