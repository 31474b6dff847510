//! Makes the changes of a proof again.

use super::step::Step;
use super::{message, ops};
use alloc::vec::Vec;

/// Makes the changes of a proof, one after the other: of the body, the key or the header that was received. What comes
/// out are the very bytes under which it fits; none where a step cannot be made of these bytes. Steps that name something
/// (`given`: which piece of the evidence; `truncated`, `algorithm`, `provider`, `as_text`,
/// `body_alone`) leave the bytes as they are. A step that
/// puts a part of the URL into the message needs [`replay_with_url`].
pub fn replay(received: &[u8], steps: &[Step]) -> Option<Vec<u8>> {
    remake(received, steps, None)
}

/// Does what [`replay`] does, with the URL of the delivery at hand. No step holds the URL, because there may be a secret
/// in it.
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
