// Derives bodies from the received one: inflated or deflated, and in another Unicode form. The module has neither zlib nor
// Unicode's tables.

import { toUtf8 } from "../input/primordials.js";

/** The maximal length of an inflated body: a small one can become gigabytes. */
const MOST = 8 << 20;

/** Node, Bun and Deno have it. Loaded at run time: bundlers for browsers could not resolve an import. */
const zlib = () => globalThis.process?.getBuiltinModule?.("zlib");

/** Returns alternating ids of findings and bodies. */
export function candidatesOf(body) {
  const made = [];
  for (const each of normalized(body)) made.push("body_normalized", each);
  for (const each of compressed(body)) made.push("body_compressed", each);
  return made;
}

function normalized(body) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return [];
  }
  const forms = ["NFC", "NFD"].map((form) => text.normalize(form));
  return forms.filter((each) => each !== text).map((each) => toUtf8(each));
}

function compressed(body) {
  const { gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync, gzipSync, deflateSync } = zlib() ?? {};
  const made = [];
  for (const method of [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync, gzipSync, deflateSync]) {
    try {
      const bytes = method?.(body, { maxOutputLength: MOST });
      if (bytes?.length > 0) made.push(Uint8Array.from(bytes));
    } catch {
      // Most bodies are not compressed in most ways.
    }
  }
  return made;
}
