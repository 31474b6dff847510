//! The Rust half of the npm package: the exports, and what they share, `boundary`. There each file stands beside its
//! counterpart in JavaScript.

pub(crate) mod boundary;
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
mod diagnose;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod exports;
