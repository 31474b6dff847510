// SvelteKit on Cloudflare: an endpoint, built by its adapter and served by wrangler in workerd.

import { CHECKS_AND_DELIVERIES, deliver, esModule, HANDLER, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { freePort, run, serving } from "../process.mjs";
import { offline, wranglerDev } from "../wrangler.mjs";

const endpoint = esModule(
  (text) => `const handler = ${HANDLER};
export const GET = () => new Response(${text});
export const POST = (event) => handler(event.request, event);`,
).replace("./suite.mjs", "../../../suite.mjs");

const WORKER = {
  name: "consumer",
  main: ".svelte-kit/cloudflare/_worker.js",
  compatibility_date: "2026-10-01",
  assets: { directory: ".svelte-kit/cloudflare", binding: "ASSETS" },
};

export const cells = [
  {
    row: "SvelteKit, endpoints on Cloudflare",
    name: "SvelteKit, Cloudflare",
    group: "sveltekit-cloudflare",
    shows: "@sveltejs/kit",
    quick: false,
    checks: CHECKS_AND_DELIVERIES,
    async run() {
      const folder = workFolder(this.group, this.name);
      write(folder, {
        "package.json": { private: true, type: "module", name: "consumer" },
        "svelte.config.js":
          'import adapter from "@sveltejs/adapter-cloudflare";\nexport default { kit: { adapter: adapter() } };\n',
        "vite.config.js":
          'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
        "wrangler.json": WORKER,
        "src/app.html": "<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n",
        "src/routes/report/+server.js": endpoint,
      });
      const options = { cwd: folder, env: offline(folder) };
      await run(toolNode, [`${folderOf(this.group)}/node_modules/vite/bin/vite.js`, "build"], options);
      const port = await freePort();
      const act = (text) => deliver(`http://127.0.0.1:${port}/report`, readReport(text));
      return serving(toolNode, wranglerDev(this.group, port), { ...options, port, path: "/report" }, act);
    },
  },
];
