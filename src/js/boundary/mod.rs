//! What JavaScript calls: bytes and numbers in, bytes and numbers out.
//!
//! The module imports nothing, and its exports take and return numbers alone. Everything else passes through one buffer
//! in its memory: `src/js/input` tells the caller's values apart, `memory.js` and `values.js` write them there in one
//! go, and `result.js` reads the answer there. So each call crosses the border once, and none of the caller's code runs inside it.
//!
//! An export returns the length of its answer, or another number that is not negative. A negative one is the length of
//! an error.

#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod allocator;
mod byte_reader;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod exports;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod isendu;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod memory;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod providers;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod request;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod result;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod stack;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod testing;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod values;
mod verifier;
