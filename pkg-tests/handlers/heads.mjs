// The checks before we keep any of the body. If an earlier check fails, a body that is too long is refused for that reason.

import { equal, recorded } from "./check.mjs";
import { API_KEY, SECRET, TOKEN } from "./deliveries.mjs";

const LIMIT = 100;
/** Longer than the limit, and not a delivery of any provider. */
const BODY = "x".repeat(4 * LIMIT);
const HASH = `sha256=${"0".repeat(64)}`;
const wrongToken = "/hooks/tok_0a1b2c3d4e5f6071";

/** The expected code, the provider, its config and the request, in the order of the checks. */
const CASES = [
  ["ip_not_allowed", "optondemand", { secret: SECRET, allowedIps: ["203.0.113.7"] }, {}],
  ["ip_not_allowed", "reward", { urlToken: TOKEN, allowedIps: ["203.0.113.7"] }, { path: wrongToken }],
  ["missing_header", "optondemand", { secret: SECRET }, {}],
  ["malformed_signature", "optondemand", { secret: SECRET }, { headers: { "x-signature": HASH.slice(0, -1) } }],
  ["multiple_values", "optondemand", { secret: SECRET }, { headers: { "x-signature": `${HASH}, ${HASH}` } }],
  [
    "malformed_signature",
    "optondemand",
    { secret: SECRET, urlToken: TOKEN },
    { path: wrongToken, headers: { "x-signature": "sha1=00" } },
  ],
  [
    "mismatch",
    "optondemand",
    { secret: SECRET, urlToken: TOKEN },
    { path: wrongToken, headers: { "x-signature": HASH } },
  ],
  ["missing_header", "xoxoday", { apiKey: API_KEY }, {}],
  ["mismatch", "xoxoday", { apiKey: API_KEY }, { headers: { "x-api-key": "another" } }],
  [
    "mismatch",
    "xoxoday",
    { apiKey: API_KEY, urlToken: TOKEN },
    { path: wrongToken, headers: { "x-api-key": API_KEY } },
  ],
  ["missing_token", "isendu", { urlToken: TOKEN }, { path: "/" }],
  ["mismatch", "isendu", { urlToken: TOKEN }, { path: wrongToken }],
  ["mismatch", "reward", { urlToken: TOKEN }, { path: wrongToken }],
  ["missing_token", "reward", { urlToken: TOKEN, urlTokenParam: "t" }, { path: `/${TOKEN}` }],
];

/** A body without a declared length. */
const inChunks = () => new Blob([BODY]).stream();

export const cases = {
  "the address, the URL token, the API key and the form of the signature are checked before the body": async ({
    api,
    face,
  }) => {
    for (const [code, name, config, request] of CASES) {
      const given = { provider: api[name], config: { ...config, maxBodyBytes: LIMIT }, ip: () => "192.0.2.1" };
      const { options, names } = recorded({ ...given, onUnreadable: () => undefined });
      const { status } = await face.open(options)({ ...request, body: inChunks(), duplex: "half" });
      equal([status, names()], [code === "ip_not_allowed" ? 403 : 401, [`onRejected ${code}`]], `${name} ${code}`);
    }
  },

  "a request that passes these checks is refused for its length": async ({ api, face }) => {
    for (const [name, config, request] of [
      ["optondemand", { secret: SECRET }, { headers: { "x-signature": HASH } }],
      ["optondemand", { secret: SECRET, urlToken: TOKEN }, { headers: { "x-signature": HASH }, path: `/${TOKEN}` }],
      ["xoxoday", { apiKey: API_KEY }, { headers: { "x-api-key": API_KEY } }],
      ["isendu", { urlToken: TOKEN }, { path: `/${TOKEN}` }],
      ["reward", { acceptUnauthenticated: true }, {}],
    ]) {
      for (const body of [{ body: BODY }, { body: inChunks(), duplex: "half" }]) {
        const { options, names } = recorded({ provider: api[name], config: { ...config, maxBodyBytes: LIMIT } });
        equal(
          [(await face.open(options)({ ...request, ...body })).status, names()],
          [413, ["onRejected body_too_large"]],
          name,
        );
      }
    }
  },

  "a receiver of the package has two functions and nothing more": ({ api }) => {
    const receiver = api.reward.receiver({ urlToken: TOKEN });
    equal([Reflect.ownKeys(receiver).sort(), Object.isFrozen(receiver)], [["receive", "verify"], true]);
  },

  "a wrapped provider works without these checks": async ({ api, testing, face }) => {
    const receiver = (config) => {
      const { verify, receive } = api.xoxoday.receiver(config);
      return { verify, receive };
    };
    const { options, names } = recorded({ provider: { ...api.xoxoday, receiver }, config: { apiKey: API_KEY } });
    const ask = face.open(options);
    const body = testing.fixture("xoxoday.order.delivery_status");
    const statuses = [];
    for (const key of [API_KEY, "another"]) statuses.push((await ask({ body, headers: { "x-api-key": key } })).status);
    equal(
      [statuses, names()],
      [
        [200, 401],
        ["onEvent", "onRejected mismatch"],
      ],
    );
  },
};
