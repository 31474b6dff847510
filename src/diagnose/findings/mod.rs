//! The findings, part by part, and the diagnosis that they make.

mod confirm;
mod difference;
mod form;
mod found;
mod key;
mod place_and_time;
mod provider;
mod signature;
mod structure;
mod told;

use crate::config::Config;
use crate::diagnose::delivery::Delivery;
use crate::diagnose::evidence::Evidence;
use crate::diagnose::result::{Diagnosis, Part, Searched};
use crate::diagnose::wording;
use crate::error::Error;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::{Rules, RulesOf};
use crate::verify::schemes::kinds::Place;
use crate::verify::verifier::Verifier;
use alloc::vec::Vec;
use found::{Found, likely};
use key::{api_key, token};
use place_and_time::{address, clock};
use provider::other_providers;
use signature::signature;
use told::diagnosis;

/// Diagnoses a delivery.
pub(crate) fn run(
    rules: &RulesOf<'_>,
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

/// Returns the diagnosis of an invalid configuration, or of a delivery with nothing to search.
#[cfg(all(target_arch = "wasm32", feature = "js-diagnose"))]
pub(crate) fn refused(provider: &str, error: Error) -> Diagnosis {
    let searched = Searched {
        macs: 0,
        bytes: 0,
        complete: true,
    };
    diagnosis(provider, Some(error), Vec::new(), searched)
}

fn search(error: &Error, delivery: &Delivery<'_>, searched: &mut Searched, found: &mut Vec<Found>) {
    address(error, delivery, found);
    let scheme = delivery.rules.scheme.as_ref();
    // A time outside the body is read before anything is compared.
    let place = scheme.and_then(|scheme| scheme.timestamp);
    let is_first = matches!(error, Error::TimestampInvalid)
        && matches!(place, Some((Place::Header(_) | Place::Prefix(_), _)));
    if !is_first {
        clock(error, true, delivery, found);
    }
    let is_later = matches!(
        error,
        Error::TooOld | Error::InFuture | Error::TimestampInvalid | Error::BodyTooLarge { .. }
    );
    if is_later && !is_first {
        return;
    }
    let config = delivery.config;
    let mut proves = true;
    if let Some(scheme) = scheme {
        let keys = if delivery.rules.key_option() == "apiKey" {
            &config.api_key
        } else {
            &config.secret
        };
        if scheme.is_hmac() && !keys.is_empty() {
            proves = signature(scheme, error, delivery, searched, found);
        } else if !keys.is_empty() {
            proves = api_key(scheme, error, keys, delivery, searched, found);
        }
    }
    let is_proven = |found: &[Found]| found.iter().any(|each| each.kind.is_some());
    if is_first && !is_proven(found) {
        clock(error, proves, delivery, found);
    }
    if proves && !config.url_token.is_empty() {
        token(delivery, found);
    }
    other_providers(delivery, found);
    if matches!(error, Error::Mismatch { .. }) && !is_proven(found) {
        found.push(if proves && !config.url_token.is_empty() {
            wrong_token(config)
        } else {
            likely("secret_wrong", Part::Secret)
        });
    }
}

/// Returns the finding for another token in the URL. The receiver has chosen the token, so no dashboard shows it.
fn wrong_token(config: &Config) -> Found {
    let place = match &config.url_token_param {
        Some(name) => ["The parameter `", name, "` of the URL"].concat(),
        None => "The last segment of the URL's path".into(),
    };
    Found {
        title: Some(wording::WRONG_TOKEN),
        detail: Some([&place, wording::NOT_THE_TOKEN].concat().into()),
        remedy: Some(wording::COMPARE_TOKEN.into()),
        ..likely("secret_wrong", Part::Url)
    }
}
