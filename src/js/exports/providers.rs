//! All providers in one table, so that a few functions serve all of them.

use crate::config::ParseOptions;
use crate::config::value::UntypedObject;
use crate::error::Error;
use crate::event::ordering::OrderingFields;
use crate::js::boundary::delivery::Delivery;
use crate::js::boundary::options;
use crate::js::boundary::output::double;
use crate::providers::provider::{self, Provider};
use crate::verify::body_limit::{BodyLimit, DEFAULT_MAX_BODY_BYTES};
use crate::verify::incoming::Incoming;
use crate::verify::proof::Trust;
use crate::verify::scheme::{Mechanism, Rules};
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

/// A check of a delivery: one of the verifier's functions.
pub(super) type Check<T> = fn(&Verifier<'_>, &Incoming<'_>, &Rules) -> Result<T, Error>;

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
    /// Runs a check of a delivery.
    pub(super) fn check<T>(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
        check: Check<T>,
    ) -> Result<T, Error> {
        let incoming = delivery.incoming(verifier, self.rules())?;
        check(verifier, &incoming, self.rules())
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(
        &self,
        verifier: &Verifier<'_>,
        delivery: &Delivery,
    ) -> Result<String, Error> {
        let incoming = delivery.incoming(verifier, self.rules())?;
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
