//! Any other sender: a receiver for a [`Scheme`], which describes how the sender authenticates its deliveries.

pub use crate::verify::schemes::kinds::{Encoding, KeyFormat, Place, Root, Unit};
pub use crate::verify::schemes::scheme::Scheme;

use crate::config::{Config, ParseOptions};
use crate::error::Error;
use crate::event::Payload;
use crate::event::dedupe_key::{digest_key, key};
use crate::event::json::{Proof, event_json};
use crate::json::Document;
use crate::verify::body_limit::BodyLimit;
use crate::verify::incoming::Incoming;
use crate::verify::proof::{Proven, Trust};
use crate::verify::scheme::{RulesOf, field};
use crate::verify::schemes::borders::is_id_text;
use crate::verify::schemes::draft::checked;
use crate::verify::verifier::Verifier;
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::sync::Arc;
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

/// An event, and how the bytes that it was read from were authenticated.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Received<'s, 'a> {
    /// The event.
    pub event: Event<'s, 'a>,
    /// What was proven.
    pub verified: Verified<'s>,
}

/// A configuration checked once, with the keys prepared, for any number of deliveries. Clones share the keys.
#[derive(Clone)]
pub struct Receiver<'s> {
    rules: RulesOf<'s>,
    verifier: Arc<Verifier<'static>>,
}

/// Checks a scheme and a configuration once and prepares its keys.
///
/// # Errors
///
/// `invalid_config`, which names the member of the scheme or the option.
///
/// ```
/// use countersign::custom::{self, Encoding, Scheme};
/// use countersign::{Config, Incoming, Trust};
///
/// const GITHUB: Scheme = Scheme::hmac_sha256("github", "x-hub-signature-256", Encoding::Hex, "{body}").prefix("sha256=");
/// const _: () = GITHUB.check();
///
/// let receiver = custom::receiver(&GITHUB, &Config::new().secret("It's a Secret to Everybody"))?;
/// // GitHub's documented example.
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers = [("X-Hub-Signature-256", signature)];
/// let verified = receiver.verify(&Incoming::new(b"Hello, World!").headers(&headers))?;
/// assert_eq!((verified.provider, verified.trust), ("github", Trust::Signature));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn receiver<'s>(scheme: &Scheme<'s>, config: &Config) -> Result<Receiver<'s>, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    Ok(Receiver {
        verifier: Arc::new(Verifier::new(config, &rules)?),
        rules,
    })
}

/// Reads the event of a body, without any authentication. An id or a time in a header is not read, so if the id is in a header, the
/// dedupe key is a digest of the body, not the one from [`Receiver::receive`].
///
/// # Errors
///
/// `invalid_config` for the scheme, `body_too_large`, then the faults of the body.
pub fn parse<'s, 'a>(
    scheme: &Scheme<'s>,
    body: &'a [u8],
    options: &ParseOptions,
) -> Result<Event<'s, 'a>, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    BodyLimit::try_from(options)?.check(body.len())?;
    read(&rules, body)
}

/// Explains why a delivery was refused, with a proof if there is one; see [`diagnose`](crate::diagnose).
///
/// Use it for debugging, not in a handler. The steps of a finding at the body lead to the body that fits: fill the template
/// with it. For a header with a list, the steps lead to the element with the signature.
///
/// # Errors
///
/// `invalid_config` for the scheme. What is wrong with the configuration is part of the diagnosis.
///
/// ```
/// use countersign::custom::{self, Encoding, Scheme};
/// use countersign::diagnose::Evidence;
/// use countersign::{Config, Incoming};
///
/// const GITHUB: Scheme = Scheme::hmac_sha256("github", "x-hub-signature-256", Encoding::Hex, "{body}").prefix("sha256=");
///
/// // GitHub's documented example, to which a newline was added on the way.
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers = [("X-Hub-Signature-256", signature)];
/// let incoming = Incoming::new(b"Hello, World!\n").headers(&headers);
/// let config = Config::new().secret("It's a Secret to Everybody");
/// let diagnosis = custom::diagnose(&GITHUB, &incoming, &config, &Evidence::new())?;
/// assert_eq!(diagnosis.findings[0].id, "body_edge_whitespace");
/// # Ok::<_, countersign::Error>(())
/// ```
#[cfg(feature = "diagnose")]
pub fn diagnose(
    scheme: &Scheme<'_>,
    incoming: &Incoming<'_>,
    config: &Config,
    evidence: &crate::diagnose::Evidence<'_>,
) -> Result<crate::diagnose::Diagnosis, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    let all = super::ALL_RULES;
    Ok(crate::diagnose::run(
        &rules, all, incoming, config, evidence,
    ))
}

impl<'s> Receiver<'s> {
    /// Verifies a delivery, and returns how it was authenticated.
    ///
    /// # Errors
    ///
    /// In this order: faults of the arguments, `body_too_large`, the address, the headers, the signature, the token of
    /// the URL, the signed time.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Verified<'s>, Error> {
        let proven = self.verifier.verify(incoming, &self.rules)?;
        Ok(self.verified(&proven))
    }

    /// Verifies a delivery without the age of its signed time.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], except the age of the signed time.
    pub fn authenticate(&self, incoming: &Incoming<'_>) -> Result<Verified<'s>, Error> {
        let proven = self.verifier.authenticate(incoming, &self.rules)?;
        Ok(self.verified(&proven))
    }

    /// Makes all checks that need no body: the address, the form of the headers, a static secret, the token.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`] that need no body.
    pub fn check_head(&self, incoming: &Incoming<'_>) -> Result<(), Error> {
        self.verifier.check_head(incoming, &self.rules)
    }

    /// Verifies a delivery, then reads the event from the same bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], then the faults of the body.
    pub fn receive<'a>(&self, incoming: &Incoming<'a>) -> Result<Received<'s, 'a>, Error> {
        receive(&self.rules, &self.verifier, incoming)
    }

    fn verified(&self, proven: &Proven<'_>) -> Verified<'s> {
        Verified {
            provider: self.rules.name,
            trust: proven.trust,
            key_index: proven.key_index,
        }
    }
}

impl core::fmt::Debug for Receiver<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_tuple("Receiver")
            .field(&self.rules.name)
            .finish_non_exhaustive()
    }
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
    let verified = Verified {
        provider: rules.name,
        trust: proven.trust,
        key_index: proven.key_index,
    };
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
