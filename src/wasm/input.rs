//! What JavaScript hands in, as the types that the rest of the crate knows.

use crate::Error;
use crate::options::{OptionValue, Options};
use crate::ordering::Version;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm/boundary.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = "readBody")]
    fn read_body(body: &JsValue, limit: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = "readOptions")]
    fn read_options(options: &JsValue) -> Result<Option<Array>, JsValue>;
    #[wasm_bindgen(catch, js_name = "readCredentials")]
    fn read_credentials(credentials: &JsValue) -> Result<Option<Array>, JsValue>;
    #[wasm_bindgen(catch, js_name = "readEvent")]
    fn read_event(event: &JsValue, fields: &Array) -> Result<Option<Array>, JsValue>;
    #[wasm_bindgen(catch, js_name = "readEvents")]
    fn read_events(events: &JsValue, fields: &Array) -> Result<Option<Array>, JsValue>;

    #[wasm_bindgen(js_name = "byteCount")]
    fn byte_count(bytes: &Uint8Array) -> usize;
    #[wasm_bindgen(js_name = "copyBytes")]
    fn copy_bytes(into: &mut [u8], bytes: &Uint8Array);
}

/// Copies bytes into this memory: with the built-in methods themselves, which nothing on a prototype can shadow.
pub(super) fn bytes(from: &Uint8Array) -> Vec<u8> {
    let mut into = vec![0; byte_count(from)];
    copy_bytes(&mut into, from);
    into
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
    object(argument, read_options(value).map_err(unreadable)?)?.try_into()
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
    let list = read_credentials(value)
        .map_err(unreadable)?
        .ok_or_else(|| not_an_object("credentials"))?;
    list.iter()
        .map(|entry| object("credentials", entry.dyn_into().ok())?.try_into())
        .collect()
}

fn object(argument: &'static str, members: Option<Array>) -> Result<Options, Error> {
    let members = members.ok_or_else(|| not_an_object(argument))?;
    Ok(named(&members, &|value| match value.dyn_ref::<Array>() {
        Some(list) => OptionValue::List(list.iter().map(|value| scalar(&value)).collect()),
        None => scalar(value),
    }))
}

#[cold]
fn not_an_object(argument: &'static str) -> Error {
    Error::config(argument, "must be an object")
}

/// Takes a list in which each name is followed by its value. serde-wasm-bindgen would read a struct's known fields
/// through the prototype chain and pass over unknown ones, and serde's messages would bring float printing along.
fn named(members: &Array, read: &dyn Fn(&JsValue) -> OptionValue) -> Options {
    let mut members = members.iter();
    let pair = || Some((members.next()?.as_string()?, read(&members.next()?)));
    std::iter::from_fn(pair).collect()
}

/// Takes one of the few types that `boundary.js` lets through.
fn scalar(value: &JsValue) -> OptionValue {
    if let Some(boolean) = value.as_bool() {
        OptionValue::Bool(boolean)
    } else if let Some(number) = value.as_f64() {
        OptionValue::Number(number)
    } else if let Some(text) = value.as_string() {
        OptionValue::Text(text.into())
    } else if let Some(key) = value.dyn_ref::<Uint8Array>() {
        OptionValue::Bytes(bytes(key).into())
    } else {
        OptionValue::Other
    }
}

/// Reads the fields of an event by which it is put in order.
///
/// # Errors
///
/// `invalid_argument` when it is no object, also where a getter of the caller's throws.
pub(super) fn version<V: Version>(argument: &'static str, event: &JsValue) -> Result<V, Error> {
    let fields = read_event(event, &field_names::<V>()).map_err(|_| unreadable(argument))?;
    let fields = fields.ok_or_else(|| Error::argument(argument, "must be an object"))?;
    Ok(V::from_fields(event_fields(&fields)))
}

/// Reads a list of events: each of them, and the fields by which it is put in order.
///
/// # Errors
///
/// `invalid_argument` when it is no list of objects, also where a getter of the caller's throws.
pub(super) fn versions<V: Version>(
    argument: &'static str,
    events: &JsValue,
) -> Result<(Array, Vec<V>), Error> {
    let read = read_events(events, &field_names::<V>()).map_err(|_| unreadable(argument))?;
    let read = read.ok_or_else(|| Error::argument(argument, "must be a list of objects"))?;
    let (kept, mut versions) = (Array::new(), Vec::new());
    let mut read = read.iter();
    while let (Some(event), Some(fields)) = (read.next(), read.next()) {
        kept.push(&event);
        versions.push(V::from_fields(event_fields(fields.unchecked_ref())));
    }
    Ok((kept, versions))
}

fn field_names<V: Version>() -> Array {
    V::FIELDS.iter().copied().map(JsValue::from_str).collect()
}

/// Takes the fields of an event; one that is an object has fields of its own.
fn event_fields(fields: &Array) -> Options {
    named(fields, &|value| match value.dyn_ref::<Array>() {
        Some(parts) => OptionValue::Object(named(parts, &scalar)),
        None => scalar(value),
    })
}

#[cold]
fn unreadable(argument: &'static str) -> Error {
    Error::argument(argument, "could not be read: a getter threw")
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
pub(super) fn double(limit: usize) -> f64 {
    limit as f64
}

/// A body that has been looked at, and copied where it can be used.
pub(super) enum Body {
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
            Self::Bytes(bytes(read.unchecked_ref()))
        }
    }
}

impl Body {
    pub(super) fn problem(&self, limit: usize) -> Error {
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
