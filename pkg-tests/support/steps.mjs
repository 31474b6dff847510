// Counts the steps of a call in the built module, and hashes the path that it takes. binaryen instruments the module, and the
// package's own JavaScript runs it, so the result depends neither on a clock nor on the load of the machine.
//
// A step is an entry of a function, an iteration of a loop or a return: between two steps the code is straight. Bulk
// instructions contain a loop: we replace each with a call that counts a step for every vector that it moves.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";

const VECTOR = 16;
const wasmOpt = (...args) =>
  execFileSync(`${root}src/js/build/node_modules/.bin/wasm-opt`, args, { encoding: "utf8", stdio: "pipe" });

/** Instruments a WebAssembly file. With `accesses`, the path includes each memory access. */
export function instrument(file, { accesses = false } = {}) {
  const folder = mkdtempSync(`${tmpdir()}/steps-`);
  try {
    const [text, output] = [`${folder}/steps.wat`, `${folder}/steps.wasm`];
    const features = wasmOpt("--print-features", file).split(/\s+/).filter(Boolean);
    wasmOpt(file, "--emit-text", "-o", text);
    const imports = ["copy", "fill"].map((name) => `(import "steps" "${name}" (func $${name} (param i32 i32 i32)))`);
    const plain = readFileSync(text, "utf8");
    writeFileSync(
      text,
      plain
        .replace(/^\(module.*$/m, (head) => `${head}\n${imports.join("\n")}`)
        .replace(/\(memory\.(copy|fill)\b/g, "(call $$$1"),
    );
    wasmOpt(text, ...features, "--log-execution", ...(accesses ? ["--instrument-memory"] : []), "-o", output);
    return new WebAssembly.Module(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let copies = 0;

/**
 * Loads a new copy of a script that makes one instance of the package's module, with the instrumented module in its place.
 * Returns the script's exports and `count`. `count` runs a call and returns its result, the steps, the hash of the path, and
 * the bytes of memory after the call. With `accesses`, it calls `stored` with the address and length of each write.
 */
export async function load(script, module, stored = () => {}) {
  const taken = { steps: 0, way: 0 };
  let memory;
  const along = (number) => {
    taken.way = (Math.imul(taken.way ^ number, 0x01000193) + 1) | 0;
  };
  const pass = (id) => {
    taken.steps += 1;
    along(id);
  };
  const bulk = (act) => (to, from, length) => {
    taken.steps += 1 + Math.ceil((length >>> 0) / VECTOR);
    for (const part of [to, from, length]) along(part);
    act(new Uint8Array(memory.buffer), to >>> 0, from >>> 0, length >>> 0);
  };
  const steps = {
    log_execution: pass,
    copy: bulk((bytes, to, from, length) => {
      bytes.copyWithin(to, from, from + length);
      stored(to, length);
    }),
    fill: bulk((bytes, to, value, length) => {
      bytes.fill(value, to, to + length);
      stored(to, length);
    }),
  };
  const access = (id, _bytes, offset, pointer) => {
    pass(id);
    along(pointer + offset);
    return pointer;
  };
  const store = (id, bytes, offset, pointer) => {
    stored(pointer + offset, bytes);
    return access(id, bytes, offset, pointer);
  };
  const value = (_id, value) => value;
  const values = ["i32", "i64", "f32", "f64"].flatMap((type) => [`load_val_${type}`, `store_val_${type}`]);
  const env = {
    load_ptr: access,
    store_ptr: store,
    memory_grow_pre: value,
    memory_grow_post: value,
    ...Object.fromEntries(values.map((name) => [name, value])),
  };

  const { Instance } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(_module, imports) {
      super(module, { ...imports, steps, env });
      memory = this.exports.memory;
    }
  };
  try {
    const exports = await import(`${pathToFileURL(script)}?copy=${(copies += 1)}`);
    const started = exports.createApi?.(module) ?? exports;
    return {
      ...exports,
      ...started,
      count(call) {
        Object.assign(taken, { steps: 0, way: 0 });
        const result = outcome(call);
        return { ...result, ...taken, memory: memory.buffer.byteLength };
      },
    };
  } finally {
    WebAssembly.Instance = Instance;
  }
}

function outcome(call) {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}
