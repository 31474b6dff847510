// Writes the output of a complete run: results.json, the chart, and the generated parts of the documents.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { root } from "../support/files.mjs";
import { writePart } from "../support/readme-part.mjs";
import { chart } from "./chart.mjs";
import { inShort, speed } from "./speed.mjs";

const file = (name) => `${root}pkg-tests/bench/${name}`;

export const readResults = () => JSON.parse(readFileSync(file("results.json"), "utf8"));
export const readChart = () => readFileSync(file("chart.svg"), "utf8");

/** Whether the processor has SHA-256 instructions, which native code uses and WebAssembly can't; null if unknown. */
function hasShaInstructions() {
  try {
    return /^(flags|Features)\s*:.*\b(sha_ni|sha2)\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return null;
  }
}

/** The properties of the machine that the times depend on. */
export function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    shaInstructions: hasShaInstructions(),
  };
}

/** Returns the versions of the other libraries. */
export const peerVersions = () => JSON.parse(readFileSync(file("package.json"), "utf8")).devDependencies;

/** Two levels are indented. Deeper levels are on one line. */
function pretty(results) {
  const lines = Object.entries(results).map(([key, value]) => {
    const isNested =
      value !== null && typeof value === "object" && Object.values(value).some((inner) => typeof inner === "object");
    return `  ${JSON.stringify(key)}: ${isNested ? nested(value) : JSON.stringify(value)}`;
  });
  return `{\n${lines.join(",\n")}\n}\n`;
}

function nested(value) {
  const list = (values) => `[\n${values.map((one) => `      ${JSON.stringify(one)}`).join(",\n")}\n    ]`;
  if (Array.isArray(value)) return `[\n${value.map((one) => `    ${JSON.stringify(one)}`).join(",\n")}\n  ]`;
  return `{\n${Object.entries(value)
    .map(([key, one]) => `    ${JSON.stringify(key)}: ${Array.isArray(one) ? list(one) : JSON.stringify(one)}`)
    .join(",\n")}\n  }`;
}

/** Rewrites the chart and the generated parts of the documents. */
export function render(results) {
  writeFileSync(file("chart.svg"), chart(results));
  writePart("bench", speed(results));
  writePart("bench in short", inShort(results));
}

export function write(results) {
  writeFileSync(file("results.json"), pretty(results));
  render(results);
}
