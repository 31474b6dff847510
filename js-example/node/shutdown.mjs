import closeWithGrace from "close-with-grace";
import { flushed } from "./log/destination.mjs";

/** How long writing the last log lines may take. */
const FLUSH_MS = 1_000;

/**
 * Ends the process at a signal or an uncaught error. The first signal stops everything cleanly, a second one ends the process at
 * once, and after the limit it ends in any case. Nothing is lost: providers send unanswered deliveries again, and unfinished work
 * is still in the database.
 *
 * @param {() => Promise<boolean>} stop stops everything; resolves to whether nothing was cut off
 * @param {number} limitMs
 * @param {import("pino").Logger} log
 */
export function shutDownOnSignal(stop, limitMs, log) {
  const options = {
    delay: limitMs + FLUSH_MS,
    logger: { error: (err) => log.error({ err }, "stopping failed") },
    onTimeout: () => log.error("stopping took too long"),
    onSecondSignal: () => {},
    onSecondError: () => {},
  };
  closeWithGrace(options, async ({ signal, err }) => {
    if (err) log.fatal({ err }, "uncaught error");
    log.info({ signal }, "stopping");
    const isClean = await stop();
    log.info({ isClean }, "stopped");
    await flushed(process.stdout, FLUSH_MS);
    if (!isClean) process.exit(1);
  });
}
