// A bad network between a receiver and its database: it delays, stalls and cuts.

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

  /** Forwards chunks in order, each with the current delay. */
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
    /** The number of open connections. */
    connections: () => pairs.size,
    /** Delays all further data by this time, in both directions. */
    delay: (ms) => (state.delayMs = ms),
    /** Forwards nothing, without an error, until the returned function is called. */
    stall() {
      let go;
      state.stalled = { promise: new Promise((resolve) => (go = resolve)) };
      return () => {
        state.stalled = null;
        go();
      };
    },
    /** Cuts all connections. With `true`, it also refuses new ones until `accept`. */
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
