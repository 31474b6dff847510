/** In bytes. So much may wait for a slow reader; a line more is dropped. */
const MOST_WAITING = 1024 * 1024;

/**
 * Returns a destination for pino that never holds up the process: where the reader is slow or gone, lines are dropped and
 * counted, and the next line that gets through says how many.
 *
 * pino's own destination writes to the file descriptor and waits for a pipe that is full, on the main thread or on one that
 * the process waits for when it ends. Node's own stream of the standard output waits for no pipe and no socket.
 *
 * @param {import("node:stream").Writable} stream
 * @param {{ mostWaiting?: number }} [limits]
 */
export function boundedDestination(stream, { mostWaiting = MOST_WAITING } = {}) {
  let dropped = 0;
  // A reader that is gone is told of here; without a listener this would end the process.
  stream.on("error", () => {});

  function write(line) {
    if (!stream.writable || stream.writableLength + line.length > mostWaiting) {
      dropped += 1;
      return;
    }
    if (dropped > 0) stream.write(`${JSON.stringify(lost(dropped))}\n`);
    dropped = 0;
    stream.write(line);
  }

  return { write };
}

const lost = (lines) => ({
  level: "warn",
  time: new Date().toISOString(),
  pid: process.pid,
  lines,
  msg: "lines of the log were dropped: its reader was too slow",
});

/**
 * Resolves once the stream has handed on all lines, or after the limit.
 *
 * @param {import("node:stream").Writable} stream
 * @param {number} limitMs
 */
export async function flushed(stream, limitMs) {
  if (stream.writableLength === 0 || !stream.writable) return;
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    stream.once("error", done);
    stream.write("", done);
  });
}
