// An example with deliveries of all kinds, for the browser.

import { createAccount } from "../../../lab/simulator/account.mjs";
import { scaledClock } from "../../../lab/simulator/clock.mjs";
import { OPERATOR_TOKEN } from "../../../lab/simulator/keys.mjs";
import { createSimulator } from "../../../lab/simulator/simulator.mjs";
import { leastOf, settled } from "../../../lab/simulator/settled.mjs";
import { traffic } from "../../../lab/simulator/traffic.mjs";
import { createTransport } from "../../../lab/simulator/transport.mjs";
import { operator } from "../../../lab/simulator/view.mjs";

/** With this seed, all states and all odd texts appear early. */
const SEED = 136;

/** Plays deliveries to a receiver, and resolves when all work is done. */
export async function populate(url, count = 700) {
  const account = createAccount();
  const transport = createTransport({ url: () => url });
  const simulator = createSimulator({
    clock: scaledClock(600),
    send: transport.send,
    account,
    behaviour: { isendu: { attempts: 5 } },
  });
  await simulator.providers.isendu.confirm();
  await simulator.play(traffic({ seed: SEED, count }));
  transport.close();

  const api = operator(() => url, OPERATOR_TOKEN);
  const summary = await settled(api, { least: leastOf(account) });
  return { summary, api, account };
}
