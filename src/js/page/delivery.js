// Reads the form, as arguments of `diagnose`.

import { bodyAlone, headerPairs, recognised } from "../requests/index.js";
import { fromBase64, fromText, toText } from "../requests/bytes.js";

/** The name of each provider's key in its config. */
const OPTIONS = { isendu: "urlToken", optondemand: "secret", reward: "urlToken", xoxoday: "apiKey" };

/** A problem that the user can correct. */
export class Problem extends Error {}

const fileBytes = async (input) =>
  input.files.length === 0 ? undefined : new Uint8Array(await input.files[0].arrayBuffer());

/** Returns the bytes of a file, or of the pasted text, which may be base64. */
async function given(file, pasted, isBase64, what) {
  const bytes = (await fileBytes(file)) ?? fromText(pasted.value);
  if (!isBase64.checked) return bytes;
  const decoded = fromBase64(toText(bytes) ?? "");
  if (decoded === undefined) throw new Problem(`${what} is not base64.`);
  return decoded;
}

/** Returns a whole number, or undefined if the field is empty. */
function whole({ value }, what) {
  const text = value.trim();
  if (!/^\d{0,15}$/.test(text)) throw new Problem(`${what} must be a whole number.`);
  return text === "" ? undefined : Number(text);
}

/** Reads isendu's confirmation: the API key, and the reply if there was one. */
function confirmation({ keyId, secret, replyStatus, replyBody, replyMs }) {
  if (keyId.value === "" && secret.value === "") return {};
  if (keyId.value === "" || secret.value === "") throw new Problem("Enter both the key id and the secret.");
  const credentials = { keyId: keyId.value, secret: secret.value };
  const status = whole(replyStatus, "The status");
  const elapsedMs = whole(replyMs, "The duration");
  if (status === undefined && elapsedMs === undefined && replyBody.value === "") return { credentials };
  // An empty field counts as correct.
  const body = replyBody.value || JSON.stringify({ response: secret.value });
  return { credentials, reply: { status: status ?? 200, body, elapsedMs } };
}

/** Reads the options of the clock. A config may not contain an undefined option. */
function clockOptions({ maxAge, now }) {
  const options = { maxAgeSeconds: whole(maxAge, "maxAgeSeconds"), now: whole(now, "The current time") };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Reads the form: `{ provider, incoming, config, evidence, said }`. */
export async function readForm(form) {
  const field = form.elements;
  const provider = field.provider.value;
  const bytes = await given(field.requestFile, field.request, field.requestBase64, "The request");
  const headers = headerPairs(field.headers.value);
  if (headers.length === 0 && field.headers.value.trim() !== "")
    throw new Problem("The headers have no line of the form NAME: VALUE.");
  const request = (headers.length > 0 ? undefined : recognised(bytes)) ?? bodyAlone(bytes, headers);
  const isPasted = field.requestFile.files.length === 0 && !field.requestBase64.checked;
  const keyBytes = await given(field.keyFile, field.key, field.keyBase64, "The key");
  const confirmed = provider === "isendu" ? confirmation(field) : {};
  if (keyBytes.length === 0 && confirmed.credentials === undefined)
    throw new Problem("Enter the key. It does not leave this page.");
  const key =
    keyBytes.length === 0 ? { acceptUnauthenticated: true } : { [OPTIONS[provider]]: toText(keyBytes) ?? keyBytes };
  const clock = provider === "optondemand" ? clockOptions(field) : {};
  const url = field.url.value.trim() || request.url;
  const exactness = isPasted || request.exactness === "text" ? "as text, so its line endings may differ" : "exact";
  return {
    provider,
    incoming: {
      body: request.body,
      headers: request.headers,
      ...(url ? { url } : {}),
    },
    config: { ...key, ...clock },
    evidence: { deep: field.deep.checked, ...confirmed },
    said: `Read ${request.form}: ${request.body.length} bytes of body, ${exactness}.`,
  };
}
