//! What JavaScript hands in, as the types that the rest of the crate knows.

use crate::options::Options;
use crate::{Error, Headers, Incoming};
use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm/boundary.js")]
extern "C" {
    /// What `readIncoming` returns.
    type RawIncoming;

    #[wasm_bindgen(method, getter)]
    fn body(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn header(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn url(this: &RawIncoming) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn ip(this: &RawIncoming) -> JsValue;

    #[wasm_bindgen(catch, js_name = "readIncoming")]
    fn read_incoming(
        incoming: &JsValue,
        header: Option<&str>,
        limit: f64,
    ) -> Result<Option<RawIncoming>, JsValue>;
    #[wasm_bindgen(catch, js_name = "readBody")]
    fn read_body(body: &JsValue, limit: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = "readOptions")]
    fn read_options(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = "readCredentials")]
    fn read_credentials(credentials: &JsValue) -> Result<Array, JsValue>;
    #[wasm_bindgen(catch, js_name = "readEvent")]
    fn read_event(event: &JsValue) -> Result<JsValue, JsValue>;
}

/// Reads a config, or the options of `parse`.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's throws.
pub(super) fn options<T: TryFrom<Options, Error = Error>>(
    argument: &'static str,
    value: &JsValue,
) -> Result<T, Error> {
    let unreadable = |_| Error::config(argument, "could not be read: a getter threw");
    from_map(argument, read_options(value).map_err(unreadable)?)
}

/// Reads one `{ keyId, secret }` or a list of them.
///
/// # Errors
///
/// `invalid_config`, also where a getter of the caller's throws.
pub(super) fn credentials<T: TryFrom<Options, Error = Error>>(
    value: &JsValue,
) -> Result<Vec<T>, Error> {
    let unreadable = |_| Error::config("credentials", "could not be read: a getter threw");
    let list = read_credentials(value).map_err(unreadable)?;
    list.iter()
        .map(|entry| from_map("credentials", entry))
        .collect()
}

fn from_map<T: TryFrom<Options, Error = Error>>(
    argument: &'static str,
    map: JsValue,
) -> Result<T, Error> {
    let no_object = |_| Error::config(argument, "must be an object");
    serde_wasm_bindgen::from_value::<Options>(map)
        .map_err(no_object)?
        .try_into()
}

/// Reads the fields of an event by which it is put in order; none where they are not what events have.
///
/// # Errors
///
/// `invalid_argument` when it is no object.
pub(super) fn event<T: DeserializeOwned>(
    argument: &'static str,
    value: &JsValue,
) -> Result<Option<T>, Error> {
    let unreadable = |_| Error::argument(argument, "could not be read: a getter threw");
    match read_event(value).map_err(unreadable)? {
        event if event.is_null() => Err(Error::argument(argument, "must be an object")),
        event => Ok(serde_wasm_bindgen::from_value(event).ok()),
    }
}

/// Reads the bytes of a body.
///
/// # Errors
///
/// `body_not_raw`, `body_too_large`, `invalid_utf8` for a string with half a surrogate pair.
pub(super) fn body(value: &JsValue, limit: usize) -> Result<Vec<u8>, Error> {
    let unreadable = |_| Error::BodyNotRaw {
        found: "an object that throws".into(),
    };
    Body::from(read_body(value, double(limit)).map_err(unreadable)?).bytes(limit)
}

/// A limit as JavaScript has numbers.
#[expect(
    clippy::as_conversions,
    reason = "no buffer is so long that a double could not hold its length"
)]
fn double(limit: usize) -> f64 {
    limit as f64
}

/// A body that has been looked at, and copied where it can be used.
enum Body {
    Absent,
    Bytes(Vec<u8>),
    TooLarge,
    HalfSurrogate,
    Other(String),
}

impl From<JsValue> for Body {
    fn from(read: JsValue) -> Self {
        if read.is_undefined() {
            Self::Absent
        } else if read.is_null() {
            Self::HalfSurrogate
        } else if read.as_f64().is_some() {
            Self::TooLarge
        } else if let Some(found) = read.as_string() {
            Self::Other(found)
        } else {
            Self::Bytes(read.unchecked_into::<Uint8Array>().to_vec())
        }
    }
}

impl Body {
    fn bytes(self, limit: usize) -> Result<Vec<u8>, Error> {
        match self {
            Self::Absent => Err(Error::BodyNotRaw {
                found: "nothing".into(),
            }),
            Self::Bytes(bytes) => Ok(bytes),
            Self::TooLarge => Err(Error::BodyTooLarge { limit }),
            Self::HalfSurrogate => Err(Error::InvalidUtf8),
            Self::Other(found) => Err(Error::BodyNotRaw { found }),
        }
    }
}

/// An incoming request, read from JavaScript once.
pub(super) struct Request {
    body: Body,
    header: Header,
    url: Option<String>,
    ip: Option<String>,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// `invalid_argument`, also where a getter of the caller's throws; `body_not_raw`.
    pub(super) fn read(
        incoming: &JsValue,
        header: Option<&'static str>,
        limit: usize,
    ) -> Result<Self, Error> {
        let unreadable = |_| {
            Error::argument(
                "incoming",
                "could not be read: a getter or an iterator threw",
            )
        };
        let raw = read_incoming(incoming, header, double(limit))
            .map_err(unreadable)?
            .ok_or_else(|| {
                Error::argument("incoming", "must be an object: { body, headers, url, ip }")
            })?;
        let body = Body::from(raw.body());
        if let Body::Other(found) = body {
            return Err(Error::BodyNotRaw { found });
        }
        Ok(Self {
            body,
            header: Header::read(&raw.header())?,
            url: text("url", &raw.url(), "must be a string or a URL")?,
            ip: text("ip", &raw.ip(), "must be a string")?,
        })
    }

    /// Hands the request to a check. Where the body cannot be handed on, the arguments are checked first: the order
    /// of the checks is the same for every body.
    pub(super) fn with<T>(
        self,
        limit: usize,
        arguments: impl FnOnce(&Incoming<'_>) -> Result<(), Error>,
        check: impl FnOnce(&Incoming<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Self {
            body,
            header,
            url,
            ip,
        } = self;
        let incoming = Incoming {
            body: None,
            headers: Some(&header),
            url: url.as_deref(),
            ip: ip.as_deref(),
        };
        match body {
            Body::Absent => check(&incoming),
            Body::Bytes(bytes) => check(&Incoming {
                body: Some(&bytes),
                ..incoming
            }),
            unusable => {
                arguments(&Incoming {
                    body: Some(b""),
                    ..incoming
                })?;
                unusable.bytes(limit).and_then(|_| check(&incoming))
            }
        }
    }
}

fn text(
    argument: &'static str,
    value: &JsValue,
    problem: &'static str,
) -> Result<Option<String>, Error> {
    if value.is_undefined() {
        return Ok(None);
    }
    value
        .as_string()
        .map(Some)
        .ok_or_else(|| Error::argument(argument, problem))
}

/// The one header that a provider needs.
enum Header {
    Absent,
    One(String),
    Several,
}

impl Header {
    fn read(value: &JsValue) -> Result<Self, Error> {
        if value.is_truthy() && value.as_bool().is_some() {
            return Ok(Self::Several);
        }
        let problem = "must be a Headers, a record or pairs, with strings as values";
        Ok(text("headers", value, problem)?.map_or(Self::Absent, Self::One))
    }
}

impl Headers for Header {
    fn values<'h>(&'h self, _name: &'h str) -> Box<dyn Iterator<Item = &'h [u8]> + 'h> {
        let (value, times): (&[u8], _) = match self {
            Self::Absent => (b"", 0),
            Self::One(value) => (value.as_bytes(), 1),
            Self::Several => (b"", 2),
        };
        Box::new(std::iter::repeat_n(value, times))
    }
}
