//! How values cross the boundary in both directions. `wasm-bindgen` generates the glue.
//!
//! JavaScript reads and copies all of the caller's values before a call (`src/js/input`), so none of the caller's code
//! runs during it. A result is a number, the text of an event, or an object that `serde-wasm-bindgen` makes.

#![cfg_attr(
    not(feature = "js"),
    allow(dead_code, reason = "the smaller module needs less of it")
)]

#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
mod allocator;
mod byte_reader;
#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
pub(crate) mod delivery;
#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
pub(crate) mod options;
#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
pub(crate) mod output;
pub(crate) mod scheme;
#[cfg(all(target_arch = "wasm32", feature = "boundary"))]
pub(crate) mod stack;
pub(crate) mod verifier;
