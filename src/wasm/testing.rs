//! Signing, which only `countersign/testing` lets through.

use super::input;
use crate::testing::{optondemand, xoxoday};
use crate::{Config, Error, Key};
use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

/// Returns the header of a genuine delivery, as an object.
#[wasm_bindgen(skip_typescript)]
pub fn sign(provider: &str, body: &JsValue, config: &JsValue) -> Result<JsValue, JsValue> {
    let config: Config = input::options("config", config)?;
    let body = input::body(body, usize::MAX)?;
    let first = |option, keys: &[Key]| {
        keys.first()
            .cloned()
            .ok_or_else(|| Error::config(option, "is needed"))
    };
    let header = match provider {
        "optondemand" => optondemand::sign(&body, &first("secret", &config.secret)?)?,
        _ => xoxoday::sign(&body, &first("apiKey", &config.api_key)?)?,
    };
    let (name, value) = header;
    let headers = Object::new();
    Reflect::set(&headers, &name.into(), &value.into())?;
    Ok(headers.into())
}
