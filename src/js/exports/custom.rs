//! Any sender: the exports that take a scheme. Those of a prepared config are the providers' own.

use super::{prepared_form, providers};
use crate::config::Config;
use crate::error::Error;
use crate::js::boundary::delivery::{self, Fault};
use crate::js::boundary::{options, output, stack, verifier};
use crate::providers::custom;
use crate::providers::testing::{self, Signing};
use crate::verify::scheme::RulesOf;
use crate::verify::schemes::scheme::Scheme;
use crate::verify::verifier::Verifier;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// A scheme that has been checked.
#[derive(Serialize)]
struct Defined<'s> {
    bytes: output::Bytes<'s>,
    name: &'s str,
    /// The names of the headers that are read.
    headers: Vec<&'s str>,
}

/// Checks a scheme and returns it as bytes, for JavaScript to keep: `{ bytes, name, headers }`.
///
/// # Errors
///
/// `invalid_config`, which names the member.
#[wasm_bindgen]
pub fn define(scheme: &JsValue) -> Result<JsValue, JsValue> {
    let members = options::members("scheme", scheme);
    let defined = members.and_then(|members| {
        let scheme = Scheme::try_from(members.object())?;
        let bytes = scheme.to_bytes().ok_or_else(not_own)?;
        Ok(output::object(&Defined {
            bytes: output::Bytes(&bytes),
            name: scheme.name(),
            headers: scheme.header_names().collect(),
        }))
    });
    defined.map_err(|error| output::error(&error))?
}

fn not_own() -> Error {
    Error::argument("scheme", "is not one that this package has checked")
}

fn read(scheme: &[u8]) -> Result<Scheme<'_>, Error> {
    Scheme::from_bytes(scheme)
        .map(|(scheme, _)| scheme)
        .ok_or_else(not_own)
}

/// Checks a config for a scheme, and returns both in prepared form, for JavaScript to keep: `{ bytes, limit, needsClock }`.
///
/// # Errors
///
/// `invalid_config`.
#[wasm_bindgen(js_name = prepareFor)]
pub fn prepare_for(scheme: &[u8], config: &JsValue) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let config = options::options::<Config>("config", config);
        let made =
            config.and_then(|config| Verifier::new(&config, &RulesOf::of_scheme(read(scheme)?)));
        let verifier = made.map_err(|error| output::error(&error))?;
        let config = verifier::to_bytes(&verifier);
        let mut bytes = Zeroizing::new(Vec::with_capacity(
            scheme.len().saturating_add(config.len()),
        ));
        bytes.extend_from_slice(scheme);
        bytes.extend_from_slice(&config);
        prepared_form(&bytes, &verifier)
    })
}

/// Returns the event of a body as JSON, and authenticates nothing. `found` is what the body is, where it is no body.
///
/// # Errors
///
/// What is wrong with the body.
#[wasm_bindgen(js_name = parseFor)]
pub fn parse_for(
    scheme: &[u8],
    limit: f64,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<String, JsValue> {
    let limit = output::size(limit);
    let body = delivery::body(body.as_deref(), fault, found.as_deref(), limit);
    let event = read(scheme).and_then(|scheme| {
        let rules = RulesOf::of_scheme(scheme);
        custom::read(&rules, body?).map(|event| event.to_json())
    });
    event.map_err(|error| output::error(&error))
}

/// Returns the headers of a genuine delivery, as an object. `found` is what the body is, where it is no body.
///
/// # Errors
///
/// `invalid_config`, then what is wrong with the body.
#[wasm_bindgen(js_name = signFor)]
pub fn sign_for(
    scheme: &[u8],
    config: &JsValue,
    id: &str,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let config = options::options::<Config>("config", config);
        let body = || delivery::body(body.as_deref(), fault, found.as_deref(), usize::MAX);
        let signed = config.and_then(|config| {
            let secret = super::testing::first("secret", &config.secret)?;
            let signing = Signing {
                timestamp_ms: providers::whole(config.now),
                id,
                url: config.url.as_deref().unwrap_or_default(),
            };
            testing::sign(&read(scheme)?, body()?, secret, &signing)
        });
        let headers = signed.map_err(|error| output::error(&error))?;
        let headers: Vec<_> = headers
            .into_iter()
            .map(|(name, value)| (name, Zeroizing::new(value)))
            .collect();
        let members: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        output::object(&output::Members(&members))
    })
}
