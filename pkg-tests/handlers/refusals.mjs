// How a handler refuses requests: the answer has only the status, and the listeners get the details.

import { equal, recorded } from "./check.mjs";
import { API_KEY, SECRET, TOKEN, deliveries, signed } from "./deliveries.mjs";

const LIMIT = 1_048_576;
const throws = (value) => () => {
  throw value;
};
const padded = (length) => `{"event":"${"x".repeat(length - 12)}"}`;

/** Every refusal that a request can cause: the code, its status, the config besides the secret, and the request. */
const REFUSALS = (testing) => {
  const body = '{"event":"x","timestamp":"2026-01-01T00:00:00Z"}';
  const good = signed(testing, body);
  const now = Date.UTC(2026, 0, 2);
  return [
    ["missing_header", 401, {}, { ...good, headers: {} }],
    ["missing_header", 401, {}, { ...good, headers: { "x-signature": "  " } }],
    [
      "multiple_values",
      401,
      {},
      {
        ...good,
        headers: [
          ["x-signature", good.headers["x-signature"]],
          ["x-signature", good.headers["x-signature"]],
        ],
      },
    ],
    ["malformed_signature", 401, {}, { ...good, headers: { "x-signature": "sha256=00" } }],
    ["mismatch", 401, {}, { ...good, body: `${body} ` }],
    ["mismatch", 401, {}, signed(testing, body, "another")],
    ["mismatch", 401, { urlToken: TOKEN }, { ...good, path: "/hooks/tok_0a1b2c3d4e5f6071" }],
    ["missing_token", 401, { urlToken: TOKEN }, { ...good, path: "/" }],
    ["multiple_values", 401, { urlToken: TOKEN, urlTokenParam: "t" }, { ...good, path: `/?t=${TOKEN}&t=${TOKEN}` }],
    ["timestamp_invalid", 401, { maxAgeSeconds: 1 }, signed(testing, '{"event":"x"}')],
    ["too_old", 401, { maxAgeSeconds: 1, now }, good],
    ["in_future", 401, { maxAgeSeconds: 1, now: 0 }, good],
    [
      "ip_not_allowed",
      403,
      { allowedIps: ["203.0.113.7"] },
      {
        ...good,
        headers: {
          ...good.headers,
          "x-forwarded-for": "203.0.113.7",
          forwarded: "for=203.0.113.7",
          "x-real-ip": "203.0.113.7",
        },
      },
    ],
    ["body_too_large", 413, { maxBodyBytes: 10 }, good],
    ["invalid_json", 422, {}, signed(testing, "{")],
  ];
};

export const cases = {
  "only POST": async ({ face, ...packages }) => {
    const { provider, request } = deliveries(packages).optondemand;
    const { options, names, calls } = recorded({ provider, config: throws("not asked"), ip: throws("not asked") });
    const ask = face.open(options);
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
      const hasBody = method !== "GET" && method !== "HEAD";
      const { status, headers, text } = await ask({ ...request, method, ...(hasBody ? {} : { body: undefined }) });
      equal(
        [status, headers.allow, method === "HEAD" ? "" : text],
        [405, "POST", method === "HEAD" ? "" : "Method Not Allowed\n"],
        method,
      );
    }
    equal(names(), Array(7).fill("onRejected invalid_argument"));
    for (const [, { status, retryUseful, message }, context] of calls) {
      equal([status, retryUseful, message, face.isContext(context)], [405, false, "`method` must be POST", true]);
    }
  },

  "a forged delivery is refused for every provider": async ({ face, ...packages }) => {
    for (const [name, { provider, config, request, forged }] of Object.entries(deliveries(packages))) {
      const { options, names } = recorded({ provider, config, onUnreadable: throws("not called") });
      const { status, text } = await face.open(options)({ ...request, ...forged });
      equal([status, text, names()], [401, "Unauthorized\n", ["onRejected mismatch"]], name);
    }
  },

  "all refusals with the same status have the same answer; onRejected gets the error": async ({
    api,
    testing,
    face,
  }) => {
    const answers = new Map();
    for (const [code, wanted, config, request] of REFUSALS(testing)) {
      const { options, names, calls } = recorded({
        provider: api.optondemand,
        config: { secret: SECRET, ...config },
        ip: () => "192.0.2.1",
      });
      const { status, headers, text } = await face.open(options)(request);
      equal([status, names()], [wanted, [`onRejected ${code}`]], code);
      equal(face.isContext(calls[0][2]), true, code);
      for (const name of ["date", "connection", "keep-alive", "transfer-encoding"]) delete headers[name];
      const answer = JSON.stringify([headers, text]);
      equal(answer, answers.get(status) ?? answer, code);
      answers.set(status, answer);
    }
    equal([...answers.keys()].sort(), [401, 403, 413, 422]);
  },

  "listeners that throw or return promises change nothing": async ({ api, testing, face }) => {
    const rejects = () => Promise.reject(new Error("the log is full"));
    const strange = () => ({
      get then() {
        throw new Error("no thenable");
      },
    });
    for (const listener of [
      throws(new Error("the log is full")),
      throws(undefined),
      rejects,
      () => new Promise(() => {}),
      strange,
      () => 500,
    ]) {
      const options = {
        provider: api.optondemand,
        config: { secret: SECRET },
        onEvent: throws("gone"),
        onRejected: listener,
        onError: listener,
      };
      const ask = face.open(options);
      equal((await ask(signed(testing, '{"event":"x"}', "another"))).status, 401);
      equal((await ask(signed(testing, '{"event":"x"}'))).status, 503);
      equal((await face.open({ ...options, config: throws("no config") })(signed(testing, "{}"))).status, 500);
    }
  },

  "a body at the limit is accepted, and one more byte is refused": async ({ api, testing, face }) => {
    for (const [limit, config] of [
      [LIMIT, {}],
      [40, { maxBodyBytes: 40 }],
      [2 * LIMIT, { maxBodyBytes: 2 * LIMIT }],
    ]) {
      const { options, names } = recorded({
        provider: api.optondemand,
        config: { secret: SECRET, ...config },
        onUnreadable: throws("not called"),
      });
      const ask = face.open(options);
      const statuses = [];
      for (const length of [limit, limit + 1]) statuses.push((await ask(signed(testing, padded(length)))).status);
      equal(
        [statuses, names()],
        [
          [200, 413],
          ["onEvent", "onRejected body_too_large"],
        ],
        String(limit),
      );
    }
  },

  "the limit of a config applies even if the config depends on the context": async ({ api, testing, face }) => {
    const { options, names } = recorded({
      provider: api.optondemand,
      config: async () => ({ secret: SECRET, maxBodyBytes: 40 }),
    });
    const ask = face.open(options);
    equal(
      [(await ask(signed(testing, padded(41)))).status, (await ask(signed(testing, padded(40)))).status],
      [413, 200],
    );
    equal(names(), ["onRejected body_too_large", "onEvent"]);
  },

  "the address comes from the option `ip`": async ({ face, ...packages }) => {
    const { provider, request } = deliveries(packages).xoxoday;
    const config = { apiKey: API_KEY, allowedIps: "documented" };
    const seen = [];
    for (const [address, status, heard] of [
      ["52.76.120.90", 200, "onEvent"],
      ["::ffff:52.76.120.90", 200, "onEvent"],
      ["52.76.120.91", 403, "onRejected ip_not_allowed"],
      ["nowhere", 500, "onError invalid_argument"],
      ["", 500, "onError invalid_argument"],
      [null, 500, "onError invalid_argument"],
      [undefined, 500, "onError invalid_argument"],
      [5, 500, "onError invalid_argument"],
      [Promise.resolve("52.76.120.90"), 500, "onError invalid_argument"],
    ]) {
      const ip = (given, context) => {
        seen.push(face.isRequest(given) && face.isContext(context));
        return address;
      };
      const { options, names } = recorded({ provider, config, ip });
      const answer = await face.open(options)(request);
      equal([answer.status, names()], [status, [heard]], String(address));
    }
    equal(seen, Array(9).fill(true));
    const { options, calls } = recorded({ provider, config, ip: throws("no address") });
    equal([(await face.open(options)(request)).status, calls[0].slice(0, 2)], [500, ["onError", "no address"]]);
  },

  "the address may be missing if the config doesn't need it": async ({ face, ...packages }) => {
    const { provider, config, request } = deliveries(packages).xoxoday;
    for (const address of [null, undefined])
      equal((await face.open({ provider, config, onEvent: () => undefined, ip: () => address })(request)).status, 200);
  },

  "an error of the engine is 500, and onRejected isn't called": async ({ api, testing, face }) => {
    const faults = [
      new WebAssembly.RuntimeError("unreachable"),
      new RangeError("Maximum call stack size exceeded"),
      "text",
      undefined,
      { name: "WebhookError" },
    ];
    for (const fault of faults) {
      const provider = {
        ...api.optondemand,
        receiver: () => ({ verify: throws("not called"), receive: throws(fault) }),
      };
      const { options, calls } = recorded({ provider, config: {}, onUnreadable: throws("not called") });
      const { status, text } = await face.open(options)(signed(testing, "{}"));
      equal(
        [status, text, calls.length, calls[0][0], calls[0][1] === fault],
        [500, "Internal Server Error\n", 1, "onError", true],
      );
    }
  },

  "without listeners a fault is printed, but a refusal isn't": async ({ api, testing, face }) => {
    const printed = [];
    const { error } = console;
    console.error = (...args) => printed.push(args);
    try {
      const ask = face.open({ provider: api.optondemand, config: { secret: SECRET }, onEvent: throws("gone") });
      equal(
        [(await ask(signed(testing, "{}", "another"))).status, (await ask(signed(testing, '{"event":"x"}'))).status],
        [401, 503],
      );
    } finally {
      console.error = error;
    }
    equal(printed, [["gone"]]);
  },
};
