//! Escapes of HTML.

use alloc::string::String;

pub(crate) fn html_unescape(text: &str) -> String {
    let (mut rest, mut made) = (text, String::new());
    while let Some((before, after)) = rest.split_once('&') {
        made.push_str(before);
        let known = after
            .split_once(';')
            .and_then(|(name, after)| Some((entity(name)?, after)));
        match known {
            Some((character, after)) => {
                made.push(character);
                rest = after;
            }
            None => {
                made.push('&');
                rest = after;
            }
        }
    }
    made.push_str(rest);
    made
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "quot" => '"',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "equals" => '=',
        "plus" => '+',
        "sol" => '/',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

pub(crate) fn html_escape(text: &str, quote: &str) -> String {
    let mut made = String::new();
    for character in text.chars() {
        match character {
            '&' => made.push_str("&amp;"),
            '<' => made.push_str("&lt;"),
            '>' => made.push_str("&gt;"),
            '"' => made.push_str("&quot;"),
            '\'' => made.push_str(quote),
            _ => made.push(character),
        }
    }
    made
}
