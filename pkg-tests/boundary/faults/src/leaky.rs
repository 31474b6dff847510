//! The mistake that the measurement of timing must catch.

use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static TEXTS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for two texts and returns its address.
#[wasm_bindgen(js_name = leakyReserve)]
pub fn leaky_reserve(length: usize) -> usize {
    TEXTS.with_borrow_mut(|texts| {
        texts.resize(length, 0);
        texts.as_ptr().expose_provenance()
    })
}

/// Compares two texts byte by byte and stops at the first difference: how long it takes tells where they differ.
#[wasm_bindgen(js_name = leakyEqual)]
pub fn leaky_equal(first: usize) -> bool {
    TEXTS.with_borrow(|texts| {
        let (left, right) = texts.split_at(first);
        left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|(left, right)| std::hint::black_box(left) == std::hint::black_box(right))
    })
}
