// Next.js on Cloudflare, through OpenNext: an app route and an API route of pages, built with both of Next's bundlers and served by
// wrangler in workerd, without any configuration for the package. OpenNext runs Next's build without its edge runtime and
// converts the output into a Worker, where bytes may not be compiled.

import { CHECKS_AND_DELIVERIES, deliver, esModule, HANDLER, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { freePort, run, serving } from "../process.mjs";
import { offline, wranglerDev } from "../wrangler.mjs";

const route = esModule(
  (text) => `export const dynamic = "force-dynamic";
export const GET = () => new Response(${text});
export const POST = ${HANDLER};`,
).replace("./suite.mjs", "../../suite.mjs");

const api = `import * as api from "countersign";
import * as web from "countersign/node";
export const config = { api: { bodyParser: false } };
export default ${HANDLER};
`;

const WORKER = {
  name: "consumer",
  main: ".open-next/worker.js",
  compatibility_date: "2026-10-01",
  compatibility_flags: ["nodejs_compat", "global_fetch_strictly_public"],
  assets: { directory: ".open-next/assets", binding: "ASSETS" },
};

const cell = (bundler) => ({
  row: "Next.js on Cloudflare by OpenNext, by Turbopack and by webpack",
  name: `OpenNext, Next.js by ${bundler}`,
  group: "opennext",
  shows: "@opennextjs/cloudflare",
  quick: false,
  checks: CHECKS_AND_DELIVERIES + 3,
  async run() {
    const folder = workFolder(this.group, this.name);
    const packages = folderOf(this.group);
    const build = `${toolNode} ${packages}/node_modules/next/dist/bin/next build --${bundler.toLowerCase()}`;
    write(folder, {
      "package.json": { private: true, name: "consumer" },
      "next.config.mjs": `export default { turbopack: { root: "${packages}" }, outputFileTracingRoot: "${packages}" };\n`,
      "open-next.config.ts": `import { defineCloudflareConfig } from "@opennextjs/cloudflare";
export default { ...defineCloudflareConfig(), buildCommand: ${JSON.stringify(build)} };\n`,
      "wrangler.json": WORKER,
      "app/report/route.js": route,
      "pages/api/hook.js": api,
    });
    const options = { cwd: folder, env: offline(folder) };
    await run(toolNode, [`${packages}/node_modules/@opennextjs/cloudflare/dist/cli/index.js`, "build"], {
      ...options,
      timeoutMs: 600_000,
    });
    const port = await freePort();
    return serving(toolNode, wranglerDev(this.group, port), { ...options, port, path: "/report" }, async (text) => {
      const report = await deliver(`http://127.0.0.1:${port}/report`, readReport(text));
      return deliver(`http://127.0.0.1:${port}/api/hook`, report);
    });
  },
});

export const cells = ["Turbopack", "webpack"].map(cell);
