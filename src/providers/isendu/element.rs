//! The common parts of orders and trackings: the uuid and the dedupe key of an element.

use crate::error::Error;
use crate::event::dedupe_key::{digest_key, key};
use crate::event::fields::{non_empty_string, wrong_type};
use crate::json::Value;
use alloc::borrow::Cow;
use alloc::string::String;

/// The name of the provider.
pub(super) const NAME: &str = "isendu";

/// Returns the key of an element. It ends with a digest of fixed length, so no `uuid` can imitate it.
pub(super) fn element_key(list: &str, uuid: &str, element: Value<'_, '_>) -> String {
    let scope = key(&[NAME, list, uuid]);
    digest_key(&scope, element.text().as_bytes())
}

/// Reads the uuid of an element. It is opaque: isendu's own look like `o-55f5f424-…`.
///
/// # Errors
///
/// `missing_field` and `wrong_type`; `wrong_type` also if the element is not an object.
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
