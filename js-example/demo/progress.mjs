const TICK_MS = 200;

/**
 * Runs a step and shows its duration: live on a terminal, elsewhere once at the end.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} step
 * @returns {Promise<T>}
 */
export async function progress(title, step) {
  const started = performance.now();
  const line = (mark) => `${title}${mark} ${((performance.now() - started) / 1000).toFixed(1)} s`;
  const live = process.stdout.isTTY;
  const timer = live && setInterval(() => process.stdout.write(`\r${line("…")}`), TICK_MS);
  if (!live) console.log(`${title}…`);

  try {
    const result = await step();
    console.log(`${live ? "\r" : ""}${line(":")}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
