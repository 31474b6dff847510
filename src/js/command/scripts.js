// `parse`, `sign` and `confirm`: call the functions of the same names, for scripts.

import { ACCEPTED, REFUSED, usage } from "./exit.js";
import { KEY_OPTIONS, SIGNED_URL, credentialsOf, mainKey, signedUrlOf, timeOf } from "./keys.js";
import { providerOf } from "./providers.js";
import { readRequest, FILE_OPTIONS } from "./request.js";
import { note, say, sayJson } from "./terminal.js";
import { attempt, errorJson } from "./attempt.js";

/** Reports a refusal, and returns the exit status. */
function refused(error, options) {
  if (options.json) sayJson({ schema: 1, error: errorJson(error) });
  else note(`refused  ${error.code}: ${error.message}`);
  return REFUSED;
}

export const parse = {
  summary: "prints the event of a body as JSON, and authenticates nothing",
  usage: "parse [FILE|-] -p PROVIDER",
  examples: ["npx countersign parse body.json -p xoxoday", "npx countersign parse body.json -p ./acme.json"],
  files: 1,
  options: FILE_OPTIONS,
  run({ options, files: [file] }) {
    const { api } = providerOf(options.provider);
    const { body } = readRequest(file, options);
    const { value, error } = attempt(() => api.parse(body));
    if (error) return refused(error, options);
    sayJson(value);
    return ACCEPTED;
  },
};

/** The options for signing with a scheme, beyond the body and the key. */
export const SIGN_OPTIONS = {
  id: { type: "string", value: "ID", help: "the id, if the sender has it in a header; default: a sample" },
  now: { type: "string", value: "TIME", help: "the signed time, if it is not in the body; default: the clock" },
  "signed-url": SIGNED_URL,
};

/** Returns the values of these options. */
export function signedWith(options, provider) {
  const given = { id: options.id, now: timeOf(options.now), url: signedUrlOf(options, provider) };
  if (provider.scheme === undefined && (given.id ?? given.now) !== undefined)
    throw usage(`--id and --now: ${provider.name} signs only the body`);
  if (given.id !== undefined && provider.scheme?.id?.header === undefined)
    throw usage(`--id: ${provider.name} has no id in a header`);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export const sign = {
  summary: "prints the headers of a genuine delivery",
  usage: "sign [FILE|-] -p PROVIDER",
  examples: [
    "OPTONDEMAND_SECRET=… npx countersign sign body.json -p optondemand",
    "STRIPE_WEBHOOK_SECRET=… npx countersign sign body.json -p stripe",
  ],
  files: 1,
  options: { ...FILE_OPTIONS, ...KEY_OPTIONS, ...SIGN_OPTIONS },
  async run({ options, files: [file] }) {
    const provider = providerOf(options.provider);
    if (provider.sign === undefined) throw usage(`${provider.name} signs nothing: its proof is the token in the URL`);
    const { body } = readRequest(file, options);
    const key = await mainKey(options, provider);
    const signed = signedWith(options, provider);
    const { value, error } = attempt(() => provider.sign(body, key, signed));
    if (error) return refused(error, options);
    if (options.json) sayJson(value);
    else for (const [name, text] of Object.entries(value)) say(`${name}: ${text}`);
    return ACCEPTED;
  },
};

export const confirm = {
  summary: "prints the reply to isendu's confirmation",
  usage: "confirm [FILE|-]",
  examples: ["ISENDU_KEY_ID=… ISENDU_SECRET=… npx countersign confirm confirmation.json"],
  files: 1,
  options: { ...FILE_OPTIONS, dotenv: KEY_OPTIONS.dotenv, "env-file": KEY_OPTIONS["env-file"] },
  run({ options, files: [file] }) {
    const { api } = providerOf(options.provider ?? "isendu");
    if (api.confirm === undefined) throw usage("only isendu confirms a URL");
    const credentials = credentialsOf(options);
    if (credentials === undefined)
      throw usage("set ISENDU_KEY_ID and ISENDU_SECRET, or pass a file with both: --dotenv FILE");
    const { body } = readRequest(file, options);
    const { value, error } = attempt(() => api.confirm(body, credentials));
    if (error) return refused(error, options);
    if (value === null) {
      note("the body is an event, not a confirmation");
      return REFUSED;
    }
    if (options.json) sayJson(value);
    else say(value.body);
    return ACCEPTED;
  },
};
