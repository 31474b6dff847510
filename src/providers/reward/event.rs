//! The two documented events. Numbers keep their exact token, for decimal arithmetic.

use super::stored::{self, Credit, NoNumber, Trigger};
use super::typeid;
use crate::error::Error;
use crate::event::dedupe_key::key;
use crate::event::fields::{
    non_empty_string, number_or_string, object, optional_string, present, wrong_type,
};
use crate::event::owned::into_owned;
use crate::event::stored::kinds;
use crate::event::time::rfc3339_ms;
use crate::json::{Number, Value};
use alloc::borrow::Cow;
use alloc::string::String;
use serde::{Deserialize, Serialize};

/// The name of the provider.
pub(super) const NAME: &str = "reward";

/// The kind of a Reward event.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Reward")
)]
pub enum Kind<'a> {
    /// A trigger fired for a user.
    #[serde(rename = "trigger_event.created")]
    TriggerEventCreated(TriggerEventCreated<'a>),
    /// A user received credit points.
    #[serde(rename = "balance.credit_points_issued")]
    CreditPointsIssued(CreditPointsIssued<'a>),
    /// An event of another type.
    #[serde(rename = "unrecognized")]
    Unrecognized(Envelope<'a>),
}

/// The fields that every event has.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Reward", missing_as_null)
)]
pub struct Envelope<'a> {
    /// The id of the event, from `id`, as in `"we_01jf2wkmvcfw6ts1qmgzya291c"`. It is documented as unique.
    pub id: Cow<'a, str>,
    /// The type of the event, unchanged, from `type`, as in `"trigger_event.created"`.
    pub r#type: Cow<'a, str>,
    /// The time of the event, from `time`, in milliseconds since 1970, as in `1734190158821`. Null if it is absent or
    /// not an RFC 3339 time.
    pub time_ms: Option<i64>,
    /// The time inside `id`, in milliseconds since 1970, as in `1734190158700`. It differs from `timeMs`: never compare
    /// the two. Null if `id` contains no time.
    pub id_time_ms: Option<i64>,
}

/// A trigger fired for a user.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Trigger")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Reward", missing_as_null)
)]
pub struct TriggerEventCreated<'a> {
    /// The fields that every event has.
    #[serde(flatten)]
    pub envelope: Envelope<'a>,
    /// Your own id of the user, as you gave it to Reward, from `data.user.id`, as in `"user123"`.
    pub user_id: Cow<'a, str>,
    /// The name of the trigger, from `data.trigger.id`, as in `"successful_payment"`. It can be changed in Reward's
    /// dashboard.
    pub trigger_id: Cow<'a, str>,
    /// The value sent with the event, from `data.value`, as the nearest double, as in `2.99`. Null if it is absent.
    /// Calculate with `valueText`.
    #[cfg_attr(
        all(target_arch = "wasm32", feature = "types"),
        tsify(type = "number | null")
    )]
    pub value: Option<Number<'a>>,
    /// The same value with its exact digits, from `data.value`, as in `"19.90"`. Null if it is absent.
    pub value_text: Option<Cow<'a, str>>,
}

/// A user received credit points.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Credit")]
#[cfg_attr(
    all(target_arch = "wasm32", feature = "types"),
    derive(tsify::Tsify),
    tsify(type_prefix = "Reward")
)]
pub struct CreditPointsIssued<'a> {
    /// The fields that every event has.
    #[serde(flatten)]
    pub envelope: Envelope<'a>,
    /// Your own id of the user, as you gave it to Reward, from `data.user.id`, as in `"user123"`.
    pub user_id: Cow<'a, str>,
    /// Reward's id of the credit transaction, from `data.transaction.id`, as in `"TX-PLACEHOLDER"`. Its format is not
    /// documented.
    pub transaction_id: Cow<'a, str>,
    /// The number of points, from `data.transaction.amount`, as the nearest double, as in `100`. It may be negative or
    /// zero. Calculate with `amountText`.
    #[cfg_attr(all(target_arch = "wasm32", feature = "types"), tsify(type = "number"))]
    pub amount: Number<'a>,
    /// The same amount with its exact digits, from `data.transaction.amount`, as in `"19.90"`.
    pub amount_text: Cow<'a, str>,
    /// Equal for all events about this transaction, made from `transactionId`, as in `"reward:tx:TX-PLACEHOLDER"`.
    /// Claim it before you book points.
    pub transaction_key: String,
}

into_owned!(Envelope {
    id,
    r#type,
    time_ms,
    id_time_ms,
});

into_owned!(TriggerEventCreated {
    envelope,
    user_id,
    trigger_id,
    value,
    value_text,
});

into_owned!(CreditPointsIssued {
    envelope,
    user_id,
    transaction_id,
    amount,
    amount_text,
    transaction_key,
});

kinds!(NAME {
    "trigger_event.created" => TriggerEventCreated(event),
    "balance.credit_points_issued" => CreditPointsIssued(event),
    "unrecognized" => Unrecognized(envelope),
});

pub(super) fn read<'a>(root: Value<'_, 'a>) -> Result<(Kind<'a>, String), Error> {
    let [id, r#type, time, data] = root.members(["id", "type", "time", "data"]);
    let id = non_empty_string(id, "id")?;
    let r#type = non_empty_string(r#type, "type")?;
    let dedupe_key = key(&[NAME, &id]);
    let time_ms = optional_string(time).and_then(|time| rfc3339_ms(&time));
    let id_time_ms = typeid::time_ms(&id);
    let envelope = Envelope {
        id,
        r#type,
        time_ms,
        id_time_ms,
    };
    let kind = match envelope.r#type.as_ref() {
        "trigger_event.created" => Kind::TriggerEventCreated(trigger_event(envelope, data)?),
        "balance.credit_points_issued" => Kind::CreditPointsIssued(credit_points(envelope, data)?),
        _ => Kind::Unrecognized(envelope),
    };
    Ok((kind, dedupe_key))
}

/// Reads the user's id.
fn user_id<'a>(user: Option<Value<'_, 'a>>) -> Result<Cow<'a, str>, Error> {
    number_or_string(object(user, "data.user")?.get("id"), "data.user.id")
}

fn trigger_event<'a>(
    envelope: Envelope<'a>,
    data: Option<Value<'_, 'a>>,
) -> Result<TriggerEventCreated<'a>, Error> {
    let [user, trigger, value] = object(data, "data")?.members(["user", "trigger", "value"]);
    let user_id = user_id(user)?;
    let trigger = object(trigger, "data.trigger")?;
    let trigger_id = non_empty_string(trigger.get("id"), "data.trigger.id")?;
    let value = value.filter(|value| !value.is_null());
    let value = value.map(|value| number(value, "data.value")).transpose()?;
    let value_text = value.clone().map(Cow::from);
    Ok(TriggerEventCreated {
        envelope,
        user_id,
        trigger_id,
        value,
        value_text,
    })
}

fn credit_points<'a>(
    envelope: Envelope<'a>,
    data: Option<Value<'_, 'a>>,
) -> Result<CreditPointsIssued<'a>, Error> {
    let [user, transaction] = object(data, "data")?.members(["user", "transaction"]);
    let user_id = user_id(user)?;
    let [id, amount] = object(transaction, "data.transaction")?.members(["id", "amount"]);
    let transaction_id = non_empty_string(id, "data.transaction.id")?;
    let path = "data.transaction.amount";
    let amount = number(present(amount, path)?, path)?;
    let amount_text = Cow::from(amount.clone());
    let transaction_key = key(&[NAME, "tx", &transaction_id]);
    Ok(CreditPointsIssued {
        envelope,
        user_id,
        transaction_id,
        amount,
        amount_text,
        transaction_key,
    })
}

/// Reads a number, or a text in JSON's number grammar.
fn number<'a>(value: Value<'_, 'a>, path: &str) -> Result<Number<'a>, Error> {
    let token = value
        .as_number()
        .map(Cow::Borrowed)
        .or_else(|| value.as_str());
    token.and_then(Number::new).ok_or_else(|| wrong_type(path))
}

impl TryFrom<Trigger> for TriggerEventCreated<'_> {
    type Error = NoNumber;

    fn try_from(stored: Trigger) -> Result<Self, NoNumber> {
        let (value, value_text) = stored.value_text.map(stored::number).transpose()?.unzip();
        Ok(Self {
            envelope: Envelope {
                id: stored.id.into(),
                r#type: stored.r#type.into(),
                time_ms: stored.time_ms,
                id_time_ms: stored.id_time_ms,
            },
            user_id: stored.user_id.into(),
            trigger_id: stored.trigger_id.into(),
            value,
            value_text,
        })
    }
}

impl TryFrom<Credit> for CreditPointsIssued<'_> {
    type Error = NoNumber;

    fn try_from(stored: Credit) -> Result<Self, NoNumber> {
        let (amount, amount_text) = stored::number(stored.amount_text)?;
        Ok(Self {
            envelope: Envelope {
                id: stored.id.into(),
                r#type: stored.r#type.into(),
                time_ms: stored.time_ms,
                id_time_ms: stored.id_time_ms,
            },
            user_id: stored.user_id.into(),
            transaction_id: stored.transaction_id.into(),
            amount,
            amount_text,
            transaction_key: stored.transaction_key,
        })
    }
}
