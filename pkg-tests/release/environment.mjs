// What the commands of a release run with.

/** Settings that change what cargo builds or where, and what the make that runs this hands on. */
const UNSET = ["CARGO_BUILD_RUSTFLAGS", "CARGO_BUILD_TARGET_DIR", "CARGO_ENCODED_RUSTFLAGS", "CARGO_TARGET_DIR", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "RUSTFLAGS"];

/** Returns the environment without such settings, and with the tools of a tree first in the path. */
export function environment(root, more = {}) {
  const path = `${root}/.tools/bin:${root}/pkg-tests/node_modules/.bin:${process.env.PATH}`;
  return { ...process.env, ...Object.fromEntries(UNSET.map((name) => [name, undefined])), PATH: path, ...more };
}
