//! The providers as one table, so that JavaScript reaches each of them through the same few functions.

use super::input::{self, Request};
use crate::checks::{Checks, Limit};
use crate::order::Version;
use crate::provider::{Provider, parse};
use crate::{Config, Error, ParseOptions, Receiver, Verified};
use js_sys::Uint8Array;
use std::marker::PhantomData;
use wasm_bindgen::JsValue;
use zeroize::Zeroizing;

macro_rules! table {
    ($($name:ident),*) => {
        /// All providers; a provider's position is its number in JavaScript.
        const TABLE: &[&dyn Calls] = &[$(&Of::<crate::providers::$name::Rules>(PhantomData)),*];
    };
}
with_providers!(table);

/// Returns the names of all providers, in the order of their numbers.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|provider| provider.name())
}

/// Returns a provider by its number.
pub(super) fn get(number: usize) -> Result<&'static dyn Calls, Error> {
    TABLE
        .get(number)
        .copied()
        .ok_or_else(|| Error::argument("provider", "is not in the list"))
}

/// What JavaScript can ask of a provider.
pub(super) trait Calls: Sync {
    fn name(&self) -> &'static str;
    fn prepare(&self, config: &JsValue) -> Result<Uint8Array, Error>;
    fn verify(&self, prepared: &Uint8Array, incoming: &JsValue) -> Result<Verified, Error>;
    fn receive(&self, prepared: &Uint8Array, incoming: &JsValue) -> Result<String, Error>;
    fn parse(&self, body: &JsValue, options: &JsValue) -> Result<String, Error>;
    fn supersedes(&self, next: &JsValue, previous: &JsValue) -> Result<Option<bool>, Error>;
}

struct Of<P>(PhantomData<fn() -> P>);

impl<P: Provider> Of<P> {
    fn with<T>(
        prepared: &Uint8Array,
        incoming: &JsValue,
        check: impl FnOnce(&Receiver<P>, &crate::Incoming<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let checks = checks(prepared)?;
        let limit = checks.limit.bytes();
        let receiver = Receiver::<P>::from(checks);
        Request::read(incoming, P::HEADER, limit)?.with(
            limit,
            |incoming| receiver.arguments(incoming).map(|_| ()),
            |incoming| check(&receiver, incoming),
        )
    }
}

impl<P: Provider> Calls for Of<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn prepare(&self, config: &JsValue) -> Result<Uint8Array, Error> {
        let config: Config = input::options("config", config)?;
        let prepared = postcard::to_allocvec(&Checks::new::<P>(&config)?).map(Zeroizing::new);
        prepared
            .map(|bytes| Uint8Array::from(bytes.as_slice()))
            .map_err(|_| stale())
    }

    fn verify(&self, prepared: &Uint8Array, incoming: &JsValue) -> Result<Verified, Error> {
        Self::with(prepared, incoming, |receiver, incoming| {
            receiver.verify(incoming)
        })
    }

    fn receive(&self, prepared: &Uint8Array, incoming: &JsValue) -> Result<String, Error> {
        Self::with(prepared, incoming, |receiver, incoming| {
            json(receiver.receive(incoming)?.to_json())
        })
    }

    fn parse(&self, body: &JsValue, options: &JsValue) -> Result<String, Error> {
        let options = match options {
            absent if absent.is_undefined() => ParseOptions::new(),
            options => input::options("options", options)?,
        };
        let limit = Limit::try_from(&options)?.bytes();
        json(parse::<P>(&input::body(body, limit)?, &options)?.to_json())
    }

    fn supersedes(&self, next: &JsValue, previous: &JsValue) -> Result<Option<bool>, Error> {
        let next = input::event::<P::Version>("next", next)?;
        let previous = input::event::<P::Version>("previous", previous)?;
        Ok(next
            .zip(previous)
            .and_then(|(next, previous)| next.supersedes(&previous)))
    }
}

/// Takes a prepared config back from JavaScript, which keeps it between the calls: it outlives this instance, and
/// needs nobody to free it.
fn checks(prepared: &Uint8Array) -> Result<Checks, Error> {
    postcard::from_bytes(&Zeroizing::new(prepared.to_vec())).map_err(|_| stale())
}

#[cold]
fn stale() -> Error {
    Error::argument("receiver", "is not one of this package's own")
}

fn json(event: serde_json::Result<String>) -> Result<String, Error> {
    event.map_err(|_| Error::InvalidJson)
}
