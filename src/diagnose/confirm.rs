//! isendu's confirmation of the URL, and the reply to it.

use super::evidence::Evidence;
use super::findings::{Found, fact};
use super::json;
use super::ops::apply;
use super::result::{Part, ProofKind};
use super::step::Step;
use crate::error::Error;
use alloc::string::String;
use alloc::vec::Vec;
use subtle::ConstantTimeEq;

/// How long isendu waits, in milliseconds.
const PATIENCE_MS: u64 = 5000;

/// Looks at a confirmation; none where the body is not one. The error is the one of `confirm`.
pub(crate) fn check(
    body: &[u8],
    evidence: &Evidence<'_>,
) -> Option<(Result<(), Error>, Vec<Found>)> {
    let key_id = json::member(body, &["keyId"]).and_then(json::unescape)?;
    if json::member(body, &["order"])
        .or(json::member(body, &["tracking"]))
        .is_some()
    {
        return None;
    }
    let is = |text: &str| bool::from(text.as_bytes().ct_eq(key_id.as_bytes()));
    let mut found = Vec::new();
    let known = evidence.credentials.iter().find(|(id, _)| is(id));
    if known.is_none() {
        found.push(unknown(&key_id, evidence, &is));
    }
    if let Some(reply) = &evidence.reply {
        if reply.status != 200 {
            found.push(fact(
                "confirm_reply_status",
                Part::Confirm,
                Step::new("status").number("status", usize::from(reply.status)),
            ));
        }
        if let Some((_, secret)) = known {
            let said = json::member(&reply.body, &["response"]).and_then(json::unescape);
            let is_said =
                said.is_some_and(|said| bool::from(said.as_bytes().ct_eq(secret.as_bytes())));
            if !is_said {
                found.push(fact(
                    "confirm_reply_body",
                    Part::Confirm,
                    Step::new("reply").number("length", reply.body.len()),
                ));
            }
        }
        if let Some(elapsed) = reply.elapsed_ms.filter(|elapsed| *elapsed > PATIENCE_MS) {
            found.push(fact(
                "confirm_reply_slow",
                Part::Confirm,
                Step::new("elapsed").number("ms", usize::try_from(elapsed).unwrap_or(usize::MAX)),
            ));
        }
    }
    Some((
        if known.is_some() {
            Ok(())
        } else {
            Err(Error::UnknownKeyId)
        },
        found,
    ))
}

fn unknown(key_id: &str, evidence: &Evidence<'_>, is: &dyn Fn(&str) -> bool) -> Found {
    if evidence.credentials.iter().any(|(_, secret)| is(secret)) {
        return Found {
            kind: Some(ProofKind::Equal),
            ..fact("confirm_swapped", Part::Confirm, Step::new("swap"))
        };
    }
    for (id, _) in &evidence.credentials {
        for op in [
            "trim",
            "unquote",
            "lower",
            "upper",
            "remove_blanks",
            "remove_invisible",
        ] {
            let step = Step::new(op);
            let made = apply(&step, id.as_bytes()).and_then(|made| String::from_utf8(made).ok());
            let folded = made
                .as_deref()
                .is_some_and(|made| is(made) || made.eq_ignore_ascii_case(key_id));
            if folded {
                return Found {
                    kind: Some(ProofKind::Equal),
                    ..fact("confirm_key_id_text", Part::Confirm, step)
                };
            }
        }
    }
    Found {
        kind: None,
        steps: Vec::new(),
        ..fact("confirm_key_id_other", Part::Confirm, Step::new(""))
    }
}
