//! The token in a URL.

use super::cut::Cut;
use super::ops::apply;
use super::secret;
use super::step::{Change, Changes, IN_PLACE, Step, change};
use super::url_part::{parameters, part, segments};
use crate::crypto::keys::{begins_with, is_same};
use alloc::string::String;
use alloc::vec::Vec;

/// A match: how the value was read, and how the accepted one was changed.
pub(crate) struct Equal {
    pub(crate) value: Changes,
    pub(crate) key: Changes,
}

/// Returns the values in a URL, each with the step that reads it.
pub(crate) fn values(url: &str, param: Option<&str>) -> Vec<(Vec<u8>, Changes)> {
    let mut places = Vec::new();
    let count = segments(url).len();
    for at in (0..count).rev() {
        let is_place = param.is_none() && at.saturating_add(1) == count;
        let id = if is_place {
            IN_PLACE
        } else {
            "token_elsewhere"
        };
        places.push(change(id, Step::new("segment").number("index", at)));
    }
    let mut of_param = 0_usize;
    for (at, (name, _)) in parameters(url).into_iter().enumerate() {
        let is_place = param == Some(name);
        of_param = of_param.saturating_add(usize::from(is_place));
        let id = match is_place {
            true if of_param > 1 => "token_repeated",
            true => IN_PLACE,
            false => "token_elsewhere",
        };
        places.push(change(id, Step::new("parameter").number("index", at)));
    }
    places.push(change("token_elsewhere", Step::new("fragment")));
    places
        .into_iter()
        .filter_map(|place| Some((part(&place.step, url)?, Vec::from([place]))))
        .collect()
}

/// The changes of a token in a URL.
pub(crate) fn token_changes(_: &[u8], _: &Cut) -> Vec<Change> {
    let replace = |from: &str, to: &str| {
        Step::new("replace")
            .text("from", super::hex::to_hex(from.as_bytes()))
            .text("to", super::hex::to_hex(to.as_bytes()))
    };
    let mut found = Vec::new();
    let mut add = |id, step| found.push(change(id, step));
    add("token_whitespace", Step::new("trim"));
    add("token_whitespace", Step::new("remove_blanks"));
    add("token_encoding", Step::new("percent_decode"));
    add("token_encoding", replace(" ", "+"));
    add("token_encoding", replace("+", " "));
    for op in ["lower", "upper", "swap_case"] {
        add("token_case", Step::new(op));
    }
    add("token_repeated", Step::new("half"));
    add("token_repeated", Step::new("split").number("index", 0));
    found
}

/// The changes of a key in a header.
pub(crate) fn key_changes(value: &[u8], cut: &Cut) -> Vec<Change> {
    let mut found = super::header::changes(value, cut);
    for op in ["lower", "upper", "swap_case"] {
        found.push(change("header_case", Step::new(op)));
    }
    found
}

/// Finds the fewest changes of a value and of the accepted ones that make them equal. `case` is the id of
/// another letter case.
pub(crate) fn equal(
    values: &[(Vec<u8>, Changes)],
    accepted: &[&[u8]],
    changes: fn(&[u8], &Cut) -> Vec<Change>,
    case: &'static str,
    cut: &Cut,
) -> Option<Equal> {
    let mut ours: Vec<(zeroize::Zeroizing<Vec<u8>>, Changes)> = Vec::new();
    for key in accepted {
        ours.push((key.to_vec().into(), Changes::new()));
    }
    for key in accepted {
        for mut each in secret::removals(key) {
            // We can't tell which of the two lost its case. The finding is the same.
            if each.id == "secret_case" {
                each.id = case;
            }
            if let Some(made) = apply(&each.step, key).filter(|made| made.len() >= 8) {
                ours.push((made.into(), Vec::from([each])));
            }
        }
    }
    let mut theirs: Vec<(Vec<u8>, Changes)> = values.to_vec();
    let mut from = 0;
    for _ in 0..2 {
        let until = theirs.len();
        for at in from..until {
            let Some((value, before)) = theirs.get(at).cloned() else {
                continue;
            };
            for each in changes(&value, cut) {
                if let Some(made) = apply(&each.step, &value) {
                    let mut grown = before.clone();
                    grown.push(each);
                    theirs.push((made, grown));
                }
            }
        }
        from = until;
    }
    let mut best: Option<Equal> = None;
    for (value, value_changes) in &theirs {
        for (key, key_changes) in &ours {
            let count = value_changes.len().saturating_add(key_changes.len());
            let is_better = best
                .as_ref()
                .is_none_or(|best| count < best.value.len().saturating_add(best.key.len()));
            if is_better && is_same(key, value) {
                best = Some(Equal {
                    value: value_changes.clone(),
                    key: key_changes.clone(),
                });
            }
        }
    }
    best.or_else(|| {
        let is_cut =
            |value: &[u8]| value.len() >= 16 && accepted.iter().any(|key| begins_with(key, value));
        let (value, before) = values.iter().find(|(value, _)| is_cut(value))?;
        let mut cut = before.clone();
        cut.push(change(
            "header_truncated",
            Step::new("truncated").number("bytes", value.len()),
        ));
        Some(Equal {
            value: cut,
            key: Changes::new(),
        })
    })
}

/// Returns an address without its port.
pub(crate) fn without_port(ip: &str) -> Option<String> {
    let socket: core::net::SocketAddr = ip.trim().parse().ok()?;
    Some(alloc::format!("{}", socket.ip()))
}

/// Returns whether no sender on the internet can have this address.
pub(crate) fn is_private(ip: &str) -> bool {
    match ip.parse() {
        Ok(core::net::IpAddr::V4(ip)) => {
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || matches!(ip.octets(), [100, 64..=127, ..])
        }
        Ok(core::net::IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => false,
    }
}
