//! What isendu has beyond the others.

use super::result::answer;
use super::{memory, request, stack, values};
use crate::error::Error;
use crate::event::ordering::OrderingFields;
use crate::json::Writer;
use crate::providers::isendu::{self, Fields};
use crate::providers::isendu::{Credentials, Reply};
use crate::verify::body_limit::DEFAULT_MAX_BODY_BYTES;
use wasm_bindgen::prelude::*;

/// Answers the reply to a confirmation of the URL as JSON; nothing when the body is none. The credentials come first.
#[wasm_bindgen(skip_typescript)]
pub fn isendu_confirm(body: f64) -> f64 {
    stack::overwritten(|| {
        let given = memory::given();
        answer(confirm(&given, body).map(|reply| reply.as_ref().map(object).unwrap_or_default()))
    })
}

fn confirm(given: &[u8], body: f64) -> Result<Option<Reply>, Error> {
    let (credentials, rest) = values::credentials::<Credentials>(given)?;
    isendu::check(&credentials)?;
    isendu::answer(
        request::body(rest, body, DEFAULT_MAX_BODY_BYTES)?,
        &credentials,
    )
}

/// Writes the reply, into one buffer: growing would leave a copy of the secret behind.
fn object(reply: &Reply) -> Vec<u8> {
    let most = reply.body().len().saturating_mul(2).saturating_add(256);
    let mut json = Writer::with_capacity(most);
    json.raw("{");
    json.name("status");
    json.value(&Reply::STATUS);
    json.name("headers");
    json.raw("{");
    for (name, value) in Reply::HEADERS {
        json.member(name, value);
    }
    json.raw("}");
    json.member("body", reply.body());
    json.raw("}");
    json.into_bytes()
}

/// Answers the positions of the newest of the orders or trackings that share a `uuid`, in 32 bits each.
#[wasm_bindgen(skip_typescript)]
pub fn isendu_latest() -> f64 {
    let given = memory::given();
    answer(newest(&given))
}

fn newest(given: &[u8]) -> Result<Vec<u8>, Error> {
    let mut snapshots = Vec::new();
    values::events("items", given, &mut |fields| {
        let Fields(snapshot) = Fields::from_fields(fields);
        snapshots.push(snapshot.ok_or_else(no_uuid)?);
        Ok(())
    })?;
    let mut positions = Vec::new();
    for position in isendu::latest_positions(&snapshots) {
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        positions.extend_from_slice(&position.to_le_bytes());
    }
    Ok(positions)
}

#[cold]
fn no_uuid() -> Error {
    Error::argument(
        "items",
        "must be orders or trackings of an event, each with its `uuid`",
    )
}
