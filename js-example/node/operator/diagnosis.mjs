// The thread that searches for the cause of a refusal. The diagnosis holds no secret; the arguments do.

import { parentPort, workerData } from "node:worker_threads";
import { diagnose } from "countersign/diagnose";

const { provider, incoming, config } = workerData;
parentPort.postMessage(diagnose(provider, incoming, config));
