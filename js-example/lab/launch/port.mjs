import { once } from "node:events";
import { connect, createServer } from "node:net";

const HOST = "127.0.0.1";

const held = new Set();

/**
 * Returns a port of 127.0.0.1 that is held until this process ends. The system gives it to nobody who asks for any port,
 * because it is in use, as the near end of a connection; a server that asks for it by its number can listen on it.
 *
 * A port that was free a moment ago can be another server's by now, and so can the port of a server that was killed.
 */
export async function holdPort() {
  const far = createServer().listen(0, HOST);
  await once(far, "listening");
  const near = connect({ port: far.address().port, host: HOST, localAddress: HOST });
  const accepted = once(far, "connection");
  await once(near, "connect");
  const [socket] = await accepted;
  far.close();
  for (const end of [near, socket]) {
    end.unref();
    held.add(end); // who is collected is closed
  }
  return near.localPort;
}
