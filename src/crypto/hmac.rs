//! HMAC-SHA256 (RFC 2104), computed by the `hmac` crate.

use super::sha256::{LENGTH, sha256};
use hmac::digest::FixedOutput;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of a prepared key in bytes: one block of SHA-256.
pub(crate) const PREPARED: usize = 64;

/// Writes the key as HMAC uses it (RFC 2104, section 2): a key longer than a block is hashed, then zeros follow.
///
/// All prepared keys have the same length. So neither the size of a receiver nor the time of a check reveals the length
/// of a key. Stored pads would halve the work for a short message (section 4), but `hmac` does not expose them.
pub(crate) fn prepare(key: &[u8], prepared: &mut [u8; PREPARED]) {
    prepared.fill(0);
    if let Some(start) = prepared.get_mut(..key.len()) {
        start.copy_from_slice(key);
    } else if let Some(start) = prepared.first_chunk_mut() {
        sha256(key, start);
    }
}

/// Hands on the parts of a message, one after the other.
pub(crate) type Parts<'p> = dyn Fn(&mut dyn FnMut(&[u8])) + 'p;

/// Writes the MAC of a message.
#[cfg(test)]
pub(crate) fn mac(prepared: &[u8; PREPARED], message: &[u8], mac: &mut [u8; LENGTH]) {
    mac_of_parts(prepared, &|take| take(message), mac);
}

/// Writes the MAC of a message that comes in parts.
// Out of line: each key and each caller would get a copy of the hash.
#[inline(never)]
pub(crate) fn mac_of_parts(prepared: &[u8; PREPARED], message: &Parts<'_>, mac: &mut [u8; LENGTH]) {
    let mut hmac = Hmac::<Sha256>::new(prepared.into());
    message(&mut |part| hmac.update(part));
    hmac.finalize_into(mac.into());
}

#[cfg(test)]
pub mod tests {
    use super::{LENGTH, PREPARED, mac, prepare};
    use sha2::{Digest, Sha256};
    use wasm_bindgen_test::wasm_bindgen_test;

    /// Prepares a key and computes the MAC of a message with it.
    pub fn mac_of(key: &[u8], message: &[u8]) -> [u8; LENGTH] {
        let (mut prepared, mut result) = ([0; PREPARED], [0; LENGTH]);
        prepare(key, &mut prepared);
        mac(&prepared, message, &mut result);
        result
    }

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
        for (key, data, expected) in cases {
            let (key, data, expected) = (hex(&key), hex(&data), hex(expected));
            assert!(mac_of(&key, &data).starts_with(&expected));
        }
    }

    /// RFC 2104, section 2, implemented with SHA-256 only.
    fn by_definition(key: &[u8], message: &[u8]) -> Vec<u8> {
        let mut block = match key.len() {
            0..=64 => key.to_vec(),
            _ => Sha256::digest(key).to_vec(),
        };
        block.resize(64, 0);
        let padded = |pad: u8| block.iter().map(move |byte| byte ^ pad).collect::<Vec<_>>();
        let inner = Sha256::digest([padded(0x36).as_slice(), message].concat());
        Sha256::digest([padded(0x5c).as_slice(), &inner].concat()).to_vec()
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn keys_and_messages_of_every_length_are_as_the_rfc_defines_them() {
        let bytes: Vec<u8> = (1..=255).cycle().take(300).collect();
        for length in 0..bytes.len() {
            let (key, message) = bytes.split_at(length);
            assert_eq!(mac_of(key, message).as_slice(), by_definition(key, message));
        }
    }
}
