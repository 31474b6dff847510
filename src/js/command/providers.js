// What the command has to know of a provider: where its keys are in the environment.

import * as countersign from "countersign";
import { usage } from "./exit.js";
import { didYouMean } from "./similar.js";

/** The main key of each provider: the option of the config, and the variable. */
const MAIN = {
  isendu: { option: "urlToken", variable: "ISENDU_URL_TOKEN" },
  optondemand: { option: "secret", variable: "OPTONDEMAND_SECRET" },
  reward: { option: "urlToken", variable: "REWARD_URL_TOKEN" },
  xoxoday: { option: "apiKey", variable: "XOXODAY_API_KEY" },
};

export const NAMES = Object.keys(MAIN);

/** Returns `{ name, api, option, variable }` of a provider. */
export function providerOf(name) {
  if (name === undefined) throw usage(`say whose delivery it is: --provider ${NAMES.join("|")}`);
  if (!NAMES.includes(name))
    throw usage(`there is no provider ${name}.${didYouMean(name, NAMES)} There are: ${NAMES.join(", ")}`);
  return { name, api: countersign[name], ...MAIN[name] };
}

/** Returns the variable of the token in the URL. */
export const tokenVariable = (name) => `${name.toUpperCase()}_URL_TOKEN`;
