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

mod config;
mod crypto;
#[cfg(feature = "diagnose")]
pub mod diagnose;
mod error;
mod event;
mod json;
#[macro_use]
mod providers;
#[cfg(any(all(target_arch = "wasm32", feature = "boundary"), test))]
mod js;
mod text;
mod verify;

pub use config::{Config, ParseOptions};
pub use crypto::key::Key;
pub use error::Error;
pub use event::owned::IntoOwned;
pub use event::time::LocalDateTime;
pub use event::{Event, Payload, Received};
pub use json::Number;
pub use providers::provider::{Provider, Receiver};
pub use providers::*;
pub use verify::body_limit::DEFAULT_MAX_BODY_BYTES;
pub use verify::headers::Headers;
pub use verify::incoming::Incoming;
pub use verify::proof::{Trust, Verified};
