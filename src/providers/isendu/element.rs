//! What orders and trackings have in common: what an element of a batch is about, and its key.

use crate::error::Error;
use crate::event::dedupe_key::{digest_key, key};
use crate::event::fields::{non_empty_string, wrong_type};
use crate::json::Value;
use alloc::borrow::Cow;
use alloc::string::String;

/// The name of the provider.
pub(super) const NAME: &str = "isendu";

/// Returns the key of an element. The digest at its end has one length, so that no `uuid` can look like a part of it.
pub(super) fn element_key(list: &str, uuid: &str, element: Value<'_, '_>) -> String {
    let scope = key(&[NAME, list, uuid]);
    digest_key(&scope, element.text().as_bytes())
}

/// Reads what an element is about. It is opaque: isendu's own look like `o-55f5f424-…`.
///
/// # Errors
///
/// `wrong_type` also when the element is no object.
pub(super) fn uuid<'a>(
    element: Value<'_, 'a>,
    uuid: Option<Value<'_, 'a>>,
) -> Result<Cow<'a, str>, Error> {
    if element.is_object() {
        non_empty_string(uuid, ".uuid")
    } else {
        Err(wrong_type(""))
    }
}
