import { isendu } from "countersign";
import { unitsOf } from "../../../shared/ledger/units.mjs";
import { bySubject, storeGroups, textsOf } from "../../ingest/intake.mjs";
import { numberOf } from "../../settings.mjs";

/**
 * Stores some of a batch's parts, each in the object of its subject, and returns whether there are more. How far it has come
 * is written down, so that a part is stored twice at most, and known as a duplicate then.
 *
 * @param {number} received
 * @param {import("./deliveries.mjs").Deliveries} deliveries
 * @param {Uint8Array} body
 * @param {object} env
 */
export async function divideSome(received, deliveries, body, env) {
  const { provider, subject, trust, progress } = deliveries.row(received);
  const groups = bySubject(unitsOf({ ...isendu.parse(body), provider }));
  const next = progress + numberOf(env, "SUBJECTS_AT_ONCE");
  // Events that are too long were set aside when the batch was received.
  const { fitting } = textsOf(groups.slice(progress, next).flat());
  await storeGroups(bySubject(fitting), { provider, trust, bodyIn: subject }, env);
  deliveries.advance(received, next);
  return next < groups.length;
}
