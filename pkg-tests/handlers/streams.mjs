// Cases for web requests only: streams that end, fail or never end, bodies that other code has read, and arguments that aren't
// requests.

import { equal, recorded, refusesConfig } from "./check.mjs";
import { SECRET, TOKEN, signed } from "./deliveries.mjs";

const encode = (text) => new TextEncoder().encode(text);
const LIMIT = 1_000;
const TOO_LARGE = ["onRejected body_too_large"];

const request = (body, headers) =>
  new Request("https://shop.example/", {
    method: "POST",
    headers,
    body,
    ...(body instanceof ReadableStream && { duplex: "half" }),
  });

/** Returns a stream of an iterator's values that doesn't read ahead, and a record of its use. */
function stream(chunks) {
  const seen = { pulled: 0, cancelled: 0 };
  const source = {
    async pull(controller) {
      seen.pulled += 1;
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      seen.cancelled += 1;
      return seen.cancelling?.();
    },
  };
  return { body: new ReadableStream(source, { highWaterMark: 0 }), seen };
}

function* pieces(bytes, length = 1) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

function* endless(length = 100_000) {
  for (;;) yield new Uint8Array(length);
}

/** The number of bytes of a refused body that a handler discards before it gives up. */
const THROWN_AWAY = 8_388_608;

const never = () => new Promise(() => {});
const fail = (message) => () => {
  throw new Error(message);
};

/** Used by all cases: a genuine delivery, and a function that sends one request and checks the outcome. */
function prepared({ api, testing, face }) {
  const { body, headers } = signed(testing, testing.fixture("optondemand.ORDER_STATUS_UPDATED"));
  const open = (config = {}, more = {}) => {
    const { options, names, calls } = recorded({
      provider: api.optondemand,
      config: { secret: SECRET, ...config },
      ...more,
    });
    return { handler: face.createHandler(options), names, calls };
  };
  const expect = async (asked, status, heard, { config, more, context } = {}) => {
    const { handler, names, calls } = open(config, more);
    equal([(await handler(asked, context)).status, names()], [status, heard]);
    return calls;
  };
  return { body, headers, open, expect };
}

export const streams = {
  "a body may come in pieces of any size": async (given) => {
    const { body, headers, expect } = prepared(given);
    for (const length of [1, 7, 64, 1_000_000])
      await expect(request(stream(pieces(encode(body), length)).body, headers), 200, ["onEvent"]);
    async function* slowly() {
      for (const piece of pieces(encode(body), 50)) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield piece;
      }
    }
    await expect(request(stream(slowly()).body, headers), 200, ["onEvent"]);
  },

  "pieces may be parts of larger buffers": async (given) => {
    const { body, headers, expect } = prepared(given);
    await expect(request(stream([encode(`xx${body}yy`).subarray(2, -2)].values()).body, headers), 200, ["onEvent"]);
  },

  "an endless body is kept up to the limit, then some of it is discarded, and then it is cancelled": async (given) => {
    const { headers, open } = prepared(given);
    const { body, seen } = stream(endless(65_536));
    const { handler, names } = open({ maxBodyBytes: LIMIT });
    const answer = await handler(request(body, headers));
    equal([answer.status, answer.headers.get("connection"), names()], [413, "close", TOO_LARGE]);
    equal(seen, { pulled: 1 + THROWN_AWAY / 65_536 + 1, cancelled: 1 });
  },

  "the rest of a refused body is discarded, so that its connection can be reused": async (given) => {
    const { headers, open } = prepared(given);
    for (const [sent, status, heard] of [
      [headers, 413, "body_too_large"],
      [{}, 401, "missing_header"],
      [{ "x-signature": "sha256=" }, 401, "malformed_signature"],
    ]) {
      const { body, seen } = stream(pieces(new Uint8Array(100 * LIMIT), LIMIT));
      const { handler, names } = open({ maxBodyBytes: LIMIT });
      const answer = await handler(request(body, sent));
      equal(
        [answer.status, answer.headers.get("connection"), names(), seen],
        [status, null, [`onRejected ${heard}`], { pulled: 101, cancelled: 0 }],
      );
    }
  },

  "a refused body that never ends doesn't block the answer": async (given) => {
    const { open } = prepared(given);
    const { body, seen } = stream({ next: never });
    const { handler, names } = open();
    const answer = await handler(request(body, {}));
    equal(
      [answer.status, answer.headers.get("connection"), names(), seen.cancelled],
      [401, "close", ["onRejected missing_header"], 1],
    );
  },

  "of many refused bodies that never end we discard two at a time, and answer the others at once": async (given) => {
    const { open } = prepared(given);
    const { handler } = open();
    const seen = [];
    const send = async (headers) => {
      const { body, seen: one } = stream({ next: never });
      seen.push(one);
      const answer = await handler(request(body, headers));
      return [answer.status, answer.headers.get("connection")];
    };
    for (let times = 0; times < 2; times += 1) {
      seen.length = 0;
      // The last ones have a length: there is no room for the first of them, nor for one that is no number.
      const lengths = [{}, {}, {}, {}, { "content-length": "1" }, { "content-length": "x" }];
      const answers = await Promise.all(lengths.map(send));
      equal(answers, Array(6).fill([401, "close"]));
      equal(
        seen.map(({ pulled }) => pulled),
        [1, 1, 0, 0, 0, 0],
      );
    }
  },

  "short refused bodies are all discarded, however many come together": async (given) => {
    const { open } = prepared(given);
    const { handler } = open();
    const send = async () => {
      const { body } = stream(pieces(new Uint8Array(1_000), 100));
      const answer = await handler(request(body, { "content-length": "1000" }));
      return [answer.status, answer.headers.get("connection")];
    };
    equal(await Promise.all(Array.from({ length: 1_000 }, send)), Array(1_000).fill([401, null]));
  },

  "a cancellation that fails or never completes doesn't block the answer": async (given) => {
    const { headers, expect } = prepared(given);
    for (const cancelling of [never, () => Promise.reject(new Error("too late")), fail("never")]) {
      const { body, seen } = stream(endless(1_000_000));
      seen.cancelling = cancelling;
      await expect(request(body, headers), 413, TOO_LARGE, { config: { maxBodyBytes: LIMIT } });
      equal(seen.cancelled, 1);
    }
  },

  "a body with a declared length above the discard limit isn't read": async (given) => {
    const { headers, expect } = prepared(given);
    const { body, seen } = stream(endless(100));
    await expect(request(body, { ...headers, "content-length": String(THROWN_AWAY + 1) }), 413, TOO_LARGE, {
      config: { maxBodyBytes: LIMIT },
    });
    equal(seen, { pulled: 0, cancelled: 1 });
  },

  "a body that takes too long is 408, and cancelled": async (given) => {
    const { body: text, headers, open } = prepared(given);
    const whole = encode(text);
    for (const sent of [[], [whole.subarray(0, 10)], [whole]]) {
      async function* stalling() {
        yield* sent;
        await never();
      }
      const { body, seen } = stream(stalling());
      const { handler, names, calls } = open({}, { bodyTimeoutSeconds: 0.05, onUnreadable: fail("not called") });
      const answer = await handler(request(body, headers));
      equal(
        [answer.status, await answer.text(), answer.headers.get("connection"), names(), seen.cancelled],
        [408, "Request Timeout\n", "close", ["onRejected body_incomplete"], 1],
      );
      const [[, { status, retryUseful }]] = calls;
      equal([status, retryUseful], [408, true]);
    }
  },

  "a false content-length bypasses no limit": async (given) => {
    const { body, headers, expect } = prepared(given);
    for (const length of ["0", "1", "-1", "1e1", "none", "", "0x10"]) {
      const lying = { ...headers, "content-length": length };
      await expect(request(stream(endless()).body, lying), 413, TOO_LARGE, { config: { maxBodyBytes: LIMIT } });
      await expect(request(body, lying), 200, ["onEvent"]);
    }
  },

  "an incomplete body is refused": async (given) => {
    const { body, headers, expect } = prepared(given);
    const reset = new Error("connection reset");
    const whole = encode(body);
    for (const sent of [[], [whole.subarray(0, 10)], [whole]]) {
      async function* broken() {
        yield* sent;
        throw reset;
      }
      const calls = await expect(request(stream(broken()).body, headers), 400, ["onRejected body_incomplete"], {
        more: { onUnreadable: () => undefined },
      });
      const [[, { cause, message, retryUseful }]] = calls;
      equal([cause === reset, message.includes(reset.message), retryUseful], [true, false, true]);
    }
  },

  "a part of a body is never an event, even without a signature": async ({ api, face }) => {
    async function* broken() {
      yield encode('{"id":"e","type":"x"}');
      throw new Error("connection reset");
    }
    const { options, names } = recorded({ provider: api.reward, config: { acceptUnauthenticated: true } });
    equal((await face.createHandler(options)(request(stream(broken()).body, {}))).status, 400);
    equal(names(), ["onRejected body_incomplete"]);
  },

  "a stream of values that aren't bytes is not a raw body": async (given) => {
    const { body: text, headers, open } = prepared(given);
    for (const piece of [text, 5, {}, null, undefined, [1, 2], new ArrayBuffer(4)]) {
      const { body, seen } = stream([piece].values());
      const asked = Object.defineProperty(request("x", headers), "body", { value: body });
      const { handler, names } = open();
      equal([(await handler(asked)).status, names()], [500, ["onError body_not_raw"]]);
      equal(seen.pulled > 0, true);
    }
  },

  "a request without a body has an empty one": async (given) => {
    const { headers, expect } = prepared(given);
    await expect(request(undefined, signed(given.testing, "").headers), 422, ["onRejected invalid_json"]);
    await expect(request(undefined, headers), 401, ["onRejected mismatch"]);
  },

  "a body that was read before is an error that names the remedy": async (given) => {
    const { body, headers, expect } = prepared(given);
    const readers = {
      text: (asked) => asked.text(),
      json: (asked) => asked.json(),
      arrayBuffer: (asked) => asked.arrayBuffer(),
      "getReader()": (asked) => asked.body.getReader(),
      "getReader().read()": (asked) => asked.body.getReader().read(),
      tee: (asked) => asked.body.tee(),
      cancel: (asked) => asked.body.cancel(),
    };
    for (const [name, read] of Object.entries(readers)) {
      const asked = request(body, headers);
      await read(asked);
      const [[, { message }]] = await expect(asked, 500, ["onError body_not_raw"]);
      equal(/before other code reads the request.*request\.clone\(\).*Elysia.*parse: "none"/.test(message), true, name);
    }
  },

  "the remedy works": async (given) => {
    const { body, headers, expect } = prepared(given);
    const asked = request(body, headers);
    await asked.clone().json();
    await expect(asked, 200, ["onEvent"]);
  },

  "an argument that isn't a Request is an error that says what to pass": async (given) => {
    const { body, headers, expect } = prepared(given);
    const good = request(body, headers);
    for (const value of [
      undefined,
      null,
      5,
      "https://shop.example/",
      {},
      body,
      { req: good },
      { request: good },
      { method: "POST", headers: {}, url: "/" },
      { method: "GET" },
    ]) {
      const [[, { message }]] = await expect(value, 500, ["onError invalid_argument"]);
      equal(/c\.req\.raw in Hono.*toWebRequest\(event\) in Nuxt.*countersign\/node/.test(message), true, message);
    }
  },

  "allowedIps requires the option `ip`": async (given) => {
    const { body, headers, expect } = prepared(given);
    const config = { secret: SECRET, allowedIps: ["203.0.113.7"] };
    const { createHandler } = given.face;
    refusesConfig("ip", () => createHandler({ provider: given.api.optondemand, config, onEvent: () => undefined }));
    createHandler({ provider: given.api.optondemand, config, onEvent: () => undefined, ip: () => "203.0.113.7" });
    await expect(request(body, headers), 500, ["onError invalid_config"], { more: { config: () => config } });
  },

  "the context may be missing, and is passed on unchanged": async ({ api, face }) => {
    for (const context of [undefined, null, 5, Object.create(null), new Proxy({}, { get: fail("it was looked at") })]) {
      const seen = [];
      const config = (given) => {
        seen.push(given === context);
        return { urlToken: TOKEN };
      };
      const handler = face.createHandler({
        provider: api.reward,
        config,
        onEvent: (_event, given) => void seen.push(given === context),
      });
      const asked = new Request(`https://shop.example/${TOKEN}`, { method: "POST", body: '{"id":"e","type":"x"}' });
      equal([(await handler(asked, context)).status, seen], [200, [true, true]]);
    }
  },
};
