//! What is found, part by part, and the diagnosis that it makes.

mod confirm;
mod delivery;
mod difference;
mod found;
mod key;
mod place_and_time;
mod provider;
mod signature;
mod structure;
mod told;

use crate::config::Config;
use crate::diagnose::evidence::Evidence;
use crate::diagnose::result::{Diagnosis, Part, Searched};
use crate::error::Error;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::{Mechanism, Rules};
use crate::verify::verifier::Verifier;
use alloc::vec::Vec;
use delivery::Delivery;
use found::{Found, likely};
use key::{api_key, token};
use place_and_time::{address, clock};
use provider::other_providers;
use signature::signature;
use told::diagnosis;

/// Diagnoses a delivery.
pub(crate) fn run(
    rules: &Rules,
    all: &[&Rules],
    incoming: &Incoming<'_>,
    config: &Config,
    evidence: &Evidence<'_>,
) -> Diagnosis {
    let body = incoming.body.unwrap_or_default();
    let mut searched = Searched {
        macs: 0,
        bytes: 0,
        complete: true,
    };
    let mut found = Vec::new();
    let confirmation = if evidence.credentials.is_empty() {
        None
    } else {
        confirm::check(body, evidence)
    };
    let checked = match confirmation {
        Some((checked, of_confirm)) => {
            found = of_confirm;
            checked
        }
        None => {
            let verifier = Verifier::new(config, rules);
            let checked = verifier
                .and_then(|verifier| verifier.verify(incoming, rules))
                .map(|_| ());
            if let Err(error) = &checked {
                search(
                    error,
                    &Delivery {
                        rules,
                        all,
                        incoming,
                        config,
                        evidence,
                        body,
                    },
                    &mut searched,
                    &mut found,
                );
            }
            checked
        }
    };
    diagnosis(rules.name, checked.err(), found, searched)
}

/// Returns the diagnosis of a configuration that is none, or of a delivery that holds nothing to search.
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
pub(crate) fn refused(provider: &'static str, error: Error) -> Diagnosis {
    let searched = Searched {
        macs: 0,
        bytes: 0,
        complete: true,
    };
    diagnosis(provider, Some(error), Vec::new(), searched)
}

fn search(error: &Error, delivery: &Delivery<'_>, searched: &mut Searched, found: &mut Vec<Found>) {
    address(error, delivery, found);
    clock(error, delivery, found);
    let is_later = matches!(
        error,
        Error::TooOld | Error::InFuture | Error::TimestampInvalid | Error::BodyTooLarge { .. }
    );
    if is_later {
        return;
    }
    let mut proves = true;
    match &delivery.rules.mechanism {
        Some(Mechanism::HmacSha256 { header, prefix }) if !delivery.config.secret.is_empty() => {
            proves = signature(header, prefix, delivery, searched, found);
        }
        Some(Mechanism::ApiKey { header }) if !delivery.config.api_key.is_empty() => {
            proves = api_key(header, delivery, searched, found)
        }
        _ => {}
    }
    if proves && !delivery.config.url_token.is_empty() {
        token(delivery, found);
    }
    other_providers(delivery, found);
    if matches!(error, Error::Mismatch { .. }) && !found.iter().any(|each| each.kind.is_some()) {
        let at = if delivery.config.secret.is_empty() && delivery.config.api_key.is_empty() {
            Part::Url
        } else {
            Part::Secret
        };
        found.push(likely("secret_wrong", at));
    }
}
