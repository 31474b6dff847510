//! A change as data: its name and its arguments, so that it can be shown, stored and applied again.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// One argument of a [`Step`].
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count, a position or a length in bytes.
    Number(u64),
    /// A name, or bytes in hexadecimal digits.
    Text(String),
    /// Names, or positions.
    List(Vec<Arg>),
}

/// One change of a body, a key or a header. [`replay`](super::replay) applies it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Step {
    /// The operation, as in `base64_decode`.
    pub op: Cow<'static, str>,
    /// The arguments.
    pub args: BTreeMap<Cow<'static, str>, Arg>,
}

impl Step {
    pub(crate) fn new(op: &'static str) -> Self {
        Self {
            op: op.into(),
            args: BTreeMap::new(),
        }
    }

    pub(crate) fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.insert(name.into(), Arg::Text(value.into()));
        self
    }

    pub(crate) fn number(mut self, name: &'static str, value: usize) -> Self {
        let value = u64::try_from(value).unwrap_or(u64::MAX);
        self.args.insert(name.into(), Arg::Number(value));
        self
    }

    pub(crate) fn list(mut self, name: &'static str, value: Vec<Arg>) -> Self {
        self.args.insert(name.into(), Arg::List(value));
        self
    }

    pub(crate) fn get_text(&self, name: &str) -> Option<&str> {
        match self.args.get(name) {
            Some(Arg::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get_number(&self, name: &str) -> Option<usize> {
        match self.args.get(name) {
            Some(Arg::Number(number)) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    pub(crate) fn get_list(&self, name: &str) -> Option<&[Arg]> {
        match self.args.get(name) {
            Some(Arg::List(list)) => Some(list),
            _ => None,
        }
    }
}

/// A change and its finding.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) id: &'static str,
    pub(crate) step: Step,
}

pub(crate) fn change(id: &'static str, step: Step) -> Change {
    Change { id, step }
}

/// The changes of one part of a delivery, in their order.
pub(crate) type Changes = Vec<Change>;

/// The id of a step that takes a value from its proper place. It is part of a proof, but not a fault.
pub(crate) const IN_PLACE: &str = "";
