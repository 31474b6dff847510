//! Signing, which only `countersign/testing` lets through.

use super::result::answer;
use super::{memory, providers, request, stack, values};
use crate::config::Config;
use crate::crypto::keys::Key;
use crate::error::Error;
use crate::json::Writer;
use crate::providers::testing;
use crate::verify::scheme::Mechanism;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Answers the header of a genuine delivery as JSON. The config comes before the body.
#[wasm_bindgen(skip_typescript)]
pub fn sign(provider: usize, body: f64) -> f64 {
    stack::overwritten(|| {
        let given = memory::given();
        answer(header(&given, provider, body))
    })
}

fn header(given: &[u8], provider: usize, body: f64) -> Result<Vec<u8>, Error> {
    let (config, rest) = values::options::<Config>("config", given)?;
    let body = request::body(rest, body, usize::MAX)?;
    let rules = providers::get(provider)?.rules();
    let key = match rules.mechanism {
        Some(Mechanism::ApiKey { .. }) => first("apiKey", &config.api_key)?,
        _ => first("secret", &config.secret)?,
    };
    let (name, value) = testing::sign(rules, body, key)?;
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
