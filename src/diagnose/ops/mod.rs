//! Makes a change: bytes in, bytes out. The same changes serve bodies, keys and headers.

mod base64;
mod charset;
mod form;
mod html;
mod quotes;

pub(crate) use quotes::QUOTES;

use crate::diagnose::hex::unhex;
use crate::diagnose::json;
use crate::diagnose::step::{Arg, Step};
use crate::diagnose::units;
use ::base64::Engine;
use alloc::string::String;
use alloc::vec::Vec;
use base64::{STANDARD, URL_BARE, base64_decode};
use charset::{from_1252, to_1252, utf8_to_utf16, utf16_to_utf8};
use form::{COMPONENT, FORM, form_pair};
use html::{html_escape, html_unescape};
use quotes::{byte_literal, decimals, python_dict, strip_slashes, unquote, x_unescape};

/// Makes one change. `None` if it cannot be made, or changes nothing.
pub(crate) fn apply(step: &Step, bytes: &[u8]) -> Option<Vec<u8>> {
    let made = make(step, bytes)?;
    // A list of one is its element.
    (made != bytes || step.op == "element").then_some(made)
}

pub(crate) fn text(bytes: &[u8]) -> Option<&str> {
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
            let digits: Vec<u8> = bytes
                .strip_prefix(b"0x")
                .unwrap_or(bytes)
                .iter()
                .copied()
                .filter(|b| !b.is_ascii_whitespace())
                .collect();
            base16ct::mixed::decode_vec(&digits)
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
        "before" => bytes.get(..find(bytes, &hex_arg(step)?)?)?.into(),
        "element" => {
            let separator = *hex_arg(step)?.first()?;
            let mut elements = bytes.split(|byte| *byte == separator);
            elements.nth(step.get_number("index")?)?.trim_ascii().into()
        }
        "time" => {
            let (from, to) = (step.get_text("from")?, step.get_text("to")?);
            let time = units::unit(from)?.milliseconds(bytes, false)?;
            units::unit(to)?.write(time).into()
        }
        "split" => {
            let nth = bytes.split(|b| *b == b',').nth(step.get_number("index")?)?;
            nth.trim_ascii().into()
        }
        "word" => bytes
            .split(u8::is_ascii_whitespace)
            .nth(step.get_number("index")?)?
            .into(),
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
        // The bytes are in the evidence, and the caller passes them.
        "given" | "hash_longer" | "as_text" => bytes.to_vec(),
        "truncate" => bytes.get(..step.get_number("bytes")?)?.into(),
        "message" => crate::diagnose::message::build(step, bytes)?,
        "segment" | "parameter" | "fragment" => {
            crate::diagnose::url_part::part(step, text(bytes)?)?
        }
        _ => return None,
    })
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

fn repeated_part(bytes: &[u8], times: usize) -> Option<Vec<u8>> {
    let length = bytes.len().checked_div(times)?;
    let part = bytes.get(..length)?;
    (length > 0
        && bytes.len().checked_rem(length) == Some(0)
        && bytes.chunks(length).all(|chunk| chunk == part))
    .then(|| part.to_vec())
}
