// Serves a worker with a real workerd, on a free port.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import workerd from "workerd";
import { installed } from "../../support/installed.mjs";

const FILES = ["workerd.js", "instance.workerd.js", "core.js", "fetch.handler.js"];

/** Starts workerd with a worker's source; the test ends it. Returns the port. */
export async function serveWorkerd(t, source) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-workerd-"));
  const config = join(folder, "config.capnp");
  writeFileSync(config, configText(source));
  const child = spawn(workerd.default ?? workerd, ["serve", config, "--control-fd=3"], {
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  t.after(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  });
  let told = "";
  for await (const part of child.stdio[3]) {
    told += part;
    const line = told.split("\n").find((each) => each.includes('"listen"'));
    if (line !== undefined && told.includes("\n")) return JSON.parse(line).port;
  }
  throw new Error(`workerd ended before it listened: ${told}`);
}

function configText(source) {
  const text = (name, content) => `(name = ${JSON.stringify(name)}, esModule = ${JSON.stringify(content)})`;
  const bytes = [...readFileSync(`${installed}/countersign.wasm`)].map((byte) => byte.toString(16).padStart(2, "0"));
  const modules = [
    text("worker.mjs", source),
    ...FILES.map((file) => text(`countersign/${file}`, readFileSync(`${installed}/${file}`, "utf8"))),
    `(name = "countersign/countersign.wasm", wasm = 0x"${bytes.join(" ")}")`,
  ];
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (compatibilityDate = "2026-10-01", modules = [${modules.join(",\n")}]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
