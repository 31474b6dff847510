// What stands between a receiver and its database when the network is bad: it delays, it stalls, it cuts.

import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts a TCP proxy on a port of the system's choice.
 *
 * @param {{ host: string, port: number }} target
 * @param {string} [address] where it listens
 */
export async function startProxy({ host, port }, address = "127.0.0.1") {
  const pairs = new Set();
  const state = { delayMs: 0, stalled: null, refuses: false };

  const server = createServer((client) => {
    if (state.refuses) return client.destroy();
    const upstream = connect(port, host);
    const pair = { client, upstream };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      from.on("error", end).on("close", end);
      forward(from, to);
    }
  });

  /** Passes chunks on in their order, each as late as it is now. */
  function forward(from, to) {
    let last = Promise.resolve();
    from.on("data", (chunk) => {
      const { delayMs, stalled } = state;
      const due = Promise.all([delayMs > 0 && sleep(delayMs), stalled?.promise]);
      last = Promise.all([last, due]).then(() => to.destroyed || to.write(chunk));
    });
    from.on("end", () => last.then(() => to.end()));
  }

  function cut() {
    for (const { client, upstream } of pairs) {
      client.destroy();
      upstream.destroy();
    }
    pairs.clear();
  }

  server.listen(0, address);
  await new Promise((resolve) => server.once("listening", resolve));

  return {
    port: server.address().port,
    /** How many connections go through it. */
    connections: () => pairs.size,
    /** From now on each piece of data comes this much later, in both directions. */
    delay: (ms) => (state.delayMs = ms),
    /** Nothing passes any more, and nobody is told, until the function that this returns is called. */
    stall() {
      let go;
      state.stalled = { promise: new Promise((resolve) => (go = resolve)) };
      return () => {
        state.stalled = null;
        go();
      };
    },
    /** Cuts all connections; with `true`, and takes no new ones until `accept`. */
    cut(refuses = false) {
      state.refuses = refuses;
      cut();
    },
    accept: () => (state.refuses = false),
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startProxy>>} Proxy */
