import { fileURLToPath } from "node:url";
import { deliveries } from "./cases/deliveries.mjs";
import { settled } from "../lab/simulator/settled.mjs";
import { createTransport } from "../lab/simulator/transport.mjs";
import { compareHoldings, compareReply, heldAfter } from "./compare.mjs";
import { live } from "./live.mjs";
import { progress } from "./progress.mjs";
import { takeScreenshot } from "./screenshot.mjs";
import { startNode, startWorkerd } from "./servers.mjs";
import { dim, green, printDifferences, printTable, red } from "./table.mjs";
import { apiOf, play } from "./traffic.mjs";

const TIME_LIMIT_MS = 180_000;
const END_MS = 10_000;
const LINES = 15;
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"];
const SCREENSHOT = fileURLToPath(new URL("../../target/demo/operator.png", import.meta.url));

/**
 * Starts both servers, plays the deliveries, runs the simulator, and opens the operator's page. It always stops both servers
 * at the end.
 *
 * @param {{ only?: string, count: number, seed: number, screenshot?: string, browser: boolean, verbose: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function run(options) {
  const chosen = choose(options.only);
  if (chosen.length === 0) {
    console.error(`no delivery has ${JSON.stringify(options.only)} in its id or title`);
    return 2;
  }

  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (name) => {
    controller.abort(new Error(`interrupted by ${name}`));
    setTimeout(() => process.exit(1), END_MS).unref();
  };
  for (const name of INTERRUPTS) process.once(name, interrupt);
  const limit = setTimeout(
    () => controller.abort(new Error(`not done after ${TIME_LIMIT_MS / 1_000} seconds`)),
    TIME_LIMIT_MS,
  );
  const aborted = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

  const servers = [];
  try {
    return await Promise.race([show(chosen, servers, signal, options), aborted]);
  } catch (error) {
    console.error(`\n${red("✗")} ${error.message}`);
    printOutput(servers);
    return 1;
  } finally {
    clearTimeout(limit);
    await Promise.all(servers.map((server) => server.stop()));
  }
}

async function show(chosen, servers, signal, { only, count, seed, screenshot, browser, verbose }) {
  for (const [title, start] of [
    ["the Node server", startNode],
    ["the Worker, by wrangler dev", startWorkerd],
  ]) {
    await progress(`starting ${title}`, async () => servers.push(await start(signal)));
  }

  const isRight = [await playCases(chosen, servers, signal, verbose)];
  if (only === undefined) {
    isRight.push(await simulate(servers, signal, { seed, count }));
    if (browser) console.log(await takeScreenshot(servers[0].url, screenshot ?? SCREENSHOT));
  }
  if (verbose || isRight.includes(false)) printOutput(servers);
  return isRight.includes(false) ? 1 : 0;
}

async function playCases(chosen, servers, signal, verbose) {
  const names = servers.map(({ name }) => name);
  const rows = await progress(`playing ${chosen.length} deliveries`, async () => {
    const transports = servers.map(({ url }) => createTransport({ url: () => url }));
    const played = [];
    // One after the other: a repeat must follow its original.
    for (const delivery of chosen) {
      signal.throwIfAborted();
      if (verbose) console.log(dim(`  ${delivery.id}`));
      const answers = await Promise.all(
        transports.map(async ({ send }) => compareReply(delivery, await send(delivery))),
      );
      played.push({ delivery, answers: Object.fromEntries(names.map((name, i) => [name, answers[i]])) });
    }
    for (const { close } of transports) close();
    return played;
  });
  const others = await progress("waiting for their work", () =>
    Promise.all(servers.map((server) => compareHeld(server, rows, signal))),
  );

  printTable(rows, names);
  printDifferences(rows, names);
  for (const difference of others.flat()) console.log(`${red("✗")} ${difference}`);
  const answers = rows.flatMap((row) => Object.values(row.answers));
  const wrong = answers.filter(({ differences }) => differences.length > 0).length + others.flat().length;
  return conclude(
    `${rows.length} deliveries, ${answers.length} answers, ${wrong} differ from the contract`,
    wrong === 0,
  );
}

async function compareHeld(server, rows, signal) {
  const api = apiOf(server);
  await settled(api, { least: heldAfter(rows.map(({ delivery }) => delivery)), signal });
  const played = rows.map(({ delivery, answers }) => ({ delivery, answer: answers[server.name] }));
  return compareHoldings(played, await api.view()).map((difference) => `${server.name}: ${difference}`);
}

async function simulate(servers, signal, { seed, count }) {
  console.log(
    `\nthe simulator: ${count} more to each, seed ${seed}: repeated, forged, unreadable, cut off, dripping, out of order`,
  );
  const before = await Promise.all(servers.map((server) => apiOf(server).view()));
  const results = await live(
    servers.map(({ name }) => name),
    (onAnswer) =>
      Promise.all(servers.map((server, i) => play(server, { seed, count, signal, before: before[i], onAnswer }))),
  );
  return servers
    .map(({ name }, i) => {
      const { account, result } = results[i];
      for (const example of result.examples) console.log(`${red("✗")} ${example}`);
      for (const wrong of account.wrongAnswers) console.log(`${red("✗")} a wrong answer: ${JSON.stringify(wrong)}`);
      const isRight = result.balanced && account.counts.wrongAnswers === 0;
      return conclude(
        `${name}: ${result.stored} stored, and the sender's account ${isRight ? "balances" : "does not balance"}`,
        isRight,
      );
    })
    .every(Boolean);
}

function conclude(text, isRight) {
  console.log(isRight ? green(text) : red(text));
  return isRight;
}

function choose(only) {
  if (only === undefined) return deliveries;
  const wanted = deliveries.filter(({ id, title }) => id.includes(only) || title.includes(only));
  const needed = new Set(wanted.map(({ id }) => id));
  for (const { id, after } of deliveries.toReversed()) if (needed.has(id)) needed.add(after);
  return deliveries.filter(({ id }) => needed.has(id));
}

function printOutput(servers) {
  for (const { name, child } of servers)
    console.error(dim(`\n--- last output of ${name} ---\n${child.output.split("\n").slice(-LINES).join("\n")}`));
}
