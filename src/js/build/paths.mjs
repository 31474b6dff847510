// Where the build finds the sources, and where it puts what it makes.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What wasm-bindgen and wasm-opt have made. */
export const made = `${root}target/npm`;

/** The same of the module that says why a delivery was refused. */
export const madeDiagnose = `${root}target/diagnose`;

/** The package, as npm packs it. */
export const out = `${root}pkg`;

/** The version that is being made, and the tarball of it. */
export const [, version] = /^version = "(.+)"$/m.exec(readFileSync(`${root}Cargo.toml`, "utf8"));
export const tarball = `${made}/countersign-${version}.tgz`;

/** The handlers of requests: one ES module for every runtime, because they hold no instance. */
export const HANDLERS = ["fetch", "node"];
