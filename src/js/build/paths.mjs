// Where the build finds its sources and writes its output.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The output of wasm-bindgen and wasm-opt. */
export const made = `${root}target/npm`;

/** The same for the module of `countersign/diagnose`. */
export const madeDiagnose = `${root}target/diagnose`;

/** The package, as npm packs it. */
export const out = `${root}pkg`;

/** The version that we build, and its tarball. */
export const [, version] = /^version = "(.+)"$/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
export const tarball = `${made}/countersign-${version}.tgz`;

/** The request handlers. One ES module serves every runtime, because it holds no instance. */
export const HANDLERS = ["fetch", "node"];
