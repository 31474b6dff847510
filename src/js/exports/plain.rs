//! The exports that take a config or options for one call, or none.

use super::new_verifier;
use super::providers::{self, Sender};
use crate::error::Error;
use crate::js::boundary::delivery::{self, Delivery, Fault};
use crate::js::boundary::{options, output, stack};
use crate::verify::verifier::Verifier;
use wasm_bindgen::prelude::*;

/// Returns a provider and the config for one call.
fn unprepared(
    provider: usize,
    config: &JsValue,
) -> Result<(Sender<'static>, Verifier<'static>), Error> {
    let sender = providers::sender(provider, None)?;
    let verifier = new_verifier(&sender, config)?;
    Ok((sender, verifier))
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
        let verified = unprepared(provider, config).and_then(|(sender, verifier)| {
            sender.check(&verifier, &delivery, |verifier, incoming, rules| {
                verifier.verify(incoming, rules).map(output::proof)
            })
        });
        verified.map_err(|error| output::error(&error))
    })
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
    stack::overwritten(|| {
        let received = unprepared(provider, config)
            .and_then(|(sender, verifier)| sender.receive(&verifier, &delivery));
        received.map_err(|error| output::error(&error))
    })
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
    scheme: Option<Box<[u8]>>,
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
    providers::sender(provider, scheme.as_deref())
        .and_then(|sender| sender.parse(body?))
        .map_err(|error| output::error(&error))
}

/// Returns whether the first of two events replaces the second. `None` if the events do not show it.
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
