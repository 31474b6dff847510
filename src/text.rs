//! Replacements for `format!` and `join`. Those would take a twentieth of the WebAssembly module.

use alloc::string::String;
use alloc::vec::Vec;
use memchr::memchr;

/// Joins parts with a separator.
pub(crate) fn join(parts: &[&str], between: &str) -> String {
    // Allocates once: a batch may make a hundred thousand of these strings.
    let lengths = parts
        .iter()
        .map(|part| part.len().saturating_add(between.len()));
    let mut text = String::with_capacity(lengths.fold(0, usize::saturating_add));
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push_str(between);
        }
        text.push_str(part);
    }
    text
}

/// Splits a text at the first occurrence of an ASCII character. `str::split_once` needs more code than this.
#[inline(never)]
pub(crate) fn split_once(text: &str, at: u8) -> (&str, Option<&str>) {
    let Some(place) = memchr(at, text.as_bytes()) else {
        return (text, None);
    };
    let before = text.get(..place).unwrap_or_default();
    (before, text.get(place.saturating_add(1)..))
}

/// Trims blanks: space and tab.
pub(crate) fn trim_blanks(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Appends an integer in decimal digits.
pub(crate) fn push_integer(text: &mut Vec<u8>, value: i64) {
    let mut digits = [0; 20];
    let mut magnitude = value.unsigned_abs();
    let mut length = 0_usize;
    for digit in digits.iter_mut().rev() {
        *digit = b'0'.saturating_add(u8::try_from(magnitude % 10).unwrap_or(0));
        magnitude /= 10;
        length = length.saturating_add(1);
        if magnitude == 0 {
            break;
        }
    }
    if value < 0 {
        text.push(b'-');
    }
    let skipped = digits.len().saturating_sub(length);
    text.extend_from_slice(digits.get(skipped..).unwrap_or_default());
}

/// Returns an integer in decimal digits.
pub(crate) fn integer(value: i64) -> String {
    let mut digits = Vec::new();
    push_integer(&mut digits, value);
    String::from_utf8(digits).unwrap_or_default()
}

/// Returns a position in decimal digits.
pub(crate) fn position(value: usize) -> String {
    integer(i64::try_from(value).unwrap_or(i64::MAX))
}

/// Counts the characters of UTF-8 text: it skips continuation bytes. `chars().count()` is tuned for long texts and
/// needs more code than this whole file.
pub(crate) fn count_chars(text: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    text.iter().filter(begins).count()
}

#[cfg(test)]
pub mod tests {
    use super::{count_chars, integer, position};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn integers_are_formatted_as_by_std() {
        for value in [0, 7, -1, 10, 1_751_978_096_000, i64::MAX, i64::MIN] {
            assert_eq!(integer(value), value.to_string());
        }
        assert_eq!(position(10), "10");
    }

    #[wasm_bindgen_test(unsupported = test)]
    fn characters_are_counted_as_by_std() {
        for text in ["", "a", "é", "a€b", "\u{10ffff}\0"] {
            assert_eq!(count_chars(text.as_bytes()), text.chars().count());
        }
    }
}
