//! The trait of a provider, and the receiver built on it.

use crate::config::{Config, ParseOptions};
use crate::error::Error;
use crate::event::ordering::OrderingFields;
use crate::event::owned::IntoOwned;
use crate::event::stored::Stored;
use crate::event::{Event, Payload, Received};
use crate::json::{Document, Value};
use crate::verify::body_limit::BodyLimit;
use crate::verify::incoming::Incoming;
use crate::verify::proof::Verified;
use crate::verify::scheme::Rules;
use crate::verify::verifier::Verifier;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt::Debug;
use core::marker::PhantomData;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The private half of [`Provider`]: its rules, and how to read its events. It is not exported, so it may change.
pub trait Definition {
    /// The checks of a delivery.
    const RULES: Rules;

    /// The fields by which its events are ordered.
    type OrderingFields: OrderingFields;

    /// Reads the kind of the event, and its dedupe key.
    ///
    /// # Errors
    ///
    /// `missing_field` and `wrong_type`.
    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(KindOf<'a, Self>, String), Error>
    where
        Self: Provider;
}

/// The kind of a provider's events.
pub(crate) type KindOf<'a, P> = <P as Provider>::Kind<'a>;

/// A provider, for generic code: [`Isendu`](crate::isendu::Isendu), [`OptOnDemand`](crate::optondemand::OptOnDemand),
/// [`Reward`](crate::reward::Reward) and [`Xoxoday`](crate::xoxoday::Xoxoday). No other crate can add one.
///
/// Its functions are also those of the provider's module.
///
/// ```
/// use countersign::reward::Reward;
/// use countersign::{Config, Error, Incoming, Provider, Received, Receiver};
///
/// /// Receives a delivery from any provider.
/// fn take<P: Provider>(receiver: &Receiver<P>, incoming: &Incoming<'_>) -> Result<Received<'static, P::Kind<'static>>, Error> {
///     Ok(receiver.receive(incoming)?.into_owned())
/// }
///
/// let receiver = Reward::receiver(&Config::new().url_token("tok_5f2c9d7e41b84a06"))?;
/// let incoming = Incoming::new(br#"{"id":"we_1","type":"user.renamed"}"#).url("/hooks/tok_5f2c9d7e41b84a06");
/// assert_eq!(take(&receiver, &incoming)?.event.provider, Reward::NAME);
/// # Ok::<_, Error>(())
/// ```
pub trait Provider: Definition + Sized + 'static {
    /// The name, as in `xoxoday`.
    const NAME: &'static str = Self::RULES.name;

    /// The kind of its events: `Kind` of its module.
    type Kind<'a>: IntoOwned<Owned = Self::Kind<'static>>
        + Stored
        + Serialize
        + DeserializeOwned
        + Debug
        + Clone
        + PartialEq
        + Send
        + Sync;

    /// Checks a configuration once and prepares its keys.
    ///
    /// # Errors
    ///
    /// `invalid_config`, which names the option.
    fn receiver(config: &Config) -> Result<Receiver<Self>, Error> {
        Receiver::new(config)
    }

    /// Verifies a delivery and returns what is proven about it.
    ///
    /// # Errors
    ///
    /// `invalid_config`, then those of [`Receiver::verify`].
    fn verify(incoming: &Incoming<'_>, config: &Config) -> Result<Verified, Error> {
        Self::receiver(config)?.verify(incoming)
    }

    /// Verifies a delivery, then parses the event from the same bytes.
    ///
    /// # Errors
    ///
    /// `invalid_config`, then those of [`Receiver::receive`].
    fn receive<'a>(
        incoming: &Incoming<'a>,
        config: &Config,
    ) -> Result<Received<'a, Self::Kind<'a>>, Error> {
        Self::receiver(config)?.receive(incoming)
    }

    /// Parses the event of a body, without any authentication.
    ///
    /// # Errors
    ///
    /// `body_too_large`, then the faults of the body.
    fn parse<'a>(
        body: &'a [u8],
        options: &ParseOptions,
    ) -> Result<Event<'a, Self::Kind<'a>>, Error> {
        parse::<Self>(body, options)
    }
}

/// A checked configuration with prepared keys, for any number of deliveries.
///
/// Clones share the keys, so one clone per request costs nothing. The keys are wiped when the last clone is dropped.
///
/// ```
/// use countersign::{Config, Error, Incoming, xoxoday};
///
/// let receiver: xoxoday::Receiver = xoxoday::receiver(&Config::new().api_key("a1p2z5b7v68b9112234"))?;
/// assert_eq!(receiver.verify(&Incoming::new(b"{}")), Err(Error::MissingHeader { name: "x-api-key".into() }));
/// # Ok::<_, Error>(())
/// ```
pub struct Receiver<P> {
    verifier: Arc<Verifier<'static>>,
    provider: PhantomData<fn() -> P>,
}

impl<P: Provider> Receiver<P> {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            verifier: Arc::new(Verifier::new(config, &P::RULES)?),
            provider: PhantomData,
        })
    }

    /// Verifies a delivery and returns what is proven about it. It parses nothing, except the signed time if the
    /// configuration sets `max_age_seconds`.
    ///
    /// # Errors
    ///
    /// In this order: faults of the arguments, `body_too_large`, the address, the header, the token, the signed time.
    ///
    /// ```
    /// use countersign::{Config, Incoming, Trust, reward};
    ///
    /// let receiver = reward::receiver(&Config::new().url_token("tok_5f2c9d7e41b84a06"))?;
    /// let verified = receiver.verify(&Incoming::new(b"{}").url("/hooks/tok_5f2c9d7e41b84a06"))?;
    /// assert_eq!((verified.trust, verified.key_index), (Trust::UrlToken, Some(0)));
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn verify(&self, incoming: &Incoming<'_>) -> Result<Verified, Error> {
        self.verifier
            .verify(incoming, &P::RULES)
            .map(|proven| proven.by(P::NAME))
    }

    /// Verifies a delivery without its signed time: [`Receiver::verify`] without `max_age_seconds`. A genuine body that
    /// can't be parsed has no readable time. With this you can set it aside, so that it does not block the provider's
    /// queue.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], except those of the signed time.
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, optondemand, testing};
    ///
    /// let receiver = optondemand::receiver(&Config::new().secret("whsec_new").max_age_seconds(172_800.0))?;
    /// let headers = [testing::optondemand::sign(b"{", &"whsec_new".into())?];
    /// let incoming = Incoming::new(b"{").headers(&headers);
    /// assert_eq!(receiver.receive(&incoming).unwrap_err(), Error::InvalidJson);
    /// assert!(receiver.authenticate(&incoming).is_ok());
    /// # Ok::<_, Error>(())
    /// ```
    pub fn authenticate(&self, incoming: &Incoming<'_>) -> Result<Verified, Error> {
        self.verifier
            .authenticate(incoming, &P::RULES)
            .map(|proven| proven.by(P::NAME))
    }

    /// Makes all checks that need no body: the address, the URL token, `x-api-key`, and the form of `x-signature`. A
    /// server can then refuse a delivery before it reads the body. This proves nothing: call [`Receiver::verify`] or
    /// [`Receiver::receive`] afterwards. The body of `incoming` is ignored.
    ///
    /// # Errors
    ///
    /// In this order: faults of the arguments, the address, the header, the token.
    ///
    /// ```
    /// use countersign::{Config, Error, Incoming, optondemand};
    ///
    /// let receiver = optondemand::receiver(&Config::new().secret("whsec_new"))?;
    /// let headers = [("x-signature", "sha1=0123")];
    /// let refused = receiver.check_head(&Incoming::new(b"").headers(&headers));
    /// assert_eq!(refused, Err(Error::MalformedSignature));
    /// # Ok::<_, Error>(())
    /// ```
    pub fn check_head(&self, incoming: &Incoming<'_>) -> Result<(), Error> {
        self.verifier.check_head(incoming, &P::RULES)
    }

    /// Verifies a delivery, then parses the event from the same bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], then the faults of the body.
    ///
    /// ```
    /// use countersign::{Config, Incoming, reward};
    ///
    /// let receiver = reward::receiver(&Config::new().url_token("tok_5f2c9d7e41b84a06"))?;
    /// let incoming = Incoming::new(br#"{"id":"we_1","type":"user.renamed"}"#).url("/hooks/tok_5f2c9d7e41b84a06");
    /// assert_eq!(receiver.receive(&incoming)?.event.dedupe_key, "reward:we_1");
    /// # Ok::<_, countersign::Error>(())
    /// ```
    pub fn receive<'a>(&self, incoming: &Incoming<'a>) -> Result<Received<'a, P::Kind<'a>>, Error> {
        receive::<P>(&self.verifier, incoming)
    }
}

impl<P> Clone for Receiver<P> {
    fn clone(&self) -> Self {
        Self {
            verifier: Arc::clone(&self.verifier),
            provider: PhantomData,
        }
    }
}

impl<P: Provider> Debug for Receiver<P> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_tuple("Receiver")
            .field(&P::RULES.name)
            .finish_non_exhaustive()
    }
}

/// Verifies a delivery, then parses the event from the same bytes.
pub(crate) fn receive<'a, P: Provider>(
    verifier: &Verifier<'_>,
    incoming: &Incoming<'a>,
) -> Result<Received<'a, P::Kind<'a>>, Error> {
    let (proven, body, document) = verifier.open(incoming, &P::RULES)?;
    Ok(Received {
        event: event::<P>(document, body)?,
        verified: proven.by(P::NAME),
    })
}

/// Parses the event of an unauthenticated body.
pub(crate) fn parse<'a, P: Provider>(
    body: &'a [u8],
    options: &ParseOptions,
) -> Result<Event<'a, P::Kind<'a>>, Error> {
    BodyLimit::try_from(options)?.check(body.len())?;
    read::<P>(body)
}

/// Parses the event of an unauthenticated body whose length has been checked.
pub(crate) fn read<P: Provider>(body: &[u8]) -> Result<Event<'_, P::Kind<'_>>, Error> {
    event::<P>(Document::parse(body)?, body)
}

fn event<'a, P: Provider>(
    document: Document<'a>,
    body: &[u8],
) -> Result<Event<'a, P::Kind<'a>>, Error> {
    let (kind, dedupe_key) = P::read(document.root(), body)?;
    Ok(Event {
        provider: P::RULES.name,
        kind,
        dedupe_key,
        payload: Payload(document.into_payload()),
    })
}
