import { sendStatus } from "./answer.mjs";

/** Anybody may ask: the database is not asked more often than this, by a clock that nobody sets. */
const KEPT_MS = 1_000;
const TIMEOUT_MS = 3_000;

/**
 * Returns the handler of /healthz: 200 if the database accepts a write, else 503. It writes, because a full disk or a standby
 * still answers reads. It also checks the last deliveries, because a full disk may still have room for a small write.
 *
 * @param {import("../database.mjs").OpenDatabase} database
 * @param {() => boolean} isFailing
 * @param {import("pino").Logger} log
 */
export function createHealth({ db }, isFailing, log) {
  let asked = -Infinity;
  let healthy;

  async function probe() {
    const row = { id: 1, written_at: Date.now() };
    const written = db
      .insertInto("probe")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
    let timer;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    });
    try {
      await Promise.race([written, late]);
      return true;
    } catch (err) {
      log.error({ err }, "the database does not accept a write");
      return false;
    } finally {
      clearTimeout(timer);
      written.catch(() => {}); // already logged
    }
  }

  return async function health(req, res) {
    if (performance.now() - asked > KEPT_MS) {
      asked = performance.now();
      healthy = probe();
    }
    const isHealthy = await healthy;
    if (!isHealthy || isFailing()) return sendStatus(res, 503);
    res.writeHead(200, { "content-type": "text/plain", "cache-control": "no-store" }).end("ok");
  };
}
