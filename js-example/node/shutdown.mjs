/**
 * Ends the process in order when it is told to: at the first SIGTERM or SIGINT everything is brought to its end, at the
 * second the process ends at once. Nothing is lost either way: what was not answered is sent again by its provider, and
 * what was not worked on is still in the database.
 *
 * @param {() => Promise<boolean>} stop brings everything to its end; resolves to whether nothing was cut off
 * @param {number} limitMs
 * @param {import("pino").Logger} log
 */
export function shutDownOnSignal(stop, limitMs, log) {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.on(signal, async () => {
      if (isStopping) process.exit(1);
      isStopping = true;
      log.info({ signal }, "stopping");
      setTimeout(() => {
        log.error("not everything came to its end in time");
        process.exit(1);
      }, limitMs).unref();
      try {
        const isClean = await stop();
        log.info({ isClean }, "stopped");
        process.exit(isClean ? 0 : 1);
      } catch (err) {
        log.error({ err }, "stopping failed");
        process.exit(1);
      }
    });
  }
}
