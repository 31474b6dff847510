//! Applies the changes of a proof again.

use super::step::Step;
use super::{message, ops};
use alloc::vec::Vec;

/// Applies the changes of a proof to the received body, key or header, and returns the bytes that fit. `None` if a step
/// can't be applied to these bytes. Steps that only name something (`given`, `truncated`, `algorithm`, `provider`,
/// `as_text`, `body_alone`) change nothing. A step that puts a part of the URL into the message needs
/// [`replay_with_url`].
pub fn replay(received: &[u8], steps: &[Step]) -> Option<Vec<u8>> {
    remake(received, steps, None)
}

/// Like [`replay`], with the URL of the delivery. No step contains the URL, because it may contain a secret.
pub fn replay_with_url(received: &[u8], steps: &[Step], url: &str) -> Option<Vec<u8>> {
    remake(received, steps, Some(url))
}

fn remake(received: &[u8], steps: &[Step], url: Option<&str>) -> Option<Vec<u8>> {
    steps.iter().try_fold(received.to_vec(), |bytes, step| {
        ops::apply(step, &bytes)
            .or_else(|| message::build_with_url(step, &bytes, url?))
            .or_else(|| {
                matches!(
                    &*step.op,
                    "given" | "truncated" | "algorithm" | "provider" | "as_text" | "body_alone"
                )
                .then_some(bytes)
            })
    })
}
