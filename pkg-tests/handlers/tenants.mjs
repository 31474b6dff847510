// Configs that depend on the context: each delivery uses the receiver of its config.

import { equal, recorded } from "./check.mjs";
import { SECRET, signed } from "./deliveries.mjs";

const BODY = '{"event":"x"}';

/** Returns a provider that counts its receivers. */
function counting(api) {
  const made = { count: 0 };
  const receiver = (config) => {
    made.count += 1;
    return api.optondemand.receiver(config);
  };
  return { provider: { ...api.optondemand, receiver }, made };
}

export const cases = {
  "tenants never share a receiver, and each reuses its own": async ({ api, testing, face }) => {
    const { provider, made } = counting(api);
    let tenant;
    const { options } = recorded({ provider, config: () => ({ secret: `secret of ${tenant}` }) });
    const ask = face.open(options);
    for (let times = 0; times < 3; times += 1) {
      for (const name of ["a", "b", "c"]) {
        for (const signer of ["a", "b", "c"]) {
          tenant = name;
          equal((await ask(signed(testing, BODY, `secret of ${signer}`))).status, name === signer ? 200 : 401);
        }
      }
    }
    equal(made.count, 3);
  },

  "configs are compared by their values, not by identity": async ({ api, testing, face }) => {
    const bytes = new TextEncoder().encode("first");
    const list = ["first"];
    const { provider, made } = counting(api);
    for (const [config, change] of [
      [{ secret: "first" }, (it) => (it.secret = "second")],
      [{ secret: bytes }, () => bytes.set(new TextEncoder().encode("other"))],
      [{ secret: list }, () => list.splice(0, 1, "second")],
      [{ secret: ["first", "x"] }, (it) => it.secret.shift()],
    ]) {
      const { options } = recorded({ provider, config: () => config });
      const ask = face.open(options);
      const count = made.count;
      for (let times = 0; times < 2; times += 1) equal((await ask(signed(testing, BODY, "first"))).status, 200);
      equal(made.count - count, 1);
      change(config);
      equal((await ask(signed(testing, BODY, "first"))).status, 401);
      equal(made.count - count, 2);
    }
  },

  "every option is compared, whatever its type": async ({ api, testing, face }) => {
    const { provider, made } = counting(api);
    const configs = [
      { secret: "1" },
      { secret: ["1"] },
      { secret: new TextEncoder().encode("1") },
      { secret: ["1", "2"] },
      { secret: ["2", "1"] },
      { secret: "1", maxBodyBytes: 100 },
      { secret: "1", maxBodyBytes: 101 },
      { secret: "1", maxAgeSeconds: 100 },
      { secret: "1", maxAgeSeconds: 100, now: 5 },
      { secret: "1", maxAgeSeconds: 100, now: new Date(6) },
    ];
    let at = 0;
    const { options } = recorded({ provider, config: () => configs[at] });
    const ask = face.open(options);
    for (let times = 0; times < 2; times += 1) {
      for (at = 0; at < configs.length; at += 1) await ask(signed(testing, BODY, "1"));
      equal(made.count, configs.length);
    }
    // The same options in another order, and the same time as a number.
    const again = { now: 6, maxAgeSeconds: 100, secret: "1" };
    configs.push(again);
    at = configs.length - 1;
    await ask(signed(testing, BODY, "1"));
    equal(made.count, configs.length - 1);
  },

  "with more tenants than receivers are kept, tenants still never share one": async ({ api, testing, face }) => {
    const { provider, made } = counting(api);
    let tenant = 0;
    const { options, names } = recorded({ provider, config: () => ({ secret: `secret of ${tenant}` }) });
    const ask = face.open(options);
    for (let times = 0; times < 2; times += 1) {
      for (tenant = 0; tenant < 100; tenant += 1)
        equal((await ask(signed(testing, BODY, `secret of ${tenant}`))).status, 200);
    }
    equal([made.count, names().length], [200, 200]);
    tenant = 99;
    equal([(await ask(signed(testing, BODY, "secret of 98"))).status, made.count], [401, 200]);
  },

  "a config that fails is not kept, and doesn't affect others": async ({ api, testing, face }) => {
    const wrong = [
      undefined,
      null,
      5,
      "secret",
      [],
      { secret: "" },
      { secret: undefined },
      { secret: [[SECRET]] },
      { secret: SECRET, extra: 1 },
      { [Symbol("secret")]: SECRET },
    ];
    const endless = [];
    endless.push(endless);
    wrong.push({ secret: endless });
    const configs = wrong.flatMap((each) => [each, { secret: SECRET }]);
    const { options, names } = recorded({ provider: api.optondemand, config: () => configs.shift() });
    const ask = face.open(options);
    for (const each of wrong) {
      equal(
        [(await ask(signed(testing, BODY))).status, (await ask(signed(testing, BODY))).status],
        [500, 200],
        String(each?.secret),
      );
    }
    equal(
      names().filter((name) => name !== "onEvent"),
      Array(wrong.length).fill("onError invalid_config"),
    );
  },
};
