//! What the exports for JavaScript share: how values come in and go out. `wasm-bindgen` makes what carries them across.
//!
//! JavaScript has read and copied all that is the caller's before a call (`src/js/input`), so that none of the caller's code
//! runs inside. What goes out is a number, the text of an event, or an object that `serde-wasm-bindgen` makes.

#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod allocator;
mod byte_reader;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) mod delivery;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) mod options;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) mod output;
pub(crate) mod scheme;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) mod stack;
pub(crate) mod verifier;
