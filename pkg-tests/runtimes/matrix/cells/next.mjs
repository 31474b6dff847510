// Next.js: route handlers on Node and at the edge, built for production with both bundlers and called over HTTP.

import { readdirSync, readFileSync } from "node:fs";
import { esModule, readReport, workFolder, write } from "../harness.mjs";
import { folderOf, toolNode } from "../install.mjs";
import { ask, freePort, run } from "../process.mjs";
import { TEXT_START } from "../../../../src/js/build/embed.js";

const route = (runtime) =>
  esModule(
    (text) => `export const dynamic = "force-dynamic";
export const runtime = "${runtime}";
export const GET = () => new Response(${text});`,
  ).replace("./suite.mjs", "../../suite.mjs");

/** The edge must get the compiled module as a file, and not the copy inside the JavaScript. */
function nothingInline(folder) {
  const server = `${folder}/.next/server`;
  const scripts = readdirSync(server, { recursive: true }).filter((file) => file.endsWith(".js"));
  const inline = scripts.filter((file) => readFileSync(`${server}/${file}`, "utf8").includes(TEXT_START));
  if (inline.length > 0) throw new Error(`the inline copy is in ${inline.join(", ")}`);
}

const cell = (runtime, bundler) => ({
  row: "Next.js, route handlers on Node and at the edge, by Turbopack and by webpack",
  name: `Next.js by ${bundler}, ${runtime}`,
  group: "next",
  shows: "next",
  quick: false,
  async run() {
    const folder = workFolder(this.group, this.name);
    const packages = folderOf(this.group);
    write(folder, {
      // Without a `type`: with webpack, Next.js builds no edge handler in a package of `"type": "module"`.
      "package.json": { private: true, name: "consumer" },
      // Restricted to its own packages, because the folder is inside another project.
      "next.config.mjs": `export default { turbopack: { root: "${packages}" }, outputFileTracingRoot: "${packages}" };\n`,
      "app/report/route.js": route(runtime),
    });
    const next = `${packages}/node_modules/next/dist/bin/next`;
    await run(toolNode, [next, "build", `--${bundler.toLowerCase()}`], { cwd: folder, timeoutMs: 600_000 });
    if (runtime === "edge") nothingInline(folder);
    const port = await freePort();
    return readReport(
      await ask(toolNode, [next, "start", "--hostname", "127.0.0.1", "--port", String(port)], {
        cwd: folder,
        port,
        path: "/report",
      }),
    );
  },
});

export const cells = ["Turbopack", "webpack"].flatMap((bundler) =>
  ["nodejs", "edge"].map((runtime) => cell(runtime, bundler)),
);
