#![doc = include_str!("../README.md")]
#![cfg_attr(
    test,
    allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")
)]

mod checks;
mod clock;
mod config;
mod error;
mod event;
mod field;
mod freshness;
mod hmac;
mod incoming;
mod ip;
mod json;
mod keys;
mod options;
mod ordering;
#[cfg(any(target_arch = "wasm32", test))]
mod prepared;
mod provider;
#[macro_use]
mod providers;
mod secret;
mod seed;
mod sha256;
pub mod testing;
mod time;
mod url_token;
mod verify;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use checks::DEFAULT_MAX_BODY_BYTES;
pub use config::{Config, ParseOptions};
pub use error::Error;
pub use event::{Event, Payload, Received, Trust, Verified};
pub use incoming::{Headers, Incoming};
pub use json::Number;
pub use keys::Key;
pub use provider::Receiver;
pub use providers::*;
pub use time::LocalDateTime;
