import closeWithGrace from "close-with-grace";
import { flushed } from "./log/destination.mjs";

/** How long the last lines of the log may take. */
const FLUSH_MS = 1_000;

/**
 * Ends the process in order when it is told to, or when something was thrown that nobody caught: at the first signal
 * everything is brought to its end, at the second the process ends at once, and after the limit it ends in any case.
 * Nothing is lost either way: the provider sends an unanswered delivery again, and work that was not done is still in the
 * database.
 *
 * @param {() => Promise<boolean>} stop brings everything to its end; resolves to whether nothing was cut off
 * @param {number} limitMs
 * @param {import("pino").Logger} log
 */
export function shutDownOnSignal(stop, limitMs, log) {
  const options = {
    delay: limitMs + FLUSH_MS,
    logger: { error: (err) => log.error({ err }, "stopping failed") },
    onTimeout: () => log.error("not everything came to its end in time"),
    onSecondSignal: () => {},
    onSecondError: () => {},
  };
  closeWithGrace(options, async ({ signal, err }) => {
    if (err) log.fatal({ err }, "something was thrown that nobody caught");
    log.info({ signal }, "stopping");
    const isClean = await stop();
    log.info({ isClean }, "stopped");
    await flushed(process.stdout, FLUSH_MS);
    if (!isClean) process.exit(1);
  });
}
