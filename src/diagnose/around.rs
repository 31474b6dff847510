//! What a message may have around the body, apart from the template: times, ids and the URL.

use super::delivery::Delivery;
use crate::verify::schemes::borders::is_id_text;
use crate::verify::schemes::kinds::Unit;
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;
use alloc::vec::Vec;

/// What may be between the parts of a message.
pub(crate) const BETWEEN: [&str; 5] = [".", "", ":", "\n", "|"];

/// What a message may have around the body.
pub(crate) struct Around<'a> {
    pub(crate) fronts: Vec<Front>,
    pub(crate) url: Option<&'a str>,
    /// As in `https://shop.example`, if the URL is only a path.
    origin: Option<String>,
}

/// A text that may be before or after the body, and how a template names it.
#[derive(Clone)]
pub(crate) struct Front {
    pub(crate) text: String,
    pub(crate) name: String,
    /// What is between it and the body, if that is known.
    pub(crate) between: Option<&'static str>,
}

impl Front {
    pub(crate) fn new(text: &str, name: &str) -> Self {
        Self {
            text: text.into(),
            name: name.into(),
            between: None,
        }
    }
}

/// Headers whose values are tried as times, whatever they are.
const TIMES: [&str; 5] = [
    "x-timestamp",
    "x-signature-timestamp",
    "x-request-timestamp",
    "webhook-timestamp",
    "date",
];

/// The ends of the names of headers with a time. A step shows the value, so the name has to say that it is a time.
const TIME_ENDS: [&str; 3] = ["timestamp", "-time", "_time"];

/// The ends of the names of headers with the id of a delivery.
const ID_ENDS: [&str; 6] = [
    "webhook-id",
    "svix-id",
    "event-id",
    "message-id",
    "delivery-id",
    "request-id",
];

/// How many times and ids are tried.
const MOST_TIMES: usize = 8;
const MOST_IDS: usize = 2;

/// How many times are joined with each id.
const MOST_JOINED: usize = 3;

impl<'a> Around<'a> {
    /// Collects them from the headers. `ids` and `times` are those of the scheme, `values` the headers with the signature.
    pub(crate) fn of(
        scheme: &Scheme<'_>,
        values: &[(Option<String>, Vec<u8>)],
        mut ids: Vec<String>,
        mut times: Vec<String>,
        delivery: &Delivery<'a>,
    ) -> Self {
        for name in TIMES {
            for value in delivery.values_named(name) {
                add(&mut times, &value);
            }
        }
        let mut origin = None;
        if !scheme.is_built_in {
            for (name, value) in &delivery.evidence.headers {
                let (name, value) = (name.to_ascii_lowercase(), value.trim_ascii());
                let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
                if ends(&TIME_ENDS) && is_time(value) {
                    add(&mut times, value);
                }
                if ends(&ID_ENDS) && is_id_text(value) {
                    add(&mut ids, value);
                }
            }
            let own = values.iter().filter(|(elsewhere, _)| elsewhere.is_none());
            for (_, value) in own {
                for element in value.split(|byte| matches!(byte, b',' | b';' | b' ')) {
                    let text = element.splitn(2, |byte| *byte == b'=').nth(1);
                    if let Some(text) = text.filter(|text| is_time(text)) {
                        add(&mut times, text);
                    }
                }
            }
            origin = origin_of(delivery);
        }
        times.truncate(MOST_TIMES);
        ids.truncate(MOST_IDS);
        Self {
            fronts: fronts(&ids, &times),
            url: delivery.incoming.url,
            origin,
        }
    }

    /// Returns what may be in front of the URL. Nothing without a URL.
    pub(crate) fn origins(&self) -> impl Iterator<Item = &str> {
        let url = self.url.map(|_| "");
        url.into_iter().chain(self.url.and(self.origin.as_deref()))
    }
}

fn add(list: &mut Vec<String>, value: &[u8]) {
    if let Ok(text) = core::str::from_utf8(value)
        && !list.iter().any(|known| known == text)
    {
        list.push(text.into());
    }
}

/// Tells whether a text is a time of this century.
fn is_time(text: &[u8]) -> bool {
    let is_count = matches!(text.len(), 10 | 13) && text.starts_with(b"1");
    is_count && text.iter().all(u8::is_ascii_digit)
        || Unit::Rfc3339.milliseconds(text, false).is_some()
        || Unit::IsoUtc.milliseconds(text, false).is_some()
}

/// Returns the origin of a URL that is only a path, by the host that the request names.
fn origin_of(delivery: &Delivery<'_>) -> Option<String> {
    delivery.incoming.url.filter(|url| url.starts_with('/'))?;
    let host = delivery.values_named("host").pop()?;
    let host = core::str::from_utf8(&host).ok()?;
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-');
    host.bytes()
        .all(is_host)
        .then(|| ["https://", host].concat())
}

/// Returns the texts that ids and times make, alone and joined.
fn fronts(ids: &[String], times: &[String]) -> Vec<Front> {
    let mut found = Vec::new();
    for time in times {
        found.push(Front::new(time, "{timestamp}"));
    }
    for id in ids {
        for time in times.iter().take(MOST_JOINED) {
            for between in BETWEEN {
                for (text, name) in [
                    ([id, between, time], ["{id}", between, "{timestamp}"]),
                    ([time, between, id], ["{timestamp}", between, "{id}"]),
                ] {
                    found.push(Front {
                        text: text.concat(),
                        name: name.concat(),
                        between: Some(between),
                    });
                }
            }
        }
        found.push(Front::new(id, "{id}"));
    }
    found
}
