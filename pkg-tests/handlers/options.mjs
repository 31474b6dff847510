// The options: mistakes are reported when the handler is created, or at its first request.

import { equal, recorded, refusesConfig } from "./check.mjs";
import { API_KEY, CREDENTIALS, SECRET, TOKEN, deliveries } from "./deliveries.mjs";

const nothing = () => undefined;

export const cases = {
  "an invalid option throws at start-up": ({ api, face }) => {
    const good = { provider: api.optondemand, config: { secret: SECRET }, onEvent: nothing };
    face.createHandler(good);
    const { provider, config, onEvent } = good;
    const wrong = [
      ["options", undefined],
      ["options", null],
      ["options", "optondemand"],
      ["options", nothing],
      ["onEvent", []],
      ["onEvent", {}],
      ["onEvent", Promise.resolve(good)],
      ["onEvent", { provider, config }],
      ["onEvent", Object.create(good)],
      ["provider", { config, onEvent }],
      ...[undefined, null, "optondemand", {}, provider.receiver(config), [provider]].map((value) => [
        "provider",
        { ...good, provider: value },
      ]),
      ...["onEvent", "onUnreadable", "onRejected", "onError", "ip"].flatMap((name) =>
        [undefined, null, true, "x", {}, Promise.resolve()].map((value) => [name, { ...good, [name]: value }]),
      ),
      ["onevent", { ...good, onevent: nothing }],
      ["maxBodyBytes", { ...good, maxBodyBytes: 5 }],
      ["secret", { ...good, secret: SECRET }],
      ["config", { ...good, config: undefined }],
    ];
    for (const [option, options] of wrong) refusesConfig(option, () => face.createHandler(options));
  },

  "an invalid config throws at start-up": ({ api, face }) => {
    const { isendu, optondemand, reward, xoxoday } = api;
    const wrong = [
      [optondemand, "secret", { secret: "" }],
      [optondemand, "secret", {}],
      [optondemand, "secret", { secret: undefined }],
      [optondemand, "apiKey", { apiKey: API_KEY }],
      [optondemand, "maxBodyBytes", { secret: SECRET, maxBodyBytes: 0 }],
      [optondemand, "maxBodyBytes", { secret: SECRET, maxBodyBytes: Infinity }],
      [optondemand, "config", null],
      [optondemand, "config", SECRET],
      [optondemand, "config", [SECRET]],
      [optondemand, "config", Promise.resolve({ secret: SECRET })],
      [xoxoday, "apiKey", { allowedIps: "documented" }],
      [xoxoday, "acceptUnauthenticated", { acceptUnauthenticated: 1 }],
      [isendu, "urlToken", {}],
      [isendu, "urlToken", { urlToken: "short" }],
      [reward, "urlTokenParam", { acceptUnauthenticated: true, urlTokenParam: "t" }],
      [reward, "allowedIps", { urlToken: TOKEN, allowedIps: ["nowhere"] }],
    ];
    for (const [provider, option, config] of wrong)
      refusesConfig(option, () => face.createHandler({ provider, config, onEvent: nothing }));
  },

  "invalid credentials throw at start-up": ({ api, face }) => {
    const isendu = { provider: api.isendu, config: { urlToken: TOKEN }, onEvent: nothing };
    for (const confirm of [CREDENTIALS, [CREDENTIALS, { ...CREDENTIALS, keyId: "k" }], nothing, null])
      face.createHandler({ ...isendu, confirm });
    for (const [option, confirm] of [
      ["confirm", undefined],
      ["confirm.keyId", { secret: "s" }],
      ["confirm.keyId", { keyId: undefined, secret: undefined }],
      ["confirm.keyId", { keyId: "", secret: "s" }],
      ["confirm.secret", { keyId: "k", secret: undefined }],
      ["confirm.secret", { keyId: "k", secret: "" }],
      ["confirm.secret", { keyId: "k", secret: "undefined" }],
      ["confirm", []],
      ["confirm", "s"],
      ["confirm", Promise.resolve(CREDENTIALS)],
    ]) {
      refusesConfig(option, () => face.createHandler({ ...isendu, confirm }));
    }
    for (const name of ["optondemand", "reward", "xoxoday"]) {
      const config = { ...(name === "optondemand" ? { secret: SECRET } : { urlToken: TOKEN }) };
      for (const confirm of [CREDENTIALS, nothing])
        refusesConfig("confirm", () => face.createHandler({ provider: api[name], config, onEvent: nothing, confirm }));
    }
  },

  "a config function is called for each delivery, and for no other request": async ({ face, ...packages }) => {
    const { provider, config, request, forged } = deliveries(packages).optondemand;
    const asked = [];
    const { options, names } = recorded({
      provider,
      config: (context) => asked.push(face.isContext(context)) && config,
    });
    const ask = face.open(options);
    equal(asked, []);
    equal((await ask({ path: "/", method: "PUT", body: "x" })).status, 405);
    equal(asked, [], "after a request that isn't a delivery");
    const statuses = [];
    for (const part of [forged, {}, {}, forged]) statuses.push((await ask({ ...request, ...part })).status);
    equal(
      [statuses, asked],
      [
        [401, 200, 200, 401],
        [true, true, true, true],
      ],
    );
    equal(names(), ["onRejected invalid_argument", "onRejected mismatch", "onEvent", "onEvent", "onRejected mismatch"]);
  },

  "a config function that fails is called again": async ({ face, ...packages }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    const thrower = () => {
      throw new Error("no binding");
    };
    const results = [
      thrower,
      () => Promise.reject(new Error("no store")),
      () => undefined,
      () => ({ secret: "" }),
      async () => ({}),
      () => nothing,
      () => config,
      thrower,
      async () => config,
    ];
    const { options, calls } = recorded({ provider, config: () => results.shift()() });
    const ask = face.open(options);
    const statuses = [];
    for (let at = 0; at < 9; at += 1) statuses.push((await ask(request)).status);
    equal(statuses, [500, 500, 500, 500, 500, 500, 200, 500, 200]);
    equal(calls.map(([name, error]) => [name, error.code ?? error.message]).slice(0, 6), [
      ["onError", "no binding"],
      ["onError", "no store"],
      ...Array(4).fill(["onError", "invalid_config"]),
    ]);
  },

  "a config function may be slow, even for several requests at once": async ({ face, ...packages }) => {
    const { provider, config, request, forged } = deliveries(packages).optondemand;
    const waiting = [];
    const { options, names } = recorded({ provider, config: () => new Promise((resolve) => waiting.push(resolve)) });
    const ask = face.open(options);
    const answers = [ask(request), ask({ ...request, ...forged }), ask(request)];
    while (waiting.length < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    equal(names(), []);
    for (const resolve of waiting) resolve(config);
    equal(
      (await Promise.all(answers)).map(({ status }) => status),
      [200, 401, 200],
    );
  },

  "an address as a promise is 500, even if it rejects, and the rejection doesn't end the process": async ({
    face,
    ...packages
  }) => {
    const { provider, config, request } = deliveries(packages).optondemand;
    for (const ip of [async () => "203.0.113.9", () => Promise.reject(new Error("no lookup"))]) {
      const { options, names } = recorded({ provider, config: { ...config, allowedIps: ["203.0.113.9"] }, ip });
      equal([(await face.open(options)(request)).status, names()], [500, ["onError invalid_argument"]]);
    }
  },

  "an error that only looks like one of ours is 500": async ({ face, ...packages }) => {
    const { provider, request } = deliveries(packages).optondemand;
    for (const status of [200, 408.5, 418, 999, Number.NaN]) {
      const error = Object.assign(new Error("q"), { name: "WebhookError", status });
      const { options, names } = recorded({ provider, config: () => Promise.reject(error) });
      equal([(await face.open(options)(request)).status, names()], [500, ["onError"]], String(status));
    }
  },

  "a config function that fails with a status for which we don't drain the body is answered": async ({
    face,
    ...packages
  }) => {
    const { provider, request } = deliveries(packages).optondemand;
    const error = Object.assign(new Error("q"), { name: "WebhookError", status: 408 });
    const { options } = recorded({ provider, config: () => Promise.reject(error) });
    equal((await face.open(options)(request)).status, 408);
  },
};
