//! The results: an event, its proof, and both as one JSON text.

use self::json::event_json;
use self::owned::IntoOwned;
use crate::verify::proof::Verified;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::Serialize;

pub(crate) mod dedupe_key;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod ordering;
pub(crate) mod owned;
pub(crate) mod stored;
pub(crate) mod time;

/// An event of a provider: its kind and fields, and the document that they come from.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a, Kind> {
    /// The provider's name, as in `xoxoday`.
    pub provider: &'static str,
    /// The kind of the event, with the provider's fields in normalised form.
    pub kind: Kind,
    /// Equal for repeated deliveries of one event, and different for different events. Claim it before you act on the
    /// event.
    pub dedupe_key: String,
    /// The whole document.
    pub payload: Payload<'a>,
}

/// A whole document as JSON. Integers beyond ±(2^53 − 1) and numbers that overflow a double are quoted, so that no
/// reader rounds them silently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload<'a>(pub(crate) Cow<'a, str>);

impl Payload<'_> {
    /// Returns the JSON text. It borrows the body if no number had to be quoted.
    ///
    /// ```
    /// use countersign::{ParseOptions, isendu};
    ///
    /// let event = isendu::parse(b"[1, 2]", &ParseOptions::new());
    /// assert_eq!(event, Err(countersign::Error::NotObject));
    /// let event = isendu::parse(br#"{"n":9007199254740993}"#, &ParseOptions::new())?;
    /// assert_eq!(event.payload.as_str(), r#"{"n":"9007199254740993"}"#);
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Copies the text, so that it can outlive the body.
    pub fn into_owned(self) -> Payload<'static> {
        Payload(Cow::Owned(self.0.into_owned()))
    }
}

/// An event, and the proof of the bytes that it was read from.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Received<'a, Kind> {
    /// The event.
    pub event: Event<'a, Kind>,
    /// The proof.
    pub verified: Verified,
}

impl<Kind: IntoOwned> Event<'_, Kind> {
    /// Copies all borrowed text, so that the event can outlive the body: for a queue, or another thread.
    pub fn into_owned(self) -> Event<'static, Kind::Owned> {
        Event {
            provider: self.provider,
            kind: self.kind.into_owned(),
            dedupe_key: self.dedupe_key,
            payload: self.payload.into_owned(),
        }
    }
}

impl<Kind: IntoOwned> Received<'_, Kind> {
    /// Copies all borrowed text, so that the event can outlive the body: for a queue, or another thread.
    pub fn into_owned(self) -> Received<'static, Kind::Owned> {
        Received {
            event: self.event.into_owned(),
            verified: self.verified,
        }
    }
}

impl<Kind: Serialize> Event<'_, Kind> {
    /// Returns the event as JSON: the object that JavaScript callers get.
    ///
    /// ```
    /// let body = br#"{"keyId":"K"}"#;
    /// let event = countersign::isendu::parse(body, &countersign::ParseOptions::new())?;
    /// let json = event.to_json();
    /// assert!(json.starts_with(r#"{"provider":"isendu","#) && json.contains(r#""payload":{"keyId":"K"}"#));
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        self.json(None)
    }

    fn json(&self, verified: Option<&Verified>) -> String {
        let (key, payload) = (&self.dedupe_key, self.payload.as_str());
        event_json(
            self.provider,
            &|json| json.flatten(&self.kind),
            key,
            payload,
            verified.map(json::Proof::from),
        )
        .finish()
    }
}

impl<Kind: Serialize> Received<'_, Kind> {
    /// Returns the event and the proof as one JSON object: the one that JavaScript callers get.
    ///
    /// ```
    /// use countersign::{Config, Incoming, isendu};
    ///
    /// let config = Config::new().accept_unauthenticated();
    /// let received = isendu::receive(&Incoming::new(br#"{"keyId":"K"}"#), &config)?;
    /// assert!(received.to_json().contains(r#""trust":"none""#));
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn to_json(&self) -> String {
        self.event.json(Some(&self.verified))
    }
}
