import { storableKey } from "../../shared/ledger/storable.mjs";
import { ask, settleEach } from "../ingest/parallel.mjs";
import { balanceNamed, subjectObject } from "../objects/index.mjs";
import { forgetSubject } from "../objects/overview/shards.mjs";

/** How many objects one request empties. A request may make about a thousand calls. */
const MOST_AT_ONCE = 300;

/** Reward's users: a user's own subject, and the balance. */
const OF_A_USER = /^(?:user|balance):(.*)$/s;

/**
 * Deletes everything about one subject: deliveries with their events and bodies, the ledger entry, and the keys. For a user of
 * Reward these are triggers, balance and transactions. If the provider sends a delivery again afterwards, it is new.
 *
 * The bodies of batches that name the subject are deleted, too. Unparsed deliveries have no subject: they stay in the
 * quarantine until RETAIN_DAYS are over.
 *
 * @param {object} env
 * @param {{ provider: string, subject: string }} about
 * @returns {Promise<{ deliveries: number, more: boolean }>} how many were deleted; whether another request must follow
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
  // This is last: if a step fails, the object still has the ids for another attempt.
  await ask(() => subjectObject(env, { provider, subject }).erase());
  return ids.length;
}
