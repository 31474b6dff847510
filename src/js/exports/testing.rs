//! Signing, which only `countersign/testing` lets through.

use super::providers;
use crate::config::Config;
use crate::crypto::keys::Key;
use crate::error::Error;
use crate::js::boundary::delivery::{self, Fault};
use crate::js::boundary::{options, output, stack};
use crate::providers::testing;
use crate::verify::scheme::Mechanism;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// Returns the header of a genuine delivery, as an object. `found` is what the body is, where it is no body.
///
/// # Errors
///
/// `invalid_config`, then what is wrong with the body.
#[wasm_bindgen]
pub fn sign(
    provider: usize,
    config: &JsValue,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let config = options::options::<Config>("config", config);
        let body = || delivery::body(body.as_deref(), fault, found.as_deref(), usize::MAX);
        let signed = config.and_then(|config| header(provider, &config, body()?));
        let (name, value) = signed.map_err(|error| output::error(&error))?;
        output::object(&output::Members(&[(name, &value)]))
    })
}

fn header(
    provider: usize,
    config: &Config,
    body: &[u8],
) -> Result<(&'static str, Zeroizing<String>), Error> {
    let rules = providers::get(provider)?.rules();
    let key = match rules.mechanism {
        Some(Mechanism::ApiKey { .. }) => first("apiKey", &config.api_key)?,
        _ => first("secret", &config.secret)?,
    };
    let (name, value) = testing::sign_by(rules, body, key)?;
    Ok((name, Zeroizing::new(value)))
}

pub(super) fn first<'k>(option: &str, keys: &'k [Key]) -> Result<&'k Key, Error> {
    keys.first()
        .ok_or_else(|| Error::config(option, "is needed"))
}
