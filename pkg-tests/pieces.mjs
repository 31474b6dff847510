// Pieces of secrets, and where a memory has them.

/** How short a piece may be: what is shorter also comes by chance. */
const LENGTH = 8;

/** Returns what collects traces, bytes or words of 32 bits, by their pieces: words in either order of their bytes. */
export function pieces() {
  const found = new Map();
  const addBytes = (what, bytes) => {
    for (let at = 0; at + LENGTH <= bytes.length; at += 1) {
      const piece = bytes.latin1Slice(at, at + LENGTH);
      if (!found.has(piece)) found.set(piece, what);
    }
  };
  const add = (what, trace) => {
    const bytes = Buffer.from(trace.buffer.slice(trace.byteOffset, trace.byteOffset + trace.byteLength));
    addBytes(what, bytes);
    if (trace instanceof Uint32Array) addBytes(what, bytes.swap32());
  };
  return { found, add };
}

/** Returns what looks for the pieces of secrets, but not for those that others have in their place as well. */
export function searcher(secrets, others) {
  const wanted = new Map([...secrets.found].filter(([piece]) => !others.found.has(piece)));
  // The first and the last three bytes of a piece rule nearly every place out.
  const digest = (bytes, at) =>
    (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)) ^ (bytes[at + 7] | (bytes[at + 6] << 8) | (bytes[at + 5] << 16));
  const possible = new Uint8Array(1 << 24);
  for (const piece of wanted.keys()) possible[digest(Buffer.from(piece, "latin1"), 0)] = 1;

  /** Returns what is there, with the address of the first piece of each. */
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
