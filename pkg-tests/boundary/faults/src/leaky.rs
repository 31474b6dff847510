//! A mistake that the timing measurement must find.

use wasm_bindgen::prelude::wasm_bindgen;

/// Compares two texts byte by byte and stops at the first difference, so the time depends on where they differ.
#[wasm_bindgen(js_name = leakyEqual)]
pub fn leaky_equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && left
            .iter()
            .zip(right)
            .all(|(left, right)| std::hint::black_box(left) == std::hint::black_box(right))
}
