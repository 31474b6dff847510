//! What isendu has beyond the others. `api.js` puts `<provider>_<function>` beside the provider's common functions.

use super::{input, object};
use crate::DEFAULT_MAX_BODY_BYTES;
use crate::Error;
use crate::isendu::Reply;
use crate::providers::isendu::{Fields, answer, check, newest};
use js_sys::Array;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

/// The reply as JavaScript gets it.
#[derive(Serialize)]
struct ReplyObject<'r> {
    status: u16,
    headers: Headers,
    body: &'r str,
}

/// The headers of the reply, written as an object.
struct Headers;

impl Serialize for Headers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Reply::HEADERS)
    }
}

/// Answers a confirmation of the URL; null when the body is none.
#[wasm_bindgen(skip_typescript)]
pub fn isendu_confirm(body: &JsValue, credentials: &JsValue) -> Result<JsValue, JsValue> {
    let credentials = input::credentials(credentials)?;
    check(&credentials)?;
    let reply = answer(&input::body(body, DEFAULT_MAX_BODY_BYTES)?, &credentials)?;
    reply.map_or(Ok(JsValue::NULL), |reply| {
        object(&ReplyObject {
            status: Reply::STATUS,
            headers: Headers,
            body: reply.body(),
        })
    })
}

/// Keeps the newest of the orders or trackings that share a `uuid`.
#[wasm_bindgen(skip_typescript)]
pub fn isendu_latest(items: &JsValue) -> Result<Array, JsValue> {
    let (items, fields) = input::versions::<Fields>("items", items)?;
    let snapshots = fields
        .into_iter()
        .map(|fields| fields.0.ok_or_else(no_uuid))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(newest(&snapshots)
        .into_iter()
        .filter_map(|at| u32::try_from(at).ok())
        .map(|at| items.get(at))
        .collect())
}

#[cold]
fn no_uuid() -> Error {
    Error::argument(
        "items",
        "must be orders or trackings of an event, each with its `uuid`",
    )
}
