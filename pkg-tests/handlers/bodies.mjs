// Lost bodies, bodies with an encoding, and deliveries that aren't handled in time.

import { equal, recorded } from "./check.mjs";
import { API_KEY, SECRET, TOKEN, deliveries, signed } from "./deliveries.mjs";

const never = () => new Promise(() => {});
const fail = (message) => () => {
  throw new Error(message);
};

export const cases = {
  "onEvent that takes too long is 503 and calls onError; its later result changes nothing": async ({
    face,
    ...packages
  }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    let finish;
    for (const onEvent of [
      never,
      () => new Promise((resolve) => (finish = resolve)),
      () => new Promise((_resolve, reject) => (finish = reject)),
    ]) {
      const { options, calls } = recorded({ provider, config, onEvent, eventTimeoutSeconds: 0.02 });
      const { status, text } = await face.open(options)(request);
      finish?.(new Error("late"));
      equal([status, text, calls.map(([name]) => name)], [503, "Service Unavailable\n", ["onEvent", "onError"]]);
      const [, [, { name, message }, context]] = calls;
      equal([name, message.includes("0.02 seconds"), face.isContext(context)], ["TimeoutError", true, true]);
    }
  },

  "onEvent that fails after its time calls onError twice: with the timeout, then with the failure": async ({
    face,
    ...packages
  }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    let finish;
    const onEvent = () => new Promise((_resolve, reject) => (finish = reject));
    const { options, calls } = recorded({ provider, config, onEvent, eventTimeoutSeconds: 0.02 });
    equal((await face.open(options)(request)).status, 503);
    finish(new Error("the lock was held"));
    while (calls.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    equal(
      calls.slice(1).map(([name, { message }]) => [name, message.includes("0.02 seconds") || message]),
      [
        ["onError", true],
        ["onError", "the lock was held"],
      ],
    );
  },

  "onUnreadable that takes too long is 503 as well": async ({ api, testing, face }) => {
    const { options, calls } = recorded({
      provider: api.optondemand,
      config: { secret: SECRET },
      onUnreadable: never,
      eventTimeoutSeconds: 0.02,
    });
    equal(
      [(await face.open(options)(signed(testing, "{"))).status, calls.map(([name]) => name)],
      [503, ["onUnreadable", "onError"]],
    );
  },

  "onEvent that fails in time passes its error to onError, and one that succeeds in time is 200": async ({
    face,
    ...packages
  }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    for (const eventTimeoutSeconds of [3_600, 1e12]) {
      const { options, calls } = recorded({ provider, config, onEvent: fail("gone"), eventTimeoutSeconds });
      equal([(await face.open(options)(request)).status, calls[1][1].message], [503, "gone"]);
      const slow = () => new Promise((resolve) => setTimeout(resolve, 10));
      equal(
        (await face.open({ provider, config, onEvent: slow, eventTimeoutSeconds, bodyTimeoutSeconds: 1e12 })(request))
          .status,
        200,
      );
    }
  },

  "the error names the encoding if a body doesn't match or can't be parsed, and no other error does": async ({
    api,
    testing,
    face,
  }) => {
    const body = "\u001f\u008b";
    const genuine = signed(testing, body);
    for (const [encoding, named] of [
      ["gzip", "content-encoding is gzip"],
      ["GZIP , br", "content-encoding is gzip, br"],
      ["<b>", "content-encoding is an unknown one"],
      ["identity", undefined],
      ["", undefined],
      [undefined, undefined],
    ]) {
      for (const [request, code, more] of [
        [signed(testing, body, "another"), "mismatch", {}],
        [genuine, "invalid_json", {}],
        [genuine, "invalid_json", { onUnreadable: () => undefined }],
      ]) {
        const headers = { ...request.headers, ...(encoding !== undefined && { "content-encoding": encoding }) };
        const { options, calls } = recorded({ provider: api.optondemand, config: { secret: SECRET }, ...more });
        await face.open(options)({ ...request, headers });
        const error = calls[0][0] === "onUnreadable" ? calls[0][2] : calls[0][1];
        equal(
          [error.code, error.name, error.message.includes(named ?? "content-encoding")],
          [code, "WebhookError", named !== undefined],
          `${encoding} ${error.message}`,
        );
      }
      const headers = encoding === undefined ? {} : { "content-encoding": encoding };
      const { options, calls } = recorded({ provider: api.optondemand, config: { secret: SECRET } });
      await face.open(options)({ body, headers });
      equal([calls[0][1].code, calls[0][1].message.includes("encoding")], ["missing_header", false]);
    }
  },

  "an invalid timeout throws at start-up": ({ api, face }) => {
    const good = { provider: api.reward, config: { urlToken: TOKEN }, onEvent: () => undefined };
    for (const name of ["bodyTimeoutSeconds", "eventTimeoutSeconds"]) {
      face.createHandler({ ...good, [name]: 0.5 });
      for (const value of [undefined, null, 0, -1, Number.NaN, Infinity, "30", {}, true]) {
        let code;
        try {
          face.createHandler({ ...good, [name]: value });
        } catch (error) {
          code = [error.code, error.message.includes(`\`${name}\``)];
        }
        equal(code, ["invalid_config", true], `${name} ${value}`);
      }
    }
  },
};

const request = (headers, body) => new Request(`https://shop.example/${TOKEN}`, { method: "POST", headers, body });

/** Cases for Requests only: they may announce a body and have none. */
export const lost = {
  "an announced body that didn't arrive never counts as empty": async ({ api, testing, face }) => {
    const configs = {
      optondemand: [{ secret: SECRET }, testing.optondemand.sign("", { secret: SECRET })],
      xoxoday: [{ apiKey: API_KEY }, { "x-api-key": API_KEY }],
      isendu: [{ urlToken: TOKEN }, {}],
      reward: [{ acceptUnauthenticated: true }, {}],
    };
    for (const [name, [config, proof]] of Object.entries(configs)) {
      for (const announced of [
        { "content-length": "200" },
        { "content-length": "1, 1" },
        { "transfer-encoding": "chunked" },
      ]) {
        for (const [body, type] of [
          [undefined, undefined],
          [undefined, "application/json"],
          ["", "text/plain"],
          [new Uint8Array(), "application/json"],
        ]) {
          const headers = { ...proof, ...announced, ...(type && { "content-type": type }) };
          const { options, names, calls } = recorded({ provider: api[name], config, onUnreadable: fail("not called") });
          const asked = request(headers, body);
          const answer = await face.createHandler(options)(asked);
          equal([answer.status, names()], [500, ["onError body_not_raw"]], `${name} ${Object.keys(announced)}`);
          equal(
            /SvelteKit.*countersign\/node/.test(calls[0][1].message) && calls[0][1].message.includes("express.json()"),
            true,
            calls[0][1].message,
          );
        }
      }
    }
  },

  "the remedy starts with the most likely host": async ({ api, face }) => {
    const messageOf = async (headers) => {
      const { options, calls } = recorded({ provider: api.reward, config: { urlToken: TOKEN } });
      await face.createHandler(options)(request({ ...headers, "content-length": "5" }));
      return calls[0][1].message.split(": ")[1];
    };
    equal((await messageOf({})).startsWith("SvelteKit"), true);
    equal((await messageOf({ "content-type": "application/json" })).startsWith("a body parser"), true);
  },

  "without an announced body the body is empty": async ({ api, face }) => {
    for (const announced of [{}, { "content-length": "0" }, { "content-length": "-1" }, { "content-length": "none" }]) {
      const { options, names } = recorded({ provider: api.reward, config: { urlToken: TOKEN } });
      equal(
        [(await face.createHandler(options)(request(announced))).status, names()],
        [422, ["onRejected invalid_json"]],
      );
    }
  },

  "a lost body without authentication doesn't call onError": async ({ api, face }) => {
    for (const [name, config] of [
      ["xoxoday", { apiKey: API_KEY }],
      ["reward", { urlToken: "tok_0a1b2c3d4e5f6071" }],
      ["optondemand", { secret: SECRET }],
    ]) {
      const { options, names } = recorded({ provider: api[name], config });
      equal(
        [
          (await face.createHandler(options)(request({ "content-length": "5" }))).status,
          names().map((each) => each.split(" ")[0]),
        ],
        [401, ["onRejected"]],
        name,
      );
    }
  },
};
