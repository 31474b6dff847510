//! The stack of a call that has seen a secret, overwritten when the call is over.
//!
//! What is wiped by its owner is not all: a hash computes on the stack, and leaves there what the key can be told from
//! (of the last block, 16 of the 64 words of the message schedule). Nobody owns that, so all of it goes at once.

use zeroize::optimization_barrier;

/// How many bytes below its own frame an export overwrites: the deepest call uses a quarter of them. That it stays below
/// a half is tested (`leftovers.test.mjs`).
const DEPTH: usize = 6_144;

/// Makes a call, and overwrites the stack that it has used.
pub(crate) fn overwritten<T>(call: impl FnOnce() -> T) -> T {
    let result = below(call);
    overwrite();
    result
}

/// Makes a call in a frame of its own. In the frame of the export, what it leaves would lie above what is overwritten.
#[inline(never)]
fn below<T>(call: impl FnOnce() -> T) -> T {
    call()
}

#[inline(never)]
fn overwrite() {
    // By a variable: a reference to a constant would be one to a place in the module's data.
    let stack = [0_u8; DEPTH];
    optimization_barrier(&stack);
}
