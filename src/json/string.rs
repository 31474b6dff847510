//! The text of a string token, and the token of a text (RFC 8259, section 7).

use alloc::borrow::Cow;
use alloc::string::String;

/// Returns the text between the quotation marks of a token that the scanner has accepted.
pub(super) fn unescape(token: &str, escaped: bool) -> Cow<'_, str> {
    let inner = token
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or_default();
    if !escaped {
        return Cow::Borrowed(inner);
    }
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut chars = escape.chars();
        match chars.next() {
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some('u') => text.push(code_point(&mut chars)),
            Some(itself) => text.push(itself),
            None => {}
        }
        rest = chars.as_str();
    }
    text.push_str(rest);
    Cow::Owned(text)
}

fn code_point(chars: &mut core::str::Chars<'_>) -> char {
    let first = code_unit(chars);
    let pair = [
        first,
        if (0xD800..0xDC00).contains(&first) {
            code_unit(skip_two(chars))
        } else {
            0
        },
    ];
    char::decode_utf16(pair)
        .next()
        .and_then(Result::ok)
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn skip_two<'c, 'a>(chars: &'c mut core::str::Chars<'a>) -> &'c mut core::str::Chars<'a> {
    chars.nth(1);
    chars
}

fn code_unit(chars: &mut core::str::Chars<'_>) -> u16 {
    chars.take(4).fold(0, |unit, digit| {
        (unit << 4)
            | digit
                .to_digit(16)
                .and_then(|value| u16::try_from(value).ok())
                .unwrap_or_default()
    })
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
