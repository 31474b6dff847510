//! The bodies that a change makes, and the changes between two bodies.

use crate::diagnose::cut::Cut;
use crate::diagnose::json::{STYLES, STYLES_OF_A_PAIR};
use crate::diagnose::ops::apply;
use crate::diagnose::seen::once;
use crate::diagnose::step::{Change, Changes, Step, change};
use crate::diagnose::{body, json};
use alloc::vec::Vec;

pub(crate) type Node = (Vec<u8>, Changes);

pub(crate) fn compact(bytes: &[u8]) -> Option<Vec<u8>> {
    json::render(
        &json::read(bytes)?,
        &Step::new("json").text("separators", "compact"),
    )
}

pub(crate) fn grown(before: &Changes, each: Change) -> Changes {
    let mut changes = before.clone();
    changes.push(each);
    changes
}

/// Returns each body that one change of bytes makes, once.
pub(crate) fn changed((bytes, before): &Node, cut: &Cut) -> Vec<Node> {
    let mut seen = once(bytes.clone());
    let apply = |each: Change| Some((apply(&each.step, bytes)?, grown(before, each)));
    body::changes(bytes, cut)
        .into_iter()
        .filter_map(apply)
        .filter(|(made, _)| seen.insert(made.clone()))
        .collect()
}

/// Does the same for a text that was just written. It needs no decoding.
pub(crate) fn changed_late(node: &Node, cut: &Cut) -> Vec<Node> {
    let is_late = |node: &Node| {
        let last = node.1.last();
        last.is_some_and(|change| {
            !matches!(&*change.step.op, "remove_at" | "replace_at_fffd" | "unwrap")
        })
    };
    changed(node, cut).into_iter().filter(is_late).collect()
}

/// Returns the bodies that are the same JSON, written in another way.
pub(crate) fn restyled((bytes, before): &Node, most: usize, cut: &Cut) -> Vec<Node> {
    let Some(tree) = json::read(bytes) else {
        return Vec::new();
    };
    let node = |(step, made)| (made, grown(before, change("body_reserialized", step)));
    json::styles(&tree, most, cut)
        .into_iter()
        .map(node)
        .filter(|(made, _)| made != bytes)
        .collect()
}

/// Returns the fewest changes from one body to another. Changes of bytes come before changes of JSON.
pub(crate) fn explain(received: &[u8], signed: &[u8]) -> Option<Changes> {
    let cut = &Cut::default();
    let start: Node = (received.to_vec(), Changes::new());
    if received == signed {
        return Some(start.1);
    }
    let is_it = |nodes: &[Node]| {
        nodes
            .iter()
            .find(|(bytes, _)| bytes == signed)
            .map(|(_, changes)| changes.clone())
    };
    let bytes = changed(&start, cut);
    if let Some(found) = is_it(&bytes) {
        return Some(found);
    }
    let styles = restyled(&start, STYLES, cut);
    is_it(&styles)
        .or_else(|| bytes.iter().find_map(|node| is_it(&changed(node, cut))))
        .or_else(|| {
            let mut trees = once(compact(received));
            bytes
                .iter()
                .filter(|node| trees.insert(compact(&node.0)))
                .find_map(|node| is_it(&restyled(node, STYLES_OF_A_PAIR, cut)))
        })
        .or_else(|| {
            styles
                .iter()
                .take(STYLES_OF_A_PAIR)
                .find_map(|node| is_it(&changed_late(node, cut)))
        })
}
