// OptOnDemand sends the messages of a queue one after the other. After a failure it waits one second, then two, four, eight and
// so on for 24 hours, and sends nothing else from that queue. It does not document what follows after 24 hours: here the queue
// stays blocked.

const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;

/** `queue` is the scope of "the same event", which the documentation leaves open: the order, or the whole subscription. */
export const OPTONDEMAND = { firstWait: SECOND, window: DAY, queue: "order" };

/**
 * @param {import("../simulator.mjs").Surroundings} surroundings
 * @param {typeof OPTONDEMAND} options
 */
export function optondemand({ clock, attempt, signal }, { firstWait, window, queue } = OPTONDEMAND) {
  const tails = new Map();
  const blocked = new Set();

  async function send(message, name) {
    let failed = null;
    for (let number = 0, wait = firstWait; ; number += 1, wait *= 2) {
      if (blocked.has(name)) return "blocked";
      if (signal.aborted) return "unsent";
      if (await attempt(message, number)) return "taken";
      failed ??= clock.now();
      if (clock.now() + wait - failed > window) break;
      await clock.sleep(wait, signal);
    }
    blocked.add(name);
    return "lost";
  }

  return {
    /** The queues that are blocked. */
    blocked,
    /** Milliseconds between the first failure and the last attempt. A delay that would end after the window does not happen. */
    window: firstWait * (2 ** Math.floor(Math.log2(window / firstWait + 1)) - 1),

    deliver(message) {
      const name = queue === "order" ? message.queue : "subscription";
      if (name === null) return send(message, Symbol("a queue of its own"));
      const sent = (tails.get(name) ?? Promise.resolve()).then(() => send(message, name));
      tails.set(name, sent);
      sent.then(() => tails.get(name) === sent && tails.delete(name));
      return sent;
    },
  };
}
