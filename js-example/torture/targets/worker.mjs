// The Worker in workerd, with its Durable Objects, its queues and its Cron on this machine.

import { join } from "node:path";
import { startWorker } from "../../servers/worker.mjs";
import { makeDisk } from "../disk.mjs";
import { startService } from "../service.mjs";
import { oneProcess } from "./one-process.mjs";

export const title = "Worker in workerd";

/** What is lost with a killed queue is looked after soon. */
const SOON = { BATCH_SECONDS: "0.2", CRON_SECONDS: "3", RESEND_SECONDS: "3", RETRY_SECONDS: "0", SEND_SECONDS: "1" };

/** @type {import("../target.mjs").StartTarget} */
export async function start({ megabytes, pauseMs }) {
  const disk = await makeDisk({ megabytes });
  const bundle = await makeDisk({ megabytes: 64 });
  // What is killed leaves its temporary files behind: they go with the bundle.
  const places = { STATE: join(disk.folder, "state"), BUNDLE: join(bundle.folder, "bundle"), TMPDIR: bundle.folder };
  const env = { ...SOON, ...places };
  const server = await startService("server", () => startWorker(env));
  return oneProcess(server, [disk, bundle], pauseMs);
}
