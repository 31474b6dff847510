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
mod bytes;
mod confirm;
mod cut;
mod evidence;
mod findings;
mod found;
mod header;
mod json;
mod message;
mod ops;
mod replay;
mod result;
mod search;
mod secret;
mod step;
mod url;
mod wording;

pub use evidence::{Evidence, SentReply};
pub(crate) use findings::run;
pub use replay::{replay, replay_with_url};
pub use result::{
    Confidence, Diagnosis, Finding, Outcome, Part, Proof, ProofKind, Refusal, Remedy, Searched,
};
pub use step::{Arg, Step};

/// Returns the ids of all findings, in the order of the documentation.
pub fn ids() -> impl Iterator<Item = &'static str> {
    wording::ALL.iter().map(|words| words.id)
}
