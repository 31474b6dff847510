//! Base64 (RFC 4648), for 32 bytes of a MAC in its one text, and for a key in any. A library's decoder is ten times as large in the
//! module, and none has both forms of strictness in one; the `base64` crate is the oracle of the tests.

use super::scheme::Encoding;
use alloc::string::String;
use alloc::vec::Vec;

/// Decodes digits without padding. `is_strict` asks for unused bits that are zero: else several texts would be the same bytes.
///
/// The bytes go where there is room for all of them: growing would leave a copy of a key behind.
#[inline(never)]
pub(crate) fn decode(
    digits: &[u8],
    encoding: Encoding,
    is_strict: bool,
    bytes: &mut Vec<u8>,
) -> Option<()> {
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for digit in digits {
        bits = bits << 6 | u32::from(value(*digit, encoding)?);
        count = count.wrapping_add(6);
        if count >= 8 {
            count = count.wrapping_sub(8);
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
            bits &= (1_u32 << count).wrapping_sub(1);
        }
    }
    // Six bits that are left over are a digit that stands for no byte.
    (count < 6 && (!is_strict || bits == 0)).then_some(())
}

fn value(digit: u8, encoding: Encoding) -> Option<u8> {
    let is_url = encoding == Encoding::Base64Url;
    match digit {
        b'A'..=b'Z' => Some(digit.wrapping_sub(b'A')),
        b'a'..=b'z' => Some(digit.wrapping_sub(b'a').wrapping_add(26)),
        b'0'..=b'9' => Some(digit.wrapping_sub(b'0').wrapping_add(52)),
        b'+' if !is_url => Some(62),
        b'/' if !is_url => Some(63),
        b'-' if is_url => Some(62),
        b'_' if is_url => Some(63),
        _ => None,
    }
}

/// Encodes bytes; with padding, but for the URL-safe alphabet.
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
    use super::{decode, encode};
    use crate::verify::schemes::scheme::Encoding;
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
                            let mut bytes = Vec::new();
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
