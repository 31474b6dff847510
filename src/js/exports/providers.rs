//! All providers in one table, so that a few functions serve all of them.

use crate::config::ParseOptions;
use crate::config::value::UntypedObject;
use crate::error::Error;
use crate::event::ordering::OrderingFields;
use crate::js::boundary::delivery::Delivery;
use crate::js::boundary::output::double;
use crate::js::boundary::scheme::{header_values, rules_from_bytes};
use crate::js::boundary::{options, verifier};
use crate::providers::custom_event;
use crate::providers::provider::{self, Provider};
use crate::verify::body_limit::{BodyLimit, DEFAULT_MAX_BODY_BYTES};
use crate::verify::headers::Found;
use crate::verify::incoming::Incoming;
use crate::verify::proof::Trust;
use crate::verify::scheme::{Mechanism, Rules, RulesOf};
use crate::verify::schemes::scheme::{MOST_NAMES, Scheme};
use crate::verify::verifier::Verifier;
use serde::Serialize;
use std::marker::PhantomData;
use wasm_bindgen::JsValue;

macro_rules! table {
    ($($name:ident),*) => {
        /// All providers. The position of a provider is its number in JavaScript.
        const TABLE: &[&dyn Calls] = &[$(&Of::<crate::providers::$name::This>(PhantomData)),*];
    };
}
with_providers!(table);

/// Returns a provider by its number.
pub(super) fn get(number: usize) -> Result<&'static dyn Calls, Error> {
    TABLE
        .get(number)
        .copied()
        .ok_or_else(|| Error::argument("provider", "is not in the list"))
}

/// The description of the package.
#[derive(Serialize)]
pub(super) struct Description {
    /// The default limit of a body, in bytes.
    limit: usize,
    /// The names of trust, by number.
    trusts: &'static [Trust],
    providers: Vec<ProviderDescription>,
}

/// The description of a provider, for JavaScript.
#[derive(Serialize)]
struct ProviderDescription {
    name: &'static str,
    /// The header that it needs. Empty if it needs none.
    header: &'static str,
    /// The option with the key for that header.
    option: Option<&'static str>,
    /// The fields by which its events are ordered.
    fields: &'static [&'static str],
}

/// Returns the description of the package.
pub(super) fn describe() -> Description {
    let provider = |provider: &&dyn Calls| {
        let rules = provider.rules();
        ProviderDescription {
            name: rules.name,
            header: rules.mechanism.as_ref().map_or("", Mechanism::header),
            option: rules.mechanism.as_ref().map(Mechanism::option),
            fields: provider.fields(),
        }
    };
    Description {
        limit: DEFAULT_MAX_BODY_BYTES,
        trusts: Trust::ALL,
        providers: TABLE.iter().map(provider).collect(),
    }
}

/// Returns the maximal length of a body under the options of `parse`.
pub(super) fn limit(options: &ParseOptions) -> Result<f64, Error> {
    BodyLimit::try_from(options).map(|limit| double(limit.bytes()))
}

/// One of the verifier's checks. Returns the trust and the position of the key as one number.
pub(super) type Check = fn(&Verifier<'_>, &Incoming<'_>, &RulesOf<'_>) -> Result<f64, Error>;

/// A sender: one of the providers, or any other by its scheme.
#[expect(
    clippy::large_enum_variant,
    reason = "it lives for one call; a box would be an allocation for each delivery"
)]
pub(super) enum Sender<'s> {
    Provider(&'static dyn Calls),
    Custom(RulesOf<'s>),
}

/// Returns a sender: a provider by its number, or the sender of a scheme.
///
/// # Errors
///
/// `invalid_argument` for bytes that are no scheme.
pub(super) fn sender(number: usize, scheme: Option<&[u8]>) -> Result<Sender<'_>, Error> {
    match scheme {
        None => get(number).map(Sender::Provider),
        Some(bytes) => {
            let (rules, _) = rules_from_bytes(bytes).ok_or_else(not_own)?;
            Ok(Sender::Custom(rules))
        }
    }
}

/// Reads the sender and the config from bytes. The number after the last provider's means that a scheme comes first. `None` for
/// any other bytes.
pub(super) fn prepared(number: usize, bytes: &[u8]) -> Option<(Sender<'_>, Verifier<'_>)> {
    let (sender, config) = if number == TABLE.len() {
        let (rules, rest) = rules_from_bytes(bytes)?;
        (Sender::Custom(rules), rest)
    } else {
        (Sender::Provider(*TABLE.get(number)?), bytes)
    };
    Some((sender, verifier::from_bytes(config)?))
}

/// Returns the error for bytes that are not a receiver's.
#[cold]
pub(super) fn not_own() -> Error {
    Error::argument("receiver", "is not one of this package's own")
}

impl<'s> Sender<'s> {
    /// Returns the rules.
    pub(super) fn rules(&self) -> &RulesOf<'s> {
        match self {
            Self::Provider(provider) => provider.rules(),
            Self::Custom(rules) => rules,
        }
    }

    /// Returns the event of a body as JSON.
    pub(super) fn parse(&self, body: &[u8]) -> Result<String, Error> {
        match self {
            Self::Provider(provider) => provider.parse(body),
            Self::Custom(rules) => custom_event::read(rules, body).map(|event| event.to_json()),
        }
    }

    /// Makes a check of a delivery.
    pub(super) fn check(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
        check: Check,
    ) -> Result<f64, Error> {
        match self {
            Self::Provider(provider) => provider.check(verifier, delivery, check),
            Self::Custom(rules) => {
                let values = values_of(rules, delivery);
                let incoming = delivery.incoming(&values, verifier, rules)?;
                check(verifier, &incoming, rules)
            }
        }
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
    ) -> Result<String, Error> {
        match self {
            Self::Provider(provider) => provider.receive(verifier, delivery),
            Self::Custom(rules) => {
                let values = values_of(rules, delivery);
                let incoming = delivery.incoming(&values, verifier, rules)?;
                custom_event::receive(rules, verifier, &incoming).map(|received| received.to_json())
            }
        }
    }
}

fn values_of<'d>(rules: &RulesOf<'_>, delivery: &'d Delivery) -> [Found<'d>; MOST_NAMES] {
    let scheme = rules.scheme.as_ref().unwrap_or(&Scheme::EMPTY);
    header_values(scheme, delivery.header.as_deref().unwrap_or_default())
}

/// Returns the value of a provider's one header.
fn value_of(delivery: &Delivery) -> Found<'_> {
    match &delivery.header {
        Some(value) => Found::One(value.as_bytes()),
        None => Found::None,
    }
}

/// The differences between providers.
pub(super) trait Calls: Sync {
    fn rules(&self) -> &'static Rules;
    fn fields(&self) -> &'static [&'static str];
    fn receive_json(
        &self,
        verifier: &Verifier<'_>,
        incoming: &Incoming<'_>,
    ) -> Result<String, Error>;
    fn read_json(&self, body: &[u8]) -> Result<String, Error>;
    fn is_newer(&self, next: UntypedObject<'_>, previous: UntypedObject<'_>) -> Option<bool>;
}

struct Of<P>(PhantomData<fn() -> P>);

impl<P: Provider> Calls for Of<P> {
    fn rules(&self) -> &'static Rules {
        &P::RULES
    }

    fn fields(&self) -> &'static [&'static str] {
        P::OrderingFields::FIELDS
    }

    fn receive_json(
        &self,
        verifier: &Verifier<'_>,
        incoming: &Incoming<'_>,
    ) -> Result<String, Error> {
        provider::receive::<P>(verifier, incoming).map(|received| received.to_json())
    }

    fn read_json(&self, body: &[u8]) -> Result<String, Error> {
        provider::read::<P>(body).map(|event| event.to_json())
    }

    fn is_newer(&self, next: UntypedObject<'_>, previous: UntypedObject<'_>) -> Option<bool> {
        P::OrderingFields::from_fields(next).supersedes(&P::OrderingFields::from_fields(previous))
    }
}

impl dyn Calls {
    /// Makes a check of a delivery.
    pub(super) fn check(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
        check: Check,
    ) -> Result<f64, Error> {
        let values = [value_of(delivery)];
        let incoming = delivery.incoming(&values, verifier, self.rules())?;
        check(verifier, &incoming, self.rules())
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
    ) -> Result<String, Error> {
        let values = [value_of(delivery)];
        let incoming = delivery.incoming(&values, verifier, self.rules())?;
        self.receive_json(verifier, &incoming)
    }

    /// Returns the event of a body as JSON.
    pub(super) fn parse(&self, body: &[u8]) -> Result<String, Error> {
        self.read_json(body)
    }

    /// Returns whether the first of two events replaces the second.
    pub(super) fn supersedes(
        &self,
        next: &JsValue,
        previous: &JsValue,
    ) -> Result<Option<bool>, Error> {
        let next = options::event("next", next)?;
        let previous = options::event("previous", previous)?;
        Ok(self.is_newer(UntypedObject(&next), UntypedObject(&previous)))
    }
}
