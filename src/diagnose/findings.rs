//! What is found, part by part, and the diagnosis that it makes.

use super::cut::Cut;
use super::evidence::Evidence;
use super::header::{self, Reading};
use super::result::{
    Confidence, Diagnosis, Finding, Outcome, Part, Proof, ProofKind, Refusal, Remedy, Searched,
};
use super::search::{Candidate, Context, Search, explain};
use super::step::{Change, Changes, Step, change};
use super::{confirm, json, message, url, wording};
use crate::config::Config;
use crate::crypto::keys::{Key, is_same};
use crate::error::Error;
use crate::json::Document;
use crate::verify::freshness::Freshness;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::{Mechanism, Rules};
use crate::verify::verifier::Verifier;
use alloc::string::String;
use alloc::vec::Vec;

const DEFAULT_BUDGET: u64 = 64 << 20;
const DEEP_BUDGET: u64 = 1 << 30;

/// A finding before its wording.
pub(crate) struct Found {
    pub(crate) id: &'static str,
    pub(crate) at: Part,
    /// None for a guess.
    pub(crate) kind: Option<ProofKind>,
    pub(crate) steps: Vec<Step>,
    pub(crate) first_difference: Option<u64>,
}

pub(crate) fn fact(id: &'static str, at: Part, step: Step) -> Found {
    Found {
        id,
        at,
        kind: Some(ProofKind::Fact),
        steps: Vec::from([step]),
        first_difference: None,
    }
}

pub(crate) fn likely(id: &'static str, at: Part) -> Found {
    Found {
        id,
        at,
        kind: None,
        steps: Vec::new(),
        first_difference: None,
    }
}

/// Diagnoses a delivery.
pub(crate) fn run(
    rules: &Rules,
    all: &[&Rules],
    incoming: &Incoming<'_>,
    config: &Config,
    evidence: &Evidence<'_>,
) -> Diagnosis {
    let body = incoming.body.unwrap_or_default();
    let mut searched = Searched {
        macs: 0,
        bytes: 0,
        complete: true,
    };
    let mut found = Vec::new();
    let confirmation = if evidence.credentials.is_empty() {
        None
    } else {
        confirm::check(body, evidence)
    };
    let checked = match confirmation {
        Some((checked, of_confirm)) => {
            found = of_confirm;
            checked
        }
        None => {
            let verifier = Verifier::new(config, rules);
            let checked = verifier
                .and_then(|verifier| verifier.verify(incoming, rules))
                .map(|_| ());
            if let Err(error) = &checked {
                refused(
                    error,
                    &Delivery {
                        rules,
                        all,
                        incoming,
                        config,
                        evidence,
                        body,
                    },
                    &mut searched,
                    &mut found,
                );
            }
            checked
        }
    };
    diagnosis(rules.name, checked.err(), found, searched)
}

struct Delivery<'d> {
    rules: &'d Rules,
    all: &'d [&'d Rules],
    incoming: &'d Incoming<'d>,
    config: &'d Config,
    evidence: &'d Evidence<'d>,
    body: &'d [u8],
}

fn refused(
    error: &Error,
    delivery: &Delivery<'_>,
    searched: &mut Searched,
    found: &mut Vec<Found>,
) {
    address(error, delivery, found);
    clock(error, delivery, found);
    let is_later = matches!(
        error,
        Error::TooOld | Error::InFuture | Error::TimestampInvalid | Error::BodyTooLarge { .. }
    );
    if is_later {
        return;
    }
    let mut proves = true;
    match &delivery.rules.mechanism {
        Some(Mechanism::HmacSha256 { header, prefix }) if !delivery.config.secret.is_empty() => {
            proves = signature(header, prefix, delivery, searched, found);
        }
        Some(Mechanism::ApiKey { header }) if !delivery.config.api_key.is_empty() => {
            proves = api_key(header, delivery, searched, found)
        }
        _ => {}
    }
    if proves && !delivery.config.url_token.is_empty() {
        token(delivery, found);
    }
    other_providers(delivery, found);
    if matches!(error, Error::Mismatch { .. }) && !found.iter().any(|each| each.kind.is_some()) {
        let at = if delivery.config.secret.is_empty() && delivery.config.api_key.is_empty() {
            Part::Url
        } else {
            Part::Secret
        };
        found.push(likely("secret_wrong", at));
    }
}

/// Returns the values of a header, by its name and by others.
fn values_of(header: &str, delivery: &Delivery<'_>) -> Vec<(Option<String>, Vec<u8>)> {
    let mut values = Vec::new();
    let mut take = |name: &str| {
        if let Some(headers) = delivery.incoming.headers {
            headers.each(name, &mut |value| {
                let elsewhere = (!name.eq_ignore_ascii_case(header)).then(|| name.into());
                values.push((elsewhere, value.to_vec()));
            });
        }
    };
    take(header);
    header::ELSEWHERE
        .iter()
        .filter(|name| **name != header)
        .for_each(|name| take(name));
    for (name, value) in &delivery.evidence.headers {
        if !values.iter().any(|(_, known)| known == value) {
            values.push((
                (!name.eq_ignore_ascii_case(header)).then(|| name.clone()),
                value.clone(),
            ));
        }
    }
    values
}

fn content_length(delivery: &Delivery<'_>) -> Option<u64> {
    let mut length = None;
    if let Some(headers) = delivery.incoming.headers {
        headers.each("content-length", &mut |value| {
            length = core::str::from_utf8(value)
                .ok()
                .and_then(|value| value.trim().parse().ok());
        });
    }
    length
}

fn candidates(keys: &[Key]) -> Vec<Candidate> {
    keys.iter()
        .map(|key| Candidate {
            bytes: key.as_bytes().to_vec().into(),
            changes: Changes::new(),
        })
        .collect()
}

/// Searches for the signature. Returns whether it is proven without a change, so that the fault lies elsewhere.
fn signature(
    header: &'static str,
    prefix: &'static str,
    delivery: &Delivery<'_>,
    searched: &mut Searched,
    found: &mut Vec<Found>,
) -> bool {
    let cut = Cut::default();
    let mut readings: Vec<Reading> = Vec::new();
    let values = values_of(header, delivery);
    let is_there = values
        .iter()
        .any(|(elsewhere, value)| elsewhere.is_none() && !value.trim_ascii().is_empty());
    for (elsewhere, value) in values {
        let place = elsewhere
            .map(|name| change("header_elsewhere", Step::new("given").text("header", name)));
        for mut reading in header::readings(prefix, &value, &cut) {
            if !readings.iter().any(|known| known.digest == reading.digest) {
                reading.changes.splice(0..0, place.clone());
                readings.push(reading);
            }
        }
    }
    if !is_there {
        found.push(likely("header_missing", Part::Header));
    }
    let evidence = delivery.evidence;
    let other_keys = evidence.other_keys.iter().map(|(name, key)| Candidate {
        bytes: key.as_bytes().to_vec().into(),
        changes: Vec::from([change(
            "secret_other",
            Step::new("given").text("name", name.clone()),
        )]),
    });
    let mut bodies = Vec::new();
    for (id, bytes) in &evidence.candidates {
        if let Some(words) = wording::of(id) {
            bodies.push((
                (
                    bytes.clone(),
                    Vec::from([change(
                        words.id,
                        Step::new("given").text("candidate", id.clone()),
                    )]),
                ),
                (),
            ));
        }
    }
    if let Some(original) = evidence.original
        && original != delivery.body
    {
        bodies.push((
            (
                original.to_vec(),
                Vec::from([change(
                    "body_changed",
                    Step::new("given").text("candidate", "original"),
                )]),
            ),
            (),
        ));
    }
    let mut dates = Vec::new();
    if let Some(headers) = delivery.incoming.headers {
        for name in [
            "x-timestamp",
            "x-signature-timestamp",
            "x-request-timestamp",
            "webhook-timestamp",
            "date",
        ] {
            headers.each(name, &mut |value| {
                dates.extend(core::str::from_utf8(value).ok())
            });
        }
    }
    let context = Context {
        body: delivery.body,
        // A step that tells the URL would tell the token in it.
        url: delivery
            .incoming
            .url
            .filter(|_| delivery.config.url_token.is_empty()),
        timestamps: dates,
        keys: candidates(&delivery.config.secret),
        other_keys: other_keys.collect(),
        candidates: bodies,
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
    if let Some(reading) = search.readings.get(hit.reading) {
        let mut changes = reading.changes.clone();
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
    push(found, &hit.key, Part::Secret, ProofKind::Mac, None);
    let first = first_difference(delivery.body, &hit.signed);
    let changes = if hit.body.is_empty() {
        hit.body
    } else {
        explain(delivery.body, &hit.signed).unwrap_or(hit.body)
    };
    push(found, &changes, Part::Body, ProofKind::Mac, first);
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
    if found.iter().any(|each| each.kind.is_some()) {
        found.retain(|each| each.id != "header_missing" || each.kind.is_some());
    }
    !found.iter().any(|each| each.kind.is_some())
}

/// What the structure of a body says where no MAC fits.
fn structure(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
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
        }
        return;
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

fn first_difference(one: &[u8], other: &[u8]) -> Option<u64> {
    let same = one
        .iter()
        .zip(other)
        .take_while(|(one, other)| one == other)
        .count();
    (one != other).then(|| u64::try_from(same).unwrap_or(u64::MAX))
}

fn push(
    found: &mut Vec<Found>,
    changes: &Changes,
    at: Part,
    kind: ProofKind,
    first_difference: Option<u64>,
) {
    let steps: Vec<Step> = changes.iter().map(|change| change.step.clone()).collect();
    for Change { id, .. } in changes {
        if *id != url::IN_PLACE
            && !found
                .iter()
                .any(|each| each.id == *id && each.kind.is_some())
        {
            found.push(Found {
                id,
                at,
                kind: Some(kind),
                steps: steps.clone(),
                first_difference,
            });
        }
    }
}

/// Compares the header of a static key. Returns whether it is the accepted one without a change.
fn api_key(
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

fn token(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
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

fn address(error: &Error, delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let is_about = matches!(error, Error::IpNotAllowed)
        || matches!(error, Error::InvalidArgument { argument, .. } if *argument == "ip");
    let Some(ip) = delivery.incoming.ip.filter(|_| is_about) else {
        return;
    };
    if url::without_port(ip).is_some() {
        found.push(fact("ip_port", Part::Ip, Step::new("without_port")));
    } else if url::is_private(ip) {
        found.push(likely("ip_proxy", Part::Ip));
    }
}

fn clock(error: &Error, delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    let id = match error {
        Error::TooOld => "clock_old",
        Error::InFuture => "clock_ahead",
        Error::TimestampInvalid => "clock_format",
        _ => return,
    };
    let document = Document::parse(delivery.body).ok();
    let signed = document
        .as_ref()
        .and_then(|document| (delivery.rules.signed_ms)(document.root()));
    let window = Freshness::new(delivery.config).ok().flatten();
    let now = window.and_then(|window| window.now(delivery.incoming.now).ok());
    let in_ms = now.map(|now| now * 1000.0);
    if let (Some(window), Some(in_ms)) = (window, in_ms)
        && signed.is_some()
        && window.check(in_ms, signed).is_ok()
    {
        found.push(fact(
            "clock_unit",
            Part::Clock,
            Step::new("seconds_to_milliseconds"),
        ));
        return;
    }
    let mut step = Step::new("clock");
    if let (Some(now), Some(signed)) = (now, signed) {
        // The text of a double has no fraction here: both are whole milliseconds.
        let now: i64 = alloc::format!("{now:.0}").parse().unwrap_or_default();
        let apart = now.saturating_sub(signed).unsigned_abs() / 1000;
        step = step.number("seconds", usize::try_from(apart).unwrap_or(usize::MAX));
    }
    found.push(fact(id, Part::Clock, step));
}

/// Looks whether the delivery is another provider's.
fn other_providers(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    if found.iter().any(|each| each.kind.is_some()) {
        return;
    }
    let own = delivery.rules.mechanism.as_ref().map(Mechanism::header);
    let config = delivery.config;
    let keys = || {
        config
            .secret
            .iter()
            .chain(&config.api_key)
            .chain(&config.url_token)
            .chain(delivery.evidence.other_keys.iter().map(|(_, key)| key))
    };
    for other in delivery
        .all
        .iter()
        .filter(|other| other.name != delivery.rules.name)
    {
        let Some(mechanism) = &other.mechanism else {
            continue;
        };
        let mut value = Vec::new();
        if let Some(headers) = delivery.incoming.headers {
            headers.each(mechanism.header(), &mut |found| {
                value = found.trim_ascii().to_vec()
            });
        }
        if value.is_empty() || own == Some(mechanism.header()) {
            continue;
        }
        let fits = keys().any(|key| match mechanism {
            Mechanism::HmacSha256 { prefix, .. } => {
                let mac = message::compute(
                    message::Algorithm::HmacSha256,
                    key.as_bytes(),
                    delivery.body,
                );
                header::readings(prefix, &value, &Cut::default())
                    .iter()
                    .any(|reading| is_same(&mac, &reading.digest))
            }
            Mechanism::ApiKey { .. } => is_same(key.as_bytes(), &value),
        });
        if fits {
            found.push(Found {
                kind: Some(match mechanism {
                    Mechanism::HmacSha256 { .. } => ProofKind::Mac,
                    Mechanism::ApiKey { .. } => ProofKind::Equal,
                }),
                ..fact(
                    "wrong_provider",
                    Part::Signer,
                    Step::new("provider").text("name", other.name),
                )
            });
        } else {
            found.push(likely("wrong_provider", Part::Signer));
        }
        found.retain(|each| each.id != "header_missing");
    }
}

fn diagnosis(
    provider: &'static str,
    error: Option<Error>,
    mut found: Vec<Found>,
    searched: Searched,
) -> Diagnosis {
    found.sort_by_key(|each| each.kind.is_none());
    let findings: Vec<Finding> = found.into_iter().filter_map(finding).collect();
    let outcome = match &error {
        None => Outcome::Accepted,
        Some(Error::InvalidConfig { .. }) => Outcome::ConfigError,
        Some(_) => Outcome::Refused,
    };
    let summary = summary(error.as_ref(), &findings);
    let error = error.map(|error| Refusal {
        code: error.code(),
        status: error.status(),
        path: error.path().map(String::from),
    });
    Diagnosis {
        schema: 1,
        provider,
        outcome,
        error,
        summary,
        findings,
        searched,
    }
}

fn finding(found: Found) -> Option<Finding> {
    let words = wording::of(found.id)?;
    let proof = found.kind.map(|kind| Proof {
        kind,
        steps: found.steps,
        first_difference: found.first_difference,
    });
    // A length proves that the body is another, and no more.
    let is_length = |proof: &Proof| proof.steps.iter().any(|step| step.op == "content_length");
    let title = if words.id == "body_changed" && proof.as_ref().is_some_and(is_length) {
        wording::OTHER_LENGTH
    } else {
        words.title
    };
    Some(Finding {
        id: words.id,
        confidence: if proof.is_some() {
            Confidence::Proven
        } else {
            Confidence::Likely
        },
        at: found.at,
        title: title.into(),
        detail: words.detail.into(),
        proof,
        remedy: Remedy {
            text: words.remedy.into(),
            frameworks: wording::frameworks(words.id).iter().copied().collect(),
        },
    })
}

fn summary(error: Option<&Error>, findings: &[Finding]) -> String {
    let mut text = match error {
        None => String::from("Accepted."),
        Some(error @ Error::InvalidConfig { .. }) => {
            ["The configuration cannot be used (", error.code(), ")."].concat()
        }
        Some(error) => ["Refused (", error.code(), ")."].concat(),
    };
    for (confidence, front) in [
        (Confidence::Proven, " Proven: "),
        (Confidence::Likely, " Likely: "),
    ] {
        let titles: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.confidence == confidence)
            .map(|finding| finding.title.as_str())
            .collect();
        if !titles.is_empty() {
            text.push_str(front);
            text.push_str(&titles.join("; "));
            text.push('.');
            break;
        }
    }
    text
}
