//! Events read back from a store. A number is read from its exact text: the number beside it is only the nearest
//! double.

use crate::json::Number;
use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use serde::Deserialize;

/// A `trigger_event.created` as one flat object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Trigger {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) time_ms: Option<i64>,
    pub(super) id_time_ms: Option<i64>,
    pub(super) user_id: String,
    pub(super) trigger_id: String,
    pub(super) value_text: Option<String>,
}

/// A `balance.credit_points_issued` as one flat object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Credit {
    pub(super) id: String,
    pub(super) r#type: String,
    pub(super) time_ms: Option<i64>,
    pub(super) id_time_ms: Option<i64>,
    pub(super) user_id: String,
    pub(super) transaction_id: String,
    pub(super) amount_text: String,
    pub(super) transaction_key: String,
}

/// The error for a text that is not the token of a number.
pub(super) struct NoNumber;

impl fmt::Display for NoNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text is no number")
    }
}

/// Reads the token of a number.
pub(super) fn number<'a>(token: String) -> Result<(Number<'a>, Cow<'a, str>), NoNumber> {
    let number = Number::new(Cow::Owned(token)).ok_or(NoNumber)?;
    let text = number.clone().into();
    Ok((number, text))
}
