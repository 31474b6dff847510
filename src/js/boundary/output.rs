//! The objects that JavaScript gets, made by `serde-wasm-bindgen`.

use crate::error::Error;
use crate::verify::proof::Proven;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

/// Makes a JavaScript object or list.
///
/// # Errors
///
/// An exception of the engine, for example when its stack is full.
pub(crate) fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = Serializer::new()
        .serialize_missing_as_null(true)
        .serialize_maps_as_objects(true);
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Bytes that become a `Uint8Array`, a copy that JavaScript owns.
pub(crate) struct Bytes<'b>(pub(crate) &'b [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Names and texts that become an object.
pub(crate) struct Members<'m>(pub(crate) &'m [(&'m str, &'m str)]);

impl Serialize for Members<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// Names and texts that become an object. They are wiped on drop.
pub(crate) struct Texts<'t>(pub(crate) &'t [(&'t str, Zeroizing<String>)]);

impl Serialize for Texts<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, text)| (*name, text.as_str())))
    }
}

/// The properties of a `WebhookError`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ErrorProperties<'e> {
    code: &'static str,
    message: String,
    status: u16,
    retry_useful: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'e str>,
}

/// Returns the properties of a `WebhookError`. JavaScript throws it.
#[cold]
pub(crate) fn error(error: &Error) -> JsValue {
    let properties = ErrorProperties {
        code: error.code(),
        message: error.message(),
        status: error.status(),
        retry_useful: error.retry_useful(),
        path: error.path(),
    };
    object(&properties).unwrap_or_else(|thrown| thrown)
}

/// Returns the number of the trust, plus four times the position of the key.
#[expect(clippy::as_conversions, reason = "an enumeration as its number")]
pub(crate) fn proof(proven: Proven<'_>) -> f64 {
    let positions = proven
        .key_index
        .map_or(0, |position| position.saturating_add(1));
    double(
        positions
            .saturating_mul(4)
            .saturating_add(proven.trust as usize),
    )
}

/// Converts a length to a JavaScript number.
#[expect(clippy::as_conversions, reason = "a length is far below 2^53")]
pub(crate) fn double(length: usize) -> f64 {
    length as f64
}

/// Converts a limit from JavaScript. A limit beyond every length becomes the maximum.
#[expect(clippy::as_conversions, reason = "saturates")]
pub(crate) fn size(limit: f64) -> usize {
    limit as usize
}
