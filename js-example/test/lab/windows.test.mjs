// Outages of both examples: kill -9, and a restart within each provider's window or after it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startNode } from "../../lab/launch/node.mjs";
import { bundleIn, makeStateFolder, startWorker } from "../../lab/launch/worker.mjs";
import { createAccount } from "../../lab/simulator/account.mjs";
import { compare } from "../../lab/simulator/compare.mjs";
import { OPERATOR_TOKEN } from "../../lab/simulator/keys.mjs";
import { leastOf, settled } from "../../lab/simulator/settled.mjs";
import { createSimulator } from "../../lab/simulator/simulator.mjs";
import { traffic } from "../../lab/simulator/traffic.mjs";
import { createTransport } from "../../lab/simulator/transport.mjs";
import { operator } from "../../lab/simulator/view.mjs";
import { steppedClock } from "../support/stepped-clock.mjs";

const COUNT = 12;
/** isendu documents no retries. Here it gets some, and they define its window. */
const BEHAVIOUR = { isendu: { attempts: 4, confirmedAfter: 0 } };
const PROVIDERS = ["xoxoday", "optondemand", "reward", "isendu"];

const { folder, remove } = makeStateFolder("countersign-windows-");
after(remove);

/** The providers' time stands still, so a request without an answer would wait forever. A slow machine still gets its time. */
const PATIENT = { timeLimitMs: 300_000 };
const SOON = {
  STORE_SECONDS: "300",
  BUNDLE: bundleIn(folder),
  BATCH_SECONDS: "0.05",
  CRON_SECONDS: "1",
  RESEND_SECONDS: "1",
  SEND_SECONDS: "1",
  LEASE_SECONDS: "1",
};
/** The first Worker makes the bundle. The others wait for it. */
let bundling = Promise.resolve();
let isBundled = false;
const EXAMPLES = {
  Node: (name) => startNode({ ...SOON, DATABASE_FILE: join(folder, `${name}.db`) }),
  Worker(name) {
    const started = bundling.then(() => startWorker({ ...SOON, STATE: join(folder, name) }));
    if (!isBundled) bundling = started;
    isBundled = true;
    return started;
  },
};

/** Genuine messages of one provider that do not wait for others. optondemand's are in queues of two. */
function messagesOf(provider, seed) {
  const all = traffic({ seed, count: 1_000, providers: [provider] });
  const plain = [...all].filter(
    ({ sort, manner, after: before, body }) =>
      sort === "genuine" && manner === "plain" && before === null && body.length < 10_000,
  );
  return plain.slice(0, COUNT).map((message, index) => ({ ...message, queue: `queue ${index >> 1}` }));
}

/** An example and one provider. The provider's time moves only when the test moves it. */
async function scene(start, name, provider) {
  let server = await start(name);
  const clock = steppedClock();
  const account = createAccount();
  const transport = createTransport({ url: () => server.url, ...PATIENT });
  const simulator = createSimulator({ clock, send: transport.send, account, behaviour: BEHAVIOUR });
  async function end() {
    transport.close();
    await server.child.kill();
  }
  if (provider === "isendu") {
    const confirming = simulator.providers.isendu.confirm();
    clock.wake();
    if (!(await confirming)) {
      await end();
      throw new Error("isendu's confirmation got a wrong answer");
    }
  }
  let unsettled = 0;
  const heads = () => (provider === "optondemand" ? Math.ceil(unsettled / 2) : unsettled);

  return {
    simulator,
    account,
    window: simulator.providers[provider].window,
    kill: () => server.child.kill(),
    async restart() {
      server = await start(name);
    },
    /** Sends, and resolves to the outcome of each message. */
    deliver(messages) {
      unsettled += messages.length;
      return Promise.all(messages.map((message) => simulator.deliver(message).finally(() => (unsettled -= 1))));
    },
    stepTo: (time) => clock.stepTo(time, heads),
    /** Checks that the server has exactly the messages that it answered with 200. */
    async assertBalanced() {
      const api = operator(() => server.url, OPERATOR_TOKEN);
      await settled(api, { least: leastOf(account) });
      assert.deepEqual(compare(account, await api.view()).examples, []);
      assert.deepEqual(account.wrongAnswers, []);
    },
    end,
  };
}

const all = (outcome) => Array(COUNT).fill(outcome);

/** The effect of an outage longer than the provider's window, on messages sent during it and after it. */
const HARM = {
  xoxoday: { during: all("lost"), then: all("unsent"), isHarmed: ({ xoxoday }) => xoxoday.webhook.disabled },
  optondemand: {
    during: all("lost").map((lost, index) => (index % 2 === 0 ? lost : "blocked")),
    then: all("blocked"),
    isHarmed: ({ optondemand }) => optondemand.blocked.size > 0,
  },
  reward: { during: all("lost"), then: all("taken"), isHarmed: () => false },
  isendu: { during: all("lost"), then: all("taken"), isHarmed: () => false },
};

for (const [example, start] of Object.entries(EXAMPLES)) {
  describe(example, { concurrency: 4 }, () => {
    for (const provider of PROVIDERS) {
      test(`${provider}: an outage that ends before the provider's last attempt does no harm`, async () => {
        const { window, ...stage } = await scene(start, `${provider}-short`, provider);
        try {
          await stage.kill();
          const delivered = stage.deliver(messagesOf(provider, 1));
          await stage.stepTo(window - 1);
          await stage.restart();
          await stage.stepTo(window);
          assert.deepEqual(await delivered, all("taken"));
          assert.equal(HARM[provider].isHarmed(stage.simulator.providers), false);
          assert.deepEqual(await stage.deliver(messagesOf(provider, 2)), all("taken"));
          await stage.assertBalanced();
        } finally {
          await stage.end();
        }
      });
    }

    // The harm is the simulator's. For the Worker, one provider shows that the Worker takes new deliveries afterwards.
    for (const provider of example === "Node" ? PROVIDERS : ["xoxoday"]) {
      test(`${provider}: a longer outage does harm, because the simulator gives up like the provider`, async () => {
        const { window, ...stage } = await scene(start, `${provider}-long`, provider);
        const { during, then, isHarmed } = HARM[provider];
        try {
          await stage.kill();
          const delivered = stage.deliver(messagesOf(provider, 3));
          await stage.stepTo(window);
          await stage.restart();
          assert.deepEqual(await delivered, during);
          assert.equal(isHarmed(stage.simulator.providers), ["xoxoday", "optondemand"].includes(provider));
          assert.deepEqual(await stage.deliver(messagesOf(provider, 3)), then);
          if (provider === "xoxoday") {
            stage.simulator.providers.xoxoday.enable();
            assert.deepEqual(await stage.deliver(messagesOf(provider, 3)), all("taken"), "it was enabled again");
          }
          await stage.assertBalanced();
        } finally {
          await stage.end();
        }
      });
    }
  });
}
