//! The exports that every provider has. A provider's number is its position in the result of [`describe`].
//!
//! The errors in the sections below are thrown as the properties of a `WebhookError`.

#![expect(
    clippy::too_many_arguments,
    reason = "plain values are faster to pass than an object"
)]

mod providers;
mod testing;

use self::providers::Check;
use crate::config::Config;
use crate::error::Error;
use crate::js::boundary::delivery::{self, Delivery, Fault};
use crate::js::boundary::{options, output, stack, verifier};
use crate::verify::verifier::Verifier;
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[cfg(feature = "types")]
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("../boundary/types.d.ts");

/// Describes the package: `{ limit, trusts, providers: [{ name, header, fields }] }`.
#[wasm_bindgen]
pub fn describe() -> Result<JsValue, JsValue> {
    output::object(&providers::describe())
}

/// A config in prepared form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prepared<'p> {
    bytes: output::Bytes<'p>,
    limit: usize,
    needs_clock: bool,
}

/// Checks a config and returns it in prepared form, for JavaScript to keep: `{ bytes, limit, needsClock }`.
///
/// # Errors
///
/// `invalid_config`.
#[wasm_bindgen]
pub fn prepare(provider: usize, config: &JsValue) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let verifier = new_verifier(provider, config).map_err(|error| output::error(&error))?;
        output::object(&Prepared {
            bytes: output::Bytes(&verifier::to_bytes(&verifier)),
            limit: verifier.limit.bytes(),
            needs_clock: verifier::needs_clock(&verifier),
        })
    })
}

fn new_verifier(provider: usize, config: &JsValue) -> Result<Verifier<'static>, Error> {
    let provider = providers::get(provider)?;
    Verifier::new(
        &options::options::<Config>("config", config)?,
        provider.rules(),
    )
}

fn prepared(bytes: &[u8]) -> Result<Verifier<'_>, Error> {
    verifier::from_bytes(bytes)
        .ok_or_else(|| Error::argument("receiver", "is not one of this package's own"))
}

/// Makes a check of a delivery.
fn checked<T>(
    provider: usize,
    verifier: Result<Verifier<'_>, Error>,
    delivery: &Delivery,
    check: Check<T>,
) -> Result<T, JsValue> {
    let provider = providers::get(provider);
    let checked = provider.and_then(|provider| provider.check(&verifier?, delivery, check));
    checked.map_err(|error| output::error(&error))
}

/// Verifies a delivery and returns its event.
fn received(
    provider: usize,
    verifier: Result<Verifier<'_>, Error>,
    delivery: &Delivery,
) -> Result<String, JsValue> {
    let provider = providers::get(provider);
    let received = provider.and_then(|provider| provider.receive(&verifier?, delivery));
    received.map_err(|error| output::error(&error))
}

/// Verifies a delivery with a prepared config. Returns the trust's number, plus four times the key's position counted
/// from 1.
///
/// # Errors
///
/// Those of `verify`.
#[wasm_bindgen]
pub fn verify(
    provider: usize,
    config: &[u8],
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    now: f64,
) -> Result<f64, JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body,
        fault,
        now,
    };
    stack::overwritten(|| {
        let verified = checked(
            provider,
            prepared(config),
            &delivery,
            |verifier, incoming, rules| verifier.verify(incoming, rules),
        )?;
        Ok(output::proof(verified))
    })
}

/// Verifies a delivery with a config for this call only. Returns the same as `verify`.
///
/// # Errors
///
/// `invalid_config`, then those of `verify`.
#[wasm_bindgen(js_name = verifyOnce)]
pub fn verify_once(
    provider: usize,
    config: &JsValue,
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    now: f64,
) -> Result<f64, JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body,
        fault,
        now,
    };
    stack::overwritten(|| {
        let verifier = new_verifier(provider, config);
        Ok(output::proof(checked(
            provider,
            verifier,
            &delivery,
            |verifier, incoming, rules| verifier.verify(incoming, rules),
        )?))
    })
}

/// Runs the checks that need no body.
///
/// # Errors
///
/// Those of `verify`.
#[wasm_bindgen(js_name = checkHead)]
pub fn check_head(
    provider: usize,
    config: &[u8],
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    now: f64,
) -> Result<(), JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body: None,
        fault: None,
        now,
    };
    stack::overwritten(|| {
        checked(
            provider,
            prepared(config),
            &delivery,
            |verifier, incoming, rules| verifier.check_head(incoming, rules),
        )
    })
}

/// Verifies a delivery without its signed time. Returns the same as `verify`.
///
/// # Errors
///
/// Those of `verify`.
#[wasm_bindgen]
pub fn authenticate(
    provider: usize,
    config: &[u8],
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    now: f64,
) -> Result<f64, JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body,
        fault,
        now,
    };
    stack::overwritten(|| {
        let verified = checked(
            provider,
            prepared(config),
            &delivery,
            |verifier, incoming, rules| verifier.authenticate(incoming, rules),
        )?;
        Ok(output::proof(verified))
    })
}

/// Verifies a delivery with a prepared config and returns its event as JSON.
///
/// # Errors
///
/// Those of `receive`.
#[wasm_bindgen]
pub fn receive(
    provider: usize,
    config: &[u8],
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    now: f64,
) -> Result<String, JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body,
        fault,
        now,
    };
    stack::overwritten(|| received(provider, prepared(config), &delivery))
}

/// Verifies a delivery with a config for this call only, and returns its event as JSON.
///
/// # Errors
///
/// `invalid_config`, then those of `receive`.
#[wasm_bindgen(js_name = receiveOnce)]
pub fn receive_once(
    provider: usize,
    config: &JsValue,
    header: Option<String>,
    url: Option<String>,
    ip: Option<String>,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    now: f64,
) -> Result<String, JsValue> {
    let delivery = Delivery {
        header,
        url,
        ip,
        body,
        fault,
        now,
    };
    stack::overwritten(|| received(provider, new_verifier(provider, config), &delivery))
}

/// Returns the properties of the `WebhookError` for a fault of a request. `found` describes a value that was passed
/// instead of a body.
#[wasm_bindgen]
pub fn refuse(fault: Fault, found: Option<String>) -> JsValue {
    output::error(&delivery::error(
        fault,
        found.as_deref().unwrap_or("nothing"),
        0,
    ))
}

/// Checks the options of `parse` and returns the maximal length of a body in bytes.
///
/// # Errors
///
/// `invalid_config`.
#[wasm_bindgen]
pub fn limit(options: &JsValue) -> Result<f64, JsValue> {
    options::options("options", options)
        .and_then(|options| providers::limit(&options))
        .map_err(|error| output::error(&error))
}

/// Returns the event of a body as JSON, without any authentication. `found` describes a value that was passed instead
/// of a body.
///
/// # Errors
///
/// The faults of the body.
#[wasm_bindgen]
pub fn parse(
    provider: usize,
    limit: f64,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<String, JsValue> {
    let body = delivery::body(
        body.as_deref(),
        fault,
        found.as_deref(),
        output::size(limit),
    );
    providers::get(provider)
        .and_then(|provider| provider.parse(body?))
        .map_err(|error| output::error(&error))
}

/// Returns whether the first of two events replaces the second; nothing if the events do not show it.
///
/// # Errors
///
/// `invalid_argument` if one of them is not an object.
#[wasm_bindgen]
pub fn supersedes(
    provider: usize,
    next: &JsValue,
    previous: &JsValue,
) -> Result<Option<bool>, JsValue> {
    providers::get(provider)
        .and_then(|provider| provider.supersedes(next, previous))
        .map_err(|error| output::error(&error))
}
