import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const HELP = `Runs the Worker in workerd on this machine, like the deployed one, without an account.

usage: node worker/local/index.mjs [--help]

  XOXODAY_API_KEY, …   the secrets of your providers; a second value of each has the suffix _NEXT
  OPERATOR_TOKEN       opens /operator; ISENDU_KEY_ID and ISENDU_SECRET answer isendu's confirmation
  RETRY_SECONDS, …     replace the variables of wrangler.jsonc
  MAX_BODY_BYTES       the longest body (131072 for isendu and reward, 1048576 for the others)
  HOST, PORT           where it listens (127.0.0.1, and any free port)
  STATE                the folder of the stored data (worker/.wrangler/state)
  CRON_SECONDS         how often the Cron runs, 0 for never (300, as in wrangler.jsonc)
  BATCH_SECONDS        how long the queue waits for a batch to fill up (1, as in wrangler.jsonc)
  BUNDLE               a folder for the bundle and its config; the next start reuses them, which saves seconds.
                       Remove it after a change of the Worker's sources

When it listens, it prints a line of JSON with "msg":"listening" and its port. SIGTERM stops it.
`;

/** The oldest Node that wrangler and miniflare run on. */
const LEAST_NODE = 22;

if (process.argv.includes("--help")) {
  process.stdout.write(HELP);
} else if (Number(process.versions.node.split(".")[0]) >= LEAST_NODE) {
  const { serve } = await import("./serve.mjs");
  await serve(process.env);
} else {
  // The `node` package in node_modules is new enough.
  const node = fileURLToPath(new URL("../../node_modules/node/bin/node", import.meta.url));
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => {
    console.error(
      `Node ${LEAST_NODE} or newer is needed, and the one in node_modules does not start: ${error.message}`,
    );
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => (process.exitCode = code ?? (signal ? 1 : 0)));
}
