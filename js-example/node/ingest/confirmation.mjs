import { sql } from "kysely";
import { createSampled } from "../log/sampled.mjs";

/** How long isendu's confirmation is answered after a start or the operator's click: the answer discloses the secret. */
const OPEN_MS = 15 * 60 * 1_000;
/** How often a process looks whether another one has opened it. */
const LOOK_MS = 1_000;

/**
 * The time in which isendu's confirmation of the URL is answered. It closes by itself: variables that
 * stay set leave no way open to the secret.
 *
 * It is in the database, because isendu and the operator may reach different processes. A handler asks without waiting, so
 * each process knows it from the last look.
 *
 * @param {{ keyId: string, secret: string }} credentials
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {{ log: import("pino").Logger, everyMs?: number }} around
 */
export async function startConfirmation(credentials, { db, reader, engine }, { log, everyMs = LOOK_MS }) {
  /** By a clock that nobody sets. */
  let closesAt = -Infinity;
  const isOpen = () => performance.now() < closesAt;
  const until = sql`${engine.now} + cast(${OPEN_MS} as bigint)`;

  async function open() {
    await db
      .insertInto("confirmation")
      .values({ one: 1, open_until: until })
      .onConflict((conflict) => conflict.column("one").doUpdateSet({ open_until: until }))
      .execute();
    await look();
  }

  async function look() {
    const row = await reader
      .selectFrom("confirmation")
      .select(["open_until", sql`open_until - ${engine.now}`.as("ms")])
      .executeTakeFirst();
    closesAt = row ? performance.now() + Number(row.ms) : -Infinity;
    return row?.open_until;
  }

  /** While the database is away it stays as it is, and closes in time. */
  const failed = createSampled(log);
  const tryTo = (act) =>
    act().catch(({ code = "none" }) => failed({ code }, "isendu's confirmation cannot be looked up"));

  await tryTo(open);
  let looking = Promise.resolve();
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    looking = tryTo(look).finally(() => (isLooking = false));
  }, everyMs);

  return {
    /** Returns the credentials while it is open, else null. */
    credentials: () => (isOpen() ? credentials : null),
    /** Opens it again, for all processes. */
    open,
    /** Returns the time until which it is open (RFC 3339), or null. */
    async openUntil() {
      const time = await look();
      return isOpen() ? new Date(time).toISOString() : null;
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
