//! The only part that knows JavaScript: values in, events and errors out.
//!
//! `src/js/api.js` makes the public objects of the few functions here. Nothing takes `&str` or `&[u8]`: JavaScript
//! values arrive as they are and are told apart in `boundary.js`.

mod error;
mod input;
mod isendu;
mod providers;
mod request;
mod testing;

use js_sys::{Array, Date, JSON, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Returns the providers' names; a provider's position is its number in the calls below.
#[wasm_bindgen(skip_typescript)]
pub fn names() -> Array {
    providers::names().map(JsValue::from_str).collect()
}

/// Checks a config and returns it in prepared form, for JavaScript to keep.
#[wasm_bindgen(skip_typescript)]
pub fn prepare(provider: usize, config: &JsValue) -> Result<Uint8Array, JsValue> {
    Ok(providers::get(provider)?.prepare(config)?)
}

/// Verifies a delivery.
#[wasm_bindgen(skip_typescript)]
pub fn verify(
    provider: usize,
    prepared: &Uint8Array,
    incoming: &JsValue,
) -> Result<JsValue, JsValue> {
    object(&providers::get(provider)?.verify(prepared, incoming)?)
}

/// Verifies a delivery and reads its event.
#[wasm_bindgen(skip_typescript)]
pub fn receive(
    provider: usize,
    prepared: &Uint8Array,
    incoming: &JsValue,
) -> Result<JsValue, JsValue> {
    event(&providers::get(provider)?.receive(prepared, incoming)?)
}

/// Reads the event of a body.
#[wasm_bindgen(skip_typescript)]
pub fn parse(provider: usize, body: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    event(&providers::get(provider)?.parse(body, options)?)
}

/// Tells whether an event replaces another: true, false or null.
#[wasm_bindgen(skip_typescript)]
pub fn supersedes(provider: usize, next: &JsValue, previous: &JsValue) -> Result<JsValue, JsValue> {
    Ok(providers::get(provider)?
        .supersedes(next, previous)?
        .map_or(JsValue::NULL, JsValue::from_bool))
}

/// Makes the object of an event with the engine's own parser: several times faster than building it value by value,
/// and a key `__proto__` becomes an ordinary property. It fails where the engine has no room left, and only there.
fn event(json: &str) -> Result<JsValue, JsValue> {
    JSON::parse(json)
}

/// Makes an object of a small struct.
fn object(value: &impl Serialize) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// Returns the milliseconds since 1970.
pub(crate) fn now_ms() -> f64 {
    Date::now()
}
