//! Writes JSON again, as a step says.

use super::escapes::restring;
use super::numbers::{number, number_keys, renumber};
use super::orders::{objects, permute, sort};
use super::separators::{SEPARATORS, write};
use super::tree::{Tree, read};
use crate::diagnose::step::{Arg, Step};
use alloc::string::String;
use alloc::vec::Vec;

/// Makes a step with the op `json`.
pub(crate) fn rewrite(bytes: &[u8], step: &Step) -> Option<Vec<u8>> {
    render(&read(bytes)?, step)
}

/// Writes a body that has been read as a step says.
pub(crate) fn render(tree: &Tree, step: &Step) -> Option<Vec<u8>> {
    let style = SEPARATORS
        .iter()
        .find(|style| Some(style.name) == step.get_text("separators"))?;
    let mut tree = tree.clone();
    if let Some(order) = step.get_text("order")
        && order == "sorted"
    {
        sort(&mut tree);
    }
    if let Some(codes) = step.get_list("orders") {
        let mut codes = codes.iter();
        objects(&mut tree, &mut |members| {
            if let Some(Arg::Number(code)) = codes.next() {
                permute(members, usize::try_from(*code).unwrap_or_default());
            }
        });
    }
    if let Some(escapes) = step.get_text("escapes") {
        restring(&mut tree, escapes);
    }
    if let Some(ways) = step.get_list("numbers") {
        let names = number_keys(&tree);
        renumber(&mut tree, "", &mut |key, token| {
            let at = names.iter().position(|name| name == key);
            if let Some(Arg::Text(way)) = at.and_then(|at| ways.get(at))
                && let Some(made) = number(token, way)
            {
                *token = made;
            }
        });
    }
    if let (Some(index), Some(add)) = (
        step.get_number("rounded"),
        step.get_text("add")
            .and_then(|add| add.parse::<i128>().ok()),
    ) {
        let mut at = 0_usize;
        renumber(&mut tree, "", &mut |_, token| {
            if at == index
                && let Ok(value) = token.parse::<i128>()
            {
                *token = alloc::format!("{}", value.saturating_add(add));
            }
            at = at.saturating_add(1);
        });
    }
    if step.get_text("empty") == Some("objects") {
        empties(&mut tree);
    }
    let mut out = String::new();
    write(&tree, style, 0, &mut out);
    out.push_str(step.get_text("end").unwrap_or_default());
    Some(out.into())
}

/// PHP writes an empty object as an empty list.
fn empties(tree: &mut Tree) {
    match tree {
        Tree::List(items) if items.is_empty() => *tree = Tree::Object(Vec::new()),
        Tree::List(items) => items.iter_mut().for_each(empties),
        Tree::Object(members) => members.iter_mut().for_each(|(_, value)| empties(value)),
        Tree::Plain(_) | Tree::Text(_) => {}
    }
}
