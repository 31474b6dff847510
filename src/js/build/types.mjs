// The types of the package.

import { readFileSync, writeFileSync } from "node:fs";
import { HANDLERS, out, root } from "./paths.mjs";
import { signerTypes } from "./providers.mjs";

/** The types come from the Rust sources; the exports of the module, and wasm-bindgen's own initialisers, are for the package alone. */
export function writeTypes(providers, fixtures) {
  const [sections] = readFileSync(`${root}target/types/glue.d.ts`, "utf8").split("export type InitInput");
  const exported = /^(\/\*\*\n( \*.*\n)*)?(export enum Fault \{\n([ \n].*\n)*\}|export function .*;)\n/gm;
  const types = sections.replace(/^\/\* (tslint|eslint).*\n/gm, "").replace(exported, "");
  const names = Object.keys(fixtures).map((name) => JSON.stringify(name));
  const testing = `${readFileSync(`${root}src/js/api/testing.d.ts`, "utf8")}
${signerTypes(providers)}
/** The name of a sample body: a provider and a kind of event. */
export type FixtureName =\n  | ${names.join("\n  | ")};

/** Returns a sample body. @throws {RangeError} when there is none of that name. */
export function fixture(name: FixtureName): string;\n`;
  for (const suffix of ["ts", "cts"]) {
    writeFileSync(`${out}/index.d.${suffix}`, `${types.trim()}\n`);
    writeFileSync(`${out}/inline.d.${suffix}`, `export * from "./index.${suffix.replace("ts", "js")}";\n`);
    writeFileSync(`${out}/testing.d.${suffix}`, testing);
    for (const name of ["handlers", ...HANDLERS]) {
      const declared = readFileSync(`${root}src/js/handlers/${name}.d.ts`, "utf8");
      writeFileSync(`${out}/${name}.d.${suffix}`, declared.replaceAll("./handlers.js", `./handlers.${suffix.replace("ts", "js")}`));
    }
  }
}
