//! Signing, which only `countersign/testing` exposes.

use super::providers;
use crate::config::Config;
use crate::crypto::key::Key;
use crate::error::Error;
use crate::js::boundary::delivery::{self, Fault};
use crate::js::boundary::{options, output, stack};
use crate::verify::schemes::prove::Filling;
use crate::verify::verifier::Verifier;
use wasm_bindgen::prelude::*;

/// Returns the headers of a genuine delivery as an object. `found` describes a value that was passed instead of a body.
///
/// # Errors
///
/// The faults of the body, then `invalid_config`, then `invalid_argument` for a time or an id that the scheme does not accept.
#[wasm_bindgen]
pub fn sign(
    provider: usize,
    scheme: Option<Box<[u8]>>,
    config: &JsValue,
    timestamp: Option<String>,
    id: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let config = options::options::<Config>("config", config);
        let signed = config.and_then(|config| {
            let sender = providers::sender(provider, scheme.as_deref())?;
            let rules = sender.rules();
            let signs_nothing = || Error::argument("provider", "signs nothing");
            let by = rules.scheme.ok_or_else(signs_nothing)?;
            let keys = match rules.key_option() {
                "apiKey" => &config.api_key,
                _ => &config.secret,
            };
            let filling = Filling {
                body: delivery::body(body.as_deref(), fault, found.as_deref(), usize::MAX)?,
                timestamp: timestamp.as_deref().unwrap_or_default().as_bytes(),
                id: id.as_deref().unwrap_or_else(|| by.sample_id()),
                url: config.url.as_deref().unwrap_or_default(),
            };
            let key = first(rules.key_option(), keys)?;
            // A receiver must accept what we sign, so we refuse what it would refuse.
            drop(Verifier::new(&config, rules)?);
            let headers = by.sign(rules.key_option(), key, &filling)?;
            Ok(output::object(&output::Texts(&headers)))
        });
        signed.map_err(|error| output::error(&error))?
    })
}

fn first<'k>(option: &str, keys: &'k [Key]) -> Result<&'k Key, Error> {
    keys.first()
        .ok_or_else(|| Error::config(option, "is required"))
}
