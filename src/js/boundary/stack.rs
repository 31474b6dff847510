//! Overwrites the stack of a call that handled a secret.
//!
//! Owners wipe their own copies, but a hash also computes on the stack and leaves key-dependent data there: 16 of the
//! 64 words of the last block's message schedule. Nothing owns that data, so the whole stack of the call is
//! overwritten.

use zeroize::optimization_barrier;

/// How many bytes below its own frame an export overwrites. The deepest call uses 2 792 of them;
/// `leftovers.test.mjs` checks that it stays below half.
const DEPTH: usize = 6_144;

/// Makes a call, then overwrites the stack that it used.
pub(crate) fn overwritten<T>(call: impl FnOnce() -> T) -> T {
    let result = below(call);
    overwrite();
    result
}

/// Makes a call in its own frame. In the export's frame, its remains would lie above the overwritten part.
#[inline(never)]
fn below<T>(call: impl FnOnce() -> T) -> T {
    call()
}

#[inline(never)]
fn overwrite() {
    // A variable: a constant would be a reference to the module's data.
    let stack = [0_u8; DEPTH];
    optimization_barrier(&stack);
}
