//! What JavaScript calls: `exports.rs` has the exports, and `wasm-bindgen` makes what carries their values across.
//!
//! JavaScript has read and copied all that is the caller's before a call (`src/js/input`), so that none of the caller's code
//! runs inside. What goes out is a number, the text of an event, or an object that `serde-wasm-bindgen` makes.

#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod allocator;
mod byte_reader;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod delivery;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod exports;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod isendu;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod options;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod output;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod providers;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod stack;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod testing;
mod verifier;
