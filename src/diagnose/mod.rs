//! Explains why a delivery was refused, by proof: it searches for the change after which the delivery fits.
//!
//! Each provider has such a function, as in [`optondemand::diagnose`](crate::optondemand::diagnose). It is for debugging. A
//! handler must not call it: a match with a key that anybody can guess is a finding, but authenticates nothing.
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

mod around;
mod body;
mod cut;
mod delivery;
mod evidence;
mod findings;
mod frame;
mod header;
mod header_names;
mod hex;
mod json;
mod message;
mod ops;
mod placeholders;
mod replay;
mod result;
mod search;
mod secret;
mod seen;
mod step;
mod units;
mod url;
mod url_part;
mod wording;

pub use evidence::{Evidence, SentReply};
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
pub(crate) use findings::refused;
pub(crate) use findings::run;
pub use replay::{replay, replay_with_url};
pub use result::{
    Confidence, Diagnosis, Finding, Outcome, Part, Proof, ProofKind, Refusal, Remedy, Searched,
};
pub use step::{Arg, Step};

use serde::Serialize;

/// Returns the ids of all findings, in the order of the documentation.
pub fn ids() -> impl Iterator<Item = &'static str> {
    wording::ALL.iter().map(|words| words.id)
}

/// The explanation of a finding.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Its stable name, as in `body_reserialized`.
    pub id: &'static str,
    /// A short title.
    pub title: &'static str,
    /// The explanation.
    pub detail: &'static str,
    /// The advice.
    pub remedy: Remedy,
}

/// Explains a finding by its id. `None` for an unknown id.
///
/// ```
/// let explained = countersign::diagnose::explain("body_bom").unwrap();
/// assert_eq!(explained.title, "a byte order mark was added or removed");
/// ```
pub fn explain(id: &str) -> Option<Explanation> {
    wording::of(id).map(|words| Explanation {
        id: words.id,
        title: words.title,
        detail: words.detail,
        remedy: words.remedy(),
    })
}
