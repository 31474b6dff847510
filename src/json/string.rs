//! The text of a string token, and the token of a text (RFC 8259, section 7).

use alloc::borrow::Cow;
use alloc::string::String;

/// Returns the text between the quotation marks of a token that the scanner has accepted.
#[inline(always)]
pub(super) fn unescape(token: &str, escaped: bool) -> Cow<'_, str> {
    let inner = unquoted(token);
    if escaped {
        Cow::Owned(unescaped(inner))
    } else {
        Cow::Borrowed(inner)
    }
}

/// Returns what stands between the quotation marks.
#[inline(always)]
pub(super) fn unquoted(token: &str) -> &str {
    token
        .get(1..token.len().saturating_sub(1))
        .unwrap_or_default()
}

fn unescaped(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut chars = escape.chars();
        text.push(match chars.next() {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => code_point(&mut chars),
            itself => itself.unwrap_or_default(),
        });
        rest = chars.as_str();
    }
    text.push_str(rest);
    text
}

fn code_point(chars: &mut core::str::Chars<'_>) -> char {
    let first = code_unit(chars);
    let pair = [
        first,
        if (0xD800..0xDC00).contains(&first) {
            chars.nth(1);
            code_unit(chars)
        } else {
            0
        },
    ];
    char::decode_utf16(pair)
        .next()
        .and_then(Result::ok)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn code_unit(chars: &mut core::str::Chars<'_>) -> u16 {
    let digits = chars.take(4).filter_map(|digit| digit.to_digit(16));
    let unit = digits.fold(0, |unit, digit| (unit << 4) | digit);
    u16::try_from(unit).unwrap_or_default()
}

#[cfg(test)]
pub mod tests {
    use super::unescape;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn escapes_become_their_characters() {
        assert_eq!(
            unescape(r#""a\"\\\/\b\f\n\r\té🚀z""#, true),
            "a\"\\/\u{8}\u{c}\n\r\té🚀z"
        );
        assert_eq!(unescape(r#""plain""#, false), "plain");
    }
}
