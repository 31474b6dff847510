//! Base64 (RFC 4648): strict for a MAC, which has only one text, and lenient for a key. A decoder from a library would be ten
//! times as large in the module, and none is both strict and lenient. The tests compare with the `base64` crate.

use super::kinds::Encoding;
use alloc::string::String;
use alloc::vec::Vec;

/// Returns the length of the decoded bytes, for digits without padding.
pub(crate) fn decoded_length(digits: usize) -> usize {
    let groups = (digits / 4).saturating_mul(3);
    groups.saturating_add((digits % 4).saturating_sub(1))
}

/// Decodes digits without padding; see [`decoded_length`] for the length of `bytes`. `is_strict` requires that unused bits are
/// zero: otherwise several texts would be the same bytes.
#[inline(never)]
pub(crate) fn decode(
    digits: &[u8],
    encoding: Encoding,
    is_strict: bool,
    bytes: &mut [u8],
) -> Option<()> {
    // The last group needs two digits for a byte.
    if digits.len() % 4 == 1 || bytes.len() != decoded_length(digits.len()) {
        return None;
    }
    let mut marks = 0_u8;
    let (groups, last) = digits.as_chunks::<4>();
    let (decoded, rest) = bytes.as_chunks_mut::<3>();
    for (group, decoded) in groups.iter().zip(decoded) {
        *decoded = three_bytes(*group, &mut marks);
    }
    // `A` is zero.
    let mut group = [b'A'; 4];
    group.get_mut(..last.len())?.copy_from_slice(last);
    let all = three_bytes(group, &mut marks);
    let (used, unused) = all.split_at_checked(rest.len())?;
    rest.copy_from_slice(used);
    let has_unused_bits = is_strict && unused.iter().any(|byte| *byte != 0);
    let forbidden = match encoding {
        Encoding::Base64Url => STANDARD_ONLY,
        _ => URL_ONLY,
    };
    (marks & forbidden == 0 && !has_unused_bits).then_some(())
}

/// Decodes four digits, and adds the alphabets that do not have them to `marks`.
#[inline]
fn three_bytes(group: [u8; 4], marks: &mut u8) -> [u8; 3] {
    let mut bits = 0_u32;
    for digit in group {
        let entry = TABLE.get(usize::from(digit)).copied().unwrap_or(NO_DIGIT);
        *marks |= entry;
        bits = bits << 6 | u32::from(entry & VALUE);
    }
    let [_, bytes @ ..] = bits.to_be_bytes();
    bytes
}

/// The bits of an entry of the table: the value of the digit, and the alphabets that do not have it.
const VALUE: u8 = 0x3f;
const STANDARD_ONLY: u8 = 0x40;
const URL_ONLY: u8 = 0x80;
const NO_DIGIT: u8 = STANDARD_ONLY | URL_ONLY;

/// The values of the ASCII characters. Branches would take several times as long: the digits of a MAC are random.
static TABLE: [u8; 128] = {
    let mut table = [0; 128];
    let mut left: &mut [u8] = &mut table;
    let mut character = 0_u8;
    while let [entry, rest @ ..] = left {
        *entry = entry_of(character);
        character = character.wrapping_add(1);
        left = rest;
    }
    table
};

const fn entry_of(character: u8) -> u8 {
    match character {
        b'A'..=b'Z' => character.wrapping_sub(b'A'),
        b'a'..=b'z' => character.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => character.wrapping_sub(b'0').wrapping_add(52),
        b'+' => 62 | STANDARD_ONLY,
        b'/' => 63 | STANDARD_ONLY,
        b'-' => 62 | URL_ONLY,
        b'_' => 63 | URL_ONLY,
        _ => NO_DIGIT,
    }
}

/// Encodes bytes, with padding unless the alphabet is URL-safe.
#[inline(never)]
pub(crate) fn encode(bytes: &[u8], encoding: Encoding) -> String {
    let mut text = Vec::with_capacity(bytes.len().saturating_mul(2));
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or_default());
        }
        for at in 0..4 {
            if at <= group.len() {
                let number = u8::try_from(bits >> 18 & 0x3f).unwrap_or_default();
                text.push(digit(number, encoding));
            } else if encoding == Encoding::Base64 {
                text.push(b'=');
            }
            bits <<= 6;
        }
    }
    String::from_utf8(text).unwrap_or_default()
}

fn digit(number: u8, encoding: Encoding) -> u8 {
    match (number, encoding) {
        (0..26, _) => number.wrapping_add(b'A'),
        (26..52, _) => number.wrapping_sub(26).wrapping_add(b'a'),
        (52..62, _) => number.wrapping_sub(52).wrapping_add(b'0'),
        (62, Encoding::Base64Url) => b'-',
        (62, _) => b'+',
        (_, Encoding::Base64Url) => b'_',
        (_, _) => b'/',
    }
}

#[cfg(test)]
pub mod tests {
    use super::{decode, decoded_length, encode};
    use crate::verify::schemes::kinds::Encoding;
    use base64::Engine as _;
    use base64::alphabet::{STANDARD, URL_SAFE};
    use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
    use wasm_bindgen_test::wasm_bindgen_test;

    fn oracle(encoding: Encoding, is_strict: bool) -> GeneralPurpose {
        let alphabet = match encoding {
            Encoding::Base64Url => &URL_SAFE,
            _ => &STANDARD,
        };
        let config = GeneralPurposeConfig::new()
            .with_encode_padding(encoding == Encoding::Base64)
            .with_decode_padding_mode(DecodePaddingMode::RequireNone)
            .with_decode_allow_trailing_bits(!is_strict);
        GeneralPurpose::new(alphabet, config)
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_decoded_is_as_the_base64_crate_has_it() {
        for encoding in [Encoding::Base64, Encoding::Base64Url] {
            for is_strict in [true, false] {
                let oracle = oracle(encoding, is_strict);
                // Every pair of bytes at the end of texts of each length.
                for front in ["", "a", "ab", "abc", "AAAAzz"] {
                    for first in 0..=u8::MAX {
                        for second in 0..=u8::MAX {
                            let text = [front.as_bytes(), &[first, second]].concat();
                            let mut bytes = vec![0; decoded_length(text.len())];
                            let decoded =
                                decode(&text, encoding, is_strict, &mut bytes).map(|()| bytes);
                            assert_eq!(decoded, oracle.decode(&text).ok(), "{text:?}");
                        }
                    }
                }
            }
        }
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn what_is_encoded_is_as_the_base64_crate_has_it() {
        for length in 0..40_u8 {
            let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(113)).collect();
            for encoding in [Encoding::Base64, Encoding::Base64Url] {
                assert_eq!(
                    encode(&bytes, encoding),
                    oracle(encoding, true).encode(&bytes)
                );
            }
        }
    }
}
