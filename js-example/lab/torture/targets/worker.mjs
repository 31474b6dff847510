// The Worker in workerd, with its Durable Objects, its queues and its Cron on this machine.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleOf, startWorker } from "../../launch/worker.mjs";
import { partFails } from "../faults/parts.mjs";
import { startProcess } from "./one-process.mjs";

export const title = "Worker in workerd";

/**
 * What is lost with a killed queue is looked after soon, but not while it is only late: on a busy machine the queue is told of
 * everything again then, and is never done.
 */
const SOON = { BATCH_SECONDS: "0.2", CRON_SECONDS: "10", RESEND_SECONDS: "10", RETRY_SECONDS: "0", SEND_SECONDS: "1" };

/** The Worker with a switch for its parts. */
const ENTRY = fileURLToPath(new URL("../worker/index.mjs", import.meta.url));

/** A disk for the bundle, and for the temporary files that a killed process leaves behind. */
const BUNDLE_MEGABYTES = 64;

/** @type {import("../target.mjs").StartTarget} */
export function start({ megabytes, pauseMs }) {
  const launch = async (folder, scratch) => {
    const bundled = await bundleOf(ENTRY, join(scratch, "bundle"), scratch);
    return startWorker({ ...SOON, STATE: join(folder, "state"), BUNDLE: bundled, TMPDIR: scratch });
  };
  const faults = (server) => ["overview", "queue"].map((part) => partFails(() => server.url, part, pauseMs));
  return startProcess({ megabytes: [megabytes, BUNDLE_MEGABYTES], pauseMs, launch, faults });
}
