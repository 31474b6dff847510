// How a handler processes genuine deliveries.

import { equal, recorded } from "./check.mjs";
import { SECRET, deliveries, signed } from "./deliveries.mjs";

const never = () => new Promise(() => {});
const throws = (value) => () => {
  throw value;
};

/** Authentic bodies that can't be parsed, by their error code. */
const UNREADABLE = {
  invalid_utf8: Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d),
  invalid_json: '{"event":',
  too_deep: `${"[".repeat(200)}${"]".repeat(200)}`,
  duplicate_key: '{"event":"x","event":"y"}',
  not_object: '["event"]',
  missing_field: '{"data":{}}',
  wrong_type: '{"event":5}',
};

export const cases = {
  "each provider's event arrives, with its trust": async ({ face, ...packages }) => {
    for (const [name, { provider, config, request }] of Object.entries(deliveries(packages))) {
      const { options, calls } = recorded({ provider, config });
      const { status, text, headers } = await face.open(options)(request);
      equal([status, text, headers["content-type"] ?? null], [200, "", null], name);
      equal(
        calls.map(([called]) => called),
        ["onEvent"],
        name,
      );
      const [, event, context] = calls[0];
      equal(event, provider.receive({ body: request.body, headers: request.headers, url: request.path }, config), name);
      equal([event.provider, face.isContext(context)], [name, true], name);
    }
  },

  "the answer waits for onEvent": async ({ face, ...packages }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    let finish;
    let answered = false;
    const { options, calls } = recorded({
      provider,
      config,
      onEvent: () => new Promise((resolve) => (finish = resolve)),
    });
    const answer = face
      .open(options)(request)
      .then((response) => {
        answered = true;
        return response;
      });
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    equal(answered, false);
    finish();
    equal((await answer).status, 200);
  },

  "the answer is 200 without a body, whatever onEvent returns": async ({ face, ...packages }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    for (const value of [
      undefined,
      null,
      false,
      500,
      "no",
      { status: 404 },
      new Error("returned"),
      Promise.resolve(false),
    ]) {
      const { status, text } = await face.open({ provider, config, onEvent: () => value })(request);
      equal([status, text], [200, ""], String(value));
    }
  },

  "onEvent that throws: 503, and onError is called": async ({ api, face, ...rest }) => {
    const { provider, config, request } = deliveries({ api, ...rest }).optondemand;
    const refused = (() => {
      try {
        return api.reward.parse("{");
      } catch (error) {
        return error;
      }
    })();
    for (const thrown of [new Error("the database is gone"), "text", null, undefined, refused, Object.create(null)]) {
      for (const onEvent of [throws(thrown), async () => throws(thrown)()]) {
        const { options, calls } = recorded({ provider, config, onEvent });
        const { status, text } = await face.open(options)(request);
        equal([status, text], [503, "Service Unavailable\n"]);
        equal(
          [calls.length, calls[1][0], calls[1][1] === thrown, face.isContext(calls[1][2])],
          [2, "onError", true, true],
        );
      }
    }
  },

  "an authentic body that can't be parsed goes to onUnreadable, and the answer is 200": async ({
    api,
    testing,
    face,
  }) => {
    for (const [code, body] of Object.entries(UNREADABLE)) {
      const { options, calls } = recorded({
        provider: api.optondemand,
        config: { secret: ["before", SECRET] },
        onUnreadable: async () => false,
      });
      const { status, text } = await face.open(options)(signed(testing, body));
      equal([status, text], [200, ""], code);
      const [[called, bytes, error, verified, context], ...others] = calls;
      const sent = typeof body === "string" ? new TextEncoder().encode(body) : body;
      equal(
        [called, others.length, bytes instanceof Uint8Array, [...bytes]],
        ["onUnreadable", 0, true, [...sent]],
        code,
      );
      equal(
        [error.code, verified, face.isContext(context)],
        [code, { provider: "optondemand", trust: "signature", keyIndex: 1 }, true],
        code,
      );
    }
  },

  "a compressed body goes to onUnreadable unchanged": async ({ api, testing, face }) => {
    const zipped = new Response(new Response('{"event":"x"}').body.pipeThrough(new CompressionStream("gzip")));
    const body = new Uint8Array(await zipped.arrayBuffer());
    const request = signed(testing, body);
    const ask = { ...request, headers: { ...request.headers, "content-encoding": "gzip" } };
    const { options, calls } = recorded({
      provider: api.optondemand,
      config: { secret: SECRET },
      onUnreadable: async () => undefined,
    });
    equal((await face.open(options)(ask)).status, 200);
    equal([calls.length, calls[0][0], [...calls[0][1]]], [1, "onUnreadable", [...body]]);
    equal(
      (await face.open({ provider: api.optondemand, config: { secret: SECRET }, onEvent: throws("not called") })(ask))
        .status,
      422,
    );
  },

  "an authentic body that can't be parsed goes to onUnreadable, even with a freshness limit": async ({
    api,
    testing,
    face,
  }) => {
    const config = { secret: SECRET, maxAgeSeconds: 60 };
    const { options, calls } = recorded({ provider: api.optondemand, config, onUnreadable: async () => undefined });
    const ask = face.open(options);
    equal((await ask(signed(testing, "{"))).status, 200);
    equal([calls[0][0], calls[0][2].code, calls[0][3].trust], ["onUnreadable", "invalid_json", "signature"]);
  },

  "freshness is checked for bodies that can be parsed, and authenticity for all": async ({ api, testing, face }) => {
    const config = { secret: SECRET, maxAgeSeconds: 60 };
    const { options, names } = recorded({ provider: api.optondemand, config, onUnreadable: async () => undefined });
    const ask = face.open(options);
    const forged = { ...signed(testing, "{"), body: "[" };
    equal([(await ask(signed(testing, '{"event":"a"}'))).status, (await ask(forged)).status], [401, 401]);
    equal(names(), ["onRejected timestamp_invalid", "onRejected mismatch"]);
  },

  "onUnreadable that throws: 503, and onError is called": async ({ api, testing, face }) => {
    for (const onUnreadable of [throws("disk full"), async () => throws("disk full")()]) {
      const { options, calls } = recorded({ provider: api.optondemand, config: { secret: SECRET }, onUnreadable });
      const { status, text } = await face.open(options)(signed(testing, "{"));
      equal([status, text], [503, "Service Unavailable\n"]);
      equal(
        calls.map(([called]) => called),
        ["onUnreadable", "onError"],
      );
      equal([calls[1][1], face.isContext(calls[1][2])], ["disk full", true]);
    }
  },

  "without onUnreadable such a body is refused": async ({ api, testing, face }) => {
    for (const [code, body] of Object.entries(UNREADABLE)) {
      const { options, names } = recorded({ provider: api.optondemand, config: { secret: SECRET } });
      const { status, text } = await face.open(options)(signed(testing, body));
      equal([status, text, names()], [422, "Unprocessable Content\n", [`onRejected ${code}`]], code);
    }
  },

  "a body that isn't authentic goes to no listener but onRejected, whether it can be parsed or not": async ({
    api,
    testing,
    face,
  }) => {
    const token = "tok_5f2c9d7e41b84a06";
    for (const [config, path, secret, code] of [
      [{ secret: SECRET }, "/hooks", "another", "mismatch"],
      [{ secret: SECRET, urlToken: token }, "/hooks/tok_0a1b2c3d4e5f6071", SECRET, "mismatch"],
      [{ secret: SECRET, urlToken: token }, "/", SECRET, "missing_token"],
    ]) {
      for (const body of ["{", '["event"]']) {
        const { options, names } = recorded({ provider: api.optondemand, config, onUnreadable: never });
        const { status, text } = await face.open(options)({ ...signed(testing, body, secret), path });
        equal([status, text, names()], [401, "Unauthorized\n", [`onRejected ${code}`]]);
      }
    }
  },

  "an authentic and fresh body of the wrong shape goes to onUnreadable": async ({ api, testing, face }) => {
    const config = { secret: SECRET, maxAgeSeconds: 60, now: Date.UTC(2026, 0, 1, 0, 0, 30) };
    const body = (second) => `{"event":5,"timestamp":"2026-01-01T00:00:${second}Z"}`;
    const { options, names } = recorded({ provider: api.optondemand, config, onUnreadable: () => undefined });
    const ask = face.open(options);
    equal((await ask(signed(testing, body("00")))).status, 200);
    equal((await ask(signed(testing, body("00").replace("2026", "2025")))).status, 401);
    equal(names(), ["onUnreadable wrong_type", "onRejected too_old"]);
  },

  "a body without a signature goes to onUnreadable with its trust": async ({ api, face }) => {
    const config = { acceptUnauthenticated: true };
    const { options, calls } = recorded({ provider: api.reward, config, onUnreadable: () => undefined });
    equal((await face.open(options)({ path: "/", body: "" })).status, 200);
    const [, bytes, error, verified] = calls[0];
    equal(
      [[...bytes], error.code, verified],
      [[], "invalid_json", { provider: "reward", trust: "none", keyIndex: null }],
    );
  },
};
