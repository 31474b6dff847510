// A table that is updated in place on a terminal. Elsewhere it is printed once, at the end.

import { align, bold } from "./table.mjs";

const EVERY_MS = 200;
const PROVIDERS = ["xoxoday", "optondemand", "isendu", "reward"];
const HEADS = ["server", "provider", "sent", "taken", "refused", "put off", "no answer", "p50 ms"];

/**
 * Counts answers, and shows the counts while `act` runs.
 *
 * @template T
 * @param {string[]} servers
 * @param {(count: (server: string, provider: string, answer: import("../lab/simulator/transport.mjs").Answer) => void) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function live(servers, act) {
  const cells = new Map(servers.flatMap((server) => PROVIDERS.map((provider) => [`${server} ${provider}`, empty()])));
  const table = () => {
    const rows = servers.flatMap((server) =>
      PROVIDERS.map((provider) => rowOf(server, provider, cells.get(`${server} ${provider}`))),
    );
    const [head, ...lines] = align([HEADS, ...rows]);
    return [bold(head), ...lines].map((line) => `  ${line}`).join("\n");
  };
  const height = 1 + cells.size;
  const draw = (again) => process.stdout.write(`${again ? `\x1b[${height}A\x1b[J` : ""}${table()}\n`);

  const isTerminal = process.stdout.isTTY;
  if (isTerminal) draw(false);
  const timer = isTerminal && setInterval(draw, EVERY_MS, true);
  try {
    return await act((server, provider, answer) => add(cells.get(`${server} ${provider}`), answer));
  } finally {
    clearInterval(timer);
    draw(isTerminal);
  }
}

const empty = () => ({ sent: 0, taken: 0, refused: 0, putOff: 0, unanswered: 0, times: [] });

function add(cell, { status, ms }) {
  cell.sent += 1;
  if (status === 200) cell.taken += 1;
  else if (status === null) cell.unanswered += 1;
  else if (status >= 500) cell.putOff += 1;
  else cell.refused += 1;
  if (status !== null) cell.times.push(ms);
}

function rowOf(server, provider, { sent, taken, refused, putOff, unanswered, times }) {
  const middle = [...times].sort((a, b) => a - b)[times.length >> 1] ?? 0;
  return [server, provider, ...[sent, taken, refused, putOff, unanswered].map(String), middle.toFixed(1)];
}
