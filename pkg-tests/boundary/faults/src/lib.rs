//! The module of the package, with exports beside it that no release may have: faults, to show that the next call
//! survives them, and a comparison that leaks, to show that the measurement of timing would notice one.

#![cfg(target_arch = "wasm32")]

extern crate countersign as _;

mod crash;
mod leaky;
