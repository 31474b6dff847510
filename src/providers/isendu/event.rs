//! The three shapes of a body: a confirmation, a batch, and neither.

use super::{Isendu, Order, Provider, Tracking};
use crate::Error;
use crate::event::digest_key;
use crate::field::{non_empty_string, optional_string, wrong_type};
use crate::json::Value;
use crate::text;
use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// What isendu sends.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub enum Kind<'a> {
    /// isendu asks whether the URL is ours; `confirm` answers.
    Confirmation(Confirmation<'a>),
    /// Orders and trackings, each a snapshot, in no particular order.
    Batch(Batch<'a>),
    /// A document that is neither.
    Unrecognized,
}

/// isendu asks whether the URL is ours.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Confirmation<'a> {
    /// The id of the API key that isendu wants to see the secret of.
    pub key_id: Cow<'a, str>,
}

/// Orders and trackings.
#[non_exhaustive]
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Batch<'a> {
    /// `order`, without the elements that could not be read.
    pub orders: Vec<Order<'a>>,
    /// `tracking`, without the elements that could not be read.
    pub trackings: Vec<Tracking<'a>>,
    /// The elements that could not be read: one of them does not cost the batch, as nothing says that it comes again.
    pub rejected: Vec<Rejected>,
}

/// An element of a batch that could not be read.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Rejected {
    /// Where, as in `order[2].uuid`.
    pub path: String,
    /// Why: `missing_field` or `wrong_type`.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "types"),
        tsify(type = "\"missing_field\" | \"wrong_type\"")
    )]
    pub code: &'static str,
}

pub(super) fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
    let kind = match confirmation(root) {
        Some(confirmation) => Kind::Confirmation(confirmation),
        None if is_batch(root) => Kind::Batch(batch(root)?),
        None => Kind::Unrecognized,
    };
    Ok((kind, digest_key(Isendu::RULES.name, body)))
}

/// Reads a confirmation; none when the document is anything else.
pub(super) fn confirmation<'a>(root: Value<'_, 'a>) -> Option<Confirmation<'a>> {
    let key_id = optional_string(root.get("keyId"))?;
    (!is_batch(root)).then_some(Confirmation { key_id })
}

fn is_batch(root: Value<'_, '_>) -> bool {
    root.get("order").is_some() || root.get("tracking").is_some()
}

fn batch<'a>(root: Value<'_, 'a>) -> Result<Batch<'a>, Error> {
    let mut batch = Batch::default();
    let Batch {
        orders,
        trackings,
        rejected,
    } = &mut batch;
    read_list(root, "order", Order::read, orders, rejected)?;
    read_list(root, "tracking", Tracking::read, trackings, rejected)?;
    Ok(batch)
}

/// Reads an array, or one object as an array of one.
fn read_list<'d, 'a, T>(
    root: Value<'d, 'a>,
    name: &str,
    read: impl Fn(Value<'d, 'a>, Cow<'a, str>) -> T,
    items: &mut Vec<T>,
    rejected: &mut Vec<Rejected>,
) -> Result<(), Error> {
    let Some(list) = root.get(name).filter(|list| !list.is_null()) else {
        return Ok(());
    };
    let (one, several) = (list.is_object().then_some(list), list.elements());
    if one.is_none() && several.is_none() {
        return Err(wrong_type(name));
    }
    for (position, element) in one
        .into_iter()
        .chain(several.into_iter().flatten())
        .enumerate()
    {
        let path = text::joined(&[name, "[", &text::position(position), "]"], "");
        match uuid(element, &path) {
            Ok(uuid) => items.push(read(element, uuid)),
            Err(error) => {
                let path = error.path().unwrap_or_default().to_owned();
                rejected.push(Rejected {
                    path,
                    code: error.code(),
                });
            }
        }
    }
    Ok(())
}

/// Reads what an element is about. It is opaque: isendu's own look like `o-55f5f424-…`.
fn uuid<'a>(element: Value<'_, 'a>, path: &str) -> Result<Cow<'a, str>, Error> {
    if !element.is_object() {
        return Err(wrong_type(path));
    }
    non_empty_string(element.get("uuid"), &text::joined(&[path, ".uuid"], ""))
}
