import { deliveries } from "../sender/deliveries.mjs";
import { send } from "../sender/send.mjs";
import { compare, noAnswer } from "./compare.mjs";
import { progress } from "./progress.mjs";
import { ready, startNode, startWorkerd } from "./servers.mjs";
import { dim, green, printDifferences, printTable, red } from "./table.mjs";

const TIME_LIMIT_MS = 120_000;
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Starts both servers, plays the deliveries, prints the table, and ends both servers however it went.
 *
 * @param {{ only?: string, verbose: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function run({ only, verbose }) {
  const chosen = choose(only);
  if (chosen.length === 0) {
    console.error(`no delivery has ${JSON.stringify(only)} in its id or title`);
    return 2;
  }

  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (name) => controller.abort(new Error(`interrupted by ${name}`));
  for (const name of INTERRUPTS) process.on(name, interrupt);
  const limit = setTimeout(
    () => controller.abort(new Error(`not done after ${TIME_LIMIT_MS / 1000} seconds`)),
    TIME_LIMIT_MS,
  );
  const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  const servers = [];
  try {
    return await Promise.race([play(chosen, servers, signal, verbose), aborted]);
  } catch (error) {
    console.error(`\n${red("✗")} ${error.message}`);
    printOutput(servers);
    return 1;
  } finally {
    clearTimeout(limit);
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function play(chosen, servers, signal, verbose) {
  for (const [title, start] of [
    ["node server", startNode],
    ["workerd", startWorkerd],
  ]) {
    await progress(`starting ${title}`, async () => {
      const server = await start(signal);
      servers.push(server);
      await ready(server, signal);
    });
  }

  const rows = await progress(`playing ${chosen.length} deliveries`, async () => {
    const played = [];
    // One after the other: a replay has to come after what it repeats.
    for (const delivery of chosen) {
      if (verbose) console.log(dim(`  ${delivery.id}`));
      const answers = await Promise.all(servers.map((server) => answer(delivery, server)));
      played.push({ delivery, answers: Object.fromEntries(servers.map(({ name }, i) => [name, answers[i]])) });
    }
    return played;
  });

  const names = servers.map(({ name }) => name);
  printTable(rows, names);
  printDifferences(rows, names);
  const answers = rows.flatMap((row) => Object.values(row.answers));
  const broken = answers.some(({ status }) => status === null || status >= 500);
  if (verbose || broken) printOutput(servers);
  return summarise(rows.length, answers);
}

async function answer(delivery, { url, child }) {
  try {
    return await compare(delivery, await send(delivery, url), child);
  } catch (error) {
    return noAnswer(error);
  }
}

function summarise(count, answers) {
  const wrong = answers.filter(({ differences }) => differences.length > 0).length;
  const text = `${count} deliveries, ${answers.length} answers, ${wrong} differ from the contract`;
  console.log(wrong === 0 ? green(text) : red(text));
  return wrong === 0 ? 0 : 1;
}

function choose(only) {
  if (only === undefined) return deliveries;
  const wanted = deliveries.filter(({ id, title }) => id.includes(only) || title.includes(only));
  const needed = new Set(wanted.flatMap(({ id, after }) => [id, after]));
  return deliveries.filter(({ id }) => needed.has(id));
}

function printOutput(servers) {
  for (const { name, child } of servers) console.error(dim(`\n--- last output of ${name} ---\n${child.output}`));
}
