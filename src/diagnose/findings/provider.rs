//! The deliveries of other providers.

use super::found::{Found, fact, likely};
use crate::crypto::keys::is_same;
use crate::diagnose::cut::Cut;
use crate::diagnose::delivery::Delivery;
use crate::diagnose::result::{Part, ProofKind};
use crate::diagnose::step::Step;
use crate::diagnose::{header, message};
use crate::verify::scheme::Mechanism;
use alloc::vec::Vec;

/// Looks whether the delivery is another provider's.
pub(crate) fn other_providers(delivery: &Delivery<'_>, found: &mut Vec<Found>) {
    if found.iter().any(|each| each.kind.is_some()) {
        return;
    }
    let own = delivery.rules.scheme;
    let is_own = |name: &str| own.is_some_and(|own| own.names_header(name));
    let is_there = own.is_some_and(|own| {
        let mut names = own.headers.iter().filter(|name| !name.is_empty());
        names.any(|name| !delivery.values_named(name).is_empty())
    });
    let config = delivery.config;
    let keys = || {
        config
            .secret
            .iter()
            .chain(&config.api_key)
            .chain(&config.url_token)
            .chain(delivery.evidence.other_keys.iter().map(|(_, key)| key))
    };
    for other in delivery
        .all
        .iter()
        .filter(|other| other.name != delivery.rules.name)
    {
        let (Some(mechanism), Some(scheme)) = (&other.mechanism, &other.scheme) else {
            continue;
        };
        let mut value = Vec::new();
        delivery
            .incoming
            .each_value(mechanism.header(), &mut |found| {
                value = found.trim_ascii().to_vec()
            });
        if value.is_empty() || is_own(mechanism.header()) {
            continue;
        }
        let fits = keys().any(|key| match mechanism {
            Mechanism::HmacSha256 { .. } => {
                let mac = message::compute(
                    message::Algorithm::HmacSha256,
                    key.as_bytes(),
                    &message::whole(delivery.body),
                );
                header::readings(scheme, &value, &Cut::default())
                    .iter()
                    .any(|reading| is_same(&mac, &reading.digest))
            }
            Mechanism::ApiKey { .. } => is_same(key.as_bytes(), &value),
        });
        if fits {
            found.push(Found {
                kind: Some(match mechanism {
                    Mechanism::HmacSha256 { .. } => ProofKind::Mac,
                    Mechanism::ApiKey { .. } => ProofKind::Equal,
                }),
                ..fact(
                    "wrong_provider",
                    Part::Signer,
                    Step::new("provider").text("name", other.name),
                )
            });
        } else if is_there && own.is_some_and(|own| !own.is_built_in) {
            // The sender's own header is there, so another header says nothing.
            continue;
        } else {
            found.push(likely("wrong_provider", Part::Signer));
        }
        found.retain(|each| each.id != "header_missing");
    }
}
