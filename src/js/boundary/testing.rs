//! Signing, which only `countersign/testing` lets through.

use super::answer::answer;
use super::{buffer, frame, providers, request, stack};
use crate::json::Writer;
use crate::testing::{optondemand, xoxoday};
use crate::{Config, Error, Key};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Answers the header of a genuine delivery as JSON. The config comes before the body.
#[wasm_bindgen(skip_typescript)]
pub fn sign(provider: usize, body: f64) -> f64 {
    stack::overwritten(|| {
        let given = buffer::given();
        answer(header(&given, provider, body))
    })
}

fn header(given: &[u8], provider: usize, body: f64) -> Result<Vec<u8>, Error> {
    let (config, rest) = frame::options::<Config>("config", given)?;
    let body = request::body(rest, body, usize::MAX)?;
    let (name, value) = match providers::get(provider)?.rules().name {
        "optondemand" => optondemand::sign(body, first("secret", &config.secret)?)?,
        _ => xoxoday::sign(body, first("apiKey", &config.api_key)?)?,
    };
    let value = Zeroizing::new(value);
    let mut json = Writer::with_capacity(value.len().saturating_mul(2).saturating_add(64));
    json.raw("{");
    json.member(name, &value);
    json.raw("}");
    Ok(json.into_bytes())
}

fn first<'k>(option: &str, keys: &'k [Key]) -> Result<&'k Key, Error> {
    keys.first()
        .ok_or_else(|| Error::config(option, "is needed"))
}
