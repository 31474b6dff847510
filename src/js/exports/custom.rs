//! The export that checks a scheme. The providers' exports verify by it.

use crate::js::boundary::{options, output};
use crate::verify::schemes::scheme::Scheme;
use wasm_bindgen::prelude::*;

/// Checks a scheme, and returns it as bytes for JavaScript to keep.
///
/// # Errors
///
/// `invalid_config`, which names the member.
#[wasm_bindgen]
pub fn define(scheme: &JsValue) -> Result<JsValue, JsValue> {
    let defined = options::members("scheme", scheme).and_then(|members| {
        let bytes = Scheme::try_from(members.object())?.to_bytes();
        Ok(output::object(&output::Bytes(&bytes)))
    });
    defined.map_err(|error| output::error(&error))?
}
