//! What an export returns, and what it leaves in the buffer.

use super::memory;
use crate::error::Error;
use crate::json::Writer;
use crate::verify::proof::Verified;

/// Leaves an answer or an error, and returns its length: a negative one is an error's.
pub(super) fn answer(result: Result<Vec<u8>, Error>) -> f64 {
    let (bytes, sign) = match result {
        Ok(bytes) => (bytes, 1.0),
        Err(error) => (object(&error), -1.0),
    };
    let length = double(bytes.len());
    memory::answer(bytes);
    sign * length
}

/// Returns a number, or leaves an error.
pub(super) fn number(result: Result<f64, Error>) -> f64 {
    result.unwrap_or_else(|error| answer(Err(error)))
}

/// Returns the number of the trust, and four for each position up to the one of the key.
#[expect(clippy::as_conversions, reason = "an enumeration as its number")]
pub(super) fn proof(verified: Verified) -> f64 {
    let positions = verified
        .key_index
        .map_or(0, |position| position.saturating_add(1));
    double(
        positions
            .saturating_mul(4)
            .saturating_add(verified.trust as usize),
    )
}

/// A length as JavaScript has numbers.
#[expect(
    clippy::as_conversions,
    reason = "no memory is so long that a double could not hold its length"
)]
pub(super) fn double(length: usize) -> f64 {
    length as f64
}

/// Writes the properties of a `WebhookError`.
fn object(error: &Error) -> Vec<u8> {
    let mut json = Writer::with_capacity(256);
    json.raw("{");
    json.member("code", error.code());
    json.member("message", &error.message());
    if let Some(path) = error.path() {
        json.member("path", path);
    }
    json.name("status");
    json.value(&error.status());
    json.name("retryUseful");
    json.value(&error.retry_useful());
    json.raw("}");
    json.into_bytes()
}
