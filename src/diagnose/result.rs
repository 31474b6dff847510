//! The parts of a diagnosis, in the order of its JSON.

use super::step::Step;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// Why a delivery was refused. It contains no secret, no derived key and no computed MAC.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The version of this form: 1.
    pub schema: u8,
    /// The name of the provider, or of the scheme.
    pub provider: String,
    /// The result of the check.
    pub outcome: Outcome,
    /// The error of the check, if it refused.
    pub error: Option<Refusal>,
    /// A summary in one or two sentences.
    pub summary: String,
    /// The findings, proven ones first.
    pub findings: Vec<Finding>,
    /// How much was searched.
    pub searched: Searched,
}

/// The result of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The delivery is genuine.
    Accepted,
    /// The delivery was refused.
    Refused,
    /// The configuration is invalid.
    ConfigError,
}

/// The error of `verify`, `receive` or `confirm`.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// See [`Error::code`](crate::error::Error::code).
    pub code: &'static str,
    /// See [`Error::status`](crate::error::Error::status).
    pub status: u16,
    /// See [`Error::path`](crate::error::Error::path).
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
    /// Whether the search tried everything, or stopped at a proof: no limit left anything out. For JSON with many
    /// members a search is never complete, because there are too many ways to write them.
    pub complete: bool,
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The delivery fits after the named steps.
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
    /// The sender: who signed, and how.
    Signer,
    /// The confirmation of the URL.
    Confirm,
}

/// One finding.
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

/// The kind of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProofKind {
    /// The MAC fits after the steps.
    Mac,
    /// A key, a token or an id is the accepted one after the steps.
    Equal,
    /// A length, a time or the structure proves it.
    Fact,
}

/// The proof of a finding.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// Its kind.
    pub kind: ProofKind,
    /// The changes from the received value to the one that fits. For a finding about the secret they start from the
    /// configured key.
    pub steps: Vec<Step>,
    /// The first byte of the body that differs from the signed one.
    #[serde(rename = "firstDifference", skip_serializing_if = "Option::is_none")]
    pub first_difference: Option<u64>,
}

/// What to do.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// The advice, in one or two sentences.
    pub text: String,
    /// Specific advice, by framework.
    pub frameworks: BTreeMap<&'static str, &'static str>,
}
