//! Keys, digests and MACs, and how they are wiped. Only `keys.rs` compares secrets.

pub(crate) mod hmac;
pub(crate) mod key;
mod key_text;
pub(crate) mod keys;
pub(crate) mod positions;
pub(crate) mod secret;
pub(crate) mod seed;
pub(crate) mod sha256;
