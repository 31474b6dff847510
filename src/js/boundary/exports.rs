//! The exports. Their arguments and results are numbers; the rest lies in the buffers of `memory.rs`.

use super::providers::Check;
use super::result::{answer, number};
use super::{memory, providers, request, result, stack, values};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Makes room for what the next call is given, and returns its address.
#[wasm_bindgen(skip_typescript)]
pub fn reserve(length: usize) -> usize {
    memory::reserve(length)
}

/// Returns the address of the last answer.
#[wasm_bindgen(skip_typescript)]
pub fn address() -> usize {
    memory::address()
}

/// Answers as JSON what there is: see [`providers::describe`]. A provider's position is its number in the calls below.
#[wasm_bindgen(skip_typescript)]
pub fn describe() -> f64 {
    answer(Ok(providers::describe()))
}

/// Checks a config and answers it in prepared form, for JavaScript to keep.
#[wasm_bindgen(skip_typescript)]
pub fn prepare(provider: usize) -> f64 {
    stack::overwritten(|| {
        let given = memory::given();
        answer(providers::get(provider).and_then(|provider| provider.prepare(&given)))
    })
}

/// Makes a check of a delivery, and returns its result as a number.
fn checked<T>(
    provider: usize,
    lengths: [f64; 5],
    now: f64,
    check: Check<T>,
    as_number: fn(T) -> f64,
) -> f64 {
    stack::overwritten(|| {
        let given = memory::given();
        let checked = providers::get(provider)
            .and_then(|provider| provider.check(&given, lengths, now, check));
        number(checked.map(as_number))
    })
}

/// Verifies a delivery. Returns the number of its trust, and four for each position up to the one of the key.
#[wasm_bindgen(skip_typescript)]
pub fn verify(
    provider: usize,
    config: f64,
    header: f64,
    url: f64,
    ip: f64,
    body: f64,
    now: f64,
) -> f64 {
    let lengths = [config, header, url, ip, body];
    checked(
        provider,
        lengths,
        now,
        |verifier, incoming, rules| verifier.verify(incoming, rules),
        result::proof,
    )
}

/// Checks what can be checked before the body is read. Returns 0.
#[wasm_bindgen(skip_typescript)]
pub fn check_head(
    provider: usize,
    config: f64,
    header: f64,
    url: f64,
    ip: f64,
    body: f64,
    now: f64,
) -> f64 {
    let lengths = [config, header, url, ip, body];
    checked(
        provider,
        lengths,
        now,
        |verifier, incoming, rules| verifier.check_head(incoming, rules),
        |()| 0.0,
    )
}

/// Verifies a delivery without its signed time. Returns what `verify` does.
#[wasm_bindgen(skip_typescript)]
pub fn authenticate(
    provider: usize,
    config: f64,
    header: f64,
    url: f64,
    ip: f64,
    body: f64,
    now: f64,
) -> f64 {
    let lengths = [config, header, url, ip, body];
    checked(
        provider,
        lengths,
        now,
        |verifier, incoming, rules| verifier.authenticate(incoming, rules),
        result::proof,
    )
}

/// Verifies a delivery and answers its event.
#[wasm_bindgen(skip_typescript)]
pub fn receive(
    provider: usize,
    config: f64,
    header: f64,
    url: f64,
    ip: f64,
    body: f64,
    now: f64,
) -> f64 {
    let lengths = [config, header, url, ip, body];
    stack::overwritten(|| {
        let given = memory::given();
        answer(providers::get(provider).and_then(|provider| provider.receive(&given, lengths, now)))
    })
}

/// Checks the options of `parse` and returns how many bytes a body may have.
#[wasm_bindgen(skip_typescript)]
pub fn limit() -> f64 {
    let given = memory::given();
    number(values::options("options", &given).and_then(|(options, _)| providers::limit(&options)))
}

/// Answers the event of a body.
#[wasm_bindgen(skip_typescript)]
pub fn parse(provider: usize, limit: usize, body: f64) -> f64 {
    let given = memory::given();
    answer(
        providers::get(provider)
            .and_then(|provider| provider.parse(request::body(&given, body, limit)?)),
    )
}

/// Tells whether the first of two events replaces the second: 0 is no, 1 is yes, 2 cannot be told.
#[wasm_bindgen(skip_typescript)]
pub fn supersedes(provider: usize) -> f64 {
    let given = memory::given();
    let newer = providers::get(provider).and_then(|provider| provider.supersedes(&given));
    number(newer.map(|newer| newer.map_or(2.0, f64::from)))
}
