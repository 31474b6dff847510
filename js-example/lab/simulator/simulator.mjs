// The four providers with their own retries, and strangers, who never retry.

import { setMaxListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { ISENDU, isendu } from "./behaviour/isendu.mjs";
import { OPTONDEMAND, optondemand } from "./behaviour/optondemand.mjs";
import { REWARD, reward } from "./behaviour/reward.mjs";
import { XOXODAY, xoxoday } from "./behaviour/xoxoday.mjs";
import { gate } from "./gate.mjs";
import { seeded } from "./random.mjs";

/**
 * @typedef {object} Surroundings the dependencies of a provider's behaviour
 * @property {import("./clock.mjs").Clock} clock
 * @property {(message: Message, number: number, timeLimitMs?: number) => Promise<boolean>} attempt sends a message, for
 *   the first time (0) or again; resolves to whether the provider accepts the answer as a success
 * @property {AbortSignal} signal
 * @property {import("./random.mjs").Random} random
 *
 * @typedef {import("./events/message.mjs").Message} Message
 */

/**
 * Makes the providers.
 *
 * @param {object} options
 * @param {import("./clock.mjs").Clock} options.clock
 * @param {(message: Message, timeLimitMs?: number) => Promise<import("./transport.mjs").Answer>} options.send
 * @param {import("./account.mjs").Account} options.account
 * @param {AbortSignal} [options.signal] ends the waiting; messages that are not taken by then stay unsent
 * @param {{ xoxoday?: object, optondemand?: object, reward?: object, isendu?: object }} [options.behaviour] differences
 *   from the documented behaviour
 */
export function createSimulator({ clock, send, account, signal = new AbortController().signal, behaviour = {} }) {
  const surroundings = { clock, attempt, signal, random: seeded(0) };
  const providers = {
    xoxoday: xoxoday(surroundings, { ...XOXODAY, ...behaviour.xoxoday }),
    optondemand: optondemand(surroundings, { ...OPTONDEMAND, ...behaviour.optondemand }),
    isendu: isendu(surroundings, { ...ISENDU, ...behaviour.isendu }),
    reward: reward(surroundings, { ...REWARD, ...behaviour.reward }),
  };
  const settled = new WeakMap();
  // Each waiting message listens to the signal.
  setMaxListeners(0, signal);

  async function attempt(message, number, timeLimitMs) {
    // A retry is always plain: the client waits for the answer, and sends the whole body.
    const again = number > 0 && { ...message.restamped?.(number), manner: "plain" };
    const sent = { ...message, ...again };
    account.sending(message, sent, number);
    const answer = await send(sent, timeLimitMs);
    account.answered(message, sent, answer);
    return message.expect.includes(answer.status) && (message.reply === null || answer.body === message.reply);
  }

  async function settle(message) {
    const before = message.after && (await settled.get(message.after));
    if (message.sort === "duplicate" && message.after && before !== "taken") return "unsent";
    if (message.from === "stranger" || message.sort === "confirmation") {
      return (await attempt(message, 0)) ? "taken" : "unsent";
    }
    return providers[message.provider].deliver(message);
  }

  return {
    providers,

    /** Plays a message to its end, and returns its outcome: taken, lost, blocked or unsent. */
    deliver(message) {
      const end = settle(message).then((outcome) => {
        account.settled(message, outcome);
        return outcome;
      });
      settled.set(message, end);
      return end;
    },

    /** Plays messages from any iterable. At most `outstanding` of them are unsettled at any time. */
    async play(messages, { outstanding = 500 } = {}) {
      const { enter } = gate(outstanding);
      const open = new Set();
      for await (const message of messages) {
        const leave = await enter();
        if (signal.aborted) break;
        const delivered = this.deliver(message).finally(() => {
          open.delete(delivered);
          leave();
        });
        open.add(delivered);
        // Without a pause, no answer could be handled.
        await turn();
      }
      await Promise.all(open);
    },
  };
}
