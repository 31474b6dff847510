// An operator who replays deliveries, which must change nothing.

import { setTimeout as sleep } from "node:timers/promises";

const EVERY_MS = 500;
const EACH_TIME = 5;

/** Replays some of the newest deliveries repeatedly, until `stop`. */
export function replayMeanwhile(operator) {
  const counts = { replayed: 0, refused: 0 };
  let isStopped = false;

  async function replay() {
    while (!isStopped) {
      // While the server is away, an operator sees an error and tries again later.
      const rows = await operator.newest(EACH_TIME).catch(() => []);
      for (const { id } of rows) await count(operator, id, counts);
      await sleep(EVERY_MS);
    }
  }

  const replaying = replay();
  return {
    counts,
    async stop() {
      isStopped = true;
      await replaying;
    },
  };
}

/** Replays some in each state. */
export async function replaySome(operator, counts) {
  for (const state of ["applied", "superseded", "dead"]) {
    for (const { id } of await operator.newest(20, `&state=${state}`)) await count(operator, id, counts);
  }
}

async function count(operator, id, counts) {
  await operator.replay(id).then(
    () => (counts.replayed += 1),
    () => (counts.refused += 1),
  );
}
