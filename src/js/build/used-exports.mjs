// Prints which exports of a module the package uses, in the form that wasm-metadce takes: all but what wasm-bindgen adds for
// values that cross the border as references. None do, and without those exports the module needs no import either.

import { readFileSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const used = WebAssembly.Module.exports(module).map(({ name }) => name).filter((name) => !name.startsWith("__"));
const nodes = used.map((name) => ({ name, export: name }));
console.log(JSON.stringify([{ name: "the package", root: true, reaches: used }, ...nodes]));
