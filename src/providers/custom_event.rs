//! Reads the event of a delivery from any other sender, and says how it was authenticated.

use crate::error::Error;
use crate::event::Payload;
use crate::event::dedupe_key::{digest_key, key};
use crate::event::json::{Proof, event_json};
use crate::json::Document;
use crate::verify::incoming::Incoming;
use crate::verify::proof::{Proven, Trust};
use crate::verify::scheme::{RulesOf, field};
use crate::verify::schemes::borders::is_id_text;
use crate::verify::schemes::kinds::{Place, Root};
use crate::verify::verifier::Verifier;
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use serde::Serialize;

/// An event of a sender. It contains only what the signature covers. A static secret covers nothing: anyone who has it can send
/// any event.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'s, 'a> {
    /// The name of the scheme.
    pub provider: &'s str,
    /// The id of the delivery: of a signed header, or of the body.
    pub id: Option<Cow<'a, str>>,
    /// The signed time, in milliseconds since 1970.
    pub signed_ms: Option<i64>,
    /// `<name>:<id>`, as unique as the sender makes it. Without an id it is `<name>:sha256:<hex of the body>`.
    pub dedupe_key: String,
    /// The whole document; `null` if the body is not JSON and the scheme allows that.
    pub payload: Payload<'a>,
}

/// How much was proven about a delivery.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified<'s> {
    /// The name of the scheme.
    pub provider: &'s str,
    /// The strongest of the checks that the config names.
    pub trust: Trust,
    /// Which key of the config gave the trust, counted from 0.
    pub key_index: Option<usize>,
}

impl<'s> Verified<'s> {
    pub(crate) fn of(rules: &RulesOf<'s>, proven: &Proven<'_>) -> Self {
        Self {
            provider: rules.name,
            trust: proven.trust,
            key_index: proven.key_index,
        }
    }
}

/// An event, and how the bytes that it was read from were authenticated.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Received<'s, 'a> {
    /// The event.
    pub event: Event<'s, 'a>,
    /// How the delivery was authenticated.
    pub verified: Verified<'s>,
}

/// The fields of an event outside its envelope.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'e> {
    kind: &'static str,
    id: Option<&'e str>,
    signed_ms: Option<i64>,
}

impl Event<'_, '_> {
    /// Returns the event as JSON: the object that JavaScript callers get.
    pub fn to_json(&self) -> String {
        self.json(None)
    }

    fn json(&self, proof: Option<Proof>) -> String {
        let fields = Fields {
            kind: "event",
            id: self.id.as_deref(),
            signed_ms: self.signed_ms,
        };
        let (key, payload) = (&self.dedupe_key, self.payload.as_str());
        event_json(
            self.provider,
            &|json| json.flatten(&fields),
            key,
            payload,
            proof,
        )
        .finish()
    }
}

impl Received<'_, '_> {
    /// Returns the event and the proof as one JSON object: the one that JavaScript callers get.
    pub fn to_json(&self) -> String {
        let (trust, key_index) = (self.verified.trust, self.verified.key_index);
        self.event.json(Some(Proof { trust, key_index }))
    }
}

/// Verifies a delivery, then reads the event from the same bytes.
pub(crate) fn receive<'s, 'a>(
    rules: &RulesOf<'s>,
    verifier: &Verifier<'_>,
    incoming: &Incoming<'a>,
) -> Result<Received<'s, 'a>, Error> {
    let body = incoming.body()?;
    let proven = verifier.authenticate(incoming, rules)?;
    let is_read_for_time = verifier.freshness.is_some() && rules.has_time_in_body();
    if !is_read_for_time {
        verifier.check_freshness(incoming, &proven, None, rules)?;
    }
    let document = document(rules, body)?;
    if is_read_for_time {
        verifier.check_freshness(incoming, &proven, document.as_ref(), rules)?;
    }
    let verified = Verified::of(rules, &proven);
    let event = event(rules, Some(&proven), document, body);
    Ok(Received { event, verified })
}

/// Reads the event of an unauthenticated body whose length has been checked.
pub(crate) fn read<'s, 'a>(rules: &RulesOf<'s>, body: &'a [u8]) -> Result<Event<'s, 'a>, Error> {
    Ok(event(rules, None, document(rules, body)?, body))
}

/// Parses the document, if the scheme asks for one.
fn document<'a>(rules: &RulesOf<'_>, body: &'a [u8]) -> Result<Option<Document<'a>>, Error> {
    match rules.scheme.map_or(Root::Object, |scheme| scheme.root) {
        Root::Object => Document::parse(body).map(Some),
        Root::Json => Document::parse_any(body).map(Some),
        Root::Any => Document::parse_if_json(body),
    }
}

fn event<'s, 'a>(
    rules: &RulesOf<'s>,
    proven: Option<&Proven<'a>>,
    document: Option<Document<'a>>,
    body: &[u8],
) -> Event<'s, 'a> {
    let root = document.as_ref().map(Document::root);
    let of_body = match (rules.scheme.and_then(|scheme| scheme.id), root) {
        (Some(Place::Field(path)), Some(root)) => field(root, path),
        _ => None,
    };
    let of_head = proven
        .map(|proven| proven.told.id)
        .filter(|id| !id.is_empty());
    let id = of_head
        .map(|id| Cow::Owned(id.to_owned()))
        .or_else(|| of_body.filter(|id| is_id_text(id.as_bytes())));
    let signed_ms = match proven {
        Some(proven) => rules.time(&proven.told, root),
        None => root.and_then(|root| rules.signed_ms(root)),
    };
    let dedupe_key = match &id {
        Some(id) => key(&[rules.name, id]),
        None => digest_key(rules.name, body),
    };
    Event {
        provider: rules.name,
        id,
        signed_ms,
        dedupe_key,
        payload: Payload(document.map_or(Cow::Borrowed("null"), Document::into_payload)),
    }
}
