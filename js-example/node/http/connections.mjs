import { isIPv6 } from "node:net";

/**
 * Limits the number of connections, in all and of each address. One more closes another one: first those whose last answer was a
 * refusal, then the idle ones, the oldest first, also those that never sent a whole request. Connections on which a POST was
 * answered with 200, which takes a secret, are closed last. If all are busy, the new one is closed.
 *
 * A new connection is read from once before that: of many that open together, those that sent a request are busy then.
 *
 * @param {import("node:http").Server} server
 * @param {{ maxConnections: number, maxConnectionsPerAddress: number }} limits
 * @returns {Set<import("node:net").Socket>} the open connections
 */
export function limitConnections(server, { maxConnections, maxConnectionsPerAddress }) {
  const open = new Set();
  const answers = new Map();
  const refused = new WeakSet();
  const proven = new WeakSet();
  /** By network, and by socket. */
  const networks = new Map();
  const neighbours = new WeakMap();
  const crowded = new Set();

  server.prependListener("connection", (socket) => {
    const network = networkOf(socket.remoteAddress ?? "");
    const own = networks.get(network) ?? new Set();
    networks.set(network, own.add(socket));
    neighbours.set(socket, own);
    open.add(socket);
    socket.once("close", () => {
      leave(socket);
      if (own.size === 0 && networks.get(network) === own) networks.delete(network);
    });
    if (own.size > maxConnectionsPerAddress) trimSoon(own, maxConnectionsPerAddress);
    if (open.size > maxConnections) trimSoon(open, maxConnections);
  });

  server.prependListener("request", (req, res) => {
    const { socket } = req;
    answers.set(socket, res);
    res.once("close", () => {
      if (answers.get(socket) === res) answers.delete(socket);
      if (req.method === "POST" && res.statusCode === 200) proven.add(socket);
      if (isRefusal(res)) refused.add(socket);
      else refused.delete(socket);
      // Each set has its connections in the order in which they became idle.
      for (const set of [open, neighbours.get(socket)]) if (set.delete(socket)) set.add(socket);
    });
  });

  function trimSoon(sockets, most) {
    if (crowded.has(sockets)) return;
    crowded.add(sockets);
    // The next round of the event loop has read by then.
    setImmediate(() => setImmediate(() => trim(sockets, most)));
  }

  function trim(sockets, most) {
    crowded.delete(sockets);
    if (sockets.size <= most) return;
    const all = [...sockets].map((socket) => ({ socket, rank: rankOf(socket) }));
    const idle = all.filter(({ rank }) => rank !== BUSY).sort((a, b) => a.rank - b.rank);
    // Of those at work the ones that came last have to go.
    const busy = all.filter(({ rank }) => rank === BUSY).reverse();
    for (const { socket } of [...idle, ...busy].slice(0, all.length - most)) {
      socket.destroy();
      leave(socket);
    }
  }

  function rankOf(socket) {
    const res = answers.get(socket);
    if (res && !(res.headersSent && isRefusal(res))) return BUSY;
    if (proven.has(socket)) return PROVEN;
    return res || refused.has(socket) ? REFUSED : IDLE;
  }

  function leave(socket) {
    open.delete(socket);
    neighbours.get(socket).delete(socket);
  }

  return open;
}

/** In the order in which they are closed. */
const [REFUSED, IDLE, PROVEN, BUSY] = [0, 1, 2, 3];

const isRefusal = ({ statusCode }) => statusCode >= 400 && statusCode < 500;

/** Returns an IPv4 address as it is, and of an IPv6 address its subnet: the rest is the host's own choice (RFC 4291, section 2.5.4). */
export function networkOf(address) {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) return plain;
  const [head, tail] = plain.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = tail === undefined ? 0 : 8 - head.length - tail.length;
  return [...head, ...Array(zeros).fill("0"), ...(tail ?? [])].slice(0, 4).join(":");
}
