//! The exports that every provider has. A provider's number is its position in the result of [`describe`].
//!
//! The errors in the sections below are thrown as the properties of a `WebhookError`.

#![expect(
    clippy::too_many_arguments,
    reason = "plain values are faster to pass than an object"
)]

mod custom;
mod plain;
mod providers;
mod testing;

use self::providers::{Check, Sender};
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

/// Checks a config, for a scheme if one is given, and returns it in prepared form for JavaScript to keep:
/// `{ bytes, limit, needsClock }`.
///
/// # Errors
///
/// `invalid_config`.
#[wasm_bindgen]
pub fn prepare(
    provider: usize,
    scheme: Option<Box<[u8]>>,
    config: &JsValue,
) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let sender = providers::sender(provider, scheme.as_deref());
        let made = sender.and_then(|sender| new_verifier(&sender, config));
        let verifier = made.map_err(|error| output::error(&error))?;
        output::object(&Prepared {
            bytes: output::Bytes(&verifier::to_bytes(scheme.as_deref(), &verifier)),
            limit: verifier.limit.bytes(),
            needs_clock: verifier::needs_clock(&verifier),
        })
    })
}

fn new_verifier(sender: &Sender<'_>, config: &JsValue) -> Result<Verifier<'static>, Error> {
    let config = options::options::<Config>("config", config)?;
    Verifier::new(&config, sender.rules())
}

/// Runs one check of a delivery with a prepared config.
fn checked(
    provider: usize,
    config: &[u8],
    delivery: &Delivery,
    check: Check,
) -> Result<f64, JsValue> {
    // By reference: a move would copy both.
    let checked = match &providers::prepared(provider, config) {
        Some((sender, verifier)) => sender.check(verifier, delivery, check),
        None => Err(providers::not_own()),
    };
    checked.map_err(|error| output::error(&error))
}

/// Verifies a delivery with a prepared config. Returns the number of its trust, plus four times the position of the key.
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
        checked(provider, config, &delivery, |verifier, incoming, rules| {
            verifier.verify(incoming, rules).map(output::proof)
        })
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
        checked(provider, config, &delivery, |verifier, incoming, rules| {
            verifier.check_head(incoming, rules).map(|()| 0.0)
        })
        .map(drop)
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
        checked(provider, config, &delivery, |verifier, incoming, rules| {
            verifier.authenticate(incoming, rules).map(output::proof)
        })
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
    stack::overwritten(|| {
        let received = match &providers::prepared(provider, config) {
            Some((sender, verifier)) => sender.receive(verifier, &delivery),
            None => Err(providers::not_own()),
        };
        received.map_err(|error| output::error(&error))
    })
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
