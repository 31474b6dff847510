// Runs worker.mjs inside a real workerd, with the files of the installed package as its modules.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import workerd from "workerd";
import { root, schemeCases, vectorFiles } from "../../support/files.mjs";
import { installed } from "../../support/installed.mjs";

const files = [
  "workerd.js",
  "testing.workerd.js",
  "instance.workerd.js",
  "core.js",
  "fetch.handler.js",
  "presets.data.js",
];

const handlers = readdirSync(`${root}pkg-tests/handlers`).filter((file) => !/node|\.test\.mjs$/.test(file));
/** The files that run in every runtime. */
const shared = [
  "conformance/vectors.mjs",
  "conformance/peers.mjs",
  "conformance/schemes.mjs",
  "conformance/hmac.mjs",
  "support/random.mjs",
  ...handlers.map((file) => `handlers/${file}`),
];

/** Returns the worker's output. `workerd test` fails if the worker throws. */
export async function runWorkerd(compatibilityDate, compatibilityFlags, bindings = { SEED: 0 }) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-workerd-"));
  try {
    const config = join(folder, "config.capnp");
    writeFileSync(config, configText(compatibilityDate, compatibilityFlags, bindings));
    const { stdout, stderr } = await promisify(execFile)(workerd.default ?? workerd, ["test", config], {
      timeout: 120_000,
    });
    return stdout + stderr;
  } catch (error) {
    return `${error.message}\n${error.stdout}\n${error.stderr}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function configText(date, flags, bindings) {
  const text = (name, path) =>
    `(name = ${JSON.stringify(name)}, esModule = ${JSON.stringify(readFileSync(path, "utf8"))})`;
  const bytes = [...readFileSync(`${installed}/countersign.wasm`)].map((byte) => byte.toString(16).padStart(2, "0"));
  const vectors = vectorFiles.map((file) => readFileSync(file, "utf8"));
  const modules = [
    text("worker.mjs", `${root}pkg-tests/runtimes/workerd/worker.mjs`),
    ...shared.map((file) => text(file, `${root}pkg-tests/${file}`)),
    `(name = "files.json", json = ${JSON.stringify(`[${vectors.join(",")}]`)})`,
    `(name = "schemes.json", json = ${JSON.stringify(JSON.stringify(schemeCases))})`,
    ...files.map((file) => text(`countersign/${file}`, `${installed}/${file}`)),
    `(name = "countersign/countersign.wasm", wasm = 0x"${bytes.join(" ")}")`,
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  compatibilityDate = "${date}",
  compatibilityFlags = ${JSON.stringify(flags)},
  bindings = [${Object.entries(bindings).map(([name, value]) => `(name = "${name}", json = ${JSON.stringify(JSON.stringify(value))})`)}],
  modules = [${modules.join(",\n")}],
))]);
`;
}
