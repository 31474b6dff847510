//! Secret bytes that others may own, and the wipe of a whole buffer. What is owned is in `zeroize::Zeroizing`.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::ops::Deref;
use zeroize::optimization_barrier;

/// Overwrites bytes with zeros.
#[inline(never)]
pub(crate) fn wipe(bytes: &mut [u8]) {
    // One instruction for all of them, where `zeroize()` writes byte by byte; the barrier keeps it from being dropped.
    bytes.fill(0);
    optimization_barrier(bytes);
}

/// Secret bytes that are held here, or that somebody else holds and wipes.
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
