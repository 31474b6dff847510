// Each provider's retries, with a clock that jumps: when it tries again and when it gives up. An outage does harm only if it is
// longer than the provider's window.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createAccount } from "../../lab/simulator/account.mjs";
import { jumpingClock } from "../../lab/simulator/clock.mjs";
import { message } from "../../lab/simulator/events/message.mjs";
import { createSimulator } from "../../lab/simulator/simulator.mjs";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const ISENDU_SECRET = '{"response":"api-secret-1"}';

/** A receiver that is down from one moment for a while. `answer` returns its answer while it is up. */
function surroundings({
  from = 0,
  outage = 0,
  down = null,
  behaviour,
  answer = () => ({ status: 200, body: "" }),
} = {}) {
  const clock = jumpingClock();
  const account = createAccount();
  const attempts = [];
  async function send(sent, limitMs) {
    attempts.push({ at: clock.now(), body: sent.body.toString(), limitMs });
    const isDown = clock.now() >= from && clock.now() < from + outage;
    return isDown ? { status: down, body: null } : answer(sent, limitMs);
  }
  const simulator = createSimulator({ clock, send, account, behaviour });
  return { simulator, clock, account, attempts, times: () => attempts.map(({ at }) => at) };
}

const numbered = (provider, count, make) =>
  Array.from({ length: count }, (_, index) => message(provider, `{"n":${index}}`, make?.(index)));
const deliverAll = (simulator, messages) => Promise.all(messages.map((each) => simulator.deliver(each)));

test("xoxoday tries four times, then disables the webhook and sends nothing more", async () => {
  const { simulator, times } = surroundings({ outage: Infinity });
  const [first, second] = numbered("xoxoday", 2);
  assert.equal(await simulator.deliver(first), "lost");
  assert.deepEqual(times(), [0, 1 * MINUTE, 6 * MINUTE, 21 * MINUTE]);
  assert.equal(simulator.providers.xoxoday.webhook.disabled, true);
  assert.equal(await simulator.deliver(second), "unsent");
  assert.equal(times().length, 4);

  simulator.providers.xoxoday.enable();
  assert.equal(await simulator.deliver(second), "lost", "enabled again, while the receiver is still down");
});

test("xoxoday tries three times, according to its older documentation", async () => {
  const { simulator, times } = surroundings({ outage: Infinity, behaviour: { xoxoday: { attempts: 3 } } });
  await deliverAll(simulator, numbered("xoxoday", 1));
  assert.deepEqual(times(), [0, 1 * MINUTE, 6 * MINUTE]);
  assert.equal(simulator.providers.xoxoday.window, 6 * MINUTE);
});

test("xoxoday stamps a later attempt with the time of that attempt", async () => {
  const { simulator, attempts } = surroundings({ outage: 2 * MINUTE });
  await deliverAll(
    simulator,
    numbered("xoxoday", 1, () => ({
      restamped: (attempt) => ({ body: Buffer.from(`attempt ${attempt}`), units: [] }),
    })),
  );
  assert.deepEqual(
    attempts.map(({ body }) => body),
    ['{"n":0}', "attempt 1", "attempt 2"],
  );
});

test("optondemand doubles its delays for 24 hours, and blocks the messages behind", async () => {
  const { simulator, times, account } = surroundings({ outage: Infinity });
  const outcomes = await deliverAll(
    simulator,
    numbered("optondemand", 3, () => ({ queue: "order 1" })),
  );
  assert.deepEqual(
    times(),
    Array.from({ length: 17 }, (_, retry) => (2 ** retry - 1) * SECOND),
  );
  assert.deepEqual(outcomes, ["lost", "blocked", "blocked"]);
  assert.deepEqual([...simulator.providers.optondemand.blocked], ["order 1"]);
  assert.equal(account.counts.outcomes.get("blocked"), 2);
});

test("optondemand keeps the order in a queue, and other queues continue", async () => {
  const { simulator, attempts } = surroundings({
    answer: (sent) => ({ status: sent.body.includes("0") && attempts.length < 5 ? 503 : 200, body: "" }),
  });
  const messages = numbered("optondemand", 4, (index) => ({ queue: index < 2 ? "stuck" : "moving" }));
  await deliverAll(simulator, messages);
  const order = attempts.map(({ body }) => JSON.parse(body).n);
  assert.deepEqual(
    order.filter((n) => n > 1),
    [2, 3],
  );
  assert.equal(order.indexOf(1), order.lastIndexOf(0) + 1, "the second comes right after the first was taken");
  assert.ok(order.indexOf(3) < order.indexOf(1));
});

test("optondemand with one queue for the whole subscription", async () => {
  const { simulator, attempts } = surroundings({
    outage: 3 * SECOND,
    behaviour: { optondemand: { queue: "subscription" } },
  });
  await deliverAll(
    simulator,
    numbered("optondemand", 3, (index) => ({ queue: `order ${index}` })),
  );
  assert.deepEqual(
    attempts.map(({ body }) => JSON.parse(body).n),
    [0, 0, 0, 1, 2],
  );
});

test("reward retries five times, and drops the event", async () => {
  const { simulator, times, account } = surroundings({ outage: Infinity });
  assert.deepEqual(await deliverAll(simulator, numbered("reward", 1)), ["lost"]);
  assert.deepEqual(
    times(),
    [0, 1, 3, 7, 15, 31].map((minutes) => minutes * MINUTE),
  );
  assert.equal(account.counts.outcomes.get("lost"), 1);
});

test("isendu uses a URL that is confirmed within five seconds", async () => {
  const { simulator, attempts } = surroundings({ answer: () => ({ status: 200, body: ISENDU_SECRET }) });
  assert.equal(await simulator.providers.isendu.confirm(), true);
  assert.deepEqual([attempts[0].at, attempts[0].limitMs], [5 * MINUTE, 5 * SECOND]);
  assert.equal(JSON.parse(attempts[0].body).keyId.length, 32);
  await deliverAll(
    simulator,
    numbered("isendu", 1, () => ({ reply: null })),
  );
  assert.equal(attempts.length, 2);
});

const REPLIES = {
  "no answer within five seconds": { status: null, body: null },
  201: { status: 201, body: ISENDU_SECRET },
  "another secret": { status: 200, body: '{"response":"guess"}' },
  "an empty answer": { status: 200, body: "" },
  "a refusal": { status: 404, body: "Not Found\n" },
};
for (const [name, answer] of Object.entries(REPLIES)) {
  test(`isendu does not use a URL after ${name}`, async () => {
    const { simulator, attempts } = surroundings({ answer: () => answer });
    assert.equal(await simulator.providers.isendu.confirm(), false);
    assert.deepEqual(await deliverAll(simulator, numbered("isendu", 2)), ["unsent", "unsent"]);
    assert.equal(attempts.length, 1);
  });
}

test("isendu sends a batch once, unless the options say more: it documents no retries", async () => {
  for (const [behaviour, times] of [
    [undefined, 1],
    [{ isendu: { attempts: 3 } }, 3],
  ]) {
    const { simulator, attempts } = surroundings({
      from: 6 * MINUTE,
      outage: HOUR,
      behaviour,
      answer: () => ({ status: 200, body: ISENDU_SECRET }),
    });
    await simulator.providers.isendu.confirm();
    await simulator.providers.isendu.confirm();
    assert.equal(simulator.providers.isendu.url.confirmed, false, "the second confirmation met the outage");
    simulator.providers.isendu.url.confirmed = true;
    assert.deepEqual(await deliverAll(simulator, numbered("isendu", 1)), ["lost"]);
    assert.equal(attempts.length - 2, times);
  }
});

test("a stranger's message is sent once, after any answer", async () => {
  const { simulator, attempts, account } = surroundings({ outage: Infinity });
  await deliverAll(
    simulator,
    numbered("reward", 1, () => ({ from: "stranger", expect: [401] })),
  );
  assert.equal(attempts.length, 1);
  assert.equal(account.counts.outcomes.size, 0);
});

test("201 is a failure, and counts as a wrong answer", async () => {
  const { simulator, account } = surroundings({ answer: () => ({ status: 201, body: "" }) });
  await deliverAll(simulator, numbered("reward", 1));
  assert.equal(account.counts.wrongAnswers, 6);
});

/** Outages, placed around each provider's window. */
const WINDOWS = [
  { provider: "xoxoday", window: 21 * MINUTE, harm: (simulator) => simulator.providers.xoxoday.webhook.disabled },
  {
    provider: "optondemand",
    window: 65_535 * SECOND,
    harm: (simulator) => simulator.providers.optondemand.blocked.size > 0,
  },
  { provider: "reward", window: 31 * MINUTE, harm: (_simulator, account) => account.counts.outcomes.has("lost") },
];
for (const { provider, window, harm } of WINDOWS) {
  for (const down of [null, 503, 500]) {
    test(`${provider}: an outage with ${down ?? "no answer"} does harm only if it is longer than the window`, async () => {
      for (const outage of [1, window / 2, window, window + 1, 2 * window]) {
        const { simulator, account } = surroundings({ outage, down });
        assert.equal(simulator.providers[provider].window, window);
        await deliverAll(
          simulator,
          numbered(provider, 5, (index) => ({ queue: index < 3 ? "one" : null })),
        );
        const isHarmed = outage > window;
        assert.equal(harm(simulator, account), isHarmed, `${outage} ms`);
        assert.equal(account.counts.outcomes.get("taken") === 5, !isHarmed, `${outage} ms`);
      }
    });
  }
}
