// The simulated providers send to both servers in parallel. Afterwards, the books are compared.

import { createAccount } from "../lab/simulator/account.mjs";
import { scaledClock } from "../lab/simulator/clock.mjs";
import { compare } from "../lab/simulator/compare.mjs";
import { OPERATOR_TOKEN } from "../lab/simulator/keys.mjs";
import { createSimulator } from "../lab/simulator/simulator.mjs";
import { leastOf, settled } from "../lab/simulator/settled.mjs";
import { traffic } from "../lab/simulator/traffic.mjs";
import { createTransport } from "../lab/simulator/transport.mjs";
import { operator } from "../lab/simulator/view.mjs";

/** A simulated hour takes six seconds. */
const FACTOR = 600;

export const apiOf = ({ url }) => operator(() => url, OPERATOR_TOKEN);

/**
 * Plays traffic to a server, waits for its work, and compares its data with the sender's account. It ignores the data in
 * `before`.
 *
 * @param {import("./servers.mjs").Server} server
 * @param {object} options
 * @param {number} options.seed
 * @param {number} options.count
 * @param {AbortSignal} options.signal
 * @param {import("../lab/simulator/view.mjs").View} options.before
 * @param {(server: string, provider: string, answer: import("../lab/simulator/transport.mjs").Answer) => void} options.onAnswer
 */
export async function play(server, { seed, count, signal, before, onAnswer }) {
  const account = createAccount();
  const transport = createTransport({ url: () => server.url });
  const send = async (message, limitMs) => {
    const answer = await transport.send(message, limitMs);
    onAnswer(server.name, message.provider, answer);
    return answer;
  };
  try {
    const simulator = createSimulator({
      clock: scaledClock(FACTOR),
      send,
      account,
      signal,
      behaviour: { isendu: { attempts: 5, confirmedAfter: 0 } },
    });
    await simulator.providers.isendu.confirm();
    await simulator.play(traffic({ seed, count }), { outstanding: 100 });
  } finally {
    transport.close();
  }
  const api = apiOf(server);
  const least = leastOf(account);
  await settled(api, {
    least: { stored: before.summary.stored + least.stored, duplicates: before.summary.duplicates + least.duplicates },
    signal,
  });
  return { account, result: compare(account, without(await api.view(), before)) };
}

/** Returns the rows that are not in `before`. */
function without(view, before) {
  const fresh = (list, name) => {
    const known = new Set(before[list].map(name));
    return view[list].filter((row) => !known.has(name(row)));
  };
  const deliveries = fresh("deliveries", (row) => row.id);
  const ledger = fresh("ledger", (row) => `${row.provider} ${row.subject}`);
  const quarantined = fresh("quarantined", (row) => row.id);
  const summary = Object.fromEntries(
    Object.entries(view.summary).map(([name, value]) => [name, value - before.summary[name]]),
  );
  return { deliveries, ledger, quarantined, summary };
}
