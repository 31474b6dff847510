import { storableKey } from "../../shared/ledger/storable.mjs";
import { ask, settleEach } from "../ingest/parallel.mjs";
import { balanceNamed, subjectObject } from "../objects/index.mjs";
import { forgetSubject } from "../objects/overview/shards.mjs";

/** How many objects one request asks to delete what they have: a request may call about a thousand. */
const MOST_AT_ONCE = 300;

/** Reward's users: what is about one, and the sum of their credits. */
const OF_A_USER = /^(?:user|balance):(.*)$/s;

/**
 * Deletes all that is stored about one subject: deliveries with their events and bodies, its entry in the ledger, and its
 * keys. Of a user of Reward that is triggers, balance and transactions. The same delivery sent again is new afterwards.
 *
 * The bodies of batches in which the subject is named are deleted, too. What could not be read is in the quarantine, by no
 * subject, until RETAIN_DAYS are over.
 *
 * @param {object} env
 * @param {{ provider: string, subject: string }} about
 * @returns {Promise<{ deliveries: number, more: boolean }>} how many are deleted; whether to ask again for the rest
 */
export async function eraseSubject(env, about) {
  const [, user] = (about.provider === "reward" && OF_A_USER.exec(about.subject)) || [];
  return user === undefined ? { deliveries: await eraseOne(env, about), more: false } : eraseUser(env, user);
}

async function eraseUser(env, user) {
  const provider = "reward";
  const name = storableKey(`balance:${user}`);
  const { subjects, more } = await ask(() => balanceNamed(env, name).some(MOST_AT_ONCE));
  const all = [storableKey(`user:${user}`), ...subjects];
  const results = await settleEach(all, (subject) => eraseOne(env, { provider, subject }));
  for (const { reason } of results) if (reason) throw reason;
  await ask(() => balanceNamed(env, name).erase(subjects));
  await forgetSubject(env, { provider, subject: name }, []);
  return { deliveries: results.reduce((sum, { value }) => sum + value, 0), more };
}

async function eraseOne(env, { provider, subject }) {
  const { ids, bodiesIn } = await subjectObject(env, { provider, subject }).traces();
  const bodies = await settleEach(bodiesIn, (batch) =>
    ask(() => subjectObject(env, { provider, subject: batch }).deleteBody()),
  );
  for (const { reason } of bodies) if (reason) throw reason;
  await forgetSubject(env, { provider, subject }, ids);
  // Last: while it fails, it can be asked again.
  await ask(() => subjectObject(env, { provider, subject }).erase());
  return ids.length;
}
