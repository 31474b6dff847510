//! Makes a change: bytes in, bytes out. The same changes serve bodies, keys and headers.

use super::json;
use super::step::{Arg, Step};
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);
const URL_BARE: GeneralPurpose =
    GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT.with_encode_padding(false));

/// The characters of Windows-1252 from 0x80 to 0x9F (WHATWG Encoding, index windows-1252).
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
];

/// Makes one change; none where it cannot be made, or changes nothing.
pub(crate) fn apply(step: &Step, bytes: &[u8]) -> Option<Vec<u8>> {
    let made = make(step, bytes)?;
    (made != bytes).then_some(made)
}

fn text(bytes: &[u8]) -> Option<&str> {
    core::str::from_utf8(bytes).ok()
}

fn make(step: &Step, bytes: &[u8]) -> Option<Vec<u8>> {
    let is_blank = |c: char| c.is_whitespace();
    let is_invisible = |c: char| {
        matches!(
            c,
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{ad}'
        )
    };
    Some(match &*step.op {
        "trim" => text(bytes)?.trim_matches(is_blank).into(),
        "trim_start" => text(bytes)?.trim_start_matches(is_blank).into(),
        "trim_end" => text(bytes)?.trim_end_matches(is_blank).into(),
        "remove_blanks" => text(bytes)?
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .into(),
        "remove_separators" => bytes
            .iter()
            .copied()
            .filter(|b| !matches!(b, b' ' | b':' | b'-' | b'\t'))
            .collect(),
        "remove_invisible" => text(bytes)?
            .chars()
            .filter(|c| !is_invisible(*c))
            .collect::<String>()
            .into(),
        "append" => [bytes, &hex_arg(step)?].concat(),
        "prepend" => [&hex_arg(step)?, bytes].concat(),
        "strip_start" => bytes.strip_prefix(hex_arg(step)?.as_slice())?.into(),
        "strip_end" => bytes.strip_suffix(hex_arg(step)?.as_slice())?.into(),
        "strip_nul" => {
            let end = bytes
                .iter()
                .rposition(|b| *b != 0)
                .map_or(0, |at| at.saturating_add(1));
            bytes.get(..end)?.into()
        }
        "replace" => {
            let (from, to) = (
                step.get_text("from").and_then(unhex)?,
                step.get_text("to").and_then(unhex)?,
            );
            replace(bytes, &from, &to)
        }
        "unquote" => unquote(text(bytes)?)?.into(),
        "byte_literal" => byte_literal(bytes)?,
        "lower" => bytes.to_ascii_lowercase(),
        "upper" => bytes.to_ascii_uppercase(),
        "swap_case" => bytes
            .iter()
            .map(|b| {
                if b.is_ascii_lowercase() {
                    b.to_ascii_uppercase()
                } else {
                    b.to_ascii_lowercase()
                }
            })
            .collect(),
        "half" => {
            let (first, second) = bytes.split_at_checked(bytes.len() / 2)?;
            (first == second && !first.is_empty()).then(|| first.to_vec())?
        }
        "part" => repeated_part(bytes, step.get_number("times")?)?,
        "twice" => [bytes, bytes].concat(),
        "base64_decode" => base64_decode(bytes)?,
        "base64_encode" => STANDARD.encode(bytes).into(),
        "base64url_encode" => URL_BARE.encode(bytes).into(),
        "base64_lines" => {
            let encoded = STANDARD.encode(bytes).into_bytes();
            let mut lines = Vec::new();
            for line in encoded.chunks(76) {
                lines.extend_from_slice(line);
                lines.push(b'\n');
            }
            lines
        }
        "hex_decode" => {
            let digits = bytes.strip_prefix(b"0x").unwrap_or(bytes);
            base16ct::mixed::decode_vec(digits)
                .ok()
                .filter(|found| !found.is_empty())?
        }
        "hex_encode" => base16ct::lower::encode_string(bytes).into(),
        "hex_encode_upper" => base16ct::upper::encode_string(bytes).into(),
        "percent_decode" => percent_encoding::percent_decode(bytes).collect(),
        "form_decode" => {
            let blanks: Vec<u8> = bytes
                .iter()
                .map(|b| if *b == b'+' { b' ' } else { *b })
                .collect();
            percent_encoding::percent_decode(&blanks).collect()
        }
        "percent_encode" => percent_encoding::percent_encode(bytes, COMPONENT)
            .collect::<String>()
            .into(),
        "form_encode" => {
            let encoded: String = percent_encoding::percent_encode(bytes, FORM).collect();
            encoded.replace("%20", "+").into()
        }
        "html_unescape" => html_unescape(text(bytes)?).into(),
        "html_escape" => html_escape(text(bytes)?, step.get_text("quote")?).into(),
        "json_unescape" => json::unescape(&["\"", text(bytes)?, "\""].concat())?.into(),
        "json_unquote" => json::unescape(text(bytes)?.trim())?.into(),
        "json_quote" => json::quote(text(bytes)?).into(),
        "strip_slashes" => strip_slashes(bytes),
        "add_slashes" => bytes
            .iter()
            .flat_map(|b| match b {
                b'"' | b'\'' | b'\\' => alloc::vec![b'\\', *b],
                _ => alloc::vec![*b],
            })
            .collect(),
        "x_unescape" => x_unescape(bytes),
        "latin1_to_utf8" => bytes
            .iter()
            .map(|b| char::from(*b))
            .collect::<String>()
            .into(),
        "utf8_to_latin1" => text(bytes)?
            .chars()
            .map(|c| u8::try_from(u32::from(c)).ok())
            .collect::<Option<_>>()?,
        "windows1252_to_utf8" => bytes
            .iter()
            .map(|b| from_1252(*b))
            .collect::<Option<String>>()?
            .into(),
        "utf8_to_windows1252" => text(bytes)?.chars().map(to_1252).collect::<Option<_>>()?,
        "utf16_to_utf8" => utf16_to_utf8(bytes, step.get_text("order")?)?,
        "utf8_to_utf16" => utf8_to_utf16(text(bytes)?, step.get_text("order")?),
        "python_dict" => python_dict(text(bytes)?)?.into(),
        "buffer_json" => decimals(json::member(bytes, &["data"])?)?,
        "decimals" => decimals(text(bytes)?)?,
        "unwrap" => {
            let path: Vec<&str> = step
                .get_list("path")?
                .iter()
                .filter_map(|arg| match arg {
                    Arg::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            let found = json::member(bytes, &path)?;
            if found.starts_with('"') {
                json::unescape(found)?.into()
            } else {
                found.into()
            }
        }
        "form_field" => form_pair(bytes, step.get_number("index")?)?.1,
        "form_key" => form_pair(bytes, step.get_number("index")?)?.0,
        "after" => {
            let mark = hex_arg(step)?;
            let at = find(bytes, &mark)?;
            bytes.get(at.saturating_add(mark.len())..)?.into()
        }
        "split" => {
            let nth = bytes.split(|b| *b == b',').nth(step.get_number("index")?)?;
            nth.trim_ascii().into()
        }
        "remove_at" => {
            let (at, length) = (step.get_number("at")?, step.get_number("length")?);
            [bytes.get(..at)?, bytes.get(at.checked_add(length)?..)?].concat()
        }
        "remove_every" => {
            let (size, mut rest, mut made) = (step.get_number("size")?.max(1), bytes, Vec::new());
            while let Some((chunk, after)) = rest.split_at_checked(size) {
                made.extend_from_slice(chunk);
                rest = match after.split_first() {
                    None => after,
                    Some((b',', after)) => after,
                    Some(_) => return None,
                };
            }
            [made.as_slice(), rest].concat()
        }
        "replace_at_fffd" => replace(
            bytes,
            &"\u{fffd}".repeat(step.get_number("marks")?).into_bytes(),
            &hex_arg(step)?,
        ),
        "text" => step.get_text("text")?.as_bytes().to_vec(),
        "json" => json::rewrite(bytes, step)?,
        // The bytes came from the evidence: whoever replays it hands them in.
        "given" | "hash_longer" => bytes.to_vec(),
        "truncate" => bytes.get(..step.get_number("bytes")?)?.into(),
        "message" => super::message::build(step, bytes)?,
        "segment" | "parameter" | "fragment" => super::url::part(step, text(bytes)?)?,
        _ => return None,
    })
}

const FORM: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'*');
const COMPONENT: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

pub(crate) fn unhex(digits: &str) -> Option<Vec<u8>> {
    base16ct::mixed::decode_vec(digits).ok()
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

fn hex_arg(step: &Step) -> Option<Vec<u8>> {
    unhex(step.get_text("hex")?)
}

pub(crate) fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len().max(1))
        .position(|window| window == wanted)
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut rest, mut made) = (bytes, Vec::new());
    while let Some((before, after)) = find(rest, from).and_then(|at| rest.split_at_checked(at)) {
        made.extend_from_slice(before);
        made.extend_from_slice(to);
        rest = after.get(from.len()..).unwrap_or_default();
    }
    made.extend_from_slice(rest);
    made
}

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

fn unquote(text: &str) -> Option<String> {
    let text = text.trim();
    QUOTES
        .iter()
        .find_map(|(open, close)| Some(text.strip_prefix(open)?.strip_suffix(close)?.to_owned()))
}

fn byte_literal(bytes: &[u8]) -> Option<Vec<u8>> {
    let inner = [(&b"b'"[..], &b"'"[..]), (b"b\"", b"\"")]
        .iter()
        .find_map(|(open, close)| bytes.strip_prefix(*open)?.strip_suffix(*close))?;
    Some(x_unescape(inner))
}

fn base64_decode(bytes: &[u8]) -> Option<Vec<u8>> {
    let joined: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    let found = STANDARD
        .decode(&joined)
        .or_else(|_| URL.decode(&joined))
        .ok()?;
    (!found.is_empty()).then_some(found)
}

fn repeated_part(bytes: &[u8], times: usize) -> Option<Vec<u8>> {
    let length = bytes.len().checked_div(times)?;
    let part = bytes.get(..length)?;
    (length > 0
        && bytes.len().checked_rem(length) == Some(0)
        && bytes.chunks(length).all(|chunk| chunk == part))
    .then(|| part.to_vec())
}

fn html_unescape(text: &str) -> String {
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

fn html_escape(text: &str, quote: &str) -> String {
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

fn strip_slashes(bytes: &[u8]) -> Vec<u8> {
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
fn x_unescape(bytes: &[u8]) -> Vec<u8> {
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

fn from_1252(byte: u8) -> Option<char> {
    match byte.checked_sub(0x80) {
        Some(at @ 0..32) => char::from_u32(u32::from(*WINDOWS_1252.get(usize::from(at))?)),
        _ => Some(char::from(byte)),
    }
}

fn to_1252(character: char) -> Option<u8> {
    let code = u32::from(character);
    let at = WINDOWS_1252
        .iter()
        .position(|known| u32::from(*known) == code);
    match at {
        Some(at) => u8::try_from(at).ok()?.checked_add(0x80),
        None => u8::try_from(code).ok(),
    }
}

fn utf16_to_utf8(bytes: &[u8], order: &str) -> Option<Vec<u8>> {
    let (units, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let read = |unit: &[u8; 2]| {
        if order == "be" {
            u16::from_be_bytes(*unit)
        } else {
            u16::from_le_bytes(*unit)
        }
    };
    let decoded: String = char::decode_utf16(units.iter().map(read))
        .collect::<Result<_, _>>()
        .ok()?;
    Some(decoded.strip_prefix('\u{feff}').unwrap_or(&decoded).into())
}

fn utf8_to_utf16(text: &str, order: &str) -> Vec<u8> {
    let write = |unit: u16| {
        if order == "be" {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        }
    };
    text.encode_utf16().flat_map(write).collect()
}

/// Turns what Python's `str(dict)` writes into JSON.
fn python_dict(text: &str) -> Option<String> {
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

fn decimals(text: &str) -> Option<Vec<u8>> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let bytes: Option<Vec<u8>> = inner
        .split(',')
        .map(|number| number.trim().parse().ok())
        .collect();
    bytes.filter(|bytes| bytes.len() > 1)
}

/// Returns a pair of a form, decoded: the key and the value.
fn form_pair(bytes: &[u8], index: usize) -> Option<(Vec<u8>, Vec<u8>)> {
    let pair = bytes.split(|b| *b == b'&').nth(index)?;
    let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
    let decode = |part: &[u8]| {
        let blanks: Vec<u8> = part
            .iter()
            .map(|b| if *b == b'+' { b' ' } else { *b })
            .collect();
        percent_encoding::percent_decode(&blanks).collect()
    };
    Some((
        decode(pair.get(..at)?),
        decode(pair.get(at.saturating_add(1)..).unwrap_or_default()),
    ))
}
