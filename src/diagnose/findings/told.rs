//! The diagnosis that findings make, in words.

use super::found::Found;
use crate::diagnose::result::{Confidence, Diagnosis, Finding, Outcome, Proof, Refusal, Searched};
use crate::diagnose::wording;
use crate::error::Error;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(crate) fn diagnosis(
    provider: &str,
    error: Option<Error>,
    found: Vec<Found>,
    searched: Searched,
) -> Diagnosis {
    let (proven, likely): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|each| each.kind.is_some());
    let findings: Vec<Finding> = proven
        .into_iter()
        .chain(likely)
        .filter_map(finding)
        .collect();
    let outcome = match &error {
        None => Outcome::Accepted,
        Some(Error::InvalidConfig { .. }) => Outcome::ConfigError,
        Some(_) => Outcome::Refused,
    };
    let summary = summary(error.as_ref(), &findings);
    let error = error.map(|error| Refusal {
        code: error.code(),
        status: error.status(),
        path: error.path().map(String::from),
    });
    Diagnosis {
        schema: 1,
        provider: provider.into(),
        outcome,
        error,
        summary,
        findings,
        searched,
    }
}

fn finding(found: Found) -> Option<Finding> {
    let words = wording::of(found.id)?;
    let proof = found.kind.map(|kind| Proof {
        kind,
        steps: found.steps,
        first_difference: found.first_difference,
    });
    // A length proves that the body is another, and no more.
    let is_length = |proof: &Proof| proof.steps.iter().any(|step| step.op == "content_length");
    let title = if words.id == "body_changed" && proof.as_ref().is_some_and(is_length) {
        wording::OTHER_LENGTH
    } else {
        found.title.unwrap_or(words.title)
    };
    let mut remedy = words.remedy();
    if let Some(text) = found.remedy {
        remedy.text = text.into();
    }
    Some(Finding {
        id: words.id,
        confidence: if proof.is_some() {
            Confidence::Proven
        } else {
            Confidence::Likely
        },
        at: found.at,
        title: title.into(),
        detail: found.detail.unwrap_or(words.detail.into()).into(),
        proof,
        remedy,
    })
}

/// Returns the message with the names of the options in the caller's language.
fn message_of(error: &Error) -> String {
    if cfg!(all(target_arch = "wasm32", feature = "js-diagnose")) {
        error.message()
    } else {
        error.to_string()
    }
}

fn summary(error: Option<&Error>, findings: &[Finding]) -> String {
    let mut text = match error {
        None => String::from("Accepted."),
        Some(error) => {
            let front = match error {
                Error::InvalidConfig { .. } => "The configuration cannot be used (",
                _ => "Refused (",
            };
            // A mistake in the call has no finding. Its message says what to correct.
            let is_in_call = error.status() == 500;
            let message = if is_in_call {
                [": ", &message_of(error)].concat()
            } else {
                String::new()
            };
            let end = if message.ends_with('?') { "" } else { "." };
            [front, error.code(), ")", &message, end].concat()
        }
    };
    for (confidence, front) in [
        (Confidence::Proven, " Proven: "),
        (Confidence::Likely, " Likely: "),
    ] {
        let titles: Vec<&str> = findings
            .iter()
            .filter(|finding| finding.confidence == confidence)
            .map(|finding| finding.title.as_str())
            .collect();
        if !titles.is_empty() {
            text.push_str(front);
            text.push_str(&titles.join("; "));
            text.push('.');
            break;
        }
    }
    text
}
