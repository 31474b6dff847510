// Writes the types of the package.

import { readFileSync, writeFileSync } from "node:fs";
import { HANDLERS, out, root } from "./paths.mjs";
import { signerTypes } from "./providers.mjs";

/** The types come from the Rust sources. The module's exports and wasm-bindgen's initialisers are internal to the package. */
export function writeTypes(providers, fixtures, findings) {
  const names = providers.map(({ name }) => name);
  const [sections] = readFileSync(`${root}target/types/glue.d.ts`, "utf8").split("export type InitInput");
  const exported = /^(\/\*\*\n( \*.*\n)*)?(export enum Fault \{\n([ \n].*\n)*\}|export function .*;)\n/gm;
  const declared = withoutRust(sections.replace(/^\/\* (tslint|eslint).*\n/gm, "").replace(exported, "")).trim();
  const types = `${declared}\n\n${eventsByProvider(names, declared)}`;
  const fixtureNames = Object.keys(fixtures).map((name) => JSON.stringify(name));
  const testing = `${readFileSync(`${root}src/js/api/testing.d.ts`, "utf8")}
${signerTypes(providers)}
/** The name of a sample body: a provider and a kind of event. */
export type FixtureName =\n  | ${fixtureNames.join("\n  | ")};

/**
 * Returns a sample body. Overrides change the document: \`{ data: { orderId: "7" } }\` changes one member and keeps the others. Sign
 * the returned text. @throws {RangeError} for an unknown name.
 */
export function fixture(name: FixtureName, overrides?: Overrides): string;

/** Returns the names of all fixtures, by provider. */
export function fixtures(): Record<${names.map((name) => JSON.stringify(name)).join(" | ")}, FixtureName[]>;\n`;
  const diagnose = `${readFileSync(`${root}src/js/diagnose/diagnose.d.ts`, "utf8")}\n${findingTypes(findings)}`;
  for (const suffix of ["ts", "cts"]) {
    writeFileSync(`${out}/diagnose.d.${suffix}`, diagnose);
    writeFileSync(`${out}/index.d.${suffix}`, types);
    writeFileSync(`${out}/inline.d.${suffix}`, `export * from "./index.${suffix.replace("ts", "js")}";\n`);
    writeFileSync(`${out}/testing.d.${suffix}`, testing);
    for (const name of ["handlers", ...HANDLERS]) {
      const declared = readFileSync(`${root}src/js/handlers/${name}.d.ts`, "utf8");
      writeFileSync(
        `${out}/${name}.d.${suffix}`,
        declared.replaceAll("./handlers.js", `./handlers.${suffix.replace("ts", "js")}`),
      );
    }
  }
}

const union = (names) => names.map((name) => `\n  | ${JSON.stringify(name)}`).join("");

/** Returns the types for the ids of findings, and for the frameworks with specific remedies. */
function findingTypes(findings) {
  const frameworks = new Set(findings.flatMap(({ remedy }) => Object.keys(remedy.frameworks)));
  return `/** The stable name of a finding. New causes get new names; a name never changes its meaning. */
export type FindingId =${union(findings.map(({ id }) => id))};

/** A framework with a specific remedy. */
export type Framework =${union([...frameworks])};\n`;
}

/** Removes the examples in Rust: they are fenced in the comments. Those for TypeScript are `@example`s. */
const withoutRust = (types) => types.replace(/^( *\* *\n)? *\* ```\n[^]*?\* ```\n/gm, "");

/** Returns the interface that gives `receive` and the handlers the event type of a provider. */
function eventsByProvider(names, types) {
  const declared = [...types.matchAll(/^export type (\w+Event)<Payload = JsonObject> =/gm)].map(([, type]) => type);
  const members = names.map((name) => {
    const event = declared.find((type) => type.toLowerCase() === `${name}event`);
    if (event === undefined) throw new Error(`${name} has no type of its events`);
    return `  /** An event of ${name}. */\n  ${name}: ${event}<Payload>;\n`;
  });
  return `/** The events of each provider. \`Payload\` is your own type of the document, which nothing checks. */\nexport interface EventsByProvider<Payload = JsonObject> {\n${members.join("")}}\n`;
}
