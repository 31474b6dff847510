// Servers for the tests of the command: one that is delivered to, and `listen` itself.

import { createServer } from "node:http";
import { after } from "node:test";
import { start } from "./running.mjs";

const closers = [];
after(() => {
  for (const close of closers) close();
});

/** Serves a handler; resolves to its URL. */
export function serve(handler) {
  const server = createServer(handler);
  closers.push(() => server.close().closeAllConnections());
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`)),
  );
}

/** Starts `listen`; resolves to `{ url, told, lines }`, where `lines(count)` resolves to so many lines of the result. */
export async function listening(args, env) {
  const child = start(["listen", "--port", "0", ...args], env);
  closers.push(() => child.kill());
  const told = { out: "", err: "" };
  const waiting = [];
  const look = () => {
    for (const check of waiting) check();
  };
  for (const [name, stream] of [
    ["out", child.stdout],
    ["err", child.stderr],
  ])
    stream.setEncoding("utf8").on("data", (text) => {
      told[name] += text;
      look();
    });
  const until = (read) =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = read();
        if (found) resolve(found);
      };
      waiting.push(check);
      child.on("close", (status) => reject(new Error(`ended with ${status}: ${told.err}`)));
      check();
    });
  const [, url] = await until(() => /listening on (http:\S+)\//.exec(told.err));
  const lines = (count) => until(() => (told.out.split("\n").length > count ? told.out.split("\n") : undefined));
  return { url, told, lines, child, until };
}
