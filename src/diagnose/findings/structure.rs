//! Findings from the structure and the length of a body.

use super::difference::first_difference;
use super::found::{Found, fact, likely, push};
use crate::diagnose::delivery::Delivery;
use crate::diagnose::result::{Part, ProofKind};
use crate::diagnose::search::explain;
use crate::diagnose::step::{Step, change};
use crate::diagnose::{json, wording};
use alloc::vec::Vec;

fn content_length(delivery: &Delivery<'_>) -> Option<u64> {
    let mut length = None;
    delivery
        .incoming
        .each_value("content-length", &mut |value| {
            length = core::str::from_utf8(value)
                .ok()
                .and_then(|value| value.trim().parse().ok());
        });
    length
}

/// Returns whether one of the headers with the proof is there. Without it, the body may not have been read at all.
fn has_proof(delivery: &Delivery<'_>) -> bool {
    let has_value = |name: &&str| !name.is_empty() && !delivery.values_named(name).is_empty();
    let scheme = delivery.rules.scheme.as_ref();
    scheme.is_some_and(|scheme| scheme.headers.iter().any(has_value))
}

/// Checks the structure of a body if no MAC fits.
pub(crate) fn structure(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let length = content_length(delivery);
    let own = u64::try_from(delivery.body.len()).unwrap_or(u64::MAX);
    let differs = |length: u64| {
        Step::new("content_length")
            .number("expected", usize::try_from(length).unwrap_or(usize::MAX))
            .number("found", delivery.body.len())
    };
    if delivery.body.is_empty() {
        if let Some(length) = length.filter(|length| *length > 0) {
            found.push(fact("body_empty", Part::Body, differs(length)));
        } else if length.is_none() && has_proof(delivery) {
            found.push(guess("body_empty", wording::NO_BODY));
        }
        return;
    }
    if is_printed_object(delivery.body) {
        found.push(guess("body_stringified", wording::PRINTED_OBJECT));
    }
    let is_open = delivery.body.trim_ascii_start().first() == Some(&b'{')
        && json::read(delivery.body).is_none();
    if is_open && ends_early(delivery.body) {
        found.push(fact(
            "body_truncated",
            Part::Body,
            Step::new("ends_early").number("length", delivery.body.len()),
        ));
        return;
    }
    match length {
        Some(length) if own < length && json::read(delivery.body).is_none() => {
            found.push(fact("body_truncated", Part::Body, differs(length)))
        }
        Some(length) if own != length => {
            found.push(fact("body_changed", Part::Body, differs(length)))
        }
        _ => {}
    }
    if let Some(original) = delivery.evidence.original
        && original != delivery.body
    {
        let changes = explain(delivery.body, original).unwrap_or_else(|| {
            Vec::from([change(
                "body_changed",
                Step::new("given").text("candidate", "original"),
            )])
        });
        push(
            found,
            &changes,
            Part::Body,
            ProofKind::Equal,
            first_difference(delivery.body, original),
        );
    }
}

fn guess(id: &'static str, detail: &'static str) -> Found {
    Found {
        detail: Some(detail.into()),
        ..likely(id, Part::Body)
    }
}

/// Tells whether a body is what JavaScript prints for an object or for no value.
fn is_printed_object(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    body == b"undefined" || body.starts_with(b"[object ") && body.ends_with(b"]")
}

/// Tells whether JSON ends before its brackets or its strings do.
fn ends_early(body: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in body {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => depth = depth.saturating_add(1),
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    in_string || depth > 0
}
