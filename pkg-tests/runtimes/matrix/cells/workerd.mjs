// workerd, from the oldest compatibility date to the newest that this version accepts, with and without Node's APIs. The consumer
// is bundled like wrangler does: with its conditions, and the module as a separate file.

import { esModule, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, pinned } from "../install.mjs";
import { run } from "../process.mjs";
import { bundleWorker } from "../worker-bundle.mjs";

const OLDEST = "2023-01-01";
// The version contains its build date, which is the newest date that it accepts.
const newest = pinned("workerd", "workerd").replace(/^\d+\.(\d{4})(\d\d)(\d\d)\..*/, "$1-$2-$3");

const program = esModule((text) => `export default { test: () => console.log(${text}) };`);

const config = (date, flags) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "${date}",
  compatibilityFlags = ${JSON.stringify(flags)},
  modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), (name = "countersign.wasm", wasm = embed "countersign.wasm")],
))]);
`;

export const cells = [
  [OLDEST, []],
  [OLDEST, ["nodejs_compat"]],
  [newest, ["nodejs_compat"]],
  [newest, ["no_nodejs_compat"]],
].map(([date, flags]) => ({
  row: "workerd, at its oldest and newest compatibility date, with and without `nodejs_compat`",
  name: `workerd, ${date === OLDEST ? OLDEST : "newest date"}, ${flags[0] ?? "no flag"}`,
  group: "workerd",
  shows: "workerd",
  quick: true,
  async run() {
    const folder = workFolder(this.group, this.name);
    write(folder, { "main.mjs": program, "config.capnp": config(date, flags) });
    await bundleWorker(folder);
    return readReport(
      await run(`${folderOf("workerd")}/node_modules/.bin/workerd`, ["test", "config.capnp"], { cwd: folder }),
    );
  },
}));
