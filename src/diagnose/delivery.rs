//! The delivery to diagnose.

use crate::config::Config;
use crate::diagnose::evidence::Evidence;
use crate::diagnose::header_names;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::{Rules, RulesOf};
use crate::verify::schemes::scheme::Scheme;
use alloc::string::String;
use alloc::vec::Vec;

pub(crate) struct Delivery<'d> {
    pub(crate) rules: &'d RulesOf<'d>,
    pub(crate) all: &'d [&'d Rules],
    pub(crate) incoming: &'d Incoming<'d>,
    pub(crate) config: &'d Config,
    pub(crate) evidence: &'d Evidence<'d>,
    pub(crate) body: &'d [u8],
}

impl Delivery<'_> {
    /// Returns the values of a header.
    pub(crate) fn values_named(&self, name: &str) -> Vec<Vec<u8>> {
        let mut values = Vec::new();
        self.incoming
            .each_value(name, &mut |value| values.push(value.to_vec()));
        values
    }
}

impl<'s> Scheme<'s> {
    /// Tells whether a part of the proof has this header.
    pub(crate) fn names_header(&self, name: &str) -> bool {
        let names = self.header_names();
        !name.is_empty() && names.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// Returns the same scheme with one value in each header.
    pub(crate) fn without_list(&self) -> Self {
        Self {
            list: None,
            ..*self
        }
    }
}

/// Returns the values of the headers with the proof, under their own and under other names.
pub(crate) fn values_of(
    scheme: &Scheme<'_>,
    delivery: &Delivery<'_>,
) -> Vec<(Option<String>, Vec<u8>)> {
    let mut values = Vec::new();
    let own = || scheme.headers.iter().filter(|name| !name.is_empty());
    for name in own() {
        let found = delivery.values_named(name).into_iter();
        values.extend(found.map(|value| (None, value)));
    }
    let mut take = |name: &str| {
        if !scheme.names_header(name) {
            let found = delivery.values_named(name).into_iter();
            values.extend(found.map(|value| (Some(name.into()), value)));
        }
    };
    own()
        .flat_map(|name| header_names::spellings(name))
        .for_each(|name| take(&name));
    header_names::ELSEWHERE.iter().for_each(|name| take(name));
    for (name, value) in &delivery.evidence.headers {
        if !scheme.names_header(name) && !values.iter().any(|(_, known)| known == value) {
            values.push((Some(name.clone()), value.clone()));
        }
    }
    values
}
