// Where the build finds the sources, and where it puts what it makes.

import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What wasm-bindgen and wasm-opt have made. */
export const made = `${root}target/npm`;

/** The package, as npm packs it. */
export const out = `${root}pkg`;

/** The handlers of requests: one ES module for every runtime, because they hold no instance. */
export const HANDLERS = ["fetch", "node"];
