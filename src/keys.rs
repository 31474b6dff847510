//! Keys, the MAC, and every comparison of a secret. Nothing else in the crate compares one.

use crate::Error;
use crate::hmac;
use crate::secret::Kept;
use crate::sha256::{LENGTH, sha256};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// A secret, as bytes; a text is its UTF-8 bytes, never decoded, never trimmed. It is wiped when it goes, and its
/// `Debug` shows nothing of it.
///
/// ```
/// let key = countersign::Key::from("whsec_test_0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// ```
#[derive(Clone)]
pub struct Key(Zeroizing<Vec<u8>>);

impl Key {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the key of an HMAC.
    ///
    /// # Errors
    ///
    /// `invalid_config` for one under which anybody could sign.
    pub(crate) fn for_mac(&self) -> Result<&[u8], Error> {
        if self.is_zero() {
            return Err(Error::config(
                "secret",
                "must not be empty, nor NUL bytes alone",
            ));
        }
        Ok(self.as_bytes())
    }

    /// Tells whether it is empty or NUL bytes alone. HMAC pads a key with zeros (RFC 2104, section 2), so that up to a
    /// block of them makes the very MAC that the empty key does; and a key must not be one that anybody would try
    /// (section 3).
    fn is_zero(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        text.into_bytes().into()
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Vec<u8>> for Key {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Key(..)")
    }
}

/// The SHA-256 digests of the accepted keys or tokens, one after the other.
///
/// Comparing digests keeps the length of a secret as hidden as its content.
#[derive(Clone)]
pub(crate) struct Digests<'s>(pub(crate) Kept<'s>);

impl Digests<'_> {
    pub(crate) fn of<'k>(
        secrets: impl IntoIterator<Item = &'k Key, IntoIter: ExactSizeIterator>,
    ) -> Self {
        Self(prepared(secrets.into_iter(), sha256))
    }

    /// Returns the lowest position whose secret is the given one. Each position is compared, found or not.
    pub(crate) fn find(&self, given: &[u8]) -> Option<usize> {
        let mut ours = Zeroizing::new([0; LENGTH]);
        sha256(given, &mut ours);
        let (digests, _) = self.0.as_chunks::<LENGTH>();
        lowest(digests.iter().map(|digest| digest.ct_eq(&*ours)))
    }
}

/// The prepared keys of an HMAC-SHA256, one after the other.
#[derive(Clone)]
pub(crate) struct MacKeys<'s>(pub(crate) Kept<'s>);

impl MacKeys<'_> {
    pub(crate) fn of(keys: &[Key]) -> Self {
        Self(prepared(keys.iter(), hmac::prepare))
    }

    /// Returns the lowest position whose key gives this MAC of the message. Each key is tried, found or not.
    pub(crate) fn find(&self, message: &[u8], mac: &[u8; LENGTH]) -> Option<usize> {
        let (keys, _) = self.0.as_chunks();
        let matches = |key| {
            let mut ours = Zeroizing::new([0; LENGTH]);
            hmac::mac(key, message, &mut ours);
            ours.ct_eq(mac)
        };
        lowest(keys.iter().map(matches))
    }
}

/// Puts what is kept of each key into one buffer, which never grows: growing would leave a copy behind.
fn prepared<'k, const N: usize>(
    keys: impl ExactSizeIterator<Item = &'k Key>,
    write: fn(&[u8], &mut [u8; N]),
) -> Kept<'static> {
    let mut prepared = vec![0; keys.len().saturating_mul(N)];
    let (parts, _) = prepared.as_chunks_mut();
    for (part, key) in parts.iter_mut().zip(keys) {
        write(key.as_bytes(), part);
    }
    prepared.into()
}

/// Returns the lowest position that holds, having looked at all of them.
fn lowest(matches: impl Iterator<Item = Choice>) -> Option<usize> {
    let mut found = Choice::from(0);
    let mut lowest = 0_u64;
    for (position, matched) in (0_u64..).zip(matches) {
        lowest.conditional_assign(&position, matched & !found);
        found |= matched;
    }
    if bool::from(found) {
        usize::try_from(lowest).ok()
    } else {
        None
    }
}

#[cfg(test)]
pub mod tests {
    use super::{Digests, Key, MacKeys};
    use crate::hmac::tests::mac_of;
    use crate::hmac::{PREPARED, prepare};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn prepared(key: &[u8]) -> [u8; PREPARED] {
        let mut prepared = [0; PREPARED];
        prepare(key, &mut prepared);
        prepared
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_key_of_zeros_is_the_empty_key() {
        for (key, is_zero) in [("", true), ("\0", true), ("\0a", false), ("a\0", false)] {
            assert_eq!(Key::from(key).is_zero(), is_zero, "{key:?}");
            let is_empty = prepared(key.as_bytes()) == prepared(b"");
            assert_eq!(is_empty, is_zero, "{key:?}");
        }
        assert!(Key::from(vec![0; 65]).is_zero());
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_lowest_matching_position_counts() {
        let keys = ["a", "b", "c", "b"].map(Key::from);
        for (given, position) in [
            ("a", Some(0)),
            ("b", Some(1)),
            ("c", Some(2)),
            ("d", None),
            ("", None),
            ("ab", None),
        ] {
            assert_eq!(
                Digests::of(&keys).find(given.as_bytes()),
                position,
                "{given}"
            );
            let mac = mac_of(given.as_bytes(), b"message");
            assert_eq!(
                MacKeys::of(&keys).find(b"message", &mac),
                position,
                "{given}"
            );
        }
    }
}
