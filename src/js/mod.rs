//! The Rust half of the npm package: the exports, and the `boundary` that they share. Each file of `boundary` is next
//! to its JavaScript counterpart.

pub(crate) mod boundary;
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
mod diagnose;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod exports;
