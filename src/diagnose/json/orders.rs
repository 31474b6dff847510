//! The orders of the members of objects.

use super::tree::{Members, Tree, unescape};
use crate::diagnose::cut::Cut;
use crate::diagnose::step::{Arg, Step};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::mem::take;

pub(crate) fn sort(tree: &mut Tree) {
    match tree {
        Tree::Plain(_) | Tree::Text(_) => {}
        Tree::List(items) => items.iter_mut().for_each(sort),
        Tree::Object(members) => {
            let mut sorted = BTreeMap::new();
            for (at, mut member) in take(members).into_iter().enumerate() {
                sort(&mut member.1);
                sorted.insert((unescape(&member.0), at), member);
            }
            members.extend(sorted.into_values());
        }
    }
}

/// The objects whose members can be put into another order, in the order of the body.
pub(crate) fn objects(tree: &mut Tree, take: &mut dyn FnMut(&mut Members)) {
    match tree {
        Tree::Plain(_) | Tree::Text(_) => {}
        Tree::List(items) => items.iter_mut().for_each(|item| objects(item, take)),
        Tree::Object(members) => {
            members
                .iter_mut()
                .for_each(|(_, value)| objects(value, take));
            take(members);
        }
    }
}

/// Puts members into the order with this number, of all orders that they can have.
pub(crate) fn permute(members: &mut Members, mut code: usize) {
    let mut rest = core::mem::take(members);
    while !rest.is_empty() {
        let at = code.checked_rem(rest.len()).unwrap_or_default();
        code = code.checked_div(rest.len()).unwrap_or_default();
        members.push(rest.remove(at));
    }
}

pub(crate) fn order_choices(tree: &Tree, base: &Step, cut: &Cut) -> Vec<Step> {
    let mut sizes = Vec::new();
    objects(&mut tree.clone(), &mut |members| sizes.push(members.len()));
    let orders = |size: usize| {
        if size > 5 {
            1
        } else {
            (1..=size).product::<usize>().max(1)
        }
    };
    let mut choices = Vec::from([base.clone().text("order", "sorted")]);
    let all = sizes.iter().fold(1_usize, |product, size| {
        product.saturating_mul(orders(*size))
    });
    let with = |codes: Vec<usize>| {
        base.clone().list(
            "orders",
            codes
                .into_iter()
                .map(|code| Arg::Number(u64::try_from(code).unwrap_or_default()))
                .collect(),
        )
    };
    for at in (0..sizes.len()).rev() {
        for code in 1..sizes.get(at).map_or(1, |size| orders(*size)) {
            choices.push(with(
                sizes
                    .iter()
                    .enumerate()
                    .map(|(each, _)| if each == at { code } else { 0 })
                    .collect(),
            ));
        }
    }
    cut.note(all > 1500 || sizes.iter().any(|size| *size > 5));
    if all <= 1500 {
        for mut code in 1..all {
            let mut codes = Vec::new();
            for size in &sizes {
                let count = orders(*size);
                codes.push(code.checked_rem(count).unwrap_or_default());
                code = code.checked_div(count).unwrap_or_default();
            }
            choices.push(with(codes));
        }
    }
    choices
}
