// The most expensive bodies for their size, by name: a function that makes one of about a given size, and the expected error if it
// doesn't depend on the size. A name may start with the provider that reads the body; otherwise no provider knows its fields.

/** Fills a text up to a size: `before`, as many numbered units as fit, `after`. */
function fill(size, before, unit, after, separator = ",") {
  const parts = [];
  let room = size - before.length - after.length;
  for (let number = 0; ; number += 1) {
    const part = unit(number.toString(16).padStart(6, "0"));
    room -= part.length + separator.length;
    if (room < -separator.length) return before + parts.join(separator) + after;
    parts.push(part);
  }
}

const object = (unit) => (size) => fill(size, "{", unit, "}");
const list = (unit, separator) => (size) => fill(size, '{"x":[', unit, "]}", separator);
const text = (unit) => (size) => fill(size, '{"x":"', () => unit, '"}', "");
/** Repeats one character in the middle, up to a size. */
const stretch = (before, character, after) => (size) =>
  before + character.repeat(size - before.length - after.length) + after;

/** "Aa" and "BB" have the same hash in Java and similar languages, and so have all combinations of equal length. */
const alike = (number) =>
  [...Number.parseInt(number, 16).toString(2).padStart(20, "0")].map((bit) => ["Aa", "BB"][bit]).join("");
const escaped = (name) =>
  [...name].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
const members = (count, before) =>
  Array.from({ length: count }, (_, at) => `"${before}${String(at).padStart(2, "0")}":1`).join();
const nested = (depth, open, inner, close) => open.repeat(depth) + inner + close.repeat(depth);
const long = "a-long-beginning-that-all-have-in-common-".repeat(4);
const time = "2024-03-22T12:00:00Z";

const objects = {
  "many keys": [object((n) => `"${n}":1`)],
  "many keys with a long common prefix": [object((n) => `"${long}${n}":1`)],
  "many keys that a simple hash confuses": [object((n) => `"${alike(n)}":1`)],
  "many escaped keys": [object((n) => `"${escaped(n)}":1`)],
  "objects with 16 keys": [list((n) => `{${members(16, `a-beginning-${n}`)}}`)],
  "objects with 17 keys": [list((n) => `{${members(17, n)}}`)],
  "objects in objects, each with many keys": [list((n) => nested(2, `{${members(17, n)},"a":`, "1", "}"))],
  "one key, over and over": [object(() => '"a":1'), "duplicate_key"],
  "the first key again at the end": [(size) => fill(size, "{", (n) => `"${n}":1`, ',"000000":1}'), "duplicate_key"],
  "the first key again at the end, escaped": [
    (size) => fill(size, "{", (n) => `"${n}":1`, `,"${escaped("000000")}":1}`),
    "duplicate_key",
  ],
  "a key twice at the end of a deep path": [
    (size) => fill(size, '{"x":[', () => "1", `,${nested(99, '{"a":', '{"a":1,"a":1}', "}")}]}`),
    "duplicate_key",
  ],
};

const nesting = {
  "nested to the limit": [list(() => nested(125, "[", "", "]"))],
  "objects nested to the limit": [list(() => nested(125, '{"a":', "1", "}"))],
  "nested too deep": [stretch("", "[", ""), "too_deep"],
  "many empty arrays": [list(() => "[]")],
  "many empty objects": [list(() => "{}")],
};

const tokens = {
  "escaped letters": [text("\\u0041")],
  "escaped pairs of surrogates": [text("\\ud83d\\ude80")],
  "escaped quotation marks": [text('\\"')],
  "characters of four bytes": [(size) => fill(size / 2, '{"x":"', () => "🚀", '"}', "")],
  "many empty strings": [list(() => '""')],
  "a string without an end": [stretch('{"x":"', "a", ""), "invalid_json"],
  "an integer of many digits": [stretch('{"x":', "9", "}")],
  "a fraction of many digits": [stretch('{"x":0.', "0", "}")],
  "an exponent of many digits": [stretch('{"x":1e', "9", "}")],
  "many integers that a double misreads": [list(() => "9007199254740993")],
  "many numbers at the edge of a double": [list(() => "1.7976931348623158e308")],
  "only blanks": [stretch("", " ", ""), "invalid_json"],
  "blanks between": [list(() => " \t\r\n1", "  ,  ")],
};

const order = (unit) => (size) => fill(size, '{"order":[', unit, "]}");
const tracking = (unit) => (size) => fill(size, '{"tracking":[', unit, "]}");
const step = (unit) => (size) => fill(size, '{"tracking":{"uuid":"t","steps":[', unit, "]}}");

/** A batch with too many elements is refused. That costs no more than reading it. */
const upTo = (kib) => (size) => (size > kib * 1024 ? "too_many_elements" : undefined);

const fields = {
  "isendu: orders": [order((n) => `{"uuid":"${n}","updated":"${time}","status":"pending"}`)],
  "isendu: orders without a time": [order((n) => `{"uuid":"${n}"}`), upTo(256)],
  "isendu: an order with many escaped keys": [
    (size) => fill(size, '{"order":{"uuid":"o",', (n) => `"${escaped(n)}":1`, "}}"),
  ],
  "isendu: an order with many parcels": [
    (size) => fill(size, '{"order":{"uuid":"o","trackingInformation":[', (n) => `{"number":"${n}"}`, "]}}"),
  ],
  "isendu: trackings": [tracking((n) => `{"uuid":"${n}","status":"T"}`), upTo(512)],
  "isendu: steps": [step(() => `{"timestamp":"${time}","status":"D"}`), upTo(512)],
  "isendu: steps with errors": [step(() => '{"error":{"code":1,"message":{"a":[1,"\\u0041"]}}}'), upTo(512)],
  "isendu: elements that aren't objects": [order(() => "1"), upTo(32)],
  "isendu: elements without a uuid": [order(() => "{}"), upTo(32)],
  "isendu: a large uuid": [stretch('{"order":{"uuid":"', "o", '"}}')],
  "isendu: a large key id": [stretch('{"keyId":"', "k", '"}')],
  "optondemand: a time of many digits": [stretch('{"event":"x","timestamp":"2025-07-08T12:34:56.', "9", 'Z"}')],
  "reward: an amount of many digits, as text": [
    stretch(
      '{"id":"i","type":"balance.credit_points_issued","data":{"user":{"id":1},"transaction":{"id":"t","amount":"0.',
      "1",
      '"}}}',
    ),
  ],
  "reward: a large id": [stretch('{"id":"we_', "0", '","type":"x"}')],
  "xoxoday: a large status": [stretch('{"id":1,"data":{"orderId":1,"deliveryStatus":"', " ", '"}}')],
  "xoxoday: a large order id": [stretch('{"id":1,"data":{"deliveryStatus":"x","orderId":"', "e", '"}}'), "wrong_type"],
};

export const shapes = { ...objects, ...nesting, ...tokens, ...fields };
