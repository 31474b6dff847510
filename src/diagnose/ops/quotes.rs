//! Quotation marks, and values as languages print them.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

/// The pairs that people and tools put around a value.
pub(crate) const QUOTES: &[(&str, &str)] = &[
    ("b'", "'"),
    ("b\"", "\""),
    ("\\\"", "\\\""),
    ("\"", "\""),
    ("'", "'"),
    ("`", "`"),
    ("\u{201c}", "\u{201d}"),
    ("\u{2018}", "\u{2019}"),
    ("\u{201e}", "\u{201c}"),
    ("\u{ab}", "\u{bb}"),
    ("\u{201d}", "\u{201d}"),
    ("\u{2019}", "\u{2019}"),
    ("<", ">"),
    ("[", "]"),
    ("(", ")"),
    ("{", "}"),
];

pub(crate) fn unquote(text: &str) -> Option<String> {
    let text = text.trim();
    QUOTES
        .iter()
        .find_map(|(open, close)| Some(text.strip_prefix(open)?.strip_suffix(close)?.to_owned()))
}

pub(crate) fn byte_literal(bytes: &[u8]) -> Option<Vec<u8>> {
    let inner = [(&b"b'"[..], &b"'"[..]), (b"b\"", b"\"")]
        .iter()
        .find_map(|(open, close)| bytes.strip_prefix(*open)?.strip_suffix(*close))?;
    Some(x_unescape(inner))
}

pub(crate) fn strip_slashes(bytes: &[u8]) -> Vec<u8> {
    let (mut made, mut bytes) = (Vec::new(), bytes.iter());
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => made.extend(bytes.next()),
            _ => made.push(*byte),
        }
    }
    made
}

/// Reads `\x22`, `\n` and the like, as logs, C and Python write them.
pub(crate) fn x_unescape(bytes: &[u8]) -> Vec<u8> {
    let (mut made, mut rest) = (Vec::new(), bytes);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'\\' {
            made.push(*first);
            continue;
        }
        let Some((kind, after)) = rest.split_first() else {
            made.push(b'\\');
            break;
        };
        rest = after;
        match kind {
            b'x' => match rest.split_at_checked(2).and_then(|(digits, after)| {
                Some((base16ct::mixed::decode_vec(digits).ok()?, after))
            }) {
                Some((byte, after)) => {
                    made.extend(byte);
                    rest = after;
                }
                None => made.extend_from_slice(b"\\x"),
            },
            b'n' => made.push(b'\n'),
            b'r' => made.push(b'\r'),
            b't' => made.push(b'\t'),
            b'\\' | b'\'' | b'"' => made.push(*kind),
            _ => made.extend([b'\\', *kind]),
        }
    }
    made
}

/// Turns what Python's `str(dict)` writes into JSON.
pub(crate) fn python_dict(text: &str) -> Option<String> {
    let (mut made, mut quote, mut word) = (String::new(), None, String::new());
    let mut characters = text.chars();
    let end_word = |made: &mut String, word: &mut String| {
        made.push_str(match word.as_str() {
            "True" => "true",
            "False" => "false",
            "None" => "null",
            other => other,
        });
        word.clear();
    };
    while let Some(character) = characters.next() {
        match (quote, character) {
            (None, '\'' | '"') => {
                end_word(&mut made, &mut word);
                quote = Some(character);
                made.push('"');
            }
            (None, letter) if letter.is_ascii_alphabetic() => word.push(letter),
            (None, other) => {
                end_word(&mut made, &mut word);
                made.push(other);
            }
            (Some(_), '\\') => match characters.next()? {
                '\'' => made.push('\''),
                other => made.extend(['\\', other]),
            },
            (Some(open), other) if open == other => {
                quote = None;
                made.push('"');
            }
            (Some(_), '"') => made.push_str("\\\""),
            (Some(_), other) => made.push(other),
        }
    }
    end_word(&mut made, &mut word);
    quote.is_none().then_some(made)
}

pub(crate) fn decimals(text: &str) -> Option<Vec<u8>> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let bytes: Option<Vec<u8>> = inner
        .split(',')
        .map(|number| {
            let number = number.trim();
            // A byte of Java is signed.
            let signed = || number.parse::<i8>().ok().map(i8::cast_unsigned);
            number.parse().ok().or_else(signed)
        })
        .collect();
    bytes.filter(|bytes| bytes.len() > 1)
}
