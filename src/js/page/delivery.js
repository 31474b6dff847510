// What the form holds, as `diagnose` takes it.

import { bodyAlone, headerPairs, recognised } from "../requests/index.js";
import { fromBase64, fromText, toText } from "../requests/bytes.js";

/** The option of the config that each provider's key is. */
const OPTIONS = { isendu: "urlToken", optondemand: "secret", reward: "urlToken", xoxoday: "apiKey" };

/** A problem that the user can put right. */
export class Problem extends Error {}

const fileBytes = async (input) =>
  input.files.length === 0 ? undefined : new Uint8Array(await input.files[0].arrayBuffer());

/** Returns the bytes of a file, or of what is pasted, which is text, or base64 if so marked. */
async function given(file, pasted, isBase64, what) {
  const bytes = (await fileBytes(file)) ?? fromText(pasted.value);
  if (!isBase64.checked) return bytes;
  const decoded = fromBase64(toText(bytes) ?? "");
  if (decoded === undefined) throw new Problem(`${what} is not base64.`);
  return decoded;
}

/** Reads the form: `{ provider, incoming, config, evidence, said }`. */
export async function readForm(form) {
  const field = form.elements;
  const bytes = await given(field.requestFile, field.request, field.requestBase64, "The request");
  const headers = headerPairs(field.headers.value);
  if (headers.length === 0 && field.headers.value.trim() !== "")
    throw new Problem("The headers have no line of the form NAME: VALUE.");
  const request = (headers.length > 0 ? undefined : recognised(bytes)) ?? bodyAlone(bytes, headers);
  const isPasted = field.requestFile.files.length === 0 && !field.requestBase64.checked;
  const keyBytes = await given(field.keyFile, field.key, field.keyBase64, "The key");
  if (keyBytes.length === 0) throw new Problem("Give the key: it does not leave this page.");
  const provider = field.provider.value;
  const url = field.url.value.trim() || request.url;
  const exactness = isPasted || request.exactness === "text" ? "as text: its line ends are doubtful" : "exact";
  return {
    provider,
    incoming: { body: request.body, headers: request.headers, ...(url ? { url } : {}) },
    config: { [OPTIONS[provider]]: toText(keyBytes) ?? keyBytes },
    evidence: { deep: field.deep.checked },
    said: `Read ${request.form}: ${request.body.length} bytes of body, ${exactness}.`,
  };
}
