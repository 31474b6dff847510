// Describes a body as a plan: a few parts, some of them repeated up to a size. The search writes a plan as JSON, and changes one
// part at a time to find the most expensive bodies.
//
//   { is: "token", text }                a literal value
//   { is: "object", members }            pairs of a key, as a token, and a plan
//   { is: "list", items, times, most }   the items in turn, as many as fit, but at most `most`. If the items grow themselves,
//                                        `times` of them share the size
//   { is: "map", key, value, times, most }   the same with keys that differ
//   { is: "text", unit }                 a string of one unit, as long as fits

const characters = (from, count) =>
  Array.from({ length: count }, (_, at) => String.fromCharCode(from + at)).filter((one) => !'"\\'.includes(one));
const ONE_BYTE = characters(0x21, 94);
const TWO_BYTES = characters(0x100, 1024);

/** Writes a number with the fewest characters of an alphabet. */
function digits(number, alphabet) {
  let text = "";
  do {
    text = alphabet[number % alphabet.length] + text;
    number = Math.floor(number / alphabet.length);
  } while (number > 0);
  return text;
}

/** Kinds of distinct keys for a map. */
const KEYS = {
  short: (number) => digits(number, ONE_BYTE),
  "with an escape": (number) => `\\n${digits(number, ONE_BYTE)}`,
  escaped: (number) =>
    [...digits(number, ONE_BYTE)].map((character) => `\\u00${character.charCodeAt(0).toString(16)}`).join(""),
  "of two bytes a character": (number) => digits(number, TWO_BYTES),
  long: (number) => `a-long-beginning-${number}`,
};

const UNITS = ["a", "é", "🚀", "\\n", '\\"', "\\/", "\\u0041", "\\u0001", "\\u007f", "\\ud83d\\ude80"];

/** Numbers at the edges of a double, texts that some fields accept, and the smallest value of every kind. */
const TOKENS = [
  "1",
  "1",
  "0",
  "-0",
  "1.5",
  "1e9",
  "1e999",
  "9007199254740993",
  '""',
  '""',
  '"a"',
  '"\\u0001"',
  "{}",
  "{}",
  "[]",
  "[]",
  "null",
  "true",
  "false",
  '"P"',
  '"D"',
  '"pending"',
  '"delivered"',
  '"1e3"',
  '"2024-03-22T12:00:00Z"',
  '"2024-03-22 12:00:00"',
  '{"uuid":"a"}',
  "[[[[1]]]]",
];

/** The largest number of items in a list: a batch may have 20 000 elements, and most lists as many as fit. */
const MOSTS = [1, 16, 17, 1000, 10_000, 19_999, 20_000, Infinity, Infinity, Infinity];

/** The largest size of a plan. */
const MOST_PLACES = 100;

const isElastic = (plan) =>
  plan.is === "list" ||
  plan.is === "map" ||
  plan.is === "text" ||
  (plan.is === "object" && plan.members.some(([, value]) => isElastic(value)));

/** Writes a plan with about `room` bytes. */
export function write(plan, room) {
  if (plan.is === "token") return plan.text;
  if (plan.is === "text")
    return `"${plan.unit.repeat(Math.max(0, Math.floor((room - 2) / Buffer.byteLength(plan.unit))))}"`;
  if (plan.is === "object") return writeObject(plan.members, room);
  if (plan.is === "map") return `{${fill(room, plan, [plan.value], (number) => `"${KEYS[plan.key](number)}":`)}}`;
  return plan.items.length > 0 ? `[${fill(room, plan, plan.items, () => "")}]` : "[]";
}

/** Writes members of a fixed size completely. The elastic ones share the rest. */
function writeObject(members, room) {
  const elastic = members.filter(([, value]) => isElastic(value)).length;
  const fixed = members.map(([key, value]) => `${key}:${isElastic(value) ? "" : write(value, 0)}`);
  const share = (room - fixed.reduce((sum, text) => sum + text.length + 1, 1)) / elastic;
  return `{${members.map(([, value], at) => (isElastic(value) ? fixed[at] + write(value, share) : fixed[at])).join()}}`;
}

/** Writes each plan once and repeats the text. Only the keys before it differ. */
function fill(room, { times, most }, plans, before) {
  const count = plans.some(isElastic) ? Math.min(times, most) : most;
  const texts = plans.map((plan) => write(plan, room / times));
  const parts = [];
  let left = room - 2;
  for (let number = 0; left > 0 && number < count; number += 1) {
    const part = before(number) + texts[number % texts.length];
    left -= part.length + 1;
    if (left >= -1) parts.push(part);
  }
  return parts.join();
}

/** Yields the places in a plan: the part, a function that replaces it, and one that removes it. */
export function* places(plan) {
  const inner =
    plan.is === "object"
      ? plan.members.map((member) => [
          member[1],
          (value) => (member[1] = value),
          () => plan.members.splice(plan.members.indexOf(member), 1),
        ])
      : plan.is === "list"
        ? plan.items.map((item, at) => [item, (value) => (plan.items[at] = value), () => plan.items.splice(at, 1)])
        : plan.is === "map"
          ? [[plan.value, (value) => (plan.value = value), () => {}]]
          : [];
  for (const place of inner) {
    yield place;
    yield* places(place[0]);
  }
}

/** Returns functions that draw plans with a generator (`random.mjs`). `names` are the fields that a provider reads. */
export function drawPlans({ below, pick }, names) {
  const key = () => (below(4) ? `"${pick(names)}"` : pick(['"a"', '"b"', '""', '"\\u0061"']));
  const repeated = () => ({ times: pick([1, 2, 3, 7, 16, 17, 33, 100, 1000, 10_000]), most: pick(MOSTS) });
  const token = () => ({ is: "token", text: pick(TOKENS) });

  function draw(depth) {
    const kind = depth === 0 ? 0 : below(6);
    if (kind < 2) return token();
    if (kind === 2)
      return { is: "object", members: unlike(Array.from({ length: below(3) + 1 }, () => [key(), draw(depth - 1)])) };
    if (kind === 3)
      return { is: "list", items: Array.from({ length: below(2) + 1 }, () => draw(depth - 1)), ...repeated() };
    if (kind === 4) return { is: "map", key: pick(Object.keys(KEYS)), value: draw(depth - 1), ...repeated() };
    return { is: "text", unit: pick(UNITS) };
  }

  /** Keeps the first member of each key. */
  const unlike = (members) =>
    members.filter(([name], at) => members.findIndex(([other]) => JSON.parse(other) === JSON.parse(name)) === at);

  /** The possible changes of a place. */
  const CHANGES = [
    ...Array(4).fill(([, , remove]) => remove()),
    ([, put]) => put(token()),
    ([, put]) => put(token()),
    ([, put]) => put(draw(2)),
    ([, put], all) => put(structuredClone(pick(all)[0])),
    ([plan, put]) => put({ is: "list", items: [plan], ...repeated() }),
    ([plan]) => plan.is === "object" && (plan.members = unlike([[key(), draw(2)], ...plan.members])),
    ([plan]) => plan.is === "list" && plan.items.push(draw(2)),
    ([plan]) => "times" in plan && Object.assign(plan, repeated()),
    ([plan]) => plan.is === "map" && (plan.key = pick(Object.keys(KEYS))),
  ];

  /** Returns a plan that differs in one or two places. If it would get too large, it returns the plan unchanged. */
  function vary(plan) {
    const changed = structuredClone(plan);
    for (let time = below(4) === 0 ? 2 : 1; time > 0; time -= 1) {
      const all = [[changed, () => {}, () => {}], ...places(changed)];
      pick(CHANGES)(pick(all), all);
    }
    return [...places(changed)].length > MOST_PLACES ? plan : changed;
  }

  return { draw, vary };
}

/** Returns a document as a plan. */
export function planOf(value) {
  if (Array.isArray(value)) return { is: "list", items: value.map(planOf), times: 1, most: 1 };
  if (typeof value !== "object" || value === null) return { is: "token", text: JSON.stringify(value) };
  return { is: "object", members: Object.entries(value).map(([name, inner]) => [JSON.stringify(name), planOf(inner)]) };
}
