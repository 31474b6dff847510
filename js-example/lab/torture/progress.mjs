/** How often a line reports the progress. */
export const PROGRESS_MS = 2_000;

const total = (counts) => [...counts.values()].reduce((all, count) => all + count, 0);

/**
 * Reports a run's progress repeatedly, until the returned function is called.
 *
 * @param {object} options
 * @param {import("../simulator/account.mjs").Account} options.account
 * @param {import("./latencies.mjs").Latencies} options.latencies
 * @param {number} options.deliveries how many there are to be
 * @param {{ fault: string }} options.progress the fault that is striking, or ""
 * @param {(text: string) => void} options.say
 */
export function reportProgress({ account, latencies, deliveries, progress, say }) {
  const started = performance.now();
  let before = 0;
  const timer = setInterval(() => {
    const { answers, retries, sorts } = account.counts;
    const perSecond = Math.round(((latencies.count - before) * 1_000) / PROGRESS_MS);
    before = latencies.count;
    const count = (status) => answers.get(status) ?? 0;
    const parts = [
      `${((performance.now() - started) / 1_000).toFixed(1)} s: ${total(sorts)} of ${deliveries} sent`,
      `${count(200)} taken, ${count(401) + count(404) + count(405) + count(413)} refused, ${count(503)} put off, ${count("none")} without answer, ${retries} retries`,
      `${perSecond}/s`,
      ...(progress.fault ? [`now: ${progress.fault}`] : []),
    ];
    say(parts.join("; "));
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}
