// Gives the cases access to the handler of `countersign/node`, behind a real server.

import { IncomingMessage, createServer } from "node:http";

export function nodeFace(createHandler) {
  const servers = [];
  return {
    createHandler,
    open(options) {
      const server = createServer(createHandler(options));
      servers.push(server);
      const listening = new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
      return async ({ path = "/", ...init }) => {
        await listening;
        const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { method: "POST", ...init });
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      };
    },
    isContext: (context) => context instanceof IncomingMessage,
    isRequest: (request) => request instanceof IncomingMessage,
    peer: "127.0.0.1",
    close() {
      for (const server of servers.splice(0)) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
