import { once } from "node:events";
import { createServer } from "node:http";
import { Server as NetServer } from "node:net";
import { limitConnections } from "./connections.mjs";

/** Node's own. */
const LEAST_BACKLOG = 511;

/**
 * Starts an HTTP server with limits for slow clients and for the number of connections.
 *
 * @param {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void} listener
 * @param {{ host: string, port: number, maxConnections: number, maxConnectionsPerAddress: number, requestMs: number, keepAliveMs: number }} config
 */
export async function startServer(listener, { host, port, requestMs, keepAliveMs, ...limits }) {
  const options = {
    // Node checks both with one timer, and answers 408.
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
     * Stops accepting connections, lets open requests finish, and cuts off those that take longer than the limit.
     * Resolves to whether all of them finished.
     */
    stop(limitMs) {
      let isClean = true;
      // First stop accepting. The HTTP server's own close() ends idle connections before that, and a client could then open
      // another one.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      server.closeIdleConnections();
      // closeIdleConnections() ends connections after a request. Browsers and proxies also open connections in advance.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      // The open requests on the other connections are answered, as the last ones.
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
