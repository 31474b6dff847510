//! The changes that could lead from the received header to the sent one.

use super::cut::Cut;
use super::hex::to_hex;
use super::ops::{apply, find};
use super::step::{Change, Changes, IN_PLACE, Step, change};
use crate::crypto::sha256::LENGTH;
use crate::verify::schemes::kinds::Encoding;
use crate::verify::schemes::scheme::Scheme;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// A way to read a header, and the digest that results.
pub(crate) struct Reading {
    pub(crate) changes: Changes,
    pub(crate) digest: Vec<u8>,
    /// The encoding that a scheme needs for it, if that is another one and all that differs.
    pub(crate) encoding: Option<&'static str>,
}

/// Returns the encoding in which a digest has exactly this text.
fn encoding_of(digest: &[u8], text: &[u8]) -> Option<&'static str> {
    let is = |op| apply(&Step::new(op), digest).as_deref() == Some(text);
    [
        ("hex", "hex_encode"),
        ("hex", "hex_encode_upper"),
        ("base64", "base64_encode"),
        ("base64url", "base64url_encode"),
    ]
    .into_iter()
    .find_map(|(name, op)| is(op).then_some(name))
}

/// The shortest digest that proves anything (96 bits).
const SHORTEST: usize = 12;

/// The largest number of texts that we derive from one header.
const MOST_READINGS: usize = 600;

fn hex(op: &'static str, bytes: &[u8]) -> Step {
    Step::new(op).text("hex", to_hex(bytes))
}

pub(crate) fn changes(value: &[u8], cut: &Cut) -> Vec<Change> {
    let mut found = Vec::new();
    let mut add = |id, step| found.push(change(id, step));
    add("header_quoted", Step::new("unquote"));
    add("header_encoding", Step::new("percent_decode"));
    add("header_spaced", Step::new("trim"));
    if value.contains(&b',') {
        cut.note(value.split(|byte| *byte == b',').count() > 6);
        for index in 0..6 {
            add("header_joined", Step::new("split").number("index", index));
        }
    }
    for mark in [&b"= "[..], b"=", b" ", b":", b","] {
        if find(value, mark).is_some_and(|at| at <= 24) {
            add("header_prefix", hex("after", mark));
        }
    }
    add("header_spaced", Step::new("remove_separators"));
    // `openssl dgst -r` and `sha256sum` write the name of the file behind the digest.
    if value.trim_ascii().contains(&b' ') {
        add("header_joined", Step::new("word").number("index", 0));
    }
    for op in ["base64_decode", "json_unescape"] {
        add("header_encoding", Step::new(op));
    }
    found
}

/// Returns the ways to read a header with a signature, the plain ones first.
pub(crate) fn readings(scheme: &Scheme<'_>, value: &[u8], cut: &Cut) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    for (changes, text) in texts(scheme, value, cut) {
        if scheme.list.is_none() {
            read(scheme, &changes, &text, &mut found);
        }
        for (element, text) in elements(scheme, &text, cut) {
            let mut changes = changes.clone();
            changes.push(element);
            read(scheme, &changes, text, &mut found);
            for each in self::changes(text, cut) {
                if let Some(made) = apply(&each.step, text) {
                    let mut changes = changes.clone();
                    changes.push(each);
                    read(scheme, &changes, &made, &mut found);
                }
            }
        }
    }
    found
}

/// The largest number of elements of a list that we read.
const MOST_ELEMENTS: usize = 16;

/// Returns the elements of a list, each with the step that takes it.
pub(crate) fn elements<'t>(
    scheme: &Scheme<'_>,
    text: &'t [u8],
    cut: &Cut,
) -> Vec<(Change, &'t [u8])> {
    let Some(separator) = scheme.list else {
        return Vec::new();
    };
    let all: Vec<&[u8]> = text.split(|byte| *byte == separator).collect();
    let step = |at| hex("element", &[separator]).number("index", at);
    let first = cut.first(&all, MOST_ELEMENTS).iter().enumerate();
    first
        .map(|(at, element)| (change(IN_PLACE, step(at)), element.trim_ascii()))
        .collect()
}

/// Returns the texts from which the header may have been made, itself first.
pub(crate) fn texts(scheme: &Scheme<'_>, value: &[u8], cut: &Cut) -> Vec<(Changes, Vec<u8>)> {
    // An element of a list is changed on its own.
    let most_changes = if scheme.list.is_some() { 1 } else { 3 };
    let is_whole = |change: &Change| {
        scheme.list.is_none()
            || !matches!(&*change.step.op, "split" | "after" | "remove_separators")
    };
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    let mut level = Vec::from([(Changes::new(), value.to_vec())]);
    for depth in 0..=most_changes {
        let mut next = Vec::new();
        for (changes_so_far, text) in level {
            cut.note(seen.len() > MOST_READINGS);
            if seen.len() > MOST_READINGS || !seen.insert(text.clone()) {
                continue;
            }
            if depth < most_changes {
                for each in changes(&text, cut).into_iter().filter(is_whole) {
                    if let Some(made) = apply(&each.step, &text) {
                        let mut changes = changes_so_far.clone();
                        changes.push(each);
                        next.push((changes, made));
                    }
                }
            }
            all.push((changes_so_far, text));
        }
        level = next;
    }
    all
}

/// Reads hexadecimal digits that may be cut: of an odd number, all but the last.
fn hex_digest(text: &[u8]) -> Option<Vec<u8>> {
    let is_odd = text.len() % 2 == 1;
    let even = match text.split_last() {
        Some((last, even)) if is_odd && text.len() < 64 && last.is_ascii_hexdigit() => even,
        _ => text,
    };
    base16ct::mixed::decode_vec(even).ok()
}

/// Reads base64 that may be cut: drops a last digit that gives less than a byte.
fn base64_digest(text: &[u8]) -> Option<Vec<u8>> {
    let decode = |text: &[u8]| apply(&Step::new("base64_decode"), text);
    let cut = || decode(text.split_last().filter(|_| text.len() < 43)?.1);
    decode(text).or_else(cut)
}

/// Reads the digest of a text: the steps that write it as the scheme does, and the digest.
fn digests(scheme: &Scheme<'_>, text: &[u8]) -> Vec<(Vec<Step>, Vec<u8>)> {
    let own = match scheme.encoding {
        Encoding::Hex => "hex_encode",
        Encoding::Base64 => "base64_encode",
        Encoding::Base64Url => "base64url_encode",
    };
    let mut found = Vec::new();
    let from = |op| Vec::from([Step::new(op), Step::new(own)]);
    if let Some(digest) = hex_digest(text) {
        if scheme.encoding == Encoding::Hex {
            return Vec::from([(Vec::new(), digest)]);
        }
        found.push((from("hex_decode"), digest));
    }
    if let Some(digest) = base64_digest(text) {
        let written = apply(&Step::new(own), &digest);
        let is_own = written.as_deref() == Some(text) || digest.len() < LENGTH;
        let steps = if scheme.encoding != Encoding::Hex && is_own {
            Vec::new()
        } else {
            from("base64_decode")
        };
        found.push((steps, digest));
    }
    found
}

/// Reads a digest in a text: with the prefix or without, in the encoding of the scheme or in another.
fn read(scheme: &Scheme<'_>, so_far: &Changes, text: &[u8], found: &mut Vec<Reading>) {
    let prefix = scheme.prefix.as_bytes();
    let front = text
        .get(..prefix.len())
        .filter(|front| front.eq_ignore_ascii_case(prefix));
    let rest = front.map_or(text, |front| text.get(front.len()..).unwrap_or_default());
    let trimmed = rest.trim_ascii();
    // The bytes themselves, if an encoding around them was undone.
    let are_bytes = so_far
        .last()
        .is_some_and(|change| change.step.op == "base64_decode")
        && matches!(text.len(), 16 | 20 | 32 | 64);
    let mut read = digests(scheme, trimmed);
    if are_bytes {
        let own = match scheme.encoding {
            Encoding::Hex => "hex_encode",
            Encoding::Base64 => "base64_encode",
            Encoding::Base64Url => "base64url_encode",
        };
        read.push((Vec::from([Step::new(own)]), text.to_vec()));
    }
    for (steps, digest) in read {
        if !(SHORTEST..=64).contains(&digest.len())
            || found.iter().any(|reading| reading.digest == digest)
        {
            continue;
        }
        let mut changes = so_far.clone();
        let is_other_case =
            front.is_some_and(|front| front != prefix && !scheme.ignores_prefix_case);
        let is_encoded = !steps.is_empty();
        let loses_prefix = front.filter(|_| is_encoded || is_other_case);
        if let Some(front) = loses_prefix.filter(|front| !front.is_empty()) {
            let id = if is_encoded {
                "header_encoding"
            } else {
                "header_prefix"
            };
            changes.push(change(id, hex("strip_start", front)));
        }
        let has_blank = !trimmed.is_empty() && rest.first() != trimmed.first();
        if has_blank && !is_encoded && !scheme.prefix.contains(' ') {
            changes.push(change("header_spaced", Step::new("remove_blanks")));
        }
        changes.extend(
            steps
                .into_iter()
                .map(|step| change("header_encoding", step)),
        );
        // A prefix that one step removes and another adds again was kept.
        if (is_encoded || is_other_case || front.is_none()) && !prefix.is_empty() {
            let is_inside = is_encoded || so_far.iter().any(|change| is_about_encoding(change.id));
            let had_prefix = is_encoded
                && (front.is_some() || so_far.iter().any(|change| change.id == "header_prefix"));
            let id = if had_prefix && is_inside {
                "header_encoding"
            } else {
                "header_prefix"
            };
            changes.push(change(id, hex("prepend", prefix)));
        }
        let is_plain = is_encoded && !so_far.iter().any(|change| change.id == "header_encoding");
        let encoding = is_plain.then(|| encoding_of(&digest, trimmed)).flatten();
        found.push(Reading {
            changes,
            digest,
            encoding,
        });
    }
}

fn is_about_encoding(id: &str) -> bool {
    !matches!(id, "header_prefix" | IN_PLACE)
}
