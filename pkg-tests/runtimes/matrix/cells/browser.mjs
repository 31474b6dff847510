// A page in Chromium, built with Vite, with the strictest Content-Security-Policy that allows WebAssembly.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { chromium } from "../chromium.mjs";
import { elsewhere, esModule, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { run } from "../process.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };
const PAGE = '<!doctype html><title>countersign</title><script type="module" src="/main.mjs"></script>';

/** Serves a folder with the policy while a function runs. */
async function served(folder, act) {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "/index.html" : request.url;
    try {
      const content = readFileSync(`${folder}${path}`);
      response.writeHead(200, { "content-type": TYPES[extname(path)], "content-security-policy": POLICY }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await act(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const headless = (folder) => [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  `--user-data-dir=${folder}`,
];

export const cells = [
  {
    row: `Chromium, a page under \`${POLICY}\``,
    name: "Chromium, a page built with Vite",
    group: "bundlers",
    quick: true,
    // The major version: the rest differs from machine to machine.
    version: async () => /\d+/.exec(await run(await chromium(), ["--version"], { cwd: "/" }))[0],
    async run() {
      const folder = workFolder(this.group, this.name);
      write(folder, { "index.html": PAGE, "main.mjs": esModule((text) => `document.body.textContent = ${text};`) });
      await run(toolNode, [`${folderOf(this.group)}/node_modules/vite/bin/vite.js`, "build", "--logLevel", "warn"], {
        cwd: folder,
      });
      return served(`${folder}/dist`, (url) =>
        elsewhere(async (profile) =>
          readReport(await run(await chromium(), [...headless(profile), "--dump-dom", url], { cwd: profile })),
        ),
      );
    },
  },
];
