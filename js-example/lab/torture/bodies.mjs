import { sha256 } from "../simulator/events/message.mjs";
import { seeded } from "../simulator/random.mjs";

const LOOKED_AT = 100;

/** Reads some deliveries one by one: each must have the original bytes. */
export async function compareBodies(api, account, view, seed) {
  const random = seeded(seed);
  const sent = new Map(
    [...account.units.values()].filter(({ hash }) => hash).map(({ unit, hash }) => [unit.key, hash]),
  );
  const differing = [];
  const chosen = random.shuffled(view.deliveries.filter(({ dedupeKey }) => sent.has(dedupeKey))).slice(0, LOOKED_AT);
  for (const { id, dedupeKey } of chosen) {
    const { body, event } = await api.delivery(id);
    const hashes = [sha256(Buffer.from(body)), sha256(Buffer.from(body, "base64"))];
    if (!hashes.includes(sent.get(dedupeKey)) || event.dedupeKey !== dedupeKey) differing.push(`${id} ${dedupeKey}`);
  }
  return { checked: chosen.length, differing };
}
