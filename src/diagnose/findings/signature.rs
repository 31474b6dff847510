//! The signature: the search for the signed message, and what the signature proves.

use super::difference::first_difference;
use super::form::form;
use super::found::{Found, likely, push};
use super::structure::structure;
use crate::crypto::key::Key;
use crate::diagnose::around::Around;
use crate::diagnose::cut::Cut;
use crate::diagnose::delivery::{Delivery, values_of};
use crate::diagnose::frame::frames;
use crate::diagnose::header::Reading;
use crate::diagnose::result::{Part, ProofKind, Searched};
use crate::diagnose::search::{Candidate, Context, Search, explain};
use crate::diagnose::step::{Changes, Step, change};
use crate::diagnose::{header, wording};
use crate::error::Error;
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;
use alloc::vec::Vec;

const DEFAULT_BUDGET: u64 = 64 << 20;

const DEEP_BUDGET: u64 = 1 << 30;

fn candidates(keys: &[Key]) -> Vec<Candidate> {
    keys.iter()
        .map(|key| Candidate::of(key, Changes::new()))
        .collect()
}

/// Searches for the signature. Returns whether it is proven without a change, so that the fault lies elsewhere.
pub(crate) fn signature(
    scheme: &Scheme<'_>,
    error: &Error,
    delivery: &Delivery<'_>,
    searched: &mut Searched,
    found: &mut Vec<Found>,
) -> bool {
    let cut = Cut::default();
    let mut readings: Vec<Reading> = Vec::new();
    let values = values_of(scheme, delivery);
    let is_there = values
        .iter()
        .any(|(elsewhere, value)| elsewhere.is_none() && !value.trim_ascii().is_empty());
    let frames = frames(scheme, &values, delivery, &cut);
    let around = Around::of(scheme, &values, frames.ids, frames.times, delivery);
    for (elsewhere, value) in values {
        let place = elsewhere
            .map(|name| change("header_elsewhere", Step::new("given").text("header", name)));
        for mut reading in header::readings(scheme, &value, &cut) {
            if !readings.iter().any(|known| known.digest == reading.digest) {
                reading.changes.splice(0..0, place.clone());
                readings.push(reading);
            }
        }
    }
    if !is_there || matches!(error, Error::MissingHeader { .. }) {
        found.push(likely("header_missing", Part::Header));
    }
    let evidence = delivery.evidence;
    let other_keys = evidence.other_keys.iter().map(|(name, key)| {
        let step = Step::new("given").text("name", name.clone());
        Candidate::of(key, Vec::from([change("secret_other", step)]))
    });
    let given = |id, candidate| {
        let step = Step::new("given").text("candidate", candidate);
        Vec::from([change(id, step)])
    };
    let mut other_bodies = Vec::new();
    for (id, bytes) in &evidence.candidates {
        if let Some(words) = wording::of(id) {
            other_bodies.push((bytes.clone(), given(words.id, id.clone())));
        }
    }
    if let Some(original) = evidence.original
        && original != delivery.body
    {
        other_bodies.push((original.to_vec(), given("body_changed", "original".into())));
    }
    let context = Context {
        body: delivery.body,
        around,
        scheme: *scheme,
        texts: candidates(&delivery.config.secret),
        other_keys: other_keys.collect(),
        other_bodies,
        deep: evidence.deep,
    };
    let mut search = Search {
        readings,
        max_bytes: evidence.max_hashed_bytes.unwrap_or(if evidence.deep {
            DEEP_BUDGET
        } else {
            DEFAULT_BUDGET
        }),
        progress: evidence.progress,
        searched: *searched,
        cut: &cut,
        frames: &frames.all,
        frame: 0,
    };
    let hit = search.run(&context);
    *searched = search.searched;
    let Some(hit) = hit else {
        structure(delivery, found);
        return false;
    };
    // Another algorithm's digest is as long as it is: only a shorter one is cut.
    let length = match hit.algorithm.map(|(_, op)| op) {
        Some("hmac_sha1" | "sha1") => 20,
        Some("hmac_sha512" | "sha512") => 64,
        Some("hmac_md5" | "md5") => 16,
        _ => 32,
    };
    let mut in_place = Changes::new();
    let mut encoding = None;
    if let Some(reading) = search.readings.get(hit.reading) {
        let mut changes = reading.changes.clone();
        in_place.clone_from(&changes);
        encoding = reading.encoding;
        if reading.digest.len() < length {
            changes.push(change(
                "header_truncated",
                Step::new("truncated").number("bits", reading.digest.len().saturating_mul(8)),
            ));
        }
        // The prefix of another hash belongs to the hash.
        if hit.algorithm.is_some() {
            changes.retain(|change| change.id != "header_prefix");
        }
        push(found, &changes, Part::Header, ProofKind::Mac, None);
    }
    for (at, changes) in hit
        .frame
        .and_then(|at| frames.all.get(at))
        .iter()
        .flat_map(|frame| &frame.changes)
    {
        push(found, changes, *at, ProofKind::Mac, None);
    }
    push(found, &hit.key, Part::Secret, ProofKind::Mac, None);
    let first = first_difference(delivery.body, &hit.signed);
    let changes = if hit.body.is_empty() {
        hit.body
    } else {
        explain(delivery.body, &hit.signed).unwrap_or(hit.body)
    };
    push(found, &changes, Part::Body, ProofKind::Mac, first);
    let message = hit.message.as_ref();
    let template = message.and_then(|message| message.step.get_text("template").map(String::from));
    push(
        found,
        &hit.message.into_iter().collect(),
        Part::Signer,
        ProofKind::Mac,
        None,
    );
    if let Some((id, op)) = hit.algorithm {
        push(
            found,
            &Vec::from([change(id, Step::new("algorithm").text("name", op))]),
            Part::Signer,
            ProofKind::Mac,
            None,
        );
    }
    if !scheme.is_built_in {
        advise(found, encoding, template.as_deref());
    }
    if !found.iter().any(|each| each.kind.is_some()) {
        form(scheme, error, in_place, ProofKind::Mac, delivery, found);
    }
    if found.iter().any(|each| each.kind.is_some()) {
        found.retain(|each| each.id != "header_missing" || each.kind.is_some());
    }
    !found.iter().any(|each| each.kind.is_some())
}

/// Adds the advice for the author of a scheme.
fn advise(found: &mut [Found], encoding: Option<&str>, template: Option<&str>) {
    for each in found.iter_mut().filter(|each| each.kind.is_some()) {
        let set = |member: &str, value: &str, more: &str| {
            let text = ["Set `", member, ": \"", value, "\"` in the scheme", more].concat();
            Some(text.into())
        };
        each.remedy = match (each.id, encoding, template) {
            ("header_encoding", Some(encoding), _) => {
                set("encoding", encoding, wording::UNLESS_CHANGED)
            }
            ("algorithm_message", _, Some(template)) => {
                set("signed", template, wording::AND_DECLARE)
            }
            (id, ..) => wording::of_scheme(id).map(Into::into),
        };
    }
}
