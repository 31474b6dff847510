// Cloudflare's own tools, without a network: wrangler's bundle and server, the Vite plugin, and the Vitest plugin. Each finds the
// consumer and the package itself, without any configuration for WebAssembly.

import { readdirSync } from "node:fs";
import { esModule, print, readReport, serve, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { ask, freePort, run } from "../process.mjs";
import { offline, serverOptions, wranglerDev } from "../wrangler.mjs";

const WORKER = { name: "consumer", main: "main.mjs", compatibility_date: "2026-10-01" };

const cell = (name, group, shows, act) => ({
  row: "Cloudflare's wrangler, for Workers and for Pages Functions, Vite plugin and Vitest plugin",
  name,
  group,
  shows,
  quick: false,
  run() {
    const folder = workFolder(group, name);
    write(folder, {
      "main.mjs": esModule(serve),
      "wrangler.json": WORKER,
      "package.json": { private: true, type: "module", name: "consumer" },
    });
    const options = { cwd: folder, env: offline(folder) };
    const bin = (path) => `${folderOf(group)}/node_modules/${path}`;
    return act({ folder, options, bin });
  },
});

const WRANGLER = "wrangler/bin/wrangler.js";
const VITE = "vite/bin/vite.js";
const VITE_CONFIG = `import { cloudflare } from "@cloudflare/vite-plugin";
export default { plugins: [cloudflare({ inspectorPort: false })] };
`;
const VITEST_CONFIG = `import { cloudflareTest } from "@cloudflare/vitest-plugin";
export default { plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.json" } })] };
`;

/** A configuration of workerd that serves what wrangler would have deployed. */
const served = (port, folder) => {
  // workerd starts the first one.
  const modules = [".js", ".wasm"].flatMap((suffix) => readdirSync(folder).filter((file) => file.endsWith(suffix)));
  const module = (name) => `(name = "${name}", ${name.endsWith(".wasm") ? "wasm" : "esModule"} = embed "out/${name}")`;
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "${WORKER.compatibility_date}", modules = [${modules.map(module)}]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;
};

export const cells = [
  cell("wrangler dev", "wrangler", "wrangler", async ({ options }) => {
    const port = await freePort();
    return readReport(await ask(toolNode, wranglerDev("wrangler", port), { ...options, port }));
  }),
  cell("wrangler deploy --dry-run, in workerd", "wrangler", "wrangler", async ({ folder, options, bin }) => {
    await run(toolNode, [bin(WRANGLER), "deploy", "--dry-run", "--minify", "--outdir", "out"], options);
    const port = await freePort();
    write(folder, { "config.capnp": served(port, `${folder}/out`) });
    return readReport(await ask(bin(".bin/workerd"), ["serve", "config.capnp"], { ...options, port }));
  }),
  cell("wrangler pages dev", "wrangler", "wrangler", async ({ folder, options, bin }) => {
    const pages = {
      name: WORKER.name,
      compatibility_date: WORKER.compatibility_date,
      pages_build_output_dir: "public",
    };
    const program = esModule((text) => `export const onRequest = () => new Response(${text});`).replace(
      "./suite.mjs",
      "../suite.mjs",
    );
    write(folder, { "wrangler.json": pages, "functions/report.js": program, "public/index.html": "" });
    const port = await freePort();
    const args = [bin(WRANGLER), "pages", "dev", ...serverOptions(port)];
    return readReport(await ask(toolNode, args, { ...options, port, path: "/report" }));
  }),
  cell(
    "Cloudflare's Vite plugin, development",
    "cloudflare-vite",
    "@cloudflare/vite-plugin",
    async ({ folder, options, bin }) => {
      write(folder, { "vite.config.mjs": VITE_CONFIG });
      const port = await freePort();
      return readReport(
        await ask(toolNode, [bin(VITE), "--host", "127.0.0.1", "--port", String(port), "--strictPort"], {
          ...options,
          port,
        }),
      );
    },
  ),
  cell(
    "Cloudflare's Vite plugin, build",
    "cloudflare-vite",
    "@cloudflare/vite-plugin",
    async ({ folder, options, bin }) => {
      write(folder, { "vite.config.mjs": VITE_CONFIG });
      await run(toolNode, [bin(VITE), "build"], options);
      const port = await freePort();
      return readReport(
        await ask(toolNode, [bin(VITE), "preview", "--host", "127.0.0.1", "--port", String(port), "--strictPort"], {
          ...options,
          port,
        }),
      );
    },
  ),
  cell(
    "Cloudflare's Vitest plugin",
    "cloudflare-vitest",
    "@cloudflare/vitest-plugin",
    async ({ folder, options, bin }) => {
      const test = `import { test } from "vitest";\n${esModule((text) => `test("the suite", () => { ${print(text)} });`)}`;
      write(folder, { "vitest.config.mjs": VITEST_CONFIG, "consumer.test.mjs": test });
      return readReport(await run(toolNode, [bin("vitest/vitest.mjs"), "run", "--disable-console-intercept"], options));
    },
  ),
];
