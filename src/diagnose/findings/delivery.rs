//! What is diagnosed.

use crate::config::Config;
use crate::diagnose::evidence::Evidence;
use crate::diagnose::header;
use crate::verify::incoming::Incoming;
use crate::verify::scheme::Rules;
use alloc::string::String;
use alloc::vec::Vec;

pub(crate) struct Delivery<'d> {
    pub(crate) rules: &'d Rules,
    pub(crate) all: &'d [&'d Rules],
    pub(crate) incoming: &'d Incoming<'d>,
    pub(crate) config: &'d Config,
    pub(crate) evidence: &'d Evidence<'d>,
    pub(crate) body: &'d [u8],
}

/// Returns the values of a header, by its name and by others.
pub(crate) fn values_of(header: &str, delivery: &Delivery<'_>) -> Vec<(Option<String>, Vec<u8>)> {
    let mut values = Vec::new();
    let mut take = |name: &str| {
        if let Some(headers) = delivery.incoming.headers {
            headers.each(name, &mut |value| {
                let elsewhere = (!name.eq_ignore_ascii_case(header)).then(|| name.into());
                values.push((elsewhere, value.to_vec()));
            });
        }
    };
    take(header);
    header::ELSEWHERE
        .iter()
        .filter(|name| **name != header)
        .for_each(|name| take(name));
    for (name, value) in &delivery.evidence.headers {
        if !values.iter().any(|(_, known)| known == value) {
            values.push((
                (!name.eq_ignore_ascii_case(header)).then(|| name.clone()),
                value.clone(),
            ));
        }
    }
    values
}
