//! Keys, the MAC, and every comparison of secrets. No other file of the crate compares them.

use super::hmac::{self, Parts};
use super::key_text;
use super::secret::SecretBytes;
use super::sha256::{LENGTH, sha256};
use crate::error::Problem;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

/// A secret as bytes. A text stands for its UTF-8 bytes: it is never decoded and never trimmed. The bytes are wiped
/// when the key is dropped, and `Debug` does not show them.
///
/// A key from a text (`&str`, `String`) is refused if it is damaged: if it has a control character such as a line
/// break; white space, a byte order mark or a zero-width character at an edge; quotation marks around it; or if it is
/// `undefined`, `null` or another text for a missing value. A key from bytes (`&[u8]`, `Vec<u8>`) is used unchanged.
///
/// ```
/// use countersign::{Config, Key, optondemand};
///
/// let key = Key::from("whsec_test_0123456789abcdef\n");
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// let refused = optondemand::receiver(&Config::new().secret(key)).unwrap_err();
/// assert_eq!(refused.to_string(), "config option `secret` ends with a line break");
/// assert!(optondemand::receiver(&Config::new().secret(&b"whsec_test_0123456789abcdef\n"[..])).is_ok());
/// ```
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<Vec<u8>>,
    is_text: bool,
}

impl Key {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Takes bytes that are wiped already when they go.
    pub(crate) fn of_zeroizing(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self {
            bytes,
            is_text: false,
        }
    }

    /// Returns the key as a text, where it was given as one.
    pub(crate) fn given_text(&self) -> Option<&str> {
        if self.is_text {
            core::str::from_utf8(&self.bytes).ok()
        } else {
            None
        }
    }

    /// Returns the fault of a key: it is trivial to guess, or it can never match. `None` if it has none.
    pub(crate) fn problem(&self) -> Option<Problem> {
        if self.is_zero() {
            return Some("must not be empty or only NUL bytes: is its environment variable set?");
        }
        key_text::problem(self.given_text()?)
    }

    /// Returns the fault of a key that is sent in a header. `None` if it has none.
    pub(crate) fn header_problem(&self) -> Option<Problem> {
        let has_comma = |text: &str| text.as_bytes().contains(&b',');
        self.problem().or_else(|| {
            let is_list = self.given_text().is_some_and(has_comma);
            is_list.then_some("has a comma, which separates the values of a header")
        })
    }

    /// Returns whether the key is empty or has only NUL bytes. HMAC pads a key with zeros (RFC 2104, section 2). So up
    /// to 64 NUL bytes give the same MAC as the empty key, which anyone would try first (section 3).
    fn is_zero(&self) -> bool {
        self.bytes.iter().all(|byte| *byte == 0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self {
            bytes: text.into_bytes().into(),
            is_text: true,
        }
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Vec<u8>> for Key {
    fn from(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into(),
            is_text: false,
        }
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Key(..)")
    }
}

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
    use super::{HmacKeys, Key, KeyDigests};
    use crate::crypto::hmac::tests::mac_of;
    use crate::crypto::hmac::{PREPARED, prepare};
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
    fn only_a_text_can_be_damaged() {
        for (text, is_text_fine, is_header_fine) in [
            ("k", true, true),
            ("k,", true, false),
            ("k\n", false, false),
            ("'k'", false, false),
        ] {
            let (given, bytes) = (Key::from(text), Key::from(text.as_bytes()));
            assert_eq!(given.problem().is_none(), is_text_fine, "{text:?}");
            assert_eq!(given.header_problem().is_none(), is_header_fine, "{text:?}");
            assert_eq!(
                (bytes.problem(), bytes.header_problem()),
                (None, None),
                "{text:?}"
            );
        }
        for zeros in [
            Key::from(""),
            Key::from("\0\0"),
            Key::from(&b""[..]),
            Key::from(vec![0; 3]),
        ] {
            let problem =
                Some("must not be empty or only NUL bytes: is its environment variable set?");
            assert_eq!(
                (zeros.problem(), zeros.header_problem()),
                (problem, problem)
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
