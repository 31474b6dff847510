//! What a diagnosis is, as section by section of its JSON.

use super::step::Step;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// Why a delivery was refused. It holds no secret, no derived key and no computed MAC.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The version of this form: 1.
    pub schema: u8,
    /// The name of the provider, or of the scheme.
    pub provider: String,
    /// What the check said.
    pub outcome: Outcome,
    /// The error of the check, if it refused.
    pub error: Option<Refusal>,
    /// All of it in one sentence or two.
    pub summary: String,
    /// What was found, the proven first.
    pub findings: Vec<Finding>,
    /// How much was searched.
    pub searched: Searched,
}

/// What the check said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The delivery is genuine.
    Accepted,
    /// The delivery was refused.
    Refused,
    /// The configuration cannot be used.
    ConfigError,
}

/// The error of `verify`, `receive` or `confirm`.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// As [`Error::code`](crate::error::Error::code).
    pub code: &'static str,
    /// As [`Error::status`](crate::error::Error::status).
    pub status: u16,
    /// As [`Error::path`](crate::error::Error::path).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// How much was searched.
#[non_exhaustive]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Searched {
    /// How many MACs and hashes were computed.
    pub macs: u64,
    /// How many bytes were hashed.
    pub bytes: u64,
    /// Whether all was tried, up to a proof where there is one: neither the budget nor a bound of a list left anything
    /// out. A search in JSON of many members is never complete, since they can be written in too many ways.
    pub complete: bool,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// With the named steps, it fits.
    Proven,
    /// A guess.
    Likely,
}

/// Which part of a delivery a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// The raw body.
    Body,
    /// The key of the configuration.
    Secret,
    /// The header that proves the delivery.
    Header,
    /// The URL and the token in it.
    Url,
    /// The address of the peer.
    Ip,
    /// The time.
    Clock,
    /// Who signed, and how.
    Signer,
    /// The confirmation of the URL.
    Confirm,
}

/// One thing that was found.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name, as in `body_reserialized`.
    pub id: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
    /// What it is about.
    pub at: Part,
    /// A few words.
    pub title: String,
    /// What was found.
    pub detail: String,
    /// What proves it.
    pub proof: Option<Proof>,
    /// What to do.
    pub remedy: Remedy,
}

/// What kind of proof it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProofKind {
    /// With the steps, the MAC fits.
    Mac,
    /// With the steps, a key, a token or an id is the accepted one.
    Equal,
    /// Arithmetic or structure.
    Fact,
}

/// What proves a finding.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Its kind.
    pub kind: ProofKind,
    /// The changes that lead from what was received to what fits. Those of a finding at the secret start from the
    /// configured key.
    pub steps: Vec<Step>,
    /// The first byte of the body that differs from what was signed.
    #[serde(rename = "firstDifference", skip_serializing_if = "Option::is_none")]
    pub first_difference: Option<u64>,
}

/// What to do.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// In a sentence or two.
    pub text: String,
    /// The same for frameworks that have a way of their own.
    pub frameworks: BTreeMap<&'static str, &'static str>,
}
