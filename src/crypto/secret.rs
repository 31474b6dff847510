//! Secret bytes that may be borrowed, and the wipe of a whole buffer. Owned secrets are in `zeroize::Zeroizing`.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Deref;
use zeroize::optimization_barrier;

/// Overwrites bytes with zeros.
#[inline(never)]
pub(crate) fn wipe(bytes: &mut [u8]) {
    // `fill` is one instruction, while `zeroize()` writes byte by byte. The barrier keeps the compiler from removing
    // it.
    bytes.fill(0);
    optimization_barrier(bytes);
}

/// Secret bytes: owned, and then wiped here, or borrowed, and then wiped by the owner.
#[derive(Clone)]
pub(crate) struct SecretBytes<'s>(Cow<'s, [u8]>);

impl Drop for SecretBytes<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(bytes) = &mut self.0 {
            wipe(bytes);
        }
    }
}

impl From<Vec<u8>> for SecretBytes<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }
}

impl<'s> From<&'s [u8]> for SecretBytes<'s> {
    fn from(bytes: &'s [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl Deref for SecretBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
