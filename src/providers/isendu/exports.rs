//! The exports for JavaScript that only isendu has.

use super::confirmation::{Credentials, Reply, answer, check};
use super::latest::latest_positions;
use super::ordering::Fields;
use crate::error::Error;
use crate::event::ordering::OrderingFields;
use crate::js::boundary::delivery::{self, Fault};
use crate::js::boundary::{options, output, stack};
use crate::verify::body_limit::DEFAULT_MAX_BODY_BYTES;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A reply as a JavaScript object.
#[derive(Serialize)]
struct ReplyProperties<'r> {
    status: u16,
    headers: output::Members<'r>,
    body: &'r str,
}

/// Returns the reply to a confirmation of the URL, `{ status, headers, body }`. `null` if the body is not a
/// confirmation. `found` describes a value that was passed instead of a body.
///
/// # Errors
///
/// `invalid_config`, then those of `confirm`.
#[wasm_bindgen(js_name = isenduConfirm)]
pub fn isendu_confirm(
    credentials: &JsValue,
    body: Option<Box<[u8]>>,
    fault: Option<Fault>,
    found: Option<String>,
) -> Result<JsValue, JsValue> {
    stack::overwritten(|| {
        let body = || {
            delivery::body(
                body.as_deref(),
                fault,
                found.as_deref(),
                DEFAULT_MAX_BODY_BYTES,
            )
        };
        let reply = options::credentials::<Credentials>(credentials).and_then(|credentials| {
            check(&credentials)?;
            answer(body()?, &credentials)
        });
        let reply = reply.map_err(|error| output::error(&error))?;
        output::object(&reply.as_ref().map(|reply| ReplyProperties {
            status: Reply::STATUS,
            headers: output::Members(&Reply::HEADERS),
            body: reply.body(),
        }))
    })
}

/// Returns, as a list, the positions of the newest snapshot for each `uuid` of the orders or trackings.
///
/// # Errors
///
/// `invalid_argument`.
#[wasm_bindgen(js_name = isenduLatest)]
pub fn isendu_latest(items: &JsValue) -> Result<JsValue, JsValue> {
    let positions = newest(items).map_err(|error| output::error(&error))?;
    output::object(&positions)
}

fn newest(items: &JsValue) -> Result<Vec<usize>, Error> {
    let mut snapshots = Vec::new();
    options::events("items", items, &mut |fields| {
        let Fields(snapshot) = Fields::from_fields(fields);
        snapshots.push(snapshot.ok_or_else(no_uuid)?);
        Ok(())
    })?;
    Ok(latest_positions(&snapshots))
}

#[cold]
fn no_uuid() -> Error {
    Error::argument(
        "items",
        "must be orders or trackings of an event, each with its `uuid`",
    )
}
