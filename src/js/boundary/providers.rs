//! The providers as one table, so that JavaScript reaches each of them through the same few functions.

use super::request::Request;
use super::result::double;
use super::values;
use super::verifier;
use crate::config::value::UntypedObject;
use crate::config::{Config, ParseOptions};
use crate::error::Error;
use crate::event::json::event_json;
use crate::event::ordering::OrderingFields;
use crate::json::{Document, Writer};
use crate::providers::provider::Provider;
use crate::verify::body_limit::{BodyLimit, DEFAULT_MAX_BODY_BYTES};
use crate::verify::incoming::Incoming;
use crate::verify::proof::{Trust, Verified};
use crate::verify::scheme::{Mechanism, Rules};
use crate::verify::verifier::Verifier;
use std::marker::PhantomData;

macro_rules! table {
    ($($name:ident),*) => {
        /// All providers; a provider's position is its number in JavaScript.
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

/// Returns as JSON what there is: the default limit of a body, the names of trust, and for each provider its name, its
/// header (or an empty text) and the fields that order its events.
pub(super) fn describe() -> Vec<u8> {
    let mut json = Writer::with_capacity(512);
    json.raw("{");
    json.name("limit");
    json.value(&DEFAULT_MAX_BODY_BYTES);
    json.name("trusts");
    json.value(&Trust::ALL);
    json.name("providers");
    json.raw("[");
    for provider in TABLE {
        let rules = provider.rules();
        json.item("[");
        json.value(&rules.name);
        json.item("");
        json.value(&rules.mechanism.as_ref().map_or("", Mechanism::header));
        for field in provider.fields() {
            json.item("");
            json.value(field);
        }
        json.raw("]");
    }
    json.raw("]}");
    json.into_bytes()
}

/// Returns how many bytes the options of `parse` allow.
pub(super) fn limit(options: &ParseOptions) -> Result<f64, Error> {
    BodyLimit::try_from(options).map(|limit| double(limit.bytes()))
}

/// A check of a delivery: one of the verifier's functions.
pub(super) type Check<T> = fn(&Verifier<'_>, &Incoming<'_>, &Rules) -> Result<T, Error>;

/// What differs from provider to provider.
pub(super) trait Calls: Sync {
    fn rules(&self) -> &'static Rules;
    fn fields(&self) -> &'static [&'static str];
    fn event_json(
        &self,
        document: Document<'_>,
        body: &[u8],
        verified: Option<&Verified>,
    ) -> Result<Vec<u8>, Error>;
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

    fn event_json(
        &self,
        document: Document<'_>,
        body: &[u8],
        verified: Option<&Verified>,
    ) -> Result<Vec<u8>, Error> {
        let (kind, key) = P::read(document.root(), body)?;
        let write = |json: &mut Writer| json.flatten(&kind);
        let payload = document.into_payload();
        Ok(event_json(P::RULES.name, &write, &key, &payload, verified).into_bytes())
    }

    fn is_newer(&self, next: UntypedObject<'_>, previous: UntypedObject<'_>) -> Option<bool> {
        P::OrderingFields::from_fields(next).supersedes(&P::OrderingFields::from_fields(previous))
    }
}

impl dyn Calls {
    /// Checks a config and returns it in prepared form.
    pub(super) fn prepare(&self, config: &[u8]) -> Result<Vec<u8>, Error> {
        let (config, _) = values::options::<Config>("config", config)?;
        Ok(core::mem::take(&mut *verifier::to_bytes(&Verifier::new(
            &config,
            self.rules(),
        )?)))
    }

    /// Reads a delivery and makes a check of it.
    pub(super) fn check<T>(
        &self,
        given: &[u8],
        lengths: [f64; 5],
        now: f64,
        check: Check<T>,
    ) -> Result<T, Error> {
        let request = Request::read(given, lengths, now, self.rules())?;
        let incoming = request.incoming(self.rules())?;
        check(&request.verifier, &incoming, self.rules())
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(
        &self,
        given: &[u8],
        lengths: [f64; 5],
        now: f64,
    ) -> Result<Vec<u8>, Error> {
        let request = Request::read(given, lengths, now, self.rules())?;
        let incoming = request.incoming(self.rules())?;
        let (verified, body, document) = request.verifier.open(&incoming, self.rules())?;
        self.event_json(document, body, Some(&verified))
    }

    /// Returns the event of a body as JSON.
    pub(super) fn parse(&self, body: &[u8]) -> Result<Vec<u8>, Error> {
        self.event_json(Document::parse(body)?, body, None)
    }

    /// Tells whether the first of two events replaces the second.
    pub(super) fn supersedes(&self, given: &[u8]) -> Result<Option<bool>, Error> {
        let [next, previous] = values::two_events(given)?;
        Ok(self.is_newer(UntypedObject(&next), UntypedObject(&previous)))
    }
}
