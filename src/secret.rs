//! Bytes that are wiped when they go.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::{Deref, DerefMut};
use zeroize::Zeroize;

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

#[inline(never)]
fn wipe(bytes: &mut [u8]) {
    bytes.zeroize();
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
