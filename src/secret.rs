//! Bytes that are wiped when they go.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use zeroize::optimization_barrier;

/// Holds what nobody may find in memory later.
///
/// It does what `zeroize::Zeroizing` does, but out of line: one wipe for all of them, where inlined ones were a tenth
/// of the whole module.
#[derive(Clone)]
pub struct Secret<T: Wipe>(T);

/// What can be wiped.
pub trait Wipe {
    /// Overwrites it with zeros.
    fn wipe(&mut self);
}

impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        wipe(self);
    }
}

impl Wipe for String {
    fn wipe(&mut self) {
        wipe(&mut core::mem::take(self).into_bytes());
    }
}

impl<const N: usize> Wipe for [u8; N] {
    fn wipe(&mut self) {
        wipe(self);
    }
}

impl<const N: usize, const M: usize> Wipe for [[u8; N]; M] {
    fn wipe(&mut self) {
        wipe(self.as_flattened_mut());
    }
}

/// Overwrites bytes with zeros.
#[inline(never)]
pub(crate) fn wipe(bytes: &mut [u8]) {
    // One instruction for all of them, where `zeroize()` writes byte by byte; the barrier keeps it from being dropped.
    bytes.fill(0);
    optimization_barrier(bytes);
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
impl Secret<Vec<u8>> {
    /// Lets the bytes go; whoever takes them wipes them.
    pub(crate) fn into_inner(mut self) -> Vec<u8> {
        core::mem::take(&mut self.0)
    }
}

impl<T: Wipe> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Wipe> Deref for Secret<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> DerefMut for Secret<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// Secret bytes that are held here, or that somebody else holds and wipes.
#[derive(Clone)]
pub(crate) struct Kept<'s>(Cow<'s, [u8]>);

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(bytes) = &mut self.0 {
            wipe(bytes);
        }
    }
}

impl From<Vec<u8>> for Kept<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Cow::Owned(bytes))
    }
}

impl<'s> From<&'s [u8]> for Kept<'s> {
    fn from(bytes: &'s [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl Deref for Kept<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
