/** In bytes, for lines that wait for a slow reader. Further lines are dropped. */
const MOST_WAITING = 1024 * 1024;

/**
 * Returns a destination for pino that never slows the process down. If the reader is slow or gone, lines are dropped, and the
 * next line that gets through reports their number.
 *
 * pino's own destination writes to the file descriptor and waits for a full pipe, on the main thread or on a thread that the
 * process joins at its end. Node's own stdout stream does not wait for a pipe or a socket.
 *
 * @param {import("node:stream").Writable} stream
 * @param {{ mostWaiting?: number }} [limits]
 */
export function boundedDestination(stream, { mostWaiting = MOST_WAITING } = {}) {
  let dropped = 0;
  // The stream reports a closed pipe here. Without a listener, this would end the process.
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
 * Resolves when the stream has written all waiting lines, or after the limit.
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
