//! Static keys in a header, and tokens in a URL.

use super::delivery::{Delivery, values_of};
use super::found::{Found, likely, push};
use crate::crypto::keys::Key;
use crate::diagnose::cut::Cut;
use crate::diagnose::result::{Part, ProofKind, Searched};
use crate::diagnose::step::{Changes, Step, change};
use crate::diagnose::url;
use alloc::vec::Vec;

/// Compares the header of a static key. Returns whether it is the accepted one without a change.
pub(crate) fn api_key(
    header: &'static str,
    delivery: &Delivery<'_>,
    searched: &mut Searched,
    found: &mut Vec<Found>,
) -> bool {
    let cut = Cut::default();
    let values = values_of(header, delivery);
    if !values
        .iter()
        .any(|(elsewhere, value)| elsewhere.is_none() && !value.trim_ascii().is_empty())
    {
        found.push(likely("header_missing", Part::Header));
    }
    let values: Vec<(Vec<u8>, Changes)> = values
        .into_iter()
        .map(|(elsewhere, value)| {
            let place = elsewhere
                .map(|name| change("header_elsewhere", Step::new("given").text("header", name)));
            (value.trim_ascii().to_vec(), place.into_iter().collect())
        })
        .collect();
    let accepted: Vec<&[u8]> = delivery.config.api_key.iter().map(Key::as_bytes).collect();
    let equal = url::equal(&values, &accepted, url::key_changes, "header_case", &cut);
    searched.complete &= !cut.is_cut();
    if let Some(equal) = equal {
        push(found, &equal.value, Part::Header, ProofKind::Equal, None);
        push(found, &equal.key, Part::Secret, ProofKind::Equal, None);
        if !equal.value.is_empty() {
            found.retain(|each| each.id != "header_missing");
        }
        return equal.value.is_empty() && equal.key.is_empty();
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
