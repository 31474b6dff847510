// Bodies of 1 MiB that become as much as a body can. isendu signs nothing: a sender who knows the URL can send them.

const MEBIBYTE = 1024 * 1024;
/** The most orders, trackings and steps that a receiver accepts in one batch. */
const MOST_ELEMENTS = 20_000;

/** Fills a text up to 1 MiB: `before`, as many parts as fit and as there may be, a long text, `after`. */
function filled(before, part, after, most = Infinity) {
  const parts = [];
  let room = MEBIBYTE - before.length - after.length;
  for (let place = 0; place < most; place += 1) {
    const text = `${place === 0 ? "" : ","}${part(place)}`;
    if (room < text.length) break;
    room -= text.length;
    parts.push(text);
  }
  return before + parts.join("") + after.replace("…", () => "x".repeat(room));
}

const padded = (text, length) => text.padEnd(length, "-");

/**
 * The shapes by name. Each number gives other units.
 *
 * @type {Record<string, (number: string) => string>}
 */
export const SHAPES = {
  "20 000 orders": (number) =>
    filled('{"order":[', (place) => `{"uuid":"${padded(`${number}${place}`, 39)}"}`, '],"note":"…"}', MOST_ELEMENTS),
  "20 000 elements that are no orders": (number) =>
    filled('{"order":[', () => "{}", `],"note":"${number}…"}`, MOST_ELEMENTS),
  "20 000 empty steps": (number) =>
    filled(`{"tracking":[{"uuid":"${number}","steps":[`, () => "{}", '],"note":"…"}]}', MOST_ELEMENTS - 1),
  "60 000 keys": (number) =>
    filled(
      `{"order":[{"uuid":"${number}"`.concat(","),
      (place) => `"${place.toString(36).padStart(4, "0")}":"${place % 10}"`,
      ',"note":"…"}]}',
    ),
  "28 trackings of one uuid": (number) =>
    filled(
      '{"tracking":[',
      (place) => `{"uuid":"${number}","place":${place},"steps":[${steps(700)}]}`,
      '],"note":"…"}',
      28,
    ),
};

const steps = (count) =>
  Array.from({ length: count }, (_, step) => `{"description":"${padded(`${step}`, 33)}"}`).join();
