// Finds pieces of secrets in memory.

/** The length of a piece. A shorter one may occur by chance. */
const LENGTH = 8;

/** How many bytes of a piece must be secret. Padding, and values that only depend on padding, are public. */
const SECRET = 6;

/** Returns the bytes of a trace. Words of 32 bits give both byte orders. */
function forms(trace) {
  const bytes = Buffer.from(trace.buffer.slice(trace.byteOffset, trace.byteOffset + trace.byteLength));
  return trace instanceof Uint32Array ? [bytes, Buffer.from(bytes).swap32()] : [bytes];
}

/**
 * Returns a search for pieces of secrets. Both lists have the same names, with traces of bytes or words of 32 bits. The second
 * list comes from other secrets: a byte that is the same in both is public.
 */
export function searcher(traces, others) {
  const wanted = new Map();
  const add = (what, bytes, other) => {
    const differs = (at) => Number(bytes[at] !== other[at]);
    let secret = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      secret += differs(end) - (end < LENGTH ? 0 : differs(end - LENGTH));
      if (end + 1 < LENGTH || secret < SECRET) continue;
      const piece = bytes.latin1Slice(end + 1 - LENGTH, end + 1);
      if (!wanted.has(piece)) wanted.set(piece, what);
    }
  };
  for (const [index, [what, trace]] of traces.entries()) {
    const ofOthers = forms(others[index][1]);
    for (const [form, bytes] of forms(trace).entries()) add(what, bytes, ofOthers[form]);
  }

  // Checking the first and the last three bytes of a piece excludes nearly every place.
  const digest = (bytes, at) =>
    (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)) ^
    (bytes[at + 7] | (bytes[at + 6] << 8) | (bytes[at + 5] << 16));
  const possible = new Uint8Array(1 << 24);
  for (const piece of wanted.keys()) possible[digest(Buffer.from(piece, "latin1"), 0)] = 1;

  /** Returns the traces that the memory contains, with the address of the first piece of each. */
  return (memory) => {
    const bytes = Buffer.from(memory);
    const places = {};
    for (let at = 0; at + LENGTH <= bytes.length; at += 1) {
      if (possible[digest(bytes, at)] !== 1) continue;
      const what = wanted.get(bytes.latin1Slice(at, at + LENGTH));
      if (what !== undefined) places[what] ??= at;
    }
    return places;
  };
}
