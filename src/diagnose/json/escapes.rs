//! The escapes with which a string is written.

use super::tree::{Tree, unescape};
use alloc::string::String;

/// Writes every string again with other escapes. `unicode`, `slash`, `html` say which.
pub(crate) fn escapes(token: &str, style: &str) -> String {
    let Some(text) = unescape(token) else {
        return token.into();
    };
    let mut out = String::from("\"");
    let has = |word: &str| style.split('+').any(|part| part == word);
    let upper = has("upper");
    let unit = |out: &mut String, unit: u16| {
        let digits = crate::diagnose::hex::to_hex(&unit.to_be_bytes());
        out.push_str("\\u");
        out.push_str(&if upper {
            digits.to_ascii_uppercase()
        } else {
            digits
        });
    };
    for character in text.chars() {
        let code = u32::from(character);
        let named = match character {
            '"' => Some("\\\""),
            '\\' => Some("\\\\"),
            '\n' => Some("\\n"),
            '\r' => Some("\\r"),
            '\t' => Some("\\t"),
            '\u{8}' => Some("\\b"),
            '\u{c}' => Some("\\f"),
            '/' if has("slash") => Some("\\/"),
            _ => None,
        };
        let is_coded = code < 0x20
            || code > 0x7e && has("unicode") && code != 0x7f
            || code == 0x7f && has("delete")
            || matches!(character, '<' | '>' | '&') && has("html")
            || matches!(character, '\'') && (has("apostrophe"))
            || matches!(character, '=') && has("equals")
            || matches!(character, '"') && has("quote")
            || matches!(character, '\u{2028}' | '\u{2029}') && has("html");
        match named {
            Some(escape) if !(character == '"' && has("quote")) => out.push_str(escape),
            _ if is_coded => {
                let mut units = [0; 2];
                for each in character.encode_utf16(&mut units) {
                    unit(&mut out, *each);
                }
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}

pub(crate) const ESCAPES: &[&str] = &[
    "raw",
    "unicode",
    "slash",
    "unicode+slash",
    "unicode+upper",
    "unicode+upper+slash",
    "html",
    "html+upper",
    "unicode+html",
    "unicode+html+upper",
    "html+slash",
    "unicode+html+slash",
    "html+apostrophe+equals",
    "unicode+html+apostrophe",
    "html+apostrophe",
    "unicode+html+apostrophe+quote+slash+upper",
    "unicode+html+apostrophe+upper",
    "unicode+html+apostrophe+equals+upper",
    "unicode+delete",
];

pub(crate) fn restring(tree: &mut Tree, style: &str) {
    match tree {
        Tree::Plain(_) => {}
        Tree::Text(token) => *token = escapes(token, style),
        Tree::List(items) => items.iter_mut().for_each(|item| restring(item, style)),
        Tree::Object(members) => members.iter_mut().for_each(|(key, value)| {
            *key = escapes(key, style);
            restring(value, style);
        }),
    }
}
