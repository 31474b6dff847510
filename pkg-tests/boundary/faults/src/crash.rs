//! Faults of an instance.

use wasm_bindgen::prelude::wasm_bindgen;

/// Panics, as a bug in our code would.
#[wasm_bindgen(js_name = panic)]
pub fn force_panic() {
    panic!("forced by a test");
}

/// Allocates memory until none is left.
#[wasm_bindgen(js_name = exhaustMemory)]
pub fn exhaust_memory() -> usize {
    let mut kept: Vec<Vec<u8>> = Vec::new();
    loop {
        kept.push(vec![1; 64 << 20]);
        if kept.len() > 1 << 10 {
            return kept.len();
        }
    }
}

/// Calls itself until the stack is used up.
#[wasm_bindgen(js_name = overflowStack)]
#[expect(unconditional_recursion, reason = "the fault that is asked for")]
pub fn overflow_stack(depth: u32) -> u32 {
    let frame = std::hint::black_box([depth; 256]);
    overflow_stack(frame[0].wrapping_add(1)).wrapping_add(std::hint::black_box(frame)[255])
}
