// Draws valid and invalid configs.

/** Short keys, one that isn't ASCII, one longer than a block of SHA-256, and bytes that aren't text. */
const KEYS = ["k", "secret two", "ключ", "x".repeat(70), Uint8Array.of(0, 0xff, 0x80)];
/** Tokens of 16 characters and more. Some characters must be escaped in a URL. */
const TOKENS = ["tok_5f2c9d7e41b84a06", "tök_0123456789ab", "a b+c/d?e#f%20ghij", "🚀".repeat(16)];
const PARAMETERS = ["key", "ключ", "a b"];
/** Lists of addresses and blocks, each with an address that matches, if there is one. */
export const ALLOWED = new Map([
  [["203.0.113.7"], "::ffff:203.0.113.7"],
  [["203.0.113.9/30"], "203.0.113.11"],
  [["10.0.0.0/8", "2001:0db8::/32"], "2001:DB8::1"],
  [["0.0.0.0/0"], "203.0.113.8"],
  [["::/0"], "2001:db9::1"],
  [["::ffff:203.0.113.0/120"], "203.0.113.7"],
  [["::ffff:0:0/95"], "203.0.113.7"],
  [["::ffff:0:0/96"], "::ffff:cb00:7108"],
  [["2001:db8::203.0.113.7"], "2001:db8::cb00:7107"],
  [["::1", "52.76.120.90/32"], "52.76.120.90"],
  ["documented", "52.76.120.90"],
]);
/** Characters that copying may add to a key, and similar ones that are allowed. */
const REMAINS = [
  "\n",
  "\r\n",
  "\r",
  "\t",
  "\0",
  "\x1b",
  "\x7f",
  "\x85",
  "\u2028",
  "\u2029",
  " ",
  "\u00a0",
  "\u3000",
  "\u1680",
  "\ufeff",
  "\u200b",
  "\u200c",
  "\u200d",
  "\u2060",
  '"',
  "'",
  "`",
  ",",
  "\u200a",
  "\u200e",
  "\u2061",
  "\u180e",
  "\u00ad",
  "“",
  "x",
];

/** Adds such characters in front of a text, inside, behind or around it. Some results are still valid. */
export function withRemains({ pick }, text) {
  const remains = pick(REMAINS);
  const half = Math.ceil(text.length / 2);
  return pick([
    remains + text,
    text + remains,
    remains + text + remains,
    text.slice(0, half) + remains + text.slice(half),
    remains,
    remains + text + pick(REMAINS),
  ]);
}

const SIZES = [1, 67, 68, 69, 1_000_000, 2 ** 40];

/** The signing time of deliveries, and the limits in seconds. */
export const SIGNED = "2025-07-08T12:34:56Z";
const SECONDS = [0, 0.0005, 0.001, 0.999, 1.001, 10, 300, 172_800, 1e300];

/** Values that are almost valid for an option. A few are valid. */
const NEARLY = {
  secret: ["\0", "\0\0x", ["k", ""], [new Uint8Array(3)], new Uint8Array(), "\ud83d"],
  apiKey: ["\0", "", [], ["k", "k\ude80"], [undefined], new Uint8Array()],
  urlToken: [
    "x".repeat(15),
    "x".repeat(16),
    "🚀".repeat(15),
    ["tok_5f2c9d7e41b84a06", "short"],
    "\ud83d".padEnd(16, "x"),
  ],
  urlTokenParam: ["", "\ud83d", "x"],
  allowedIps: [
    "203.0.113.7",
    ["203.0.113.7/32", "203.0.113.7/33"],
    ["203.0.113.007"],
    ["::1/128", "::1/129"],
    ["::1/064"],
    ["::/0 "],
    ["::1%eth0"],
    ["203.0.113.7", "203.0.113"],
    ["::ffff:203.0.113.7/0"],
    ["1::2::3"],
    ["203.0.113.7/"],
    "documented",
  ],
  acceptUnauthenticated: [false, 1, "true"],
  maxBodyBytes: [0, -1, 0.5, 2 ** 53],
  maxAgeSeconds: [-1, -0.001, "10"],
  maxFutureSeconds: [-1, Infinity],
  now: [-1, new Date(-1), new Date(Number.NaN), "2025"],
  other: [],
};
const OPTIONS = Object.keys(NEARLY);
const ANYTHING = [undefined, null, "", [], {}, true, 5, Number.NaN, "x", ["x"], [5], new Uint8Array(1)];

/** For each provider, the options of which a config needs at least one. */
const PROOFS = {
  isendu: ["urlToken", "acceptUnauthenticated"],
  optondemand: ["secret"],
  reward: ["urlToken", "acceptUnauthenticated"],
  xoxoday: ["apiKey", "urlToken", "acceptUnauthenticated"],
};

/** Returns functions that draw a config for a provider, and that break it. */
export function drawConfigs(choices) {
  const { below, oneIn, pick } = choices;
  /** One value, a list of one, or a list of three that may repeat values. */
  const oneOrMore = (values) =>
    pick([pick(values), [pick(values)], [0, 0, 0].map(() => pick(values)), threeOf(values)]);
  const threeOf = (values) =>
    [...values, ...values].slice(
      ...pick([
        [0, 3],
        [1, 4],
        [2, 5],
      ]),
    );
  const sometimes = (options) => (below(2) ? options : {});

  const DRAWS = {
    secret: () => ({ secret: oneOrMore(KEYS), ...sometimes(freshness()) }),
    apiKey: () => ({ apiKey: oneOrMore(KEYS) }),
    urlToken: () => ({ urlToken: oneOrMore(TOKENS), ...sometimes({ urlTokenParam: pick(PARAMETERS) }) }),
    acceptUnauthenticated: () => ({ acceptUnauthenticated: true }),
  };

  /** Limits of the age, and a time at one of the limits or a millisecond away. */
  function freshness() {
    const [maxAgeSeconds, maxFutureSeconds] = [pick(SECONDS), pick(SECONDS)];
    const limit = Math.round(1000 * pick([0, maxAgeSeconds, -maxFutureSeconds, -300]));
    const now = Date.parse(SIGNED) + (Math.abs(limit) < 1e12 ? limit : 0) + pick([-1, 0, 1, 1]);
    return { maxAgeSeconds, ...sometimes({ maxFutureSeconds }), now: pick([now, new Date(now)]) };
  }

  const listsFor = (name) => [...ALLOWED.keys()].filter((list) => list !== "documented" || name === "xoxoday");
  function config(name) {
    const proofs = new Set([pick(PROOFS[name]), ...[...PROOFS[name], "urlToken"].filter(() => oneIn(3))]);
    return Object.assign(
      {},
      ...[...proofs].map((proof) => DRAWS[proof]()),
      sometimes({ allowedIps: pick(listsFor(name)) }),
      oneIn(4) ? { maxBodyBytes: pick(SIZES) } : {},
    );
  }

  /** Removes or changes an option of a config. */
  function changed(config) {
    const option = pick([...Object.keys(config), ...OPTIONS]);
    const { [option]: _, ...others } = config;
    return below(4) ? { ...others, [option]: pick([...NEARLY[option], pick(ANYTHING)]) } : others;
  }

  /** Adds copied characters to a key of a config. */
  function damaged(config) {
    const options = Object.keys(config).filter((option) => ["secret", "apiKey", "urlToken"].includes(option));
    if (options.length === 0) return config;
    const option = pick(options);
    const keys = [config[option]].flat();
    const at = below(keys.length);
    const key = withRemains(choices, pick(["k", "tok_5f2c9d7e41b84a06", "x y"]));
    // Keys as bytes are used unchanged. A token is never bytes.
    keys[at] = oneIn(4) && option !== "urlToken" ? Buffer.from(key) : key;
    return { ...config, [option]: Array.isArray(config[option]) ? keys : keys[0] };
  }

  return { config, changed, damaged };
}
