//! Conversion between a string token and its text (RFC 8259, section 7).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::str::Bytes;

/// Returns the text of a string token that the parser has accepted.
#[inline(always)]
pub(super) fn unescape(token: &str, escaped: bool) -> Cow<'_, str> {
    let inner = unquoted(token);
    if escaped {
        Cow::Owned(unescaped(inner))
    } else {
        Cow::Borrowed(inner)
    }
}

/// Returns the part between the quotation marks.
#[inline(always)]
pub(super) fn unquoted(token: &str) -> &str {
    token
        .get(1..token.len().saturating_sub(1))
        .unwrap_or_default()
}

fn unescaped(inner: &str) -> String {
    let mut text = Vec::with_capacity(inner.len());
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'\\' {
            let mut room = [0; 4];
            text.extend_from_slice(escaped(&mut bytes).encode_utf8(&mut room).as_bytes());
        } else {
            text.push(byte);
        }
    }
    // Escapes are ASCII, so the text between them is still valid UTF-8.
    String::from_utf8(text).unwrap_or_default()
}

/// Returns the character of an escape. The backslash has been read.
fn escaped(bytes: &mut Bytes<'_>) -> char {
    match bytes.next() {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => code_point(bytes),
        itself => itself.map_or(char::REPLACEMENT_CHARACTER, char::from),
    }
}

fn code_point(bytes: &mut Bytes<'_>) -> char {
    let first = code_unit(bytes);
    // Unicode, definition D91: each surrogate has ten bits of the code point minus 0x10000.
    let code_point = if (0xD800..0xDC00).contains(&first) {
        bytes.nth(1);
        let second = code_unit(bytes);
        0x1_0000_u32.saturating_add(((first & 0x3FF) << 10) | (second & 0x3FF))
    } else {
        first
    };
    char::from_u32(code_point).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn code_unit(bytes: &mut Bytes<'_>) -> u32 {
    let digits = bytes
        .take(4)
        .filter_map(|digit| char::from(digit).to_digit(16));
    digits.fold(0, |unit, digit| (unit << 4) | digit)
}

#[cfg(test)]
pub mod tests {
    use super::unescape;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn escapes_become_their_characters() {
        assert_eq!(
            unescape(
                r#""a\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE80\u0000\uffffé🚀z""#,
                true
            ),
            "a\"\\/\u{8}\u{c}\n\r\t\u{e9}\u{1f680}\0\u{ffff}é🚀z"
        );
        assert_eq!(unescape(r#""plain""#, false), "plain");
    }
}
