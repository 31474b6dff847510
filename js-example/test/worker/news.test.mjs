import { after, before, test } from "node:test";
import { SCENARIOS } from "../support/news.mjs";
import { newsTarget } from "../support/server.mjs";
import { startWorker } from "../support/workerd.mjs";

// All tests share one Worker. Each test uses its own order or user.
let worker;
before(async () => {
  worker = await startWorker();
});
after(async () => {
  await worker.kill();
});

for (const [index, [title, play]] of Object.entries(SCENARIOS).entries()) {
  test(title, () => play(newsTarget(worker), 100 + index));
}
