//! The three kinds of a body: a confirmation, a batch, and any other.

use super::element::NAME;
use super::order::Order;
use super::tracking::Tracking;
use crate::error::Error;
use crate::event::dedupe_key::digest_key;
use crate::event::fields::{optional_string, wrong_type};
use crate::event::owned::{into_owned, owned_already};
use crate::event::stored::kinds;
use crate::json::Value;
use crate::text;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// The kind of an isendu event.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub enum Kind<'a> {
    /// isendu asks you to confirm the URL; answer with `confirm`.
    Confirmation(Confirmation<'a>),
    /// Snapshots of orders and trackings, in no particular order.
    Batch(Batch<'a>),
    /// Any other document.
    Unrecognized,
}

/// isendu asks you to confirm the URL.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Confirmation<'a> {
    /// The id of the API key whose secret isendu asks for, from `keyId`, as in `"0123456789abcdef0123456789abcdef"`.
    pub key_id: Cow<'a, str>,
}

/// Orders and trackings.
#[non_exhaustive]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Batch<'a> {
    /// The orders that changed, from `order`, without invalid elements.
    pub orders: Vec<Order<'a>>,
    /// The parcels that moved, from `tracking`, without invalid elements.
    pub trackings: Vec<Tracking<'a>>,
    /// The invalid elements of `order` and `tracking`. They do not make the whole batch fail, because isendu documents
    /// no retries.
    pub rejected: Vec<Rejected>,
}

/// An invalid element of a batch.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Rejected {
    /// The path of the fault, as in `order[2].uuid`.
    pub path: String,
    /// The code of the fault: `missing_field`, or `wrong_type`.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "types"),
        tsify(type = "\"missing_field\" | \"wrong_type\"")
    )]
    pub code: &'static str,
}

into_owned!(Confirmation { key_id });

into_owned!(Batch {
    orders,
    trackings,
    rejected,
});

owned_already!(Rejected);

kinds!(NAME {
    "confirmation" => Confirmation(confirmation),
    "batch" => Batch(batch),
    "unrecognized" => Unrecognized,
});

// The derived implementation would borrow the code from the text.
impl<'de> Deserialize<'de> for Rejected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            path: String,
            code: String,
        }

        let Fields { path, code } = Fields::deserialize(deserializer)?;
        let mut known = ["missing_field", "wrong_type"].into_iter();
        let code = known.find(|known| *known == code);
        let code = code.ok_or_else(|| D::Error::custom("the code is unknown"))?;
        Ok(Self { path, code })
    }
}

pub(super) fn read<'a>(root: Value<'_, 'a>, body: &[u8]) -> Result<(Kind<'a>, String), Error> {
    let kind = match Shape::of(root) {
        Shape::Confirmation(confirmation) => Kind::Confirmation(confirmation),
        Shape::Batch(orders, trackings) => Kind::Batch(batch(orders, trackings)?),
        Shape::Unrecognized => Kind::Unrecognized,
    };
    Ok((kind, digest_key(NAME, body)))
}

/// Reads a confirmation. `None` for any other document.
pub(super) fn confirmation<'a>(root: Value<'_, 'a>) -> Option<Confirmation<'a>> {
    match Shape::of(root) {
        Shape::Confirmation(confirmation) => Some(confirmation),
        Shape::Batch(..) | Shape::Unrecognized => None,
    }
}

/// The shape of a document, before a batch is read.
enum Shape<'d, 'a> {
    Confirmation(Confirmation<'a>),
    /// `order` and `tracking`, of which at least one is present.
    Batch(Option<Value<'d, 'a>>, Option<Value<'d, 'a>>),
    Unrecognized,
}

impl<'d, 'a> Shape<'d, 'a> {
    fn of(root: Value<'d, 'a>) -> Self {
        let [key_id, orders, trackings] = root.members(["keyId", "order", "tracking"]);
        if orders.is_some() || trackings.is_some() {
            return Self::Batch(orders, trackings);
        }
        match optional_string(key_id) {
            Some(key_id) => Self::Confirmation(Confirmation { key_id }),
            None => Self::Unrecognized,
        }
    }
}

fn batch<'a>(
    orders: Option<Value<'_, 'a>>,
    trackings: Option<Value<'_, 'a>>,
) -> Result<Batch<'a>, Error> {
    let orders = List::of(orders, "order")?;
    let trackings = List::of(trackings, "tracking")?;
    check_count(orders, trackings)?;
    let mut rejected = Vec::new();
    Ok(Batch {
        orders: orders.read(Order::read, &mut rejected),
        trackings: trackings.read(Tracking::read, &mut rejected),
        rejected,
    })
}

/// The maximal number of orders, trackings and steps in a batch: more than twice what a genuine one of 1 MiB can have.
/// A few bytes of a body can be an element, so this limits the size of an event.
const MAX_ELEMENTS: usize = 20_000;

/// Counts all elements, including invalid ones, before reading any.
///
/// # Errors
///
/// `too_many_elements`.
fn check_count(orders: List<'_, '_>, trackings: List<'_, '_>) -> Result<(), Error> {
    let steps = |tracking: Value<'_, '_>| {
        let steps = tracking.get("steps").and_then(Value::elements);
        steps.into_iter().flatten().count()
    };
    let in_trackings = trackings
        .elements()
        .map(|tracking| steps(tracking).saturating_add(1));
    let counts = orders.elements().map(|_| 1).chain(in_trackings);
    if counts.fold(0, usize::saturating_add) > MAX_ELEMENTS {
        return Err(Error::TooManyElements {
            limit: MAX_ELEMENTS,
        });
    }
    Ok(())
}

/// An array, or a single object as an array of one.
#[derive(Clone, Copy)]
struct List<'d, 'a> {
    name: &'static str,
    list: Option<Value<'d, 'a>>,
}

impl<'d, 'a> List<'d, 'a> {
    /// Takes a list. Null and a missing value are an empty list.
    ///
    /// # Errors
    ///
    /// `wrong_type` for anything else.
    fn of(list: Option<Value<'d, 'a>>, name: &'static str) -> Result<Self, Error> {
        let list = list.filter(|list| !list.is_null());
        if list.is_some_and(|list| !list.is_object() && list.elements().is_none()) {
            return Err(wrong_type(name));
        }
        Ok(Self { name, list })
    }

    fn elements(self) -> impl Iterator<Item = Value<'d, 'a>> {
        let one = self.list.filter(|list| list.is_object());
        let several = self.list.and_then(Value::elements);
        one.into_iter().chain(several.into_iter().flatten())
    }

    /// Reads the elements. The error of an invalid one has its path within the element.
    fn read<T>(
        self,
        read: impl Fn(Value<'d, 'a>) -> Result<T, Error>,
        rejected: &mut Vec<Rejected>,
    ) -> Vec<T> {
        // Allocates exactly once: a growing list exists twice while it moves.
        let mut items = Vec::with_capacity(self.elements().count());
        for (position, element) in self.elements().enumerate() {
            match read(element) {
                Ok(item) => items.push(item),
                Err(error) => {
                    let within = error.path().unwrap_or_default();
                    let path = [self.name, "[", &text::position(position), "]", within];
                    rejected.push(Rejected {
                        path: text::join(&path, ""),
                        code: error.code(),
                    });
                }
            }
        }
        items
    }
}
