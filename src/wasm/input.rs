//! What JavaScript hands in, as the types that the rest of the crate knows.

use crate::checks::Checks;
use crate::options::{OptionValue, Options};
use crate::ordering::Version;
use crate::{Error, Headers, Incoming};
use js_sys::{Array, Map, Uint8Array};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

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
    fn read_event(event: &JsValue, fields: &Array) -> Result<JsValue, JsValue>;
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
    from_map(argument, &read_options(value).map_err(unreadable)?)
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
        .map(|entry| from_map("credentials", &entry))
        .collect()
}

fn from_map<T: TryFrom<Options, Error = Error>>(
    argument: &'static str,
    map: &JsValue,
) -> Result<T, Error> {
    match option_value(map) {
        OptionValue::Object(options) => options.try_into(),
        _ => Err(Error::config(argument, "must be an object")),
    }
}

/// Takes one of the few types that `boundary.js` lets through. serde-wasm-bindgen would read a struct's known fields
/// through the prototype chain and pass over unknown ones, and serde's messages would bring float printing along.
fn option_value(value: &JsValue) -> OptionValue {
    if let Some(boolean) = value.as_bool() {
        OptionValue::Bool(boolean)
    } else if let Some(number) = value.as_f64() {
        OptionValue::Number(number)
    } else if let Some(text) = value.as_string() {
        OptionValue::Text(text.into())
    } else if let Some(list) = value.dyn_ref::<Array>() {
        OptionValue::List(list.iter().map(|value| option_value(&value)).collect())
    } else if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
        OptionValue::Bytes(bytes.to_vec().into())
    } else if let Some(map) = value.dyn_ref::<Map>() {
        let entries = Array::from(map);
        let entry = |entry: JsValue| {
            let entry = Array::from(&entry);
            Some((entry.get(0).as_string()?, option_value(&entry.get(1))))
        };
        OptionValue::Object(entries.iter().filter_map(entry).collect())
    } else {
        OptionValue::Other
    }
}

/// Reads the fields of an event by which it is put in order.
///
/// # Errors
///
/// `invalid_argument` when it is no object.
pub(super) fn version<V: Version>(argument: &'static str, event: &JsValue) -> Result<V, Error> {
    fields(argument, event, V::FIELDS).map(V::from_fields)
}

fn fields(argument: &'static str, event: &JsValue, names: &[&str]) -> Result<Options, Error> {
    let unreadable = |_| Error::argument(argument, "could not be read: a getter threw");
    let names = names.iter().copied().map(JsValue::from_str).collect();
    match option_value(&read_event(event, &names).map_err(unreadable)?) {
        OptionValue::Object(fields) => Ok(fields),
        _ => Err(Error::argument(argument, "must be an object")),
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
    match Body::from(read_body(value, double(limit)).map_err(unreadable)?) {
        Body::Bytes(bytes) => Ok(bytes),
        unusable => Err(unusable.problem(limit)),
    }
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
    fn problem(&self, limit: usize) -> Error {
        match self {
            Self::TooLarge => Error::BodyTooLarge { limit },
            Self::HalfSurrogate => Error::InvalidUtf8,
            Self::Other(found) => Error::BodyNotRaw {
                found: found.clone(),
            },
            Self::Absent | Self::Bytes(_) => Error::BodyNotRaw {
                found: "nothing".into(),
            },
        }
    }
}

/// An incoming request, read from JavaScript once.
pub(super) struct Request {
    body: Body,
    header: Header,
    url: Option<Zeroizing<String>>,
    ip: Option<Zeroizing<String>>,
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
        if let Body::Other(_) = body {
            return Err(body.problem(limit));
        }
        Ok(Self {
            body,
            header: Header::read(&raw.header())?,
            url: text("url", &raw.url(), "must be a string or a URL")?,
            ip: text("ip", &raw.ip(), "must be a string")?,
        })
    }

    /// Returns the request as the checks take it.
    ///
    /// # Errors
    ///
    /// What is wrong with the body; but first what is wrong with the arguments, as for every other body.
    pub(super) fn incoming(&self, checks: &Checks) -> Result<Incoming<'_>, Error> {
        let url = self.url.as_ref().map(|url| url.as_str());
        let ip = self.ip.as_ref().map(|ip| ip.as_str());
        let incoming = Incoming {
            body: None,
            headers: Some(&self.header),
            url,
            ip,
        };
        match &self.body {
            Body::Absent => Ok(incoming),
            Body::Bytes(bytes) => Ok(Incoming {
                body: Some(bytes),
                ..incoming
            }),
            unusable => {
                checks.arguments(&Incoming {
                    body: Some(b""),
                    ..incoming
                })?;
                Err(unusable.problem(checks.limit.bytes()))
            }
        }
    }
}

/// Reads a text. A genuine header or URL holds a secret, and is wiped when it goes.
fn text(
    argument: &'static str,
    value: &JsValue,
    problem: &'static str,
) -> Result<Option<Zeroizing<String>>, Error> {
    if value.is_undefined() {
        return Ok(None);
    }
    value
        .as_string()
        .map(|text| Some(text.into()))
        .ok_or_else(|| Error::argument(argument, problem))
}

/// The one header that a provider needs.
enum Header {
    Absent,
    One(Zeroizing<String>),
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
