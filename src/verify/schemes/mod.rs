//! How a sender authenticates its deliveries, as data, and the engine that verifies by such data.
//!
//! ```text
//! Scheme ──► check: refused, or a signature covers all that it reads
//! headers ──► head: one value each, in the right form ──► template: the signed message ──► crypto: compares the MAC
//! ```

pub(crate) mod base64;
pub(crate) mod borders;
pub(crate) mod check;
pub(crate) mod draft;
pub(crate) mod elements;
pub(crate) mod head;
pub(crate) mod keys;
pub(crate) mod kinds;
pub(crate) mod members;
pub(crate) mod prove;
pub(crate) mod scheme;
pub(crate) mod sign;
pub(crate) mod template;
pub(crate) mod units;
