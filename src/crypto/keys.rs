//! Keys, the MAC, and every comparison of secrets. No other file of the crate compares them.

use super::hmac::{self, Parts};
use super::key::Key;
use super::secret::SecretBytes;
use super::sha256::{LENGTH, sha256};
use alloc::vec;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// Passes MACs to a function, one after the other.
type Macs<'m> = dyn Fn(&mut dyn FnMut(&[u8; LENGTH])) + 'm;

/// The SHA-256 digests of the accepted keys or tokens, concatenated.
///
/// Comparing digests hides the length of a secret as well as its content.
#[derive(Clone)]
pub(crate) struct KeyDigests<'s>(pub(crate) SecretBytes<'s>);

impl KeyDigests<'_> {
    pub(crate) fn of<'k>(
        secrets: impl IntoIterator<Item = &'k Key, IntoIter: ExactSizeIterator>,
    ) -> Self {
        Self(prepared(secrets.into_iter(), sha256))
    }

    /// Returns the lowest position whose secret equals `given`. It always compares all positions.
    pub(crate) fn find(&self, given: &[u8]) -> Option<usize> {
        self.find_any(&|take| take(given))
    }

    /// Returns the lowest position whose secret is one of the given ones. Each is compared with each, found or not.
    pub(crate) fn find_any(&self, each_given: &Parts<'_>) -> Option<usize> {
        let mut lowest = None;
        each_given(&mut |given| {
            let mut ours = Zeroizing::new([0; LENGTH]);
            sha256(given, &mut ours);
            let (digests, _) = self.0.as_chunks::<LENGTH>();
            let found = first_match(digests.iter().map(|digest| digest.ct_eq(&*ours)));
            lowest = match (lowest, found) {
                (Some(one), Some(other)) => Some(usize::min(one, other)),
                (one, other) => one.or(other),
            };
        });
        lowest
    }
}

/// The prepared keys of an HMAC-SHA256, concatenated.
#[derive(Clone)]
pub(crate) struct HmacKeys<'s>(pub(crate) SecretBytes<'s>);

impl HmacKeys<'_> {
    pub(crate) fn of(keys: &[Key]) -> Self {
        Self(prepared(keys.iter(), hmac::prepare))
    }

    /// Returns the lowest position whose key gives one of these MACs of the message, which comes in parts. Each key is tried,
    /// found or not, and each MAC compared; the message is hashed once for each key.
    pub(crate) fn find_any(&self, message: &Parts<'_>, each_mac: &Macs<'_>) -> Option<usize> {
        let (keys, _) = self.0.as_chunks();
        let matches = |key| {
            let mut ours = Zeroizing::new([0; LENGTH]);
            hmac::mac_of_parts(key, message, &mut ours);
            let mut found = Choice::from(0);
            each_mac(&mut |mac| found |= ours.ct_eq(mac));
            found
        };
        first_match(keys.iter().map(matches))
    }
}

/// Returns whether a key, token, id or MAC equals the one that was given. The time depends only on their lengths.
#[cfg(feature = "diagnose")]
pub(crate) fn is_same(ours: &[u8], given: &[u8]) -> bool {
    ours.ct_eq(given).into()
}

/// Returns whether a key, token or MAC begins with the given bytes.
#[cfg(feature = "diagnose")]
pub(crate) fn begins_with(ours: &[u8], given: &[u8]) -> bool {
    ours.get(..given.len())
        .is_some_and(|start| is_same(start, given))
}

/// Writes the prepared form of each key into one buffer. The buffer never grows: growing would leave a copy behind.
fn prepared<'k, const N: usize>(
    keys: impl ExactSizeIterator<Item = &'k Key>,
    write: fn(&[u8], &mut [u8; N]),
) -> SecretBytes<'static> {
    let mut prepared = vec![0; keys.len().saturating_mul(N)];
    let (parts, _) = prepared.as_chunks_mut();
    for (part, key) in parts.iter_mut().zip(keys) {
        write(key.as_bytes(), part);
    }
    prepared.into()
}

/// Returns the lowest position that matches, after it has checked all of them.
fn first_match(matches: impl Iterator<Item = Choice>) -> Option<usize> {
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
    use super::{HmacKeys, KeyDigests};
    use crate::crypto::hmac::tests::mac_of;
    use crate::crypto::key::Key;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[cfg(feature = "diagnose")]
    #[wasm_bindgen_test(unsupported = test)]
    fn a_prefix_is_not_the_secret() {
        use super::{begins_with, is_same};
        for (ours, given, same, begins) in [
            ("", "", true, true),
            ("key", "key", true, true),
            ("key", "ke", false, true),
            ("ke", "key", false, false),
            ("key", "kex", false, false),
            ("key", "KEY", false, false),
            ("", "k", false, false),
        ] {
            let (ours, given) = (ours.as_bytes(), given.as_bytes());
            assert_eq!(
                (is_same(ours, given), begins_with(ours, given)),
                (same, begins)
            );
        }
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
                KeyDigests::of(&keys).find(given.as_bytes()),
                position,
                "{given}"
            );
            let mac = mac_of(given.as_bytes(), b"message");
            assert_eq!(
                HmacKeys::of(&keys).find_any(&|take| take(b"message"), &|take| take(&mac)),
                position,
                "{given}"
            );
        }
    }
}
