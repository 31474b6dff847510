//! The providers as one table, so that JavaScript reaches each of them through the same few functions.

use super::input;
use super::request::Request;
use crate::checks::{Checks, Limit};
use crate::ordering::Version;
use crate::prepared;
use crate::provider::{Provider, Rules, parse};
use crate::secret::Secret;
use crate::{Config, Error, Incoming, ParseOptions, Receiver, Verified};
use js_sys::Uint8Array;
use std::marker::PhantomData;
use wasm_bindgen::JsValue;

macro_rules! table {
    ($($name:ident),*) => {
        /// All providers; a provider's position is its number in JavaScript.
        const TABLE: &[&dyn Calls] = &[$(&Of::<crate::providers::$name::This>(PhantomData)),*];
    };
}
with_providers!(table);

/// Returns the names of all providers, in the order of their numbers.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|provider| provider.rules().name)
}

/// Returns a provider by its number.
pub(super) fn get(number: usize) -> Result<&'static dyn Calls, Error> {
    TABLE
        .get(number)
        .copied()
        .ok_or_else(|| Error::argument("provider", "is not in the list"))
}

/// What differs from provider to provider.
pub(super) trait Calls: Sync {
    fn rules(&self) -> &'static Rules;
    fn read_delivery(&self, checks: Checks, incoming: &Incoming<'_>) -> Result<String, Error>;
    fn read_body(&self, body: &[u8], options: &ParseOptions) -> Result<String, Error>;
    fn supersedes(&self, next: &JsValue, previous: &JsValue) -> Result<Option<bool>, Error>;
}

struct Of<P>(PhantomData<fn() -> P>);

impl<P: Provider> Calls for Of<P> {
    fn rules(&self) -> &'static Rules {
        &P::RULES
    }

    fn read_delivery(&self, checks: Checks, incoming: &Incoming<'_>) -> Result<String, Error> {
        Ok(Receiver::<P>::from(checks).receive(incoming)?.to_json())
    }

    fn read_body(&self, body: &[u8], options: &ParseOptions) -> Result<String, Error> {
        Ok(parse::<P>(body, options)?.to_json())
    }

    fn supersedes(&self, next: &JsValue, previous: &JsValue) -> Result<Option<bool>, Error> {
        let next = input::version::<P::Version>("next", next)?;
        Ok(next.supersedes(&input::version("previous", previous)?))
    }
}

impl dyn Calls {
    /// Checks a config and returns it in prepared form.
    pub(super) fn prepare(&self, config: &JsValue) -> Result<Uint8Array, Error> {
        let config: Config = input::options("config", config)?;
        let prepared = prepared::write(&Checks::new(&config, self.rules())?);
        Ok(Uint8Array::from(prepared.as_slice()))
    }

    /// Verifies a delivery.
    pub(super) fn verify(
        &self,
        prepared: &Uint8Array,
        incoming: &JsValue,
    ) -> Result<Verified, Error> {
        let (checks, request) = self.request(prepared, incoming)?;
        checks.verify(&request.incoming(&checks)?, self.rules())
    }

    /// Verifies a delivery and returns its event as JSON.
    pub(super) fn receive(
        &self,
        prepared: &Uint8Array,
        incoming: &JsValue,
    ) -> Result<String, Error> {
        let (checks, request) = self.request(prepared, incoming)?;
        let incoming = request.incoming(&checks)?;
        self.read_delivery(checks, &incoming)
    }

    /// Returns the event of a body as JSON.
    pub(super) fn parse(&self, body: &JsValue, options: &JsValue) -> Result<String, Error> {
        let options = match options {
            absent if absent.is_undefined() => ParseOptions::new(),
            options => input::options("options", options)?,
        };
        self.read_body(
            &input::body(body, Limit::try_from(&options)?.bytes())?,
            &options,
        )
    }

    fn request(
        &self,
        prepared: &Uint8Array,
        incoming: &JsValue,
    ) -> Result<(Checks, Request), Error> {
        let checks = checks(prepared)?;
        let header = self.rules().header.as_ref().map(|header| header.name);
        let request = Request::read(incoming, header, checks.limit.bytes())?;
        Ok((checks, request))
    }
}

/// Takes a prepared config back from JavaScript, which keeps it between the calls: it outlives this instance, and
/// needs nobody to free it.
fn checks(prepared: &Uint8Array) -> Result<Checks, Error> {
    prepared::read(&Secret::from(input::bytes(prepared))).ok_or_else(stale)
}

#[cold]
fn stale() -> Error {
    Error::argument("receiver", "is not one of this package's own")
}
