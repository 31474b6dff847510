// Measures workerd from outside: the time of a request that makes a number of calls, minus that of one without calls. Both use the
// same connection, and there are enough calls to outweigh the rest.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { folderOf } from "../runtimes/matrix/install.mjs";
import { freePort, serving } from "../runtimes/matrix/process.mjs";
import { bundleWorker } from "../runtimes/matrix/worker-bundle.mjs";
import { interleave, median } from "./measure.mjs";
import { ROWS } from "./rows.mjs";

/** The time of a batch in milliseconds. A request takes a few tenths of one, which must be small in comparison. */
const BATCH_MS = 5;
/** From 2026-08-04 on, Node's APIs need no flag. */
const DATE = "2026-10-01";

const here = (file) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));

/** CommonJS packages require Node's modules by their bare names. workerd only has ES modules with the full names. */
const nodeModules = {
  name: "node modules",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: new RegExp(`^(${builtinModules.join("|")})$`) }, ({ path }) => ({ path, namespace: "node" }));
    onLoad({ filter: /.*/, namespace: "node" }, ({ path }) => ({
      contents: `export * from "node:${path}"; export { default } from "node:${path}";`,
    }));
  },
};

const main = (packages, ...given) => `
import { worker } from ${here("worker.mjs")};
${packages.map(({ worker, wasm }, at) => `import * as api${at} from ${JSON.stringify(worker)};\nimport module${at} from ${JSON.stringify(wasm)};`).join("\n")}
const packages = [${packages.map(({ label }, at) => `{ label: ${JSON.stringify(label)}, api: api${at}, module: module${at} }`)}];
export default worker(packages, ${given.map((value) => JSON.stringify(value))});
`;

const config = (port, wasm) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    compatibilityDate = "${DATE}",
    modules = [(name = "worker.mjs", esModule = embed "worker.mjs"), ${wasm.map((file) => `(name = "${file}", wasm = embed "${file}")`)}],
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

/** Returns a function that requests a path over one persistent connection. */
function asker(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return (path) =>
    new Promise((resolve, reject) => {
      const asked = request({ agent, host: "127.0.0.1", port, path }, async (response) => {
        let text = "";
        for await (const chunk of response.setEncoding("utf8")) text += chunk;
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(text));
      });
      asked.on("error", reject).end();
    });
}

async function measureRow(ask, row, timing) {
  const query = (more) => `/?${new URLSearchParams({ row: row.name, ...more })}`;
  const candidates = JSON.parse(await ask(query({})));
  const timed = async (more) => {
    const started = performance.now();
    await ask(query(more));
    return performance.now() - started;
  };
  const run = (candidate) => {
    const dry = new Map();
    return async (calls) => {
      dry.set(calls, [...(dry.get(calls) ?? []), await timed({ candidate, calls, dry: "" })]);
      return (await timed({ candidate, calls })) - median(dry.get(calls));
    };
  };
  const samples = await interleave(
    candidates.map((_, at) => run(at)),
    { ...timing, mostCalls: row.mostCalls },
  );
  return { row: row.name, candidates, samples };
}

export async function measureInWorkerd({ command, group, platform }, { rows, packages, timing, isReversed }, onRow) {
  const folder = `${folderOf(group)}/bench`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    `${folder}/main.mjs`,
    main(isReversed ? packages.toReversed() : packages, platform, { isReversed, isKept: true }),
  );
  const wasm = await bundleWorker(folder, { plugins: [nodeModules] });
  const port = await freePort();
  writeFileSync(`${folder}/config.capnp`, config(port, wasm));
  const longer = { ...timing, batchMs: BATCH_MS };
  await serving(command()[0], ["serve", "config.capnp"], { cwd: folder, port }, async () => {
    const ask = asker(port);
    for (const name of rows)
      onRow(
        await measureRow(
          ask,
          ROWS.find((row) => row.name === name),
          longer,
        ),
      );
  });
}
