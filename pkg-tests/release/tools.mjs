// The tools and the environment of a build.

import { execFileSync } from "node:child_process";

/** Settings that change what cargo builds or where, and variables that make passes to its children. */
const UNSET = [
  "CARGO_BUILD_RUSTFLAGS",
  "CARGO_BUILD_TARGET_DIR",
  "CARGO_ENCODED_RUSTFLAGS",
  "CARGO_TARGET_DIR",
  "MAKEFLAGS",
  "MAKELEVEL",
  "MFLAGS",
  "RUSTFLAGS",
];

/** Returns the environment without these settings, and with the tools of some trees first in the path. */
export function environment(...trees) {
  const tools = trees.flatMap((tree) => [`${tree}/.tools/bin`, `${tree}/src/js/build/node_modules/.bin`]);
  return {
    ...process.env,
    ...Object.fromEntries(UNSET.map((name) => [name, undefined])),
    PATH: [...tools, process.env.PATH].join(":"),
  };
}

/** Returns the version of each tool that the bytes of a build depend on. The trees' own tools come first. */
export function tools(...trees) {
  const env = environment(...trees);
  const version = (command, pattern) =>
    pattern.exec(execFileSync(command, ["--version"], { encoding: "utf8", env }))[1];
  const [, host] = /^host: (.+)$/m.exec(execFileSync("rustc", ["--version", "--verbose"], { encoding: "utf8", env }));
  return {
    rustc: version("rustc", /^rustc (.+)/),
    host,
    cargo: version("cargo", /^cargo (.+)/),
    "wasm-bindgen": version("wasm-bindgen", / (\S+)/),
    "binaryen (wasm-opt)": version("wasm-opt", /version (\S+)/),
    esbuild: version("esbuild", /(\S+)/),
    npm: version("npm", /(\S+)/),
    "Node.js": version("node", /^v(\S+)/),
  };
}
