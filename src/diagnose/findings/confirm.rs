//! isendu's confirmation of the URL, and the reply to it.

use super::found::{Found, fact, likely};
use crate::crypto::keys::is_same;
use crate::diagnose::evidence::Evidence;
use crate::diagnose::json;
use crate::diagnose::replay::replay;
use crate::diagnose::result::{Part, ProofKind};
use crate::diagnose::step::Step;
use crate::error::Error;
use alloc::vec::Vec;

/// How long isendu waits, in milliseconds.
const PATIENCE_MS: u64 = 5000;

/// Checks a confirmation. `None` for another body. The error is that of `confirm`.
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
    let is = |text: &str| is_same(text.as_bytes(), key_id.as_bytes());
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
            let is_said = said.is_some_and(|said| is_same(secret.as_bytes(), said.as_bytes()));
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

/// The changes that undo common damage to an id in a configuration.
const DAMAGE: [&str; 6] = [
    "trim",
    "unquote",
    "lower",
    "upper",
    "remove_blanks",
    "remove_invisible",
];

fn unknown(key_id: &str, evidence: &Evidence<'_>, is: &dyn Fn(&str) -> bool) -> Found {
    if evidence.credentials.iter().any(|(_, secret)| is(secret)) {
        return Found {
            kind: Some(ProofKind::Equal),
            ..fact(
                "confirm_swapped",
                Part::Confirm,
                Step::new("given").text("credentials", "secret"),
            )
        };
    }
    for (id, _) in &evidence.credentials {
        let once = DAMAGE.iter().map(|op| Vec::from([Step::new(op)]));
        let pair = |first| DAMAGE.map(|second| Vec::from([Step::new(first), Step::new(second)]));
        for steps in once.chain(DAMAGE.into_iter().flat_map(pair)) {
            let made = replay(id.as_bytes(), &steps);
            if made.is_some_and(|made| is_same(&made, key_id.as_bytes())) {
                return Found {
                    kind: Some(ProofKind::Equal),
                    steps,
                    ..likely("confirm_key_id_text", Part::Confirm)
                };
            }
        }
    }
    likely("confirm_key_id_other", Part::Confirm)
}
