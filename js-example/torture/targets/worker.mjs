// The Worker in workerd, with its Durable Objects, its queues and its Cron on this machine.

import { join } from "node:path";
import { startWorker } from "../../servers/worker.mjs";
import { makeDisk } from "../disk.mjs";
import { fullDisk, killed } from "../faults.mjs";
import { startService } from "../service.mjs";

export const title = "Worker in workerd";

/** What is lost with a killed queue is looked after soon. */
const SOON = { BATCH_SECONDS: "0.2", CRON_SECONDS: "3", RESEND_SECONDS: "3", RETRY_SECONDS: "0", SEND_SECONDS: "1" };

/** @type {import("../target.mjs").StartTarget} */
export async function start({ megabytes, pauseMs }) {
  const disk = await makeDisk({ megabytes });
  const bundle = await makeDisk({ megabytes: 64 });
  const env = { ...SOON, STATE: join(disk.folder, "state"), BUNDLE: join(bundle.folder, "bundle") };
  const server = await startService("server", () => startWorker(env));
  return {
    url: () => server.url,
    services: [server],
    faults: [killed(server), fullDisk(disk, pauseMs)],
    async stop() {
      await server.stop();
      disk.remove();
      bundle.remove();
    },
  };
}
