// A process that is always running: after a kill, or any other end, it is started again.

import { setTimeout as sleep } from "node:timers/promises";

const AGAIN_MS = 200;
const START_LIMIT_MS = 90_000;

/**
 * Starts a service.
 *
 * @param {string} name
 * @param {() => Promise<{ child: import("../launch/child.mjs").Child, url: string | null }>} launch resolves when it is ready
 */
export async function startService(name, launch) {
  const service = {
    name,
    /** Its last address. */
    url: null,
    /** How often it was killed on purpose, and how often it ended by itself. */
    kills: 0,
    crashes: [],
    kill,
    restart,
    stop,
    /** Sends a signal to the process. */
    signal: (signal) => child.signal(signal),
    /** The reader of what it writes, which can stand still, and be gone. */
    log: () => ({ pause: () => child.pauseOutput(), hangUp: () => child.hangUp() }),
    /** The last lines of what it wrote. */
    output: () => child?.output ?? "",
  };
  let child;
  let isStopped = false;
  let isBeingKilled = false;
  let running;

  /** Kills it with SIGKILL, and resolves when it runs again. */
  async function kill() {
    await running;
    service.kills += 1;
    isBeingKilled = true;
    const killed = child;
    await killed.kill();
    isBeingKilled = false;
    await running;
  }

  /**
   * Tells it to end, and resolves when it is there again.
   *
   * @throws when it does not end in order
   */
  async function restart() {
    await running;
    isBeingKilled = true;
    const reason = await child.stop();
    isBeingKilled = false;
    await running;
    if (reason !== "exit 0") throw new Error(`${name} was told to end, and ended with ${reason}`);
  }

  async function stop() {
    isStopped = true;
    await running.catch(() => {});
    await child?.stop();
  }

  function start() {
    running = keepStarting().then((started) => {
      ({ child } = started);
      service.url = started.url;
      watch(started.child);
    });
    // Each waiting caller gets the error.
    running.catch(() => {});
    return running;
  }

  async function keepStarting() {
    const until = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        return await launch();
      } catch (error) {
        if (isStopped || Date.now() > until) throw new Error(`${name} does not start: ${error.message}`);
        await sleep(AGAIN_MS);
      }
    }
  }

  function watch(watched) {
    watched.ended.then((reason) => {
      if (isStopped) return;
      if (!isBeingKilled)
        service.crashes.push(`${reason}: ${watched.output.split("\n").slice(-3).join(" | ").slice(0, 500)}`);
      start();
    });
  }

  await start();
  return service;
}

/** @typedef {Awaited<ReturnType<typeof startService>>} Service */
