//! Any other sender: a receiver for a [`Scheme`], which describes how the sender authenticates its deliveries.

pub use super::custom_event::{Event, Received, Verified};
pub use crate::verify::schemes::kinds::{Encoding, KeyFormat, Place, Root, Unit};
pub use crate::verify::schemes::scheme::Scheme;

use super::custom_event::{read, receive};
use crate::config::{Config, ParseOptions};
use crate::error::Error;
use crate::verify::body_limit::BodyLimit;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::RulesOf;
use crate::verify::schemes::draft::checked;
use crate::verify::verifier::Verifier;
use alloc::sync::Arc;

/// A configuration checked once, with the keys prepared, for any number of deliveries. Clones share the keys.
#[derive(Clone)]
pub struct Receiver<'s> {
    rules: RulesOf<'s>,
    verifier: Arc<Verifier<'static>>,
}

/// Checks a scheme and a configuration once and prepares its keys.
///
/// # Errors
///
/// `invalid_config`, which names the member of the scheme or the option.
///
/// ```
/// use countersign::custom::{self, Encoding, Scheme};
/// use countersign::{Config, Incoming, Trust};
///
/// const GITHUB: Scheme = Scheme::hmac_sha256("github", "x-hub-signature-256", Encoding::Hex, "{body}").prefix("sha256=");
/// const _: () = GITHUB.check();
///
/// let receiver = custom::receiver(&GITHUB, &Config::new().secret("It's a Secret to Everybody"))?;
/// // GitHub's documented example.
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers = [("X-Hub-Signature-256", signature)];
/// let verified = receiver.verify(&Incoming::new(b"Hello, World!").headers(&headers))?;
/// assert_eq!((verified.provider, verified.trust), ("github", Trust::Signature));
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn receiver<'s>(scheme: &Scheme<'s>, config: &Config) -> Result<Receiver<'s>, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    Ok(Receiver {
        verifier: Arc::new(Verifier::new(config, &rules)?),
        rules,
    })
}

/// Reads the event of a body, without any authentication. An id or a time in a header is not read, so if the id is in a header, the
/// dedupe key is a digest of the body, not the one from [`Receiver::receive`].
///
/// # Errors
///
/// `invalid_config` for the scheme, `body_too_large`, then the faults of the body.
pub fn parse<'s, 'a>(
    scheme: &Scheme<'s>,
    body: &'a [u8],
    options: &ParseOptions,
) -> Result<Event<'s, 'a>, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    BodyLimit::try_from(options)?.check(body.len())?;
    read(&rules, body)
}

/// Explains why a delivery was refused, with a proof if there is one; see [`diagnose`](crate::diagnose).
///
/// Use it for debugging, not in a handler. The steps of a finding at the body lead to the body that fits: fill the template
/// with it. For a header with a list, the steps lead to the element with the signature.
///
/// # Errors
///
/// `invalid_config` for the scheme. What is wrong with the configuration is part of the diagnosis.
///
/// ```
/// use countersign::custom::{self, Encoding, Scheme};
/// use countersign::diagnose::Evidence;
/// use countersign::{Config, Incoming};
///
/// const GITHUB: Scheme = Scheme::hmac_sha256("github", "x-hub-signature-256", Encoding::Hex, "{body}").prefix("sha256=");
///
/// // GitHub's documented example, to which a newline was added on the way.
/// let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
/// let headers = [("X-Hub-Signature-256", signature)];
/// let incoming = Incoming::new(b"Hello, World!\n").headers(&headers);
/// let config = Config::new().secret("It's a Secret to Everybody");
/// let diagnosis = custom::diagnose(&GITHUB, &incoming, &config, &Evidence::new())?;
/// assert_eq!(diagnosis.findings[0].id, "body_edge_whitespace");
/// # Ok::<_, countersign::Error>(())
/// ```
#[cfg(feature = "diagnose")]
pub fn diagnose(
    scheme: &Scheme<'_>,
    incoming: &Incoming<'_>,
    config: &Config,
    evidence: &crate::diagnose::Evidence<'_>,
) -> Result<crate::diagnose::Diagnosis, Error> {
    let rules = RulesOf::of_scheme(checked(*scheme)?);
    let all = super::ALL_RULES;
    Ok(crate::diagnose::run(
        &rules, all, incoming, config, evidence,
    ))
}

impl<'s> Receiver<'s> {
    /// Verifies a delivery, and returns how it was authenticated.
    ///
    /// # Errors
    ///
    /// In this order: faults of the arguments, `body_too_large`, the address, the headers, the signature, the token of
    /// the URL, the signed time.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Verified<'s>, Error> {
        let proven = self.verifier.verify(incoming, &self.rules)?;
        Ok(Verified::of(&self.rules, &proven))
    }

    /// Verifies a delivery without the age of its signed time.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], except the age of the signed time.
    pub fn authenticate(&self, incoming: &Incoming<'_>) -> Result<Verified<'s>, Error> {
        let proven = self.verifier.authenticate(incoming, &self.rules)?;
        Ok(Verified::of(&self.rules, &proven))
    }

    /// Makes all checks that need no body: the address, the form of the headers, a static secret, the token.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`] that need no body.
    pub fn check_head(&self, incoming: &Incoming<'_>) -> Result<(), Error> {
        self.verifier.check_head(incoming, &self.rules)
    }

    /// Verifies a delivery, then reads the event from the same bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], then the faults of the body.
    pub fn receive<'a>(&self, incoming: &Incoming<'a>) -> Result<Received<'s, 'a>, Error> {
        receive(&self.rules, &self.verifier, incoming)
    }
}

impl core::fmt::Debug for Receiver<'_> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_tuple("Receiver")
            .field(&self.rules.name)
            .finish_non_exhaustive()
    }
}
