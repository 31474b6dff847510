// The examples of the specification, as the arguments of `diagnose`.

import { readFileSync } from "node:fs";
import { root } from "../support/files.mjs";

const { cases } = JSON.parse(readFileSync(`${root}src/diagnose/examples.json`, "utf8"));
const bytes = (base64) => new Uint8Array(Buffer.from(base64, "base64"));

/** Returns each case as `{ id, provider, incoming, config, sent, expect }`. */
export const examples = cases.map(({ id, provider, received, sent, expect }) => ({
  id,
  provider,
  incoming: {
    body: bytes(received.bodyBase64),
    headers: received.headers,
    ...(received.url === undefined ? {} : { url: received.url }),
  },
  config: received.config,
  sent: bytes(sent.bodyBase64),
  expect,
}));

/** Returns the ids of the findings of a confidence. */
export const ids = ({ findings }, confidence) =>
  findings.filter((finding) => finding.confidence === confidence).map(({ id }) => id);

/** Returns what a diagnosis says that the expectation of a case does not. */
export function unlike(diagnosis, { verify, proven, likely, noProven }) {
  const found = ids(diagnosis, "proven");
  const families = proven.map(({ family }) => family);
  const all = diagnosis.findings.map(({ id }) => id);
  return [
    ...((diagnosis.error?.code ?? "accepted") === verify ? [] : [`says ${diagnosis.error?.code}`]),
    ...proven.filter(({ id }) => !found.includes(id)).map(({ id }) => `does not prove ${id}`),
    ...found.filter((id) => !families.includes(id.split("_")[0])).map((id) => `proves ${id}, too`),
    ...likely.filter(({ id }) => !all.includes(id)).map(({ id }) => `does not find ${id}`),
    ...(noProven && found.length > 0 ? [`proves ${found}`] : []),
  ];
}
