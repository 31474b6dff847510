#![doc = include_str!("docs/rust.md")]
#![cfg_attr(not(any(feature = "std", test)), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    test,
    allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")
)]

extern crate alloc;

// The README's samples run as tests, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

mod checks;
mod clock;
mod config;
mod damage;
mod entry_points;
mod error;
mod event;
mod field;
mod freshness;
mod hmac;
#[cfg(feature = "http")]
mod http;
mod incoming;
mod ip;
mod json;
mod keys;
mod names;
mod options;
mod ordering;
mod owned;
mod positions;
#[cfg(any(all(target_arch = "wasm32", feature = "js"), test))]
mod prepared;
mod provider;
#[macro_use]
mod providers;
#[cfg(any(all(target_arch = "wasm32", feature = "js"), test))]
mod reader;
mod secret;
mod seed;
mod sha256;
mod stored;
pub mod testing;
mod text;
mod time;
mod url_token;
mod verify;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod wasm;

pub use checks::DEFAULT_MAX_BODY_BYTES;
pub use config::{Config, ParseOptions};
pub use error::Error;
pub use event::{Event, Payload, Received, Trust, Verified};
pub use incoming::{Headers, Incoming};
pub use json::Number;
pub use keys::Key;
pub use owned::IntoOwned;
pub use provider::{Provider, Receiver};
pub use providers::*;
pub use time::LocalDateTime;
