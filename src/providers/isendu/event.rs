//! The three shapes of a body: a confirmation, a batch, and neither.

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Isendu")
)]
pub struct Confirmation<'a> {
    /// The id of the API key whose secret isendu wants to see, from `keyId`, as in
    /// `"0123456789abcdef0123456789abcdef"`.
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
    /// The orders that changed, from `order`, without the elements that could not be read.
    pub orders: Vec<Order<'a>>,
    /// The parcels that moved, from `tracking`, without the elements that could not be read.
    pub trackings: Vec<Tracking<'a>>,
    /// The elements of `order` and `tracking` that could not be read. One of them does not cost the batch, as nothing
    /// says that it comes again.
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
    /// Where the element failed, as in `order[2].uuid`.
    pub path: String,
    /// Why it failed: `missing_field`, or `wrong_type`.
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

// serde would borrow a code from the text.
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

/// Reads a confirmation; none when the document is anything else.
pub(super) fn confirmation<'a>(root: Value<'_, 'a>) -> Option<Confirmation<'a>> {
    match Shape::of(root) {
        Shape::Confirmation(confirmation) => Some(confirmation),
        Shape::Batch(..) | Shape::Unrecognized => None,
    }
}

/// What a document is, before a batch is read.
enum Shape<'d, 'a> {
    Confirmation(Confirmation<'a>),
    /// `order` and `tracking`, of which there is one at least.
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

/// How many orders, trackings and steps a batch may have together: more than twice of what a genuine one of 1 MiB could
/// hold. A few bytes of a body become an element, so that this bounds what a batch becomes.
const MAX_ELEMENTS: usize = 20_000;

/// Counts the elements as they came, rejected ones too, before anything is made of them.
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

/// An array, or one object as an array of one.
#[derive(Clone, Copy)]
struct List<'d, 'a> {
    name: &'static str,
    list: Option<Value<'d, 'a>>,
}

impl<'d, 'a> List<'d, 'a> {
    /// Takes a list; null and nothing are an empty one.
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

    /// Reads the elements. Where one cannot be read, the error has the path within it.
    fn read<T>(
        self,
        read: impl Fn(Value<'d, 'a>) -> Result<T, Error>,
        rejected: &mut Vec<Rejected>,
    ) -> Vec<T> {
        // Room for all of them and no more: a list that grows is there twice while it moves.
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
