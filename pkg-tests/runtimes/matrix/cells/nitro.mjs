// Nitro, which Nuxt and others use: for Node, and for Workers, where WebAssembly must be turned on. Nuxt 3 and 4 use Nitro 2 and
// h3 1. Their event isn't a `Request`: `toWebRequest` converts it.

import { readdirSync } from "node:fs";
import { CHECKS_AND_DELIVERIES, deliver, esModule, HANDLER, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { freePort, run, serving } from "../process.mjs";

const DATE = "2026-10-01";
const route = (imports, request) =>
  `${imports}${esModule(
    (text) => `const handler = ${HANDLER};
export default (event) => event.${request}.method === "POST" ? handler(${request === "req" ? "event.req" : "toWebRequest(event)"}) : ${text};`,
  )}`.replace("./suite.mjs", "../suite.mjs");

/** The differences between the versions: the command of the package, the folder of the routes, and the route. */
const NITRO = {
  nitro: { cli: "nitro/dist/cli/index.mjs", sources: { serverDir: "./" }, route: route("", "req") },
  nitropack: {
    cli: "nitropack/dist/cli/index.mjs",
    sources: { srcDir: "./" },
    route: route('import { toWebRequest } from "h3";\n', "node.req"),
  },
};

// Not minified: Nitro's minifier is a separate package.
const config = (sources, wasm) =>
  `export default ${JSON.stringify({ ...sources, minify: false, compatibilityDate: DATE, experimental: { wasm } })};\n`;

/** A configuration of workerd that serves Nitro's output. workerd starts the first module. */
function served(port, folder) {
  const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(mjs|wasm)$/.test(file));
  const modules = ["index.mjs", ...files.filter((file) => file !== "index.mjs")];
  const module = (name) =>
    `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed ".output/server/${name}")`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "${DATE}", modules = [${modules.map(module)}]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
}

const cell = (title, group, target, preset, wasm) => ({
  row: `${title}, for Node, and for Workers with \`experimental.wasm\``,
  name: `${title}, ${target}`,
  group,
  shows: group,
  quick: false,
  checks: CHECKS_AND_DELIVERIES,
  async run() {
    const folder = workFolder(group, this.name);
    const packages = `${folderOf(group)}/node_modules`;
    const { cli, sources, route } = NITRO[group];
    write(folder, {
      "routes/index.mjs": route,
      "nitro.config.mjs": config(sources, wasm),
      "package.json": { private: true, type: "module", name: "consumer" },
    });
    await run(toolNode, [`${packages}/${cli}`, "build"], { cwd: folder, env: { NITRO_PRESET: preset } });
    const port = await freePort();
    const options = { cwd: folder, env: { PORT: String(port), HOST: "127.0.0.1" }, port };
    const act = (text) => deliver(`http://127.0.0.1:${port}/`, readReport(text));
    if (preset === "node-server") return serving(toolNode, [".output/server/index.mjs"], options, act);
    write(folder, { "config.capnp": served(port, `${folder}/.output/server`) });
    return serving(`${packages}/.bin/workerd`, ["serve", "config.capnp"], options, act);
  },
});

export const cells = [
  ["Nitro", "nitro"],
  ["Nitro 2 (Nuxt 3 and 4)", "nitropack"],
].flatMap(([title, group]) => [
  cell(title, group, "Node", "node-server", false),
  cell(title, group, "Node, with WebAssembly", "node-server", true),
  cell(title, group, "Workers, with WebAssembly", "cloudflare-module", true),
]);
