//! What goes out: the event, what was proven about it, and both as one JSON text.

use crate::IntoOwned;
use crate::json::Writer;
use crate::sha256::{LENGTH, hex, sha256};
use crate::text::joined;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// An event of a provider: what it reports, and the document it was read from.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a, Kind> {
    /// The provider's name, as in `xoxoday`.
    pub provider: &'static str,
    /// What happened, with the provider's fields in normalised form.
    pub kind: Kind,
    /// The same where the same news comes again, and for no other news: what to claim before acting on it.
    pub dedupe_key: String,
    /// The whole document.
    pub payload: Payload<'a>,
}

/// A whole document as JSON, in which the integers beyond ±(2^53 − 1) and the numbers that overflow a double are
/// quoted, so that no reader rounds them in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload<'a>(pub(crate) Cow<'a, str>);

impl<'a> Payload<'a> {
    /// Takes a document without the white space around it (RFC 8259, section 2), which no store keeps.
    pub(crate) fn of(document: Cow<'a, str>) -> Self {
        let blanks = [' ', '\t', '\n', '\r'];
        Self(match document {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_matches(blanks)),
            Cow::Owned(text) => Cow::Owned(text.trim_matches(blanks).into()),
        })
    }
}

impl Payload<'_> {
    /// Returns the JSON text; it borrows the body where nothing had to be quoted.
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

/// How much was proven about a delivery.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(missing_as_null)
)]
pub struct Verified {
    /// The provider's name, as in `xoxoday`.
    pub provider: &'static str,
    /// The strongest of the checks that the configuration names; all of them have passed.
    pub trust: Trust,
    /// The position, in the configuration, of the key or token that gave the trust; none for `none`.
    pub key_index: Option<usize>,
}

/// What stands behind a delivery. The stronger is the greater.
///
/// Exhaustive on purpose: whoever moves money by it has to look again when there is another level.
///
/// ```
/// use countersign::Trust;
///
/// assert!(Trust::Signature > Trust::SharedSecret && Trust::SharedSecret > Trust::UrlToken && Trust::UrlToken > Trust::None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(all(target_arch = "wasm32", feature = "types"), derive(tsify::Tsify))]
pub enum Trust {
    /// An HMAC over the exact body: who sent it holds the key, and nobody changed it.
    Signature = 3,
    /// A static key in a header: whoever has ever seen it could have sent this, with any body.
    SharedSecret = 2,
    /// An unguessable token in the URL: whoever knows the URL could have sent this, with any body.
    UrlToken = 1,
    /// Nothing.
    None = 0,
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
impl Trust {
    /// All of them, each at the place of its number.
    pub(crate) const ALL: &[Self] = &[
        Self::None,
        Self::UrlToken,
        Self::SharedSecret,
        Self::Signature,
    ];
}

/// An event and how much was proven about the very bytes that it was read from.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq)]
pub struct Received<'a, Kind> {
    /// The event.
    pub event: Event<'a, Kind>,
    /// What was proven.
    pub verified: Verified,
}

impl<Kind: IntoOwned> Event<'_, Kind> {
    /// Copies what is borrowed from the body, so that the event can outlive it: for a queue, or another thread.
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
    /// Copies what is borrowed from the body, so that the event can outlive it: for a queue, or another thread.
    pub fn into_owned(self) -> Received<'static, Kind::Owned> {
        Received {
            event: self.event.into_owned(),
            verified: self.verified,
        }
    }
}

/// How many bytes an event takes beside its payload and what is read from it, mostly.
const FRAME: usize = 256;

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
            &|json| json.join(&self.kind),
            key,
            payload,
            verified,
        )
        .finish()
    }
}

/// Writes `{"provider":…,"kind":…,<fields>,"dedupeKey":…,"payload":…[,"trust":…,"keyIndex":…]}`.
///
/// The payload is copied as text: it has been proven to be JSON, and neither building nor reading it as a value would be
/// as fast or as exact as the reader's own parser.
pub(crate) fn event_json(
    provider: &str,
    kind: &dyn Fn(&mut Writer),
    dedupe_key: &str,
    payload: &str,
    verified: Option<&Verified>,
) -> Writer {
    let mut json = Writer::with_capacity(payload.len().saturating_mul(2).saturating_add(FRAME));
    json.raw("{");
    json.member("provider", provider);
    kind(&mut json);
    json.member("dedupeKey", dedupe_key);
    json.name("payload");
    json.raw(payload);
    if let Some(verified) = verified {
        json.join(&Proof::from(verified));
    }
    json.raw("}");
    json
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

/// What `Verified` has beyond the event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proof {
    trust: Trust,
    key_index: Option<usize>,
}

impl From<&Verified> for Proof {
    fn from(verified: &Verified) -> Self {
        Self {
            trust: verified.trust,
            key_index: verified.key_index,
        }
    }
}

/// Returns `<scope>:sha256:<hex of the digest>`: a dedupe key for what carries no identity of its own.
pub(crate) fn digest_key(scope: &str, bytes: &[u8]) -> String {
    let mut digest = [0; LENGTH];
    sha256(bytes, &mut digest);
    joined(&[scope, ":sha256:", &hex(&digest)], "")
}
