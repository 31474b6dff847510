import { once } from "node:events";
import { createServer } from "node:http";
import { Server as NetServer } from "node:net";
import { limitConnections } from "./connections.mjs";

/** Node's own. */
const LEAST_BACKLOG = 511;

/**
 * Starts an HTTP server with limits for slow clients, and many of them.
 *
 * @param {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void} listener
 * @param {{ host: string, port: number, maxConnections: number, maxConnectionsPerAddress: number, requestMs: number, keepAliveMs: number }} config
 */
export async function startServer(listener, { host, port, requestMs, keepAliveMs, ...limits }) {
  const options = {
    // Both are looked at by one timer; a client gets 408.
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 16_384,
  };
  const server = createServer(options, listener);
  const sockets = limitConnections(server, limits);
  const answers = keepTrack(server, "request", (req, res) => res);
  // Node takes one connection in each round of the event loop. The system must not turn away those that wait meanwhile.
  server.listen({ port, host, backlog: Math.max(LEAST_BACKLOG, 2 * limits.maxConnections) });
  await once(server, "listening");

  return {
    port: server.address().port,
    /**
     * Takes no more connections, lets the requests that are there end, and cuts those off that do not within the limit.
     * Resolves to whether all have ended by themselves.
     */
    stop(limitMs) {
      let isClean = true;
      // First, it takes no more connections. An HTTP server's own close() ends the idle ones before that, and a
      // sender that sees its connection end could still open another one.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      server.closeIdleConnections();
      // Those are idle after a request. Browsers and proxies also open connections in advance.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      // On the others, the request that has begun is answered, and is the last.
      const last = (res) => res.headersSent || res.setHeader("connection", "close");
      for (const res of answers) last(res);
      server.prependListener("request", (req, res) => last(res));
      const timer = setTimeout(() => {
        isClean = false;
        server.closeAllConnections();
      }, limitMs);
      return closed.then(() => {
        clearTimeout(timer);
        return isClean;
      });
    },
  };
}

/** Returns the set of things that an event brought and that are not closed yet. */
function keepTrack(server, event, choose) {
  const open = new Set();
  server.prependListener(event, (...args) => {
    const one = choose(...args);
    open.add(one);
    one.once("close", () => open.delete(one));
  });
  return open;
}
