//! Events that come back from a store. A number is read from its exact token: the number beside it is the nearest double.

use super::event::{CreditPointsIssued, Envelope, TriggerEventCreated};
use crate::json::Number;
use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use serde::Deserialize;

/// A [`TriggerEventCreated`], as one flat object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trigger {
    id: String,
    r#type: String,
    time_ms: Option<i64>,
    id_time_ms: Option<i64>,
    user_id: String,
    trigger_id: String,
    value_text: Option<String>,
}

/// A [`CreditPointsIssued`], as one flat object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credit {
    id: String,
    r#type: String,
    time_ms: Option<i64>,
    id_time_ms: Option<i64>,
    user_id: String,
    transaction_id: String,
    amount_text: String,
    transaction_key: String,
}

/// A text that should be the token of a number.
pub(super) struct NoNumber;

impl fmt::Display for NoNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text is no number")
    }
}

fn number<'a>(token: String) -> Result<(Number<'a>, Cow<'a, str>), NoNumber> {
    let number = Number::new(Cow::Owned(token)).ok_or(NoNumber)?;
    let text = number.clone().into();
    Ok((number, text))
}

impl TryFrom<Trigger> for TriggerEventCreated<'_> {
    type Error = NoNumber;

    fn try_from(stored: Trigger) -> Result<Self, NoNumber> {
        let (value, value_text) = stored.value_text.map(number).transpose()?.unzip();
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
        let (amount, amount_text) = number(stored.amount_text)?;
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
