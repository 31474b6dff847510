// `page`: writes the page that diagnoses in a browser, as one HTML file.

import { readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { ACCEPTED, io, usage } from "./exit.js";
import { note } from "./terminal.js";

/** Makes the page: replaces the placeholder with the module. */
async function html() {
  const { bytes } = await import("#diagnose-module");
  const packed = deflateRawSync(bytes, { level: 9 }).toString("base64");
  return readFileSync(new URL("page.html", import.meta.url), "utf8").replace("@MODULE@", () => packed);
}

export const page = {
  summary: "makes a page for diagnose in a browser: one HTML file",
  usage: "page [--out FILE]",
  examples: ["npx countersign page --out diagnose.html"],
  files: 0,
  options: {
    out: {
      type: "string",
      value: "FILE",
      help: "the file to write; without it, standard output, which must not be a terminal",
    },
  },
  async run({ options }) {
    if (options.json) throw usage("--json: the page is HTML");
    if (options.out === undefined && process.stdout.isTTY) throw usage("say where to write the page: --out FILE");
    const made = await html();
    if (options.out === undefined) {
      process.stdout.write(made);
      return ACCEPTED;
    }
    try {
      writeFileSync(options.out, made);
    } catch (error) {
      throw io(`${options.out}: ${error.message}`);
    }
    note(`open ${options.out} in a browser; it sends nothing`);
    return ACCEPTED;
  },
};
