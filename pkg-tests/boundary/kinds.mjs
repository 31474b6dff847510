// One value of every kind in JavaScript, by name. Each is a function that makes it, because some can only be read once.

import { Readable } from "node:stream";
import { runInNewContext } from "node:vm";

const bytes = () => Uint8Array.of(123, 34, 97, 34, 58, 49, 125, 32);
const thrower = () => {
  throw new Error("the caller's own");
};
const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((trap) => [trap, thrower]));
const revoked = (target) => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const detached = (buffer) => {
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
};
const viewOf = (View, change = (buffer) => buffer) => {
  const view = new View(bytes().buffer);
  change(view.buffer);
  return view;
};
const outOfBounds = () => {
  const buffer = new ArrayBuffer(8, { maxByteLength: 8 });
  const view = new Uint8Array(buffer, 4, 4);
  buffer.resize(2);
  return view;
};
const shared = () => new SharedArrayBuffer(8);
const nested = (depth) => Array.from({ length: depth }).reduce((list) => [list], "a");
const holding = (object, key) => Object.assign(object, { [key]: object });

const PRIMITIVES = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  0: () => 0,
  "-0": () => -0,
  1: () => 1,
  "-1": () => -1,
  1.5: () => 1.5,
  "1e300": () => 1e300,
  NaN: () => Number.NaN,
  Infinity: () => Infinity,
  "-Infinity": () => -Infinity,
  bigint: () => 1n,
  symbol: () => Symbol("s"),
  "empty string": () => "",
  "blank string": () => " ",
  "short string": () => "x",
  "string of an address": () => "::1",
  "string of 16 characters": () => "0123456789abcdef",
  "string of NUL": () => "\0",
  "half a surrogate pair": () => "\ud83d",
  "10 MB ending in half a pair": () => `${"x".repeat(10_000_000)}\ud83d`,
  "string of 10 MB": () => "x".repeat(10_000_000),
};

const CALLABLES = {
  "arrow function": () => () => "x",
  "async function": () => async () => "x",
  "generator function": () => function* () {},
  class: () => class {},
  "proxy of a function": () => new Proxy(() => "x", {}),
};

const PENDING = {
  promise: () => Promise.resolve("x"),
  thenable: () => ({ then: (resolve) => resolve("x") }),
  generator: () => (function* () {})(),
  "endless generator": () =>
    (function* () {
      for (;;) yield ["x", "y"];
    })(),
  "endless iterable": () =>
    Object.create({ [Symbol.iterator]: () => ({ next: () => ({ value: ["x", "y"], done: false }) }) }),
  "iterable that throws": () => Object.create({ [Symbol.iterator]: thrower }),
  "entries() of no iterable": () => ({ entries: () => 5 }),
  "entries() of nothing": () => ({ entries: () => undefined }),
  "entries() that throws": () => ({ entries: thrower }),
  "async generator": () => (async function* () {})(),
  "async iterable": () => Object.create({ [Symbol.asyncIterator]: async function* () {} }),
  ReadableStream: () => new ReadableStream(),
  "Node stream": () => Readable.from(["x"]),
};

const WEB = {
  Blob: () => new Blob(["x"]),
  File: () => new File(["x"], "x"),
  Request: () => new Request("https://shop.example/", { method: "POST", body: "x" }),
  Response: () => new Response("x"),
  FormData: () => new FormData(),
  URLSearchParams: () => new URLSearchParams("x=y"),
  Headers: () => new Headers({ x: "y" }),
  "Headers, subclassed": () => new (class extends Headers {})({ x: "y" }),
  URL: () => new URL("https://shop.example/x"),
  "object that claims to be a URL": () => ({ [Symbol.toStringTag]: "URL" }),
  "URL whose href is a promise": () => ({ [Symbol.toStringTag]: "URL", href: Promise.resolve("/x") }),
  "WebAssembly.Memory": () => new WebAssembly.Memory({ initial: 0 }),
};

const COLLECTIONS = {
  Map: () => new Map([["x", "y"]]),
  "Map, subclassed": () => new (class extends Map {})([["x", "y"]]),
  "Map of hostile entries": () => Object.assign(new Map(), { [Symbol.iterator]: () => [revoked([]), 5].values() }),
  "Map of no text": () => new Map([[{}, {}]]),
  Set: () => new Set(["x"]),
  WeakMap: () => new WeakMap(),
  WeakSet: () => new WeakSet(),
  WeakRef: () => new WeakRef({}),
  "empty array": () => [],
  "array of a string": () => ["x"],
  "array of numbers": () => [1, 2],
  "array of arrays": () => [["x", "y"]],
  "array of arrays of arrays": () => [[["x"], ["y"]]],
  "array of empty arrays": () => [[]],
  "array of objects": () => [{}],
  "array of promises": () => [Promise.resolve("x")],
  "array with a hole": () => [, "x"],
  "sparse array": () => Object.assign([], { length: 4_000_000_000 }),
  "array that is too long": () => Array(70_000).fill("::1"),
  "deep array": () => nested(9_000),
  "array that holds itself": () => holding([], 0),
  "array of another iterator": () => Object.assign(["x"], { [Symbol.iterator]: thrower }),
  "proxy of an endless array": () =>
    new Proxy([], {
      get: (_, name) => (name === "length" ? Infinity : "x"),
      getOwnPropertyDescriptor: (_, name) =>
        name === "length" ? { value: 0, writable: true } : { value: "x", configurable: true },
    }),
  arguments: () =>
    (function () {
      return arguments;
    })("x"),
};

const OBJECTS = {
  "empty object": () => ({}),
  "object without a prototype": () => Object.create(null),
  "instance of a class": () => new (class Instance {})(),
  "frozen object": () => Object.freeze({}),
  "object with another property": () => ({ other: 1 }),
  "object that holds itself": () => holding({}, "self"),
  "object with a symbol": () => ({ [Symbol("s")]: 1 }),
  "object with a getter that throws": () => ({
    get other() {
      return thrower();
    },
  }),
  "object with conversions": () => ({
    toString: () => "x",
    valueOf: () => 1,
    toJSON: () => "x",
    [Symbol.toPrimitive]: () => "x",
  }),
  "object that claims to be an ArrayBuffer": () => ({ [Symbol.toStringTag]: "ArrayBuffer", byteLength: 5 }),
  "object that claims to be a Uint8Array": () => ({ [Symbol.toStringTag]: "Uint8Array", length: 1, 0: 1 }),
  "Map that claims to be an Object": () => Object.defineProperty(new Map(), Symbol.toStringTag, { value: "Object" }),
  "object like an array": () => ({ length: 1, 0: "x" }),
  Date: () => new Date(0),
  "invalid Date": () => new Date(Number.NaN),
  "Date with its own getTime": () => Object.assign(new Date(Number.NaN), { getTime: () => 0, valueOf: () => 0 }),
  "object that inherits from Date": () => Object.create(Date.prototype),
  RegExp: () => /x/,
  Error: () => new Error("x"),
  "boxed string": () => new String("x"),
  "String, subclassed": () => new (class extends String {})("x"),
  "boxed number": () => new Number(1),
  "boxed boolean": () => new Boolean(true),
  "boxed bigint": () => Object(1n),
  "boxed symbol": () => Object(Symbol("s")),
  "proxy of an object": () => new Proxy({}, {}),
  "proxy of an array": () => new Proxy(["x"], {}),
  "proxy of a Uint8Array": () => new Proxy(bytes(), {}),
  "proxy of a Date": () => new Proxy(new Date(0), {}),
  "proxy that throws": () => new Proxy({}, traps),
  "proxy of an array that throws": () => new Proxy([], traps),
  "proxy that is revoked": () => revoked({}),
  "proxy of an array that is revoked": () => revoked([]),
};

const INTEGERS = [
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];

const BINARY = {
  Uint8Array: bytes,
  "empty Uint8Array": () => new Uint8Array(),
  "Uint8Array of zeros": () => new Uint8Array(8),
  "Uint8Array of 2 MB": () => new Uint8Array(2_000_000).fill(120),
  "Uint8Array, subclassed": () => new (class extends Uint8Array {})(bytes()),
  Buffer: () => Buffer.from(bytes()),
  "part of a larger buffer": () => Uint8Array.of(0, 0, ...bytes(), 0).subarray(2, 10),
  "Uint8Array on shared memory": () => new Uint8Array(shared()).fill(120),
  "Uint8Array on a resizable buffer": () => new Uint8Array(new ArrayBuffer(8, { maxByteLength: 16 })).fill(120),
  "Uint8Array with properties of its own": () =>
    Object.defineProperties(bytes(), {
      length: { value: 0 },
      byteLength: { value: 0 },
      buffer: { value: new ArrayBuffer(0) },
      [Symbol.toStringTag]: { value: "Object" },
    }),
  ...Object.fromEntries(INTEGERS.map((View) => [View.name, () => viewOf(View)])),
  DataView: () => viewOf(DataView),
  ArrayBuffer: () => bytes().buffer,
  "empty ArrayBuffer": () => new ArrayBuffer(0),
  "resizable ArrayBuffer": () => new ArrayBuffer(8, { maxByteLength: 16 }),
  SharedArrayBuffer: shared,
  "detached Uint8Array": () => viewOf(Uint8Array, detached),
  "detached Float64Array": () => viewOf(Float64Array, detached),
  "detached DataView": () => viewOf(DataView, detached),
  "detached ArrayBuffer": () => detached(bytes().buffer),
  "Uint8Array out of bounds": outOfBounds,
  "object that inherits from Uint8Array": () => Object.create(Uint8Array.prototype),
  "object that inherits from a Uint8Array": () => Object.create(bytes()),
};

const elsewhere = (expression) => () => runInNewContext(expression);

const OTHER_REALM = {
  "object of another realm": elsewhere("({})"),
  "array of another realm": elsewhere("['x']"),
  "function of another realm": elsewhere("() => 'x'"),
  "promise of another realm": elsewhere("Promise.resolve('x')"),
  "Map of another realm": elsewhere("new Map([['x', 'y']])"),
  "Set of another realm": elsewhere("new Set(['x'])"),
  "Date of another realm": elsewhere("new Date(0)"),
  "RegExp of another realm": elsewhere("/x/"),
  "Error of another realm": elsewhere("new Error('x')"),
  "boxed string of another realm": elsewhere("new String('x')"),
  "Uint8Array of another realm": elsewhere("Uint8Array.of(123, 34, 97, 34, 58, 49, 125, 32)"),
  "Uint16Array of another realm": elsewhere("Uint16Array.of(1, 2)"),
  "DataView of another realm": elsewhere("new DataView(new ArrayBuffer(8))"),
  "ArrayBuffer of another realm": elsewhere("new ArrayBuffer(8)"),
  "SharedArrayBuffer of another realm": elsewhere("new SharedArrayBuffer(8)"),
};

export const KINDS = {
  ...PRIMITIVES,
  ...CALLABLES,
  ...PENDING,
  ...WEB,
  ...COLLECTIONS,
  ...OBJECTS,
  ...BINARY,
  ...OTHER_REALM,
};
