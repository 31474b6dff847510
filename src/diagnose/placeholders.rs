//! The values that the placeholders of a template may have had: as received, or as the sender may have signed them.

use super::cut::Cut;
use super::delivery::Delivery;
use super::header::{elements, texts};
use super::header_names::spellings;
use super::ops::apply;
use super::result::Part as At;
use super::step::{Change, Changes, IN_PLACE, Step, change};
use super::units::name;
use crate::verify::schemes::kinds::{Place, UNITS};
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;
use alloc::vec::Vec;

/// A possible value of a placeholder.
pub(crate) struct Value {
    pub(crate) bytes: Vec<u8>,
    pub(crate) at: At,
    pub(crate) changes: Changes,
}

impl Value {
    pub(crate) fn of(bytes: &[u8], at: At, changes: Changes) -> Self {
        Self {
            bytes: bytes.trim_ascii().to_vec(),
            at,
            changes,
        }
    }

    /// Counts the changes that are faults.
    pub(crate) fn faults(&self) -> usize {
        let is_fault = |change: &&Change| change.id != IN_PLACE;
        self.changes.iter().filter(is_fault).count()
    }
}

/// How many values of a header are looked at, and how many headers with other names.
const MOST_OTHERS: usize = 24;

/// Returns the times that the sender may have signed.
pub(crate) fn times(
    scheme: &Scheme<'_>,
    values: &[(Option<String>, Vec<u8>)],
    delivery: &Delivery<'_>,
    cut: &Cut,
) -> Vec<Value> {
    let Some((place, unit)) = scheme.timestamp else {
        return Vec::new();
    };
    let mut found = match place {
        Place::Header(name) => {
            let is_time = |value: &[u8]| unit.milliseconds(value, false).is_some();
            of_header(name, &is_time, scheme, delivery, cut)
        }
        Place::Prefix(prefix) => of_elements(prefix, scheme, values, cut),
        Place::Field(_) => Vec::new(),
    };
    // The sender signs the time in one form and sends it in another.
    let mut rewritten = Vec::new();
    for value in &found {
        for (from, to) in UNITS.iter().flat_map(|from| UNITS.map(|to| (*from, to))) {
            let step = Step::new("time")
                .text("from", name(from))
                .text("to", name(to));
            if from != to
                && let Some(bytes) = apply(&step, &value.bytes)
            {
                let mut changes = value.changes.clone();
                changes.push(change("timestamp_unit", step));
                rewritten.push(Value::of(&bytes, At::Header, changes));
            }
        }
    }
    found.extend(rewritten);
    found
}

/// Returns the possible values of a header for the time or the id.
pub(crate) fn of_header(
    name: &str,
    fits: &dyn Fn(&[u8]) -> bool,
    scheme: &Scheme<'_>,
    delivery: &Delivery<'_>,
    cut: &Cut,
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    let mut take = |value: &[u8], changes: Changes| {
        if !found.iter().any(|known| known.bytes == value.trim_ascii()) {
            found.push(Value::of(value, At::Header, changes));
        }
    };
    let own = delivery.values_named(name);
    for (at, value) in cut.first(&own, MOST_OTHERS).iter().enumerate() {
        let again = || change("header_joined", Step::new("given").number("value", at));
        let changes: Changes = (at > 0).then(again).into_iter().collect();
        take(value, changes.clone());
        for (more, text) in texts(&scheme.without_list(), value, cut)
            .into_iter()
            .skip(1)
        {
            if fits(&text) && more.len() == 1 {
                take(&text, changes.iter().cloned().chain(more).collect());
            }
        }
    }
    if own.iter().any(|value| !value.trim_ascii().is_empty()) {
        return found;
    }
    let mut others = Vec::new();
    for spelling in spellings(name) {
        let values = delivery.values_named(&spelling).into_iter();
        others.extend(values.map(|value| (spelling.clone(), value)));
    }
    others.extend(delivery.evidence.headers.iter().cloned());
    others.retain(|(name, value)| !scheme.names_header(name) && fits(value.trim_ascii()));
    for (name, value) in cut.first(&others, MOST_OTHERS) {
        let step = Step::new("given").text("header", name.clone());
        take(value, Vec::from([change("header_elsewhere", step)]));
    }
    found
}

/// Returns the possible values of an element of the list.
fn of_elements(
    prefix: &str,
    scheme: &Scheme<'_>,
    values: &[(Option<String>, Vec<u8>)],
    cut: &Cut,
) -> Vec<Value> {
    let mut found: Vec<Value> = Vec::new();
    for (elsewhere, value) in values {
        let place = elsewhere.as_ref().map(|name| {
            let step = Step::new("given").text("header", name.clone());
            change("header_elsewhere", step)
        });
        for (more, text) in texts(scheme, value, cut) {
            let changes: Changes = place.iter().cloned().chain(more).collect();
            let mut is_first = true;
            for (element, text) in elements(scheme, &text, cut) {
                let Some(rest) = text.strip_prefix(prefix.as_bytes()) else {
                    continue;
                };
                let mut changes = changes.clone();
                changes.push(if is_first {
                    element
                } else {
                    change("header_joined", element.step)
                });
                is_first = false;
                let step =
                    Step::new("strip_start").text("hex", super::hex::to_hex(prefix.as_bytes()));
                changes.push(change(IN_PLACE, step));
                if !found.iter().any(|known| known.bytes == rest.trim_ascii()) {
                    found.push(Value::of(rest, At::Header, changes));
                }
            }
        }
    }
    found
}

/// Returns the URLs that the sender may have signed: the configured one, changes of it, and that of the request.
pub(crate) fn urls(delivery: &Delivery<'_>) -> Vec<Value> {
    let configured = delivery.config.url.as_deref().unwrap_or_default();
    let mut found = Vec::from([Value::of(configured.as_bytes(), At::Url, Changes::new())]);
    let hex = |op, text: &str| Step::new(op).text("hex", super::hex::to_hex(text.as_bytes()));
    let replace = |from: &str, to: &str| {
        Step::new("replace")
            .text("from", super::hex::to_hex(from.as_bytes()))
            .text("to", super::hex::to_hex(to.as_bytes()))
    };
    let steps = [
        hex("strip_end", "/"),
        hex("append", "/"),
        replace("http://", "https://"),
        replace("https://", "http://"),
        replace("://www.", "://"),
        replace("://", "://www."),
        replace(":443/", "/"),
        replace(":80/", "/"),
        hex("before", "?"),
        hex("before", "#"),
        Step::new("trim"),
        Step::new("lower"),
        Step::new("percent_decode"),
        Step::new("unquote"),
    ];
    let mut take = |bytes: Vec<u8>, step: Step| {
        if !found.iter().any(|known| known.bytes == bytes) {
            let changes = Vec::from([change("url_other", step)]);
            found.push(Value::of(&bytes, At::Url, changes));
        }
    };
    for step in steps {
        if let Some(bytes) = apply(&step, configured.as_bytes()) {
            take(bytes, step);
        }
    }
    // No step holds the URL of the request: there may be a secret in it.
    let given = || Step::new("given").text("url", "request");
    if let Some(url) = delivery.incoming.url {
        take(url.into(), given());
        let origin = configured.split_once("://").map(|(scheme, rest)| {
            let host = rest.split('/').next().unwrap_or_default();
            [scheme, "://", host].concat()
        });
        if let Some(origin) = origin.filter(|_| url.starts_with('/')) {
            take([&origin, url].concat().into_bytes(), given());
        }
    }
    found
}
