//! The providers as one table, so that JavaScript reaches each of them through the same few functions.

use super::answer::double;
use super::frame;
use super::request::Request;
use crate::checks::{Checks, DEFAULT_MAX_BODY_BYTES, Limit};
use crate::json::Writer;
use crate::ordering::Version;
use crate::prepared;
use crate::provider::{self, Provider, Rules};
use crate::{Config, Error, Incoming, ParseOptions, Trust, Verified};
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
    let providers = TABLE.iter().map(|provider| {
        let rules = provider.rules();
        let header = rules.header.as_ref().map_or("", |header| header.name);
        [&[rules.name, header], provider.fields()].concat()
    });
    let mut json = Writer::with_capacity(512);
    json.raw("{");
    json.name("limit");
    json.value(&DEFAULT_MAX_BODY_BYTES);
    json.name("trusts");
    json.value(&Trust::ALL);
    json.name("providers");
    json.value(&providers.collect::<Vec<_>>());
    json.raw("}");
    json.finish().into_bytes()
}

/// Returns how many bytes the options of `parse` allow.
pub(super) fn limit(options: &ParseOptions) -> Result<f64, Error> {
    Limit::try_from(options).map(|limit| double(limit.bytes()))
}

/// What differs from provider to provider.
pub(super) trait Calls: Sync {
    fn rules(&self) -> &'static Rules;
    fn fields(&self) -> &'static [&'static str];
    fn read_delivery(&self, checks: &Checks<'_>, incoming: &Incoming<'_>) -> Result<String, Error>;
    fn read_body(&self, body: &[u8], options: &ParseOptions) -> Result<String, Error>;
    fn supersedes(&self, given: &[u8]) -> Result<Option<bool>, Error>;
}

struct Of<P>(PhantomData<fn() -> P>);

impl<P: Provider> Calls for Of<P> {
    fn rules(&self) -> &'static Rules {
        &P::RULES
    }

    fn fields(&self) -> &'static [&'static str] {
        P::Version::FIELDS
    }

    fn read_delivery(&self, checks: &Checks<'_>, incoming: &Incoming<'_>) -> Result<String, Error> {
        Ok(provider::receive::<P>(checks, incoming)?.to_json())
    }

    fn read_body(&self, body: &[u8], options: &ParseOptions) -> Result<String, Error> {
        Ok(provider::parse::<P>(body, options)?.to_json())
    }

    fn supersedes(&self, given: &[u8]) -> Result<Option<bool>, Error> {
        let (next, previous) = frame::two_versions::<P::Version>(given)?;
        Ok(next.supersedes(&previous))
    }
}

impl dyn Calls {
    /// Checks a config and returns it in prepared form.
    pub(super) fn prepare(&self, config: &[u8]) -> Result<Vec<u8>, Error> {
        let (config, _) = frame::options::<Config>("config", config)?;
        let mut prepared = prepared::write(&Checks::new(&config, self.rules())?);
        Ok(core::mem::take(&mut *prepared))
    }

    /// Verifies a delivery.
    pub(super) fn verify(&self, request: &Request<'_>) -> Result<Verified, Error> {
        request.checks.verify(&request.incoming()?, self.rules())
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(&self, request: &Request<'_>) -> Result<Vec<u8>, Error> {
        self.read_delivery(&request.checks, &request.incoming()?)
            .map(String::into_bytes)
    }

    /// Returns the event of a body as JSON.
    pub(super) fn parse(&self, body: &[u8], limit: usize) -> Result<Vec<u8>, Error> {
        self.read_body(body, &ParseOptions::new().max_body_bytes(limit))
            .map(String::into_bytes)
    }
}
