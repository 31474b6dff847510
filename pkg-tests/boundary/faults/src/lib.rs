//! The module of the package with extra exports that no release may have: faults, to test that the next call works, and a
//! comparison that leaks, to test that the timing measurement finds it.

#![cfg(target_arch = "wasm32")]

extern crate countersign as _;

mod crash;
mod leaky;
