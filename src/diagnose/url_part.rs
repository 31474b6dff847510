//! The parts of a URL in which a token may be.

use super::step::Step;
use alloc::vec::Vec;

/// The segments of the path of a URL.
pub(crate) fn segments(url: &str) -> Vec<&str> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/').filter(|each| !each.is_empty()).collect()
}

/// The parameters of the query of a URL: name and value.
pub(crate) fn parameters(url: &str) -> Vec<(&str, &str)> {
    let whole = url.split('#').next().unwrap_or_default();
    let Some((_, query)) = whole.split_once('?') else {
        return Vec::new();
    };
    let pair = |text| str::split_once(text, '=').unwrap_or(("", text));
    query.split('&').map(pair).collect()
}

/// Makes a step that takes a part of a URL, decoded.
pub(crate) fn part(step: &Step, url: &str) -> Option<Vec<u8>> {
    let (text, is_form) = match &*step.op {
        "segment" => (*segments(url).get(step.get_number("index")?)?, false),
        "parameter" => (parameters(url).get(step.get_number("index")?)?.1, true),
        "fragment" => (url.split_once('#')?.1, false),
        _ => return None,
    };
    let text = if is_form {
        text.replace('+', " ")
    } else {
        text.into()
    };
    Some(percent_encoding::percent_decode(text.as_bytes()).collect())
}
