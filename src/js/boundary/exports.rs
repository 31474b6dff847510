//! What JavaScript calls: bytes and numbers in, bytes and numbers out.
//!
//! The module imports nothing, and its exports take and return numbers alone. Everything else passes through one buffer
//! in its memory: `src/js/read` tells the caller's values apart, `src/js/exchange.js` writes them there in one go and
//! reads the answer there. So each call crosses the border once, and none of the caller's code runs inside it.
//!
//! An export returns the length of its answer, or another number that is not negative. A negative one is the length of
//! an error.

mod answer;
mod buffer;
mod frame;
mod isendu;
mod providers;
mod request;
mod stack;
mod testing;

use self::answer::{answer, number};
use rlsf::SmallGlobalTlsf;
use wasm_bindgen::prelude::*;
use zeroizing_alloc::ZeroAlloc;

/// A third of the size of the allocator that comes with `std`, and as fast. It overwrites what is freed: code that has no
/// part in a secret may still copy what an earlier frame has left on the stack.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<SmallGlobalTlsf> = ZeroAlloc(SmallGlobalTlsf::new());

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

/// Makes room for what the next call is given, and returns its address.
#[wasm_bindgen(skip_typescript)]
pub fn reserve(length: usize) -> usize {
    buffer::reserve(length)
}

/// Returns the address of the last answer.
#[wasm_bindgen(skip_typescript)]
pub fn address() -> usize {
    buffer::address()
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
        let given = buffer::given();
        answer(providers::get(provider).and_then(|provider| provider.prepare(&given)))
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
    stack::overwritten(|| {
        let given = buffer::given();
        let verified =
            providers::get(provider).and_then(|provider| provider.verify(&given, lengths, now));
        number(verified.map(|verified| answer::proof(&verified)))
    })
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
    stack::overwritten(|| {
        let given = buffer::given();
        let checked =
            providers::get(provider).and_then(|provider| provider.check_head(&given, lengths, now));
        number(checked.map(|()| 0.0))
    })
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
    stack::overwritten(|| {
        let given = buffer::given();
        let verified = providers::get(provider)
            .and_then(|provider| provider.authenticate(&given, lengths, now));
        number(verified.map(|verified| answer::proof(&verified)))
    })
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
        let given = buffer::given();
        answer(providers::get(provider).and_then(|provider| provider.receive(&given, lengths, now)))
    })
}

/// Checks the options of `parse` and returns how many bytes a body may have.
#[wasm_bindgen(skip_typescript)]
pub fn limit() -> f64 {
    let given = buffer::given();
    number(frame::options("options", &given).and_then(|(options, _)| providers::limit(&options)))
}

/// Answers the event of a body.
#[wasm_bindgen(skip_typescript)]
pub fn parse(provider: usize, limit: usize, body: f64) -> f64 {
    let given = buffer::given();
    answer(
        providers::get(provider)
            .and_then(|provider| provider.parse(request::body(&given, body, limit)?)),
    )
}

/// Tells whether the first of two events replaces the second: 0 is no, 1 is yes, 2 cannot be told.
#[wasm_bindgen(skip_typescript)]
pub fn supersedes(provider: usize) -> f64 {
    let given = buffer::given();
    let newer = providers::get(provider).and_then(|provider| provider.supersedes(&given));
    number(newer.map(|newer| newer.map_or(2.0, f64::from)))
}
