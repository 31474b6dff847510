//! Reads stored events back from the JSON that `to_json` writes.
//!
//! serde_json reads the text several times, once per part. No value goes through serde's generic tree: serde_json's
//! feature `arbitrary_precision`, which another crate may have enabled, breaks numbers there.

use super::json::Proof;
use super::{Event, Payload, Received};
use crate::error::Error;
use crate::json::RAW;
use crate::text::{integer, join};
use crate::verify::proof::{Trust, Verified};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};
use serde_json::value::RawValue;

/// The kind of a provider's events, as read from a store. It is not exported, so it may change.
pub trait Stored: Sized {
    /// The name of the provider.
    const PROVIDER: &'static str;

    /// Reads the fields of an event from its JSON. Its kind is already known.
    ///
    /// # Errors
    ///
    /// Those of serde_json; an unknown kind.
    fn read(kind: &str, json: &str) -> serde_json::Result<Self>;
}

/// Implements [`Stored`], serde's traits and `into_owned` for a provider's `Kind`, from a list of the names that events
/// carry.
macro_rules! kinds {
    ($provider:ident { $($name:literal => $variant:ident $(($held:ident))?),* $(,)? }) => {
        impl Kind<'_> {
            /// Copies all borrowed text, so that the value can outlive the body.
            pub fn into_owned(self) -> Kind<'static> {
                match self {
                    $(Self::$variant $(($held))? => Kind::$variant $(($held.into_owned()))?),*
                }
            }
        }

        impl crate::event::owned::IntoOwned for Kind<'_> {
            type Owned = Kind<'static>;

            fn into_owned(self) -> Self::Owned {
                self.into_owned()
            }
        }

        impl crate::event::stored::Stored for Kind<'_> {
            const PROVIDER: &'static str = $provider;

            fn read(kind: &str, json: &str) -> serde_json::Result<Self> {
                match kind {
                    $($name => {
                        $(let $held = serde_json::from_str(json)?;)?
                        Ok(Self::$variant $(($held))?)
                    })*
                    _ => Err(crate::event::stored::unknown_kind()),
                }
            }
        }

        /// Reads the fields of an event's JSON, including its `kind`. The format must be JSON.
        impl<'de> serde::Deserialize<'de> for Kind<'_> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                crate::event::stored::kind(deserializer)
            }
        }
    };
}
pub(crate) use kinds;

pub(crate) fn unknown_kind() -> serde_json::Error {
    serde_json::Error::custom("the kind is unknown")
}

/// Reads the kind and its fields, without the rest of the event.
pub(crate) fn kind<'de, D: Deserializer<'de>, K: Stored>(deserializer: D) -> Result<K, D::Error> {
    #[derive(serde::Deserialize)]
    struct Tag {
        kind: String,
    }

    let json = Box::<RawValue>::deserialize(deserializer)?;
    let tag = serde_json::from_str::<Tag>(json.get());
    tag.and_then(|tag| K::read(&tag.kind, json.get()))
        .map_err(|error| D::Error::custom(refused::<K>(&error)))
}

/// The members that every event has as JSON.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Frame<'j> {
    provider: String,
    kind: String,
    dedupe_key: String,
    #[serde(borrow)]
    payload: &'j RawValue,
    trust: Option<Trust>,
    key_index: Option<usize>,
}

fn read<'a, K: Stored>(json: &str) -> serde_json::Result<(Event<'a, K>, Frame<'_>)> {
    let mut frame: Frame<'_> = serde_json::from_str(json)?;
    if frame.provider != K::PROVIDER {
        return Err(serde_json::Error::custom("another provider"));
    }
    let event = Event {
        provider: K::PROVIDER,
        kind: K::read(&frame.kind, json)?,
        dedupe_key: core::mem::take(&mut frame.dedupe_key),
        payload: Payload(Cow::Owned(frame.payload.get().into())),
    };
    Ok((event, frame))
}

/// Returns an error with the place of the fault. serde's own messages may quote the text.
fn refused<K: Stored>(error: &serde_json::Error) -> Error {
    let place = |number: usize| integer(i64::try_from(number).unwrap_or(i64::MAX));
    let problem = [
        "is not an event of ",
        K::PROVIDER,
        " as `to_json` writes it (line ",
        &place(error.line()),
        ", column ",
        &place(error.column()),
        ")",
    ];
    Error::argument("json", join(&problem, ""))
}

impl<K: Stored> Event<'_, K> {
    /// Reads back an event that [`Event::to_json`] or [`Received::to_json`] wrote, in this version or an earlier one.
    /// It proves nothing: read only JSON that you have stored yourself.
    ///
    /// # Errors
    ///
    /// `invalid_argument` if the text is not such an event, or is one of another provider.
    ///
    /// ```
    /// use countersign::{ParseOptions, xoxoday};
    ///
    /// let body = br#"{"id":1,"createdAt":"2024-03-22 15:20:00","data":{"orderId":2,"deliveryStatus":"Delivered"}}"#;
    /// let event = xoxoday::parse(body, &ParseOptions::new())?;
    /// let stored: String = event.to_json();
    /// let previous = xoxoday::Event::from_json(&stored)?;
    /// assert_eq!(previous, event);
    /// // Both were sent in the same second, so neither is known to be newer.
    /// assert_eq!(xoxoday::supersedes(&event, &previous), None);
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let read = read(json).map_err(|error| refused::<K>(&error))?;
        Ok(read.0)
    }
}

impl<K: Stored> Received<'_, K> {
    /// Reads back an event that [`Received::to_json`] wrote, in this version or an earlier one. It does not repeat the
    /// proof: read only JSON that you have stored yourself.
    ///
    /// # Errors
    ///
    /// `invalid_argument` if the text is not such an event, or is one of another provider.
    ///
    /// ```
    /// use countersign::{Config, Incoming, isendu};
    ///
    /// let config = Config::new().accept_unauthenticated();
    /// let received = isendu::receive(&Incoming::new(br#"{"keyId":"K"}"#), &config)?;
    /// assert_eq!(isendu::Received::from_json(&received.to_json())?, received);
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, Error> {
        received(json).map_err(|error| refused::<K>(&error))
    }
}

fn received<'a, K: Stored>(json: &str) -> serde_json::Result<Received<'a, K>> {
    let (event, frame) = read(json)?;
    let trust = frame
        .trust
        .ok_or_else(|| serde_json::Error::missing_field("trust"))?;
    Ok(Received {
        event,
        verified: Verified {
            provider: K::PROVIDER,
            trust,
            key_index: frame.key_index,
        },
    })
}

/// Reads the JSON of [`Event::to_json`]. The format must be JSON.
impl<'de, K: Stored> Deserialize<'de> for Event<'_, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(json.get()).map_err(D::Error::custom)
    }
}

/// Reads the JSON of [`Received::to_json`]. The format must be JSON.
impl<'de, K: Stored> Deserialize<'de> for Received<'_, K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(json.get()).map_err(D::Error::custom)
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'e, K> {
    provider: &'static str,
    #[serde(flatten)]
    kind: &'e K,
    dedupe_key: &'e str,
    payload: &'e Payload<'e>,
    #[serde(flatten)]
    proof: Option<Proof>,
}

impl<'e, K> Written<'e, K> {
    fn new(event: &'e Event<'_, K>, proof: Option<Proof>) -> Self {
        Self {
            provider: event.provider,
            kind: &event.kind,
            dedupe_key: &event.dedupe_key,
            payload: &event.payload,
            proof,
        }
    }
}

/// Writes the JSON of [`Event::to_json`]. The format must be JSON.
impl<K: Serialize> Serialize for Event<'_, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written::new(self, None).serialize(serializer)
    }
}

/// Writes the JSON of [`Received::to_json`]. The format must be JSON.
impl<K: Serialize> Serialize for Received<'_, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let proof = Proof::from(&self.verified);
        Written::new(&self.event, Some(proof)).serialize(serializer)
    }
}

impl Serialize for Payload<'_> {
    /// Writes the text itself, as serde_json's `RawValue` does.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        raw.serialize_field(RAW, self.as_str())?;
        raw.end()
    }
}
