// Nitro, which Nuxt and others build on: for Node, and for Workers, where it has to be told to read WebAssembly at all.

import { readdirSync } from "node:fs";
import { esModule, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { ask, freePort, run } from "../process.mjs";

const DATE = "2026-10-01";
const route = esModule((text) => `export default () => ${text};`).replace("./suite.mjs", "../suite.mjs");
// Minified by nobody: the minifier that Nitro wants is a package of its own.
const config = (wasm) => `export default { serverDir: "./", minify: false, compatibilityDate: "${DATE}", experimental: { wasm: ${wasm} } };\n`;

/** A configuration of workerd that serves what Nitro has built; the first module is the one that it starts. */
function served(port, folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(mjs|wasm)$/.test(file));
  const modules = ["index.mjs", ...files.filter((file) => file !== "index.mjs")];
  const module = (name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed ".output/server/${name}")`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "${DATE}", modules = [${modules.map(module)}]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
}

const cell = (name, preset, wasm) => ({
  row: "Nitro, for Node, and for Workers with `experimental.wasm`",
  name,
  group: "nitro",
  shows: "nitro",
  quick: false,
  async run() {
    const folder = workFolder("nitro", name);
    const packages = `${folderOf("nitro")}/node_modules`;
    write(folder, { "routes/index.mjs": route, "nitro.config.mjs": config(wasm), "package.json": { private: true, type: "module", name: "consumer" } });
    await run(toolNode, [`${packages}/nitro/dist/cli/index.mjs`, "build"], { cwd: folder, env: { NITRO_PRESET: preset } });
    const port = await freePort();
    const env = { PORT: String(port), HOST: "127.0.0.1" };
    if (preset === "node-server") return readReport(await ask(toolNode, [".output/server/index.mjs"], { cwd: folder, env, port }));
    write(folder, { "config.capnp": served(port, `${folder}/.output/server`) });
    return readReport(await ask(`${packages}/.bin/workerd`, ["serve", "config.capnp"], { cwd: folder, port }));
  },
});

export const cells = [
  cell("Nitro, Node", "node-server", false),
  cell("Nitro, Node, with WebAssembly", "node-server", true),
  cell("Nitro, Workers, with WebAssembly", "cloudflare-module", true),
];
