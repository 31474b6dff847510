/** Digits before and after the point. A double has fewer before it, and 1e-1000000000 must not fill the memory. */
const MOST_DIGITS = 400;

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

/**
 * Returns the exact sum of two decimal numbers, without an exponent and without superfluous zeros.
 *
 * @param {string} a a JSON number
 * @param {string} b
 * @returns {string} "12.5", "-3", "0"
 * @throws {RangeError} if a text is not a number, or has more than 400 digits before or after the point
 */
export function addAmounts(a, b) {
  const [left, right] = [read(a), read(b)];
  const scale = Math.max(left.scale, right.scale);
  const sum = [left, right].reduce((total, { digits, scale: own }) => total + digits * 10n ** BigInt(scale - own), 0n);
  return write(sum, scale);
}

/** The value is `digits` divided by ten to the power of `scale`. `scale` is never negative. */
function read(text) {
  const [, sign, whole, fraction = "", exponent = "0"] = NUMBER.exec(text) ?? fail(text);
  const scale = fraction.length - Number(exponent);
  if (whole.length + Number(exponent) > MOST_DIGITS || scale > MOST_DIGITS || text.length > 2 * MOST_DIGITS) fail(text);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function write(digits, scale) {
  const sign = digits < 0n ? "-" : "";
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const point = text.length - scale;
  const fraction = text.slice(point).replace(/0+$/, "");
  return sign + text.slice(0, point) + (fraction && `.${fraction}`);
}

function fail(text) {
  throw new RangeError(
    `expected a decimal number of at most ${MOST_DIGITS} digits, found a text of ${text.length} characters`,
  );
}
