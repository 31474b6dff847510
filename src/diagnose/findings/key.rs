//! Static keys in a header, and tokens in a URL.

use super::form::form;
use super::found::{Found, likely, push};
use crate::crypto::key::Key;
use crate::diagnose::cut::Cut;
use crate::diagnose::delivery::{Delivery, values_of};
use crate::diagnose::result::{Part, ProofKind, Searched};
use crate::diagnose::step::{Change, Changes, IN_PLACE, Step, change};
use crate::diagnose::{header, url};
use crate::error::Error;
use crate::verify::schemes::scheme::Scheme;
use alloc::vec::Vec;

/// Compares the header of a static key. Returns whether it is the accepted one and nothing was found, so that the fault lies
/// elsewhere.
pub(crate) fn api_key(
    scheme: &Scheme<'_>,
    error: &Error,
    accepted: &[Key],
    delivery: &Delivery<'_>,
    searched: &mut Searched,
    found: &mut Vec<Found>,
) -> bool {
    let cut = Cut::default();
    let values = values_of(scheme, delivery);
    if !values
        .iter()
        .any(|(elsewhere, value)| elsewhere.is_none() && !value.trim_ascii().is_empty())
    {
        found.push(likely("header_missing", Part::Header));
    }
    let mut claims = Vec::new();
    for (elsewhere, value) in values {
        let place = elsewhere
            .map(|name| change("header_elsewhere", Step::new("given").text("header", name)));
        claims.extend(self::claims(scheme, value.trim_ascii(), place, &cut));
    }
    let values = claims;
    let accepted: Vec<&[u8]> = accepted.iter().map(Key::as_bytes).collect();
    let equal = url::equal(&values, &accepted, url::key_changes, "header_case", &cut);
    searched.complete &= !cut.is_cut();
    if let Some(equal) = equal {
        push(found, &equal.value, Part::Header, ProofKind::Equal, None);
        push(found, &equal.key, Part::Secret, ProofKind::Equal, None);
        let is_fault = |change: &Change| change.id != IN_PLACE;
        let is_changed = equal.value.iter().any(is_fault);
        if is_changed {
            found.retain(|each| each.id != "header_missing");
        }
        if is_changed || !equal.key.is_empty() {
            return false;
        }
        form(
            scheme,
            error,
            equal.value,
            ProofKind::Equal,
            delivery,
            found,
        );
        return !found.iter().any(|each| each.kind.is_some());
    }
    for (name, key) in &delivery.evidence.other_keys {
        if url::equal(
            &values,
            &[key.as_bytes()],
            url::key_changes,
            "header_case",
            &cut,
        )
        .is_some()
        {
            push(
                found,
                &Vec::from([change(
                    "secret_other",
                    Step::new("given").text("name", name.clone()),
                )]),
                Part::Secret,
                ProofKind::Equal,
                None,
            );
            return false;
        }
    }
    false
}

/// Returns the keys that a value claims: the text behind the prefix of the scheme, or that of each element.
fn claims(
    scheme: &Scheme<'_>,
    value: &[u8],
    place: Option<Change>,
    cut: &Cut,
) -> Vec<(Vec<u8>, Changes)> {
    let place: Changes = place.into_iter().collect();
    let mut texts: Vec<(&[u8], Changes)> = Vec::new();
    if scheme.list.is_none() {
        texts.push((value, place.clone()));
    }
    for (element, text) in header::elements(scheme, value, cut) {
        texts.push((text, place.iter().cloned().chain([element]).collect()));
    }
    if scheme.prefix.is_empty() {
        let owned = texts.into_iter();
        return owned
            .map(|(text, changes)| (text.to_vec(), changes))
            .collect();
    }
    let mut claims = Vec::new();
    for (text, changes) in texts {
        claims.extend(behind_prefix(scheme, text, &changes, cut));
    }
    claims
}

/// Returns the text behind the prefix of the scheme, also if the whole was changed or has no prefix.
fn behind_prefix(
    scheme: &Scheme<'_>,
    text: &[u8],
    changes: &Changes,
    cut: &Cut,
) -> Vec<(Vec<u8>, Changes)> {
    let prefix = crate::diagnose::hex::to_hex(scheme.prefix.as_bytes());
    let strip = || {
        let step = Step::new("strip_start").text("hex", prefix.clone());
        change(IN_PLACE, step)
    };
    let mut found = Vec::new();
    for (made, text) in header::texts(&scheme.without_list(), text, cut) {
        if let Some(rest) = scheme.behind_prefix(&text).filter(|_| made.len() < 2) {
            let steps = changes.iter().cloned().chain(made).chain([strip()]);
            found.push((rest.to_vec(), steps.collect()));
        }
    }
    if scheme.behind_prefix(text).is_none() {
        let step = Step::new("prepend").text("hex", prefix.clone());
        let prepend = change("header_prefix", step);
        let steps = changes.iter().cloned().chain([prepend, strip()]);
        found.push((text.to_vec(), steps.collect()));
    }
    found
}

pub(crate) fn token(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let Some(given) = delivery.incoming.url else {
        return;
    };
    let values = url::values(given, delivery.config.url_token_param.as_deref());
    let accepted: Vec<&[u8]> = delivery
        .config
        .url_token
        .iter()
        .map(Key::as_bytes)
        .collect();
    if let Some(equal) = url::equal(
        &values,
        &accepted,
        url::token_changes,
        "token_case",
        &Cut::default(),
    ) {
        let whole = equal
            .value
            .into_iter()
            .filter(|change| change.id != "header_truncated")
            .collect();
        push(found, &whole, Part::Url, ProofKind::Equal, None);
        push(found, &equal.key, Part::Secret, ProofKind::Equal, None);
    }
}
