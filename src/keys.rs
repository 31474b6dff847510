//! Keys, the MAC, and every comparison of a secret. Nothing else in the crate compares one.

use alloc::string::String;
use alloc::vec::Vec;
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The block size of SHA-256 in bytes: what HMAC pads a key to (RFC 2104, section 2).
const BLOCK: usize = 64;

/// A secret, as bytes; a text is its UTF-8 bytes, never decoded, never trimmed. It is wiped when it goes, and its
/// `Debug` shows nothing of it.
///
/// ```
/// let key = countersign::Key::from("whsec_test_0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// ```
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Key(Vec<u8>);

impl Key {
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Tells whether it is empty or NUL bytes alone. HMAC pads a key with zeros (RFC 2104, section 2), so that up to a
    /// block of them makes the very MAC that the empty key does; and a key must not be one that anybody would try
    /// (section 3).
    pub(crate) fn is_zero(&self) -> bool {
        self.0.iter().all(|byte| *byte == 0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<String> for Key {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&[u8]> for Key {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl From<Vec<u8>> for Key {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Key(..)")
    }
}

/// The SHA-256 digests of the accepted keys or tokens.
///
/// Comparing digests keeps the length of a secret as hidden as its content.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Digests(Vec<[u8; 32]>);

impl Digests {
    pub(crate) fn of<'k>(secrets: impl IntoIterator<Item = &'k [u8]>) -> Self {
        Self(secrets.into_iter().map(sha256).collect())
    }

    /// Returns the lowest position whose secret is the given one. Each position is compared, found or not.
    pub(crate) fn find(&self, given: &[u8]) -> Option<usize> {
        let given = Zeroizing::new(sha256(given));
        lowest(self.0.iter().map(|digest| digest.ct_eq(&*given)))
    }
}

/// The accepted keys of an HMAC-SHA256 (RFC 2104, FIPS 180-4).
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct MacKeys(Vec<Zeroizing<Vec<u8>>>);

impl MacKeys {
    /// Prepares keys: each becomes a block, so that its length shows nowhere later.
    pub(crate) fn of<'k>(keys: impl IntoIterator<Item = &'k [u8]>) -> Self {
        let prepare = |key| Zeroizing::new(block(key).to_vec());
        Self(keys.into_iter().map(prepare).collect())
    }

    /// Returns the lowest position whose key gives this MAC of the message. Each key is tried, found or not.
    pub(crate) fn find(&self, message: &[u8], mac: &[u8; 32]) -> Option<usize> {
        lowest(
            self.0
                .iter()
                .map(|key| hmac_sha256(key, message).as_slice().ct_eq(mac)),
        )
    }
}

/// Computes an HMAC-SHA256. It is wiped when it goes: for a message that a stranger chose, it is what he is after.
pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    // A key of exactly one block cannot fail, which `new_from_slice` would leave to be unwrapped.
    let mut mac = <Hmac<Sha256> as KeyInit>::new((&*block(key)).into());
    mac.update(message);
    let mut result = Zeroizing::new([0; 32]);
    // Written in place: a value that is returned would leave a copy behind.
    mac.finalize_into((&mut *result).into());
    result
}

/// Pads a key to a block, or hashes it first where it is longer than one (RFC 2104, section 2).
fn block(key: &[u8]) -> Zeroizing<[u8; BLOCK]> {
    let mut padded = Zeroizing::new([0; BLOCK]);
    match padded.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => padded
            .iter_mut()
            .zip(sha256(key))
            .for_each(|(byte, digest)| *byte = digest),
    }
    padded
}

/// Computes a SHA-256 digest.
pub(crate) fn sha256(message: &[u8]) -> [u8; 32] {
    let (mut hash, mut digest) = (Sha256::new(), [0; 32]);
    hash.update(message);
    // In place: what consumes the hash moves it first, and leaves behind the message's last block, which may be a key.
    Digest::finalize_into_reset(&mut hash, (&mut digest).into());
    digest
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
    use super::{Digests, Key, MacKeys, hmac_sha256};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn hex(text: &str) -> Vec<u8> {
        base16ct::mixed::decode_vec(text).unwrap()
    }

    /// RFC 4231, section 4: key, data and HMAC-SHA-256 of the test cases (5 is truncated to 128 bits).
    #[wasm_bindgen_test(unsupported = test)]
    fn rfc_4231() {
        let long_key = "aa".repeat(131);
        let cases = [
            ("0b".repeat(20), "4869205468657265".to_owned(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            ("4a656665".into(), "7768617420646f2079612077616e7420666f72206e6f7468696e673f".into(), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            ("aa".repeat(20), "dd".repeat(50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            ("0102030405060708090a0b0c0d0e0f10111213141516171819".into(), "cd".repeat(50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            ("0c".repeat(20), "546573742057697468205472756e636174696f6e".into(), "a3b6167473100ee06e0c796c2955552b"),
            (long_key.clone(), "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374".into(), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            (long_key, "5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265696e6720757365642062792074686520484d414320616c676f726974686d2e".into(), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        ];
        for (key, data, mac) in cases {
            let (key, data, mac) = (hex(&key), hex(&data), hex(mac));
            assert!(hmac_sha256(&key, &data).starts_with(&mac));
            if let Ok(mac) = mac.try_into() {
                assert_eq!(MacKeys::of([key.as_slice()]).find(&data, &mac), Some(0));
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn a_key_of_zeros_is_the_empty_key() {
        for (key, is_zero) in [("", true), ("\0", true), ("\0a", false), ("a\0", false)] {
            assert_eq!(Key::from(key).is_zero(), is_zero, "{key:?}");
            let is_empty = hmac_sha256(key.as_bytes(), b"message") == hmac_sha256(b"", b"message");
            assert_eq!(is_empty, is_zero, "{key:?}");
        }
        assert!(Key::from(vec![0; 65]).is_zero());
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn the_lowest_matching_position_counts() {
        let keys: [&[u8]; 4] = [b"a", b"b", b"c", b"b"];
        for (given, position) in [
            ("a", Some(0)),
            ("b", Some(1)),
            ("c", Some(2)),
            ("d", None),
            ("", None),
            ("ab", None),
        ] {
            assert_eq!(
                Digests::of(keys).find(given.as_bytes()),
                position,
                "{given}"
            );
            let mac = hmac_sha256(given.as_bytes(), b"message");
            assert_eq!(
                MacKeys::of(keys).find(b"message", &mac),
                position,
                "{given}"
            );
        }
    }
}
