// Plays the simulator's traffic to a receiver in memory.

import { createAccount } from "../../lab/simulator/account.mjs";
import { scaledClock } from "../../lab/simulator/clock.mjs";
import { compare } from "../../lab/simulator/compare.mjs";
import { createSimulator } from "../../lab/simulator/simulator.mjs";
import { traffic } from "../../lab/simulator/traffic.mjs";
import { createTransport } from "../../lab/simulator/transport.mjs";
import { startReceiver } from "./memory-receiver.mjs";

/** Providers retry this much faster, so the tests need not wait. */
const FACTOR = 6_000;

/**
 * Plays traffic to a receiver, and compares the books.
 *
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.count
 * @param {string[]} [options.providers]
 * @param {import("./memory-receiver.mjs").Fault} [options.fault] which promise the receiver breaks
 * @param {number} [options.at] at which opportunity it breaks it
 */
export async function playAtMemory({ seed, count, providers, fault, at }) {
  const receiver = await startReceiver({ fault, at });
  const account = createAccount();
  const transport = createTransport({ url: () => receiver.url });
  try {
    const behaviour = { isendu: { attempts: 5 } };
    const simulator = createSimulator({ clock: scaledClock(FACTOR), send: transport.send, account, behaviour });
    await simulator.providers.isendu.confirm();
    await simulator.play(traffic({ seed, count, providers }));
    return { account, view: receiver.view(), result: compare(account, receiver.view()) };
  } finally {
    transport.close();
    await receiver.close();
  }
}
