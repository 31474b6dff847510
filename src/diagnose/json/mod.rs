//! JSON that is written again in another style.

mod decimal;
mod escapes;
mod numbers;
mod orders;
mod render;
mod separators;
mod styles;
mod tree;

pub(crate) use render::{render, rewrite};
pub(crate) use styles::{STYLES, STYLES_OF_A_PAIR, styles};
pub(crate) use tree::{Tree, member, quote, read, unescape};
