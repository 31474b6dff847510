//! What the exports for JavaScript share: how values come in and go out. `wasm-bindgen` makes what carries them across.
//!
//! JavaScript has read and copied all that is the caller's before a call (`src/js/input`), so that none of the caller's code
//! runs inside. What goes out is a number, the text of an event, or an object that `serde-wasm-bindgen` makes.

#![cfg_attr(
    not(feature = "js"),
    allow(dead_code, reason = "the smaller module needs less of it")
)]

#[cfg(all(target_arch = "wasm32", feature = "border"))]
mod allocator;
mod byte_reader;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) mod delivery;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) mod options;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) mod output;
#[cfg(all(target_arch = "wasm32", feature = "border"))]
pub(crate) mod stack;
pub(crate) mod verifier;
