// Reads the sections of a WebAssembly module (WebAssembly Core Specification 2.0, section 5.5).

const HEADER_LENGTH = 8;
const CUSTOM = 0;

/** Returns a reader of numbers, texts and bytes that starts at a position. */
export function reader(bytes, at = 0) {
  const skip = (length) => {
    at += length;
    if (at > bytes.length) throw new Error("the module ends too early");
    return at;
  };
  const byte = () => bytes[skip(1) - 1];
  const u32 = () => {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const next = byte();
      value += (next % 128) * unit;
      if (next < 128) return value;
    }
  };
  const text = () => {
    const length = u32();
    return new TextDecoder().decode(bytes.subarray(at, skip(length)));
  };
  return { byte, position: () => at, skip, text, u32 };
}

/**
 * Returns the sections of a module in order: `{ id, name, from, content, end }`. Only custom sections have a `name`. A section
 * reaches from `from` to before `end`; its content starts at `content`.
 */
export function sections(module) {
  if (!WebAssembly.validate(module)) throw new Error("this is not a WebAssembly module");
  const found = [];
  for (let from = HEADER_LENGTH; from < module.length; from = found.at(-1).end) {
    const read = reader(module, from);
    const id = read.byte();
    const length = read.u32();
    const end = read.position() + length;
    const name = id === CUSTOM ? read.text() : undefined;
    found.push({ id, name, from, content: read.position(), end });
  }
  return found;
}
