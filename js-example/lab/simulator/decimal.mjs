// Exact sums of amounts, by their digits and never as doubles.

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Returns a number's token as `{ digits, scale }`, which is digits × 10^-scale. */
function read(text) {
  const match = NUMBER.exec(text);
  if (!match) throw new RangeError(`not a JSON number: ${text.slice(0, 40)}`);
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  const digits = BigInt(whole + fraction) * (sign ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

/** Returns the exact sum of JSON numbers, without an exponent and without trailing zeros. */
export function sum(texts) {
  const parts = texts.map(read);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  const total = parts.reduce((all, part) => all + part.digits * 10n ** BigInt(scale - part.scale), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  const value = fraction ? `${whole}.${fraction}` : whole;
  return total < 0n ? `-${value}` : value;
}
