//! What a provider is: its rules as constants and pure functions, and the receiver that follows from them.

use crate::checks::{Checks, Limit};
use crate::json::{Document, Value};
use crate::ordering::Version;
use crate::{Config, Error, Event, Incoming, ParseOptions, Payload, Received, Trust, Verified};
use alloc::string::String;
use core::marker::PhantomData;
use serde::Serialize;

/// The rules of one provider that say who may deliver, and how that is proven.
pub struct Rules {
    /// The name: of the module, of the folder, and in every event.
    pub name: &'static str,
    /// The options that it takes beside the common ones.
    pub options: &'static [&'static str],
    /// The options of which one at least must be there.
    pub needs: &'static [&'static str],
    /// The addresses that it documents.
    pub documented_ips: &'static [&'static str],
    /// The header that carries its proof.
    pub header: Option<HeaderProof>,
    /// Returns the time that the signature covers, in milliseconds since 1970.
    pub signed_ms: fn(Value<'_, '_>) -> Option<i64>,
}

/// What a check has proven, and the position of the accepted key that proved it.
pub type Proof = (Trust, usize);

/// A proof that travels in a header.
pub struct HeaderProof {
    /// The header's name in lower case.
    pub name: &'static str,
    /// Checks its value where the configuration asks for it, and returns what it is worth.
    ///
    /// # Errors
    ///
    /// Those of [`Incoming::header`], and what is wrong with the proof.
    pub check: fn(&Checks<'_>, &Incoming<'_>) -> Result<Option<Proof>, Error>,
    /// Checks as much of its value as can be checked without the body.
    ///
    /// # Errors
    ///
    /// Those of `check` that need no body.
    pub check_head: fn(&Checks<'_>, &Incoming<'_>) -> Result<(), Error>,
}

impl Rules {
    /// The rules of a provider that proves nothing, to start from.
    pub const UNSIGNED: Self = Self {
        name: "",
        options: &["acceptUnauthenticated"],
        needs: &["urlToken", "acceptUnauthenticated"],
        documented_ips: &[],
        header: None,
        signed_ms: |_| None,
    };
}

/// A provider: its rules, and how its events are read.
pub trait Provider {
    /// Who may deliver.
    const RULES: Rules;

    /// What it reports.
    type Kind<'a>: Serialize;

    /// The fields by which its events are put in order.
    type Version: Version;

    /// Reads what happened, and the key that is the same for each delivery of it.
    ///
    /// # Errors
    ///
    /// `missing_field` and `wrong_type`.
    fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Self::Kind<'a>, String), Error>;
}

/// A configuration checked once, with the keys prepared, for any number of deliveries. The keys are wiped when it
/// goes.
///
/// ```
/// use countersign::{Config, Error, Incoming, xoxoday};
///
/// let receiver: xoxoday::Receiver = xoxoday::receiver(&Config::new().api_key("a1p2z5b7v68b9112234"))?;
/// assert_eq!(receiver.verify(&Incoming::new(b"{}")), Err(Error::MissingHeader { name: "x-api-key" }));
/// # Ok::<_, Error>(())
/// ```
pub struct Receiver<P> {
    checks: Checks<'static>,
    provider: PhantomData<P>,
}

impl<P: Provider> Receiver<P> {
    pub(crate) fn new(config: &Config) -> Result<Self, Error> {
        Ok(Self {
            checks: Checks::new(config, &P::RULES)?,
            provider: PhantomData,
        })
    }

    /// Returns how much a delivery proves. It does not read the body, but for the signed time where the
    /// configuration sets `max_age_seconds`.
    ///
    /// # Errors
    ///
    /// In this order: what is wrong with the arguments, `body_too_large`, the address, the header, the token, the
    /// signed time.
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
        self.checks.verify(incoming, &P::RULES)
    }

    /// Checks all that can be checked before the body is read: the address, the URL token, `x-api-key`, and the form of
    /// `x-signature`. A server can so refuse a delivery without keeping a byte of it. It proves nothing: what passes
    /// has to pass [`Receiver::verify`] or [`Receiver::receive`], too. The body of `incoming` is not looked at.
    ///
    /// # Errors
    ///
    /// In this order: what is wrong with the arguments, the address, the header, the token.
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
        self.checks.check_head(incoming, &P::RULES)
    }

    /// Verifies a delivery, then reads the event from the very same bytes.
    ///
    /// # Errors
    ///
    /// Those of [`Receiver::verify`], then what is wrong with the body.
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
        receive::<P>(&self.checks, incoming)
    }
}

impl<P: Provider> core::fmt::Debug for Receiver<P> {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_tuple("Receiver")
            .field(&P::RULES.name)
            .finish_non_exhaustive()
    }
}

/// Verifies a delivery, then reads the event from the very same bytes.
pub(crate) fn receive<'a, P: Provider>(
    checks: &Checks<'_>,
    incoming: &Incoming<'a>,
) -> Result<Received<'a, P::Kind<'a>>, Error> {
    let (verified, body, document) = checks.open(incoming, &P::RULES)?;
    Ok(Received {
        event: read::<P>(&document, body)?,
        verified,
    })
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
        provider: P::RULES.name,
        kind,
        dedupe_key,
        payload: Payload(document.payload()),
    })
}
