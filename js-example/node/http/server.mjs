import { once } from "node:events";
import { createServer } from "node:http";
import { Server as NetServer } from "node:net";

/**
 * Starts an HTTP server with limits for slow clients and for the number of connections.
 *
 * @param {(req: import("node:http").IncomingMessage, res: import("node:http").ServerResponse) => void} listener
 * @param {{ host: string, port: number, maxConnections: number, requestMs: number, keepAliveMs: number }} config
 */
export async function startServer(listener, { host, port, maxConnections, requestMs, keepAliveMs }) {
  const options = {
    // Node checks both with one timer, and answers 408.
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: 16_384,
  };
  const server = createServer(options, listener);
  const sockets = makeRoom(server, maxConnections);
  const answers = keepTrack(server, "request", (req, res) => res);
  server.listen(port, host);
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

/**
 * Limits the number of connections. One more closes the oldest idle connection, also one that never sent a whole request.
 * Connections on which a POST was answered with 200, which takes a secret, are closed last. If all are busy, the new one is
 * closed. It is read from once before that: of many connections that open together, those that sent a request are busy
 * then. Returns the open connections.
 */
function makeRoom(server, most) {
  const open = new Set();
  const busy = new Set();
  const proven = new WeakSet();
  let isTrimming = false;

  function trim() {
    isTrimming = false;
    // In the order in which they became idle; those that came last are the last.
    const idle = [...open].filter((socket) => !busy.has(socket));
    for (const socket of [...idle.filter((each) => !proven.has(each)), ...idle.filter((each) => proven.has(each))]) {
      if (open.size <= most) return;
      close(socket);
    }
    // All are at work: those that came last have to go.
    for (const socket of [...open].slice(most)) close(socket);
  }

  function close(socket) {
    open.delete(socket);
    socket.destroy();
  }

  server.prependListener("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    if (open.size > most && !isTrimming) {
      isTrimming = true;
      setImmediate(() => setImmediate(trim)); // the next round of the event loop has read by then
    }
  });
  server.prependListener("request", (req, res) => {
    const { socket } = req;
    busy.add(socket);
    res.once("close", () => {
      busy.delete(socket);
      if (req.method === "POST" && res.statusCode === 200) proven.add(socket);
      if (open.delete(socket)) open.add(socket);
    });
  });
  return open;
}

/** Returns the set of what an event brought and that is not closed yet. */
function keepTrack(server, event, choose) {
  const open = new Set();
  server.prependListener(event, (...args) => {
    const one = choose(...args);
    open.add(one);
    one.once("close", () => open.delete(one));
  });
  return open;
}
