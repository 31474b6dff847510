//! Why a delivery was refused, by proof: a search for the change after which it fits.
//!
//! Each provider has a function of this name, for people at a desk: [`optondemand::diagnose`](crate::optondemand::diagnose)
//! and the others. A handler must not call it: a match under a key that anybody can guess is a finding, and never an
//! authentication.
//!
//! ```
//! use countersign::diagnose::Evidence;
//! use countersign::{Config, Incoming, optondemand, testing};
//!
//! let headers = [testing::optondemand::sign(br#"{"event": "x"}"#, &"whsec_test_0123456789abcdef".into())?];
//! let incoming = Incoming::new(br#"{"event":"x"}"#).headers(&headers);
//! let config = Config::new().secret("whsec_test_0123456789abcdef");
//! let diagnosis = optondemand::diagnose(&incoming, &config, &Evidence::new());
//! assert_eq!(diagnosis.findings[0].id, "body_reserialized");
//! # Ok::<_, countersign::Error>(())
//! ```

mod body;
mod confirm;
mod cut;
mod evidence;
mod findings;
mod header;
mod json;
mod message;
mod ops;
mod result;
mod search;
mod secret;
mod seen;
mod step;
mod url;
mod wording;

pub use evidence::{Evidence, SentReply};
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
pub(crate) use findings::refused;
pub(crate) use findings::run;
pub use result::{
    Confidence, Diagnosis, Finding, Outcome, Part, Proof, ProofKind, Refusal, Remedy, Searched,
};
pub use step::{Arg, Step};

use alloc::vec::Vec;
use serde::Serialize;

/// Makes the changes of a proof, one after the other: of the body, the key or the header that was received. What comes
/// out are the very bytes under which it fits; none where a step cannot be made of these bytes. Steps that name something
/// (`given`: which piece of the evidence; `truncated`, `algorithm`, `provider`) leave the bytes as they are. A step that
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
                matches!(&*step.op, "given" | "truncated" | "algorithm" | "provider")
                    .then_some(bytes)
            })
    })
}

/// Returns the ids of all findings, in the order of the documentation.
pub fn ids() -> impl Iterator<Item = &'static str> {
    wording::ALL.iter().map(|words| words.id)
}

/// What a finding means, and what to do.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Its stable name, as in `body_reserialized`.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What was found.
    pub detail: &'static str,
    /// What to do.
    pub remedy: Remedy,
}

/// Explains a finding by its id; none where there is no such finding.
///
/// ```
/// let explained = countersign::diagnose::explain("body_bom").unwrap();
/// assert_eq!(explained.title, "a byte order mark");
/// ```
pub fn explain(id: &str) -> Option<Explanation> {
    wording::of(id).map(|words| Explanation {
        id: words.id,
        title: words.title,
        detail: words.detail,
        remedy: words.remedy(),
    })
}
