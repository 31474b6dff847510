//! The event as JSON: the object that JavaScript callers get.

use crate::json::Writer;
use crate::verify::proof::{Trust, Verified};
use serde::Serialize;

/// The typical size of an event in bytes, without its payload and its fields.
const ENVELOPE_BYTES: usize = 256;

/// Writes `{"provider":…,"kind":…,<fields>,"dedupeKey":…,"payload":…[,"trust":…,"keyIndex":…]}`.
///
/// The payload is copied as text. It is known to be valid JSON. To build and serialise a value would be slower and less
/// exact.
pub(crate) fn event_json(
    provider: &str,
    kind: &dyn Fn(&mut Writer),
    dedupe_key: &str,
    payload: &str,
    proof: Option<Proof>,
) -> Writer {
    let mut json = Writer::with_capacity(
        payload
            .len()
            .saturating_mul(2)
            .saturating_add(ENVELOPE_BYTES),
    );
    json.raw("{");
    json.member("provider", provider);
    kind(&mut json);
    json.member("dedupeKey", dedupe_key);
    json.name("payload");
    json.raw(payload);
    if let Some(proof) = proof {
        json.flatten(&proof);
    }
    json.raw("}");
    json
}

/// The members that `Received` has beyond those of `Event`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proof {
    pub(crate) trust: Trust,
    pub(crate) key_index: Option<usize>,
}

impl From<&Verified> for Proof {
    fn from(verified: &Verified) -> Self {
        Self {
            trust: verified.trust,
            key_index: verified.key_index,
        }
    }
}
