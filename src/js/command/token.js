// `token`: makes a token for the URL, and shows the URL to register.

import { randomBytes } from "node:crypto";
import { ACCEPTED, usage } from "./exit.js";
import { NAMES, providerOf, tokenVariable } from "./providers.js";
import { say, sayJson } from "./terminal.js";

/** Returns the host from a name or a URL. */
function hostOf(text) {
  const isUrl = /^https?:\/\//i.test(text);
  const whole = isUrl ? text : `https://${text}`;
  if (!URL.canParse(whole) || (!isUrl && /[/?#@\\\s]/.test(text)))
    throw usage("--host takes a host, as in shop.example");
  return new URL(whole).host;
}

export const token = {
  summary: "makes a token for the URL, of 128 random bits, and the URLs to register",
  usage: "token [-p PROVIDER] [--host HOST]",
  examples: ["npx countersign token -p reward --host shop.example"],
  files: 0,
  options: {
    provider: { type: "string", short: "p", value: "NAME", help: "whose URL it is; all of them without it" },
    host: { type: "string", value: "HOST", help: "the host of your endpoint" },
  },
  run({ options }) {
    const names = options.provider === undefined ? NAMES : [providerOf(options.provider).name];
    const host = options.host === undefined ? "<your host>" : hostOf(options.host);
    const made = names.map((name) => {
      const value = randomBytes(16).toString("hex");
      const url = `https://${host}/hooks/${name}/${value}`;
      return { provider: name, variable: tokenVariable(name), token: value, url };
    });
    if (options.json) sayJson({ schema: 1, tokens: made });
    else for (const { variable, token: value, url } of made) say(`${variable}=${value}\n${url}\n`);
    return ACCEPTED;
  },
};
