/** A scrape waits two seconds for the database. */
const LIMIT_MS = 10_000;

/**
 * Checks what a server's metrics say while the database is away: that it is, and all that needs no database.
 *
 * @param {string} url
 * @throws when they say something else, or nothing
 */
export async function checkMetrics(url) {
  const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(LIMIT_MS) });
  const text = await response.text();
  const isRight =
    response.status === 200 &&
    text.includes("\ncountersign_database_up 0\n") &&
    text.includes("\ncountersign_request_seconds_count") &&
    !text.includes("\ncountersign_units{");
  if (!isRight)
    throw new Error(`while the database was away, /metrics answered ${response.status}:\n${text.slice(0, 2_000)}`);
}
