// The report of a run.

import { DIFFERENCES } from "../simulator/compare.mjs";

const seconds = (ms) => `${(ms / 1_000).toFixed(1)} s`;
const list = (counts) => [...counts].map(([name, count]) => `${name} ${count}`).join(", ") || "none";
const total = (counts) => [...counts.values()].reduce((all, count) => all + count, 0);

/**
 * @typedef {object} Report
 * @property {number} seed
 * @property {number} deliveries
 * @property {import("../simulator/account.mjs").Account} account
 * @property {ReturnType<typeof import("../simulator/compare.mjs").compare>} result
 * @property {Record<string, number>} summary
 * @property {number} ledgerEntries
 * @property {Map<string, number>} struck how often each fault struck
 * @property {import("./faults.mjs").Fault[]} notStruck the faults that this machine does not allow
 * @property {{ replayed: number, refused: number }} replays
 * @property {{ count: number, longestMs: number }} outages
 * @property {Record<string, number>} windows the longest outage that each provider tolerates, in milliseconds
 * @property {{ checked: number, differing: string[] }} bodies
 * @property {import("./service.mjs").Service[]} services
 * @property {import("./latencies.mjs").Latencies} latencies
 * @property {number} playedMs
 * @property {number} drainedMs
 */

/** Returns the problems, one text each; none if the account balances. @param {Report} report */
export function problemsOf({ result, account, bodies, outages, windows }) {
  const problems = [...result.examples];
  for (const wrong of account.wrongAnswers) problems.push(`a wrong answer: ${JSON.stringify(wrong)}`);
  for (const text of bodies.differing) problems.push(`not the bytes that were sent: ${text}`);
  const { outcomes } = account.counts;
  const given = total(outcomes) - (outcomes.get("taken") ?? 0);
  const shortest = Math.min(...Object.values(windows));
  if (given > 0 && outages.longestMs < shortest) {
    problems.push(
      `no outage was longer than ${seconds(outages.longestMs)}, every provider bears ${seconds(shortest)}, and yet: ${list(outcomes)}`,
    );
  }
  return problems;
}

/** Returns the report as text. @param {Report} report */
export function textOf(report) {
  const { account, result, latencies, services, outages, windows } = report;
  const { counts } = account;
  const [p50, p99, most] = latencies.quantiles(0.5, 0.99, 1);
  const rows = [
    ["seed", report.seed],
    ["sent", `${counts.sent} requests: ${report.deliveries} deliveries, ${counts.retries} retries`],
    ["deliveries", list(counts.sorts)],
    ["answers", list([...counts.answers].sort(([a], [b]) => String(a).localeCompare(String(b))))],
    ["for the providers", list(counts.outcomes)],
    [
      "stored",
      `${report.summary.stored}, duplicates dropped ${report.summary.duplicates}, quarantined ${report.summary.quarantined}`,
    ],
    [
      "worked on",
      `applied ${report.summary.applied}, superseded ${report.summary.superseded}, dead ${report.summary.dead}; ${report.ledgerEntries} entries in the ledger`,
    ],
    ["replayed", `${report.replays.replayed}, and ${report.replays.refused} while nobody answered`],
    ["bodies", `${report.bodies.checked} checked, ${report.bodies.differing.length} differ`],
    ["faults", list(report.struck)],
    ...report.notStruck.map(({ name, why }) => ["not done", `${name}: ${why}`]),
    [
      "processes",
      services
        .map(
          ({ name, kills, crashes }) =>
            `${name} killed ${kills}, ended by itself ${crashes.length}, started again ${kills + crashes.length}`,
        )
        .join("; "),
    ],
    ...services.flatMap(({ name, crashes }) => crashes.map((reason) => ["", `${name}: ${reason}`])),
    [
      "outages",
      `${outages.count}, the longest ${seconds(outages.longestMs)}; the shortest window is ${seconds(Math.min(...Object.values(windows)))}`,
    ],
    [
      "time",
      `${seconds(report.playedMs)}, then ${seconds(report.drainedMs)} until the work was done; ${Math.round((latencies.count * 1_000) / report.playedMs)} answers/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${most.toFixed(0)} ms`,
    ],
    [
      "differences",
      Object.entries(result.counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(", "),
    ],
    ["wrong answers", counts.wrongAnswers],
  ];
  return rows.map(([name, text]) => `  ${name.padEnd(18)} ${text}`).join("\n");
}

/** Explains the differences in a report. */
export const explanations = () =>
  Object.entries(DIFFERENCES)
    .map(([name, text]) => `  ${name.padEnd(16)} ${text}`)
    .join("\n");
