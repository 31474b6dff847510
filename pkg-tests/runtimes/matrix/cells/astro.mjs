// Astro: an endpoint, built for Node and for Cloudflare by Astro's own adapters.

import { CHECKS_AND_DELIVERIES, deliver, esModule, HANDLER, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { freePort, run, serving } from "../process.mjs";
import { offline, wranglerDev } from "../wrangler.mjs";

const endpoint = esModule(
  (text) => `export const prerender = false;
const handler = ${HANDLER};
export const GET = () => new Response(${text});
export const POST = (context) => handler(context.request, context);`,
).replace("./suite.mjs", "../../suite.mjs");

const config = (adapter, options) => `import adapter from "@astrojs/${adapter}";
export default { output: "server", adapter: adapter(${JSON.stringify(options)}) };
`;

const WORKER = { name: "consumer", compatibility_date: "2026-10-01" };

const cell = (title, adapter, options, server) => ({
  row: "Astro, endpoints on Node and on Cloudflare",
  name: `Astro, ${title}`,
  group: "astro",
  shows: "astro",
  quick: false,
  checks: CHECKS_AND_DELIVERIES,
  async run() {
    const folder = workFolder(this.group, this.name);
    write(folder, {
      "package.json": { private: true, type: "module", name: "consumer" },
      "astro.config.mjs": config(adapter, options),
      "wrangler.json": WORKER,
      "src/pages/report.js": endpoint,
    });
    const env = offline(folder);
    await run(toolNode, [`${folderOf("astro")}/node_modules/astro/bin/astro.mjs`, "build"], { cwd: folder, env });
    const port = await freePort();
    const running = { cwd: folder, env: { ...env, HOST: "127.0.0.1", PORT: String(port) }, port, path: "/report" };
    return serving(toolNode, server(port), running, (text) =>
      deliver(`http://127.0.0.1:${port}/report`, readReport(text)),
    );
  },
});

export const cells = [
  cell("Node", "node", { mode: "standalone" }, () => ["dist/server/entry.mjs"]),
  cell("Cloudflare", "cloudflare", {}, (port) => wranglerDev("astro", port, "--config", "dist/server/wrangler.json")),
];
