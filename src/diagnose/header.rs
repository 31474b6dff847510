//! The changes that could lead from the header that was received to the one that was sent.

use super::cut::Cut;
use super::hex::to_hex;
use super::ops::{apply, find};
use super::step::{Change, Changes, Step, change};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// What a header may mean: how it was read, and the digest that it then claims.
pub(crate) struct Reading {
    pub(crate) changes: Changes,
    pub(crate) digest: Vec<u8>,
}

/// The shortest digest that proves anything (96 bits).
const SHORTEST: usize = 12;

/// How many texts one header is turned into.
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
    for mark in [&b"="[..], b" ", b":", b","] {
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

/// Returns what a signature header may mean, the plain readings first.
pub(crate) fn readings(prefix: &str, value: &[u8], cut: &Cut) -> Vec<Reading> {
    let mut found: Vec<Reading> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut level = Vec::from([(Changes::new(), value.to_vec())]);
    for depth in 0..4 {
        let mut next = Vec::new();
        for (changes_so_far, text) in level {
            cut.note(seen.len() > MOST_READINGS);
            if seen.len() > MOST_READINGS || !seen.insert(text.clone()) {
                continue;
            }
            read(prefix, &changes_so_far, &text, &mut found);
            if depth < 3 {
                for each in changes(&text, cut) {
                    if let Some(made) = apply(&each.step, &text) {
                        let mut changes = changes_so_far.clone();
                        changes.push(each);
                        next.push((changes, made));
                    }
                }
            }
        }
        level = next;
    }
    found
}

/// Reads a digest in a text: with the prefix or without, in hexadecimal digits or in base64.
fn read(prefix: &str, so_far: &Changes, text: &[u8], found: &mut Vec<Reading>) {
    let has_prefix = text
        .get(..prefix.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()));
    let rest = if has_prefix {
        text.get(prefix.len()..).unwrap_or_default()
    } else {
        text
    };
    let rest = rest.trim_ascii();
    let mut digests = Vec::new();
    if let Ok(digest) = base16ct::mixed::decode_vec(rest) {
        digests.push((None, digest));
    } else if rest.len() > 24
        && rest.len() % 2 == 1
        && let Ok(digest) = rest.split_last().map_or(Ok(Vec::new()), |(_, even)| {
            base16ct::mixed::decode_vec(even)
        })
    {
        digests.push((None, digest));
    } else if let Some(digest) = apply(&Step::new("base64_decode"), rest) {
        digests.push((Some("base64_decode"), digest));
    }
    // The bytes themselves, where an encoding around them was undone.
    if so_far
        .last()
        .is_some_and(|change| change.step.op == "base64_decode")
        && matches!(text.len(), 16 | 20 | 32 | 64)
    {
        digests.push((Some(""), text.to_vec()));
    }
    for (encoding, digest) in digests {
        if !(SHORTEST..=64).contains(&digest.len())
            || found.iter().any(|reading| reading.digest == digest)
        {
            continue;
        }
        let mut changes = so_far.clone();
        if let Some(op) = encoding {
            if has_prefix {
                changes.push(change("header_encoding", hex("after", b"=")));
            }
            if !op.is_empty() {
                changes.push(change("header_encoding", Step::new(op)));
            }
            changes.push(change("header_encoding", Step::new("hex_encode")));
        }
        // A prefix that is undone by one step and put back by another is one that was kept.
        let is_bare = encoding.is_some() || !has_prefix;
        if is_bare {
            let is_inside =
                encoding.is_some() || so_far.iter().any(|change| change.id != "header_prefix");
            let had_prefix = encoding.is_some()
                && (has_prefix || so_far.iter().any(|change| change.id == "header_prefix"));
            let id = if had_prefix && is_inside {
                "header_encoding"
            } else {
                "header_prefix"
            };
            changes.push(change(id, hex("prepend", prefix.as_bytes())));
        }
        found.push(Reading { changes, digest });
    }
}

/// Under which other names a header may arrive.
pub(crate) const ELSEWHERE: &[&str] = &[
    "x-signature",
    "signature",
    "x_signature",
    "http_x_signature",
    "http-x-signature",
    "x-hub-signature-256",
    "x-hub-signature",
    "x-webhook-signature",
    "x-signature-256",
    "x-signature-sha256",
    "x-optondemand-signature",
    "x-forwarded-signature",
    "x-original-signature",
    "webhook-signature",
    "x-amzn-remapped-x-signature",
    "authorization",
    "x-amzn-remapped-authorization",
    "proxy-authorization",
    "x-api-key",
    "api-key",
    "x_api_key",
    "http_x_api_key",
    "apikey",
    "x-apikey",
    "x-auth-token",
    "x-xoxoday-api-key",
    "x-api-token",
    "cookie",
];
