//! A sender as data: how it proves a delivery, and the engine that verifies by such data.
//!
//! ```text
//! Scheme ──► check: refused, or it binds what it names
//! headers ──► head: one value each, in the right form ──► template: what was signed ──► crypto: is it the MAC
//! ```

pub(crate) mod base64;
pub(crate) mod borders;
pub(crate) mod check;
pub(crate) mod elements;
pub(crate) mod head;
pub(crate) mod keys;
pub(crate) mod members;
pub(crate) mod prove;
pub(crate) mod scheme;
pub(crate) mod sign;
pub(crate) mod template;
pub(crate) mod units;
