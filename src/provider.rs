//! What a provider is: its rules as constants and pure functions, and the entry points that follow from them.

use crate::checks::{Checks, Limit};
use crate::json::{Document, Value};
use crate::order::Version;
use crate::{
    Config, Error, Event, Incoming, ParseOptions, Payload, Received, Trust, Verified, ip, url_token,
};
use serde::{Serialize, de::DeserializeOwned};
use std::marker::PhantomData;
use std::net::IpAddr;

/// The rules of one provider.
pub trait Provider {
    /// The name: of the module, of the folder, and in every event.
    const NAME: &'static str;

    /// The options that it takes beside the common ones.
    const OPTIONS: &'static [&'static str];

    /// The options of which one at least must be there.
    const NEEDS: &'static [&'static str];

    /// The header that carries a proof, in lower case.
    const HEADER: Option<&'static str> = None;

    /// The addresses that it documents.
    const DOCUMENTED_IPS: &'static [&'static str] = &[];

    /// What it reports.
    type Kind<'a>: Serialize;

    /// The fields by which its events are put in order, as they are called in JavaScript.
    type Version: Version + DeserializeOwned;

    /// Checks the proof in the header where the configuration asks for it, and returns what it is worth.
    ///
    /// # Errors
    ///
    /// Those of [`Incoming::header`], and what is wrong with the proof.
    fn authenticate(
        _checks: &Checks,
        _incoming: &Incoming<'_>,
    ) -> Result<Option<(Trust, usize)>, Error> {
        Ok(None)
    }

    /// Returns the time that the signature covers, in milliseconds since 1970.
    fn signed_ms(_root: Value<'_, '_>) -> Option<i64> {
        None
    }

    /// Reads what happened, and the key that is the same for each delivery of it.
    ///
    /// # Errors
    ///
    /// `missing_field` and `wrong_type`.
    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Self::Kind<'a>, String), Error>;
}

/// A configuration checked once, with the keys prepared, for any number of deliveries. The keys are wiped when it
/// goes.
pub struct Receiver<P> {
    checks: Checks,
    provider: PhantomData<P>,
}

impl<P: Provider> Receiver<P> {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self::from(Checks::new::<P>(config)?))
    }

    /// Returns how much a delivery proves. It does not read the body, but for the signed time where the
    /// configuration sets `max_age_seconds`.
    ///
    /// # Errors
    ///
    /// In this order: what is wrong with the arguments, `body_too_large`, the address, the header, the token, the
    /// signed time.
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Verified, Error> {
        let verified = self.authenticate(incoming)?;
        if self.checks.freshness.is_some() {
            self.check_freshness(Document::parse(incoming.body()?).as_ref().ok())?;
        }
        Ok(verified)
    }

    /// Verifies a delivery, then reads the event from the very same bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], then what is wrong with the body.
    pub fn receive<'a>(&self, incoming: &Incoming<'a>) -> Result<Received<'a, P::Kind<'a>>, Error> {
        let body = incoming.body()?;
        let verified = self.authenticate(incoming)?;
        let document = Document::parse(body);
        self.check_freshness(document.as_ref().ok())?;
        Ok(Received {
            event: read::<P>(&document?, body)?,
            verified,
        })
    }

    /// Checks that what the configuration needs is there, before anything is compared.
    pub(crate) fn arguments<'a>(
        &self,
        incoming: &Incoming<'a>,
    ) -> Result<(Option<IpAddr>, Option<&'a str>), Error> {
        let Checks {
            allowed_ips,
            secret,
            url_token,
            ..
        } = &self.checks;
        if secret.is_some() {
            incoming.body()?;
        }
        let ip = allowed_ips
            .as_ref()
            .map(|_| ip::required(incoming.ip))
            .transpose()?;
        let url = url_token
            .as_ref()
            .map(|_| url_token::required(incoming.url))
            .transpose()?;
        Ok((ip, url))
    }

    fn authenticate(&self, incoming: &Incoming<'_>) -> Result<Verified, Error> {
        let Checks {
            limit,
            allowed_ips,
            url_token,
            ..
        } = &self.checks;
        let (ip, url) = self.arguments(incoming)?;
        limit.check(incoming.body.map_or(0, <[u8]>::len))?;
        if let (Some(allowed_ips), Some(ip)) = (allowed_ips, ip) {
            allowed_ips.check(ip)?;
        }
        let mut proof = P::authenticate(&self.checks, incoming)?;
        if let (Some(url_token), Some(url)) = (url_token, url) {
            let position = url_token.check(url)?;
            proof = proof.or(Some((Trust::UrlToken, position)));
        }
        let (trust, key_index) = proof.map_or((Trust::None, None), |(trust, position)| {
            (trust, Some(position))
        });
        Ok(Verified {
            provider: P::NAME,
            trust,
            key_index,
        })
    }

    fn check_freshness(&self, document: Option<&Document<'_>>) -> Result<(), Error> {
        match &self.checks.freshness {
            Some(freshness) => {
                freshness.check(document.and_then(|document| P::signed_ms(document.root())))
            }
            None => Ok(()),
        }
    }
}

impl<P> From<Checks> for Receiver<P> {
    fn from(checks: Checks) -> Self {
        Self {
            checks,
            provider: PhantomData,
        }
    }
}

impl<P: Provider> std::fmt::Debug for Receiver<P> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_tuple("Receiver")
            .field(&P::NAME)
            .finish_non_exhaustive()
    }
}

/// Reads the event of a body that nobody has authenticated.
pub(crate) fn parse<'a, P: Provider>(
    body: &'a [u8],
    options: &ParseOptions,
) -> Result<Event<'a, P::Kind<'a>>, Error> {
    Limit::try_from(options)?.check(body.len())?;
    read::<P>(&Document::parse(body)?, body)
}

fn read<'a, P: Provider>(
    document: &Document<'a>,
    body: &[u8],
) -> Result<Event<'a, P::Kind<'a>>, Error> {
    let (kind, dedupe_key) = P::read(document.root(), body)?;
    Ok(Event {
        provider: P::NAME,
        kind,
        dedupe_key,
        payload: Payload(document.payload()),
    })
}

/// Writes the functions that every provider offers under the same names.
macro_rules! entry_points {
    ($provider:ty) => {
        #[cfg(target_arch = "wasm32")]
        pub(crate) type Rules = $provider;

        #[cfg(target_arch = "wasm32")]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const TYPES: &str = include_str!("types.d.ts");

        /// An event of this provider.
        pub type Event<'a> = crate::Event<'a, Kind<'a>>;

        /// An event of this provider, and how much was proven about it.
        pub type Received<'a> = crate::Received<'a, Kind<'a>>;

        /// A checked configuration of this provider.
        pub type Receiver = crate::Receiver<$provider>;

        /// Checks a configuration once and prepares its keys.
        ///
        /// # Errors
        ///
        /// `invalid_config`, which names the option.
        pub fn receiver(config: &crate::Config) -> Result<Receiver, crate::Error> {
            Receiver::new(config)
        }

        /// Returns how much a delivery proves; see [`Receiver::verify`].
        ///
        /// # Errors
        ///
        /// `invalid_config`, then those of [`Receiver::verify`].
        pub fn verify(
            incoming: &crate::Incoming<'_>,
            config: &crate::Config,
        ) -> Result<crate::Verified, crate::Error> {
            receiver(config)?.verify(incoming)
        }

        /// Verifies a delivery, then reads the event from the very same bytes; see [`Receiver::receive`].
        ///
        /// # Errors
        ///
        /// `invalid_config`, then those of [`Receiver::receive`].
        pub fn receive<'a>(
            incoming: &crate::Incoming<'a>,
            config: &crate::Config,
        ) -> Result<Received<'a>, crate::Error> {
            receiver(config)?.receive(incoming)
        }

        /// Reads the event of a body and authenticates nothing.
        ///
        /// # Errors
        ///
        /// `body_too_large`, then what is wrong with the body.
        pub fn parse<'a>(
            body: &'a [u8],
            options: &crate::ParseOptions,
        ) -> Result<Event<'a>, crate::Error> {
            crate::provider::parse::<$provider>(body, options)
        }
    };
}
pub(crate) use entry_points;
