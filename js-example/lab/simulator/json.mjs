// JSON in the senders' styles: with numbers beyond doubles, unnecessary escapes, and blanks.

/** A JSON number by its digits, for numbers that JSON.stringify cannot write. */
export class Token {
  constructor(text) {
    this.text = text;
  }
}

export const token = (text) => new Token(text);

/**
 * Returns a value as JSON text. `undefined` members are left out.
 *
 * @param {unknown} value
 * @param {{ blanks?: string, escaped?: boolean }} [style] the text after a comma or colon; whether to escape every character
 *   beyond ASCII
 */
export function json(value, style = {}) {
  const { blanks = "", escaped = false } = style;
  if (value instanceof Token) return value.text;
  if (typeof value === "string") return escaped ? asciiOnly(JSON.stringify(value)) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => json(item, style)).join(`,${blanks}`)}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${members.map(([key, item]) => `${json(key, style)}:${blanks}${json(item, style)}`).join(`,${blanks}`)}}`;
  }
  return JSON.stringify(value);
}

function asciiOnly(text) {
  return text.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
