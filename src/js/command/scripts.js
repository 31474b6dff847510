// `parse`, `sign` and `confirm`: what the functions of the same names do, for scripts.

import * as testing from "countersign/testing";
import { ACCEPTED, REFUSED, usage } from "./exit.js";
import { KEY_OPTIONS, credentialsOf, mainKey } from "./keys.js";
import { providerOf } from "./providers.js";
import { readRequest, FILE_OPTIONS } from "./request.js";
import { note, say, sayJson } from "./terminal.js";
import { attempt, errorJson } from "./verify.js";

/** Tells what was refused, and returns the exit status. */
function refused(error, options) {
  if (options.json) sayJson({ schema: 1, error: errorJson(error) });
  else note(`refused  ${error.code}: ${error.message}`);
  return REFUSED;
}

export const parse = {
  summary: "prints the event of a body as JSON, and authenticates nothing",
  usage: "parse [FILE|-] -p PROVIDER",
  examples: ["npx countersign parse body.json -p xoxoday"],
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

export const sign = {
  summary: "prints the header of a genuine delivery",
  usage: "sign [FILE|-] -p PROVIDER",
  examples: ["OPTONDEMAND_SECRET=… npx countersign sign body.json -p optondemand"],
  files: 1,
  options: { ...FILE_OPTIONS, ...KEY_OPTIONS },
  async run({ options, files: [file] }) {
    const provider = providerOf(options.provider);
    const signer = testing[provider.name];
    if (signer === undefined) throw usage(`${provider.name} signs nothing: its proof is the token in the URL`);
    const { body } = readRequest(file, options);
    const key = await mainKey(options, provider);
    const { value, error } = attempt(() => signer.sign(body, { [provider.option]: key }));
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
  options: { ...FILE_OPTIONS, "env-file": KEY_OPTIONS["env-file"] },
  run({ options, files: [file] }) {
    const { api } = providerOf(options.provider ?? "isendu");
    if (api.confirm === undefined) throw usage("isendu alone confirms a URL");
    const credentials = credentialsOf(options);
    if (credentials === undefined) throw usage("set ISENDU_KEY_ID and ISENDU_SECRET, or name an --env-file");
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
