// isendu's confirmation of the URL: the only answer that contains a secret.

import { equal, recorded } from "./check.mjs";
import { CONFIRMATION, CREDENTIALS, TOKEN } from "./deliveries.mjs";

const path = `/hooks/${TOKEN}`;
const request = { path, body: CONFIRMATION };
const handler = ({ api, face }, more) => {
  const { options, calls, names } = recorded({ provider: api.isendu, config: { urlToken: TOKEN }, ...more });
  return { ask: face.open(options), calls, names };
};

export const cases = {
  "the answer is the secret of its key, and no listener is called": async (given) => {
    for (const confirm of [
      CREDENTIALS,
      [{ keyId: "k", secret: "s" }, CREDENTIALS],
      () => CREDENTIALS,
      () => [CREDENTIALS],
    ]) {
      const { ask, names } = handler(given, { confirm });
      const { status, headers, text } = await ask(request);
      equal([status, text], [200, '{"response":"api \\"secret\\" 1"}']);
      equal([headers["content-type"], headers["cache-control"]], ["application/json", "no-store"]);
      equal(names(), []);
    }
  },

  "without credentials, or with null, it is 404": async (given) => {
    for (const more of [{}, { confirm: null }, { confirm: () => null }]) {
      const { ask, names, calls } = handler(given, more);
      const { status, text } = await ask(request);
      equal([status, text, names()], [404, "Not Found\n", ["onRejected unknown_key_id"]]);
      equal(
        [calls[0][1].status, calls[0][1].retryUseful, calls[0][1].name, given.face.isContext(calls[0][2])],
        [404, false, "WebhookError", true],
      );
    }
  },

  "credentials as a promise are 500, even if it rejects, and the rejection doesn't end the process": async (given) => {
    for (const confirm of [async () => CREDENTIALS, () => Promise.reject(new Error("vault down"))]) {
      const { ask, names } = handler(given, { confirm });
      equal([(await ask(request)).status, names()], [500, ["onError invalid_config"]]);
    }
  },

  "an unknown key is 404 as well, with the same answer": async (given) => {
    const unknownKey = { ...request, body: '{"keyId":"another"}' };
    const { ask, names } = handler(given, { confirm: CREDENTIALS });
    const closed = await handler(given, {}).ask(unknownKey);
    const { status, text } = await ask(unknownKey);
    equal([status, text, names()], [closed.status, closed.text, ["onRejected unknown_key_id"]]);
    equal(status, 404);
  },

  "confirm is called for each confirmation, with the context, and for no other delivery": async (given) => {
    const asked = [];
    let open = false;
    const confirm = (context) => {
      asked.push(given.face.isContext(context));
      return open ? CREDENTIALS : null;
    };
    const { ask, names } = handler(given, { confirm, onUnreadable: () => undefined });
    const statuses = [];
    for (const body of [CONFIRMATION, '{"order":[]}', "{", CONFIRMATION, CONFIRMATION]) {
      open = asked.length === 1;
      statuses.push((await ask({ path, body })).status);
    }
    equal(
      [statuses, asked],
      [
        [404, 200, 200, 200, 404],
        [true, true, true],
      ],
    );
    equal(names(), ["onRejected unknown_key_id", "onEvent", "onUnreadable invalid_json", "onRejected unknown_key_id"]);
  },

  "without the URL token there is no secret, and no hint whether the key is known": async (given) => {
    const confirm = () => {
      throw new Error("asked");
    };
    for (const wrong of ["/hooks/tok_0a1b2c3d4e5f6071", "/hooks", "/", `/?t=${TOKEN}`]) {
      for (const body of [CONFIRMATION, '{"keyId":"another"}']) {
        const { ask, calls } = handler(given, { confirm });
        const { status, text } = await ask({ path: wrong, body });
        equal([status, text, calls.map(([name]) => name)], [401, "Unauthorized\n", ["onRejected"]], wrong);
      }
    }
    const { ask } = handler(given, {
      confirm: CREDENTIALS,
      config: { urlToken: TOKEN, allowedIps: ["203.0.113.7"] },
      ip: () => "192.0.2.1",
    });
    equal((await ask(request)).status, 403);
  },

  "a body with more than a confirmation is not one": async (given) => {
    for (const body of [`{"keyId":"${CREDENTIALS.keyId}","order":[]}`, '{"keyId":""}', '{"keyId":5}']) {
      const { ask, names } = handler(given, { confirm: CREDENTIALS });
      const { status, text } = await ask({ path, body });
      equal([status, text, names()], [200, "", ["onEvent"]], body);
    }
  },

  "invalid credentials are 500 and call onError": async (given) => {
    const results = [
      undefined,
      false,
      "secret",
      {},
      { keyId: "k" },
      [],
      Promise.resolve(CREDENTIALS),
      { ...CREDENTIALS, secret: "" },
    ];
    for (const value of results) {
      const { ask, names } = handler(given, { confirm: () => value });
      const { status, text } = await ask(request);
      equal([status, text, names()], [500, "Internal Server Error\n", ["onError invalid_config"]], String(value));
    }
    const late = handler(given, { confirm: async () => CREDENTIALS });
    await late.ask(request);
    equal(late.calls[0][1].message, "handler option `confirm` must return credentials or null, not a promise");
    const { ask, calls } = handler(given, {
      confirm: () => {
        throw new Error("no vault");
      },
    });
    equal(
      [(await ask(request)).status, calls.length, calls[0][0], calls[0][1].message],
      [500, 1, "onError", "no vault"],
    );
  },

  "no listener gets the secret": async (given) => {
    const { ask, calls } = handler(given, {
      confirm: () => [CREDENTIALS, { keyId: "k", secret: "other" }],
      onUnreadable: () => undefined,
    });
    for (const body of [CONFIRMATION, '{"keyId":"another"}', "{", '{"keyId":"k"}']) await ask({ path, body });
    for (const [name, ...args] of calls) {
      const [seen] = args;
      const text = `${seen} ${seen?.stack} ${seen instanceof Error ? "" : JSON.stringify(seen)}`;
      equal([text.includes("api"), text.includes("other"), text.includes(TOKEN)], [false, false, false], name);
    }
  },
};
