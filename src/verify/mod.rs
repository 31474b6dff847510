//! Takes a request, and returns a proof. Each check has a file; `checks.rs` has their order.

pub(crate) mod body_limit;
mod checks;
mod clock;
pub(crate) mod freshness;
pub(crate) mod headers;
#[cfg(feature = "http")]
mod http;
pub(crate) mod incoming;
pub(crate) mod ip_allowlist;
pub(crate) mod proof;
pub(crate) mod scheme;
pub(crate) mod schemes;
pub(crate) mod time;
pub(crate) mod url_token;
pub(crate) mod verifier;
