//! The styles in which one body could have been written, the likely ones first.

use super::escapes::ESCAPES;
use super::numbers::{number_choices, rounded_choices};
use super::orders::order_choices;
use super::render::render;
use super::separators::{SEPARATORS, Separators};
use super::tree::Tree;
use crate::diagnose::cut::Cut;
use crate::diagnose::seen::once;
use crate::diagnose::step::Step;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// What a dimension adds to a step.
type Choice = fn(Step, &str) -> Step;

/// Returns the steps of every style that could have been the original's, the likely ones first; `most` bounds their number.
pub(crate) fn styles(tree: &Tree, most: usize, cut: &Cut) -> Vec<(Step, Vec<u8>)> {
    let base = |style: &Separators| Step::new("json").text("separators", style.name);
    let compact = SEPARATORS
        .first()
        .map(base)
        .unwrap_or_else(|| Step::new("json"));
    let plain = render(tree, &compact).unwrap_or_default();
    // A choice of a dimension counts where it makes a difference.
    let mut seen = once(plain);
    let mut kept = |step: Step| {
        render(tree, &step)
            .is_some_and(|made| seen.insert(made))
            .then_some(step)
    };
    let set: Choice = |step, value| step.text("escapes", value);
    let escapes: Vec<Step> = ESCAPES
        .iter()
        .filter_map(|name| kept(set(compact.clone(), name)))
        .collect();
    let mut numbers = number_choices(tree, &compact, cut);
    numbers.retain(|step| kept(step.clone()).is_some());
    let mut orders = order_choices(tree, &compact, cut);
    orders.retain(|step| kept(step.clone()).is_some());
    let empty: Vec<Step> = kept(compact.clone().text("empty", "objects"))
        .into_iter()
        .collect();
    let rounded = rounded_choices(tree, &compact, cut);
    let dimensions = [&orders, &escapes, &numbers, &empty, &rounded];

    // One dimension beside the separators, then two, then three, as far as the bound allows.
    let one: Vec<Step> = [Step::new("json")]
        .into_iter()
        .chain(dimensions.into_iter().flatten().cloned())
        .collect();
    let mut two = Vec::new();
    for (at, inner) in dimensions.iter().enumerate() {
        for outer in dimensions.iter().skip(at.saturating_add(1)) {
            cut.note(
                outer.len() > 60
                    || inner.len() > 800
                    || outer.len().saturating_mul(inner.len()) > most / 4,
            );
            let pairs = outer.iter().take(60).flat_map(|second| {
                inner
                    .iter()
                    .take(800)
                    .map(move |first| merged(first, second))
            });
            two.extend(pairs.take(most / 4));
        }
    }
    let mut three = Vec::new();
    for order in orders.iter().take(30) {
        for escape in escapes.iter().take(8) {
            three.extend(
                numbers
                    .iter()
                    .take(12)
                    .map(|number| merged(&merged(order, escape), number)),
            );
        }
    }
    // Sorted keys, ASCII escapes and lost zeros come together: every order, with what is likely of the others. They come on
    // top of what the body next to another change gets.
    let mut more_of_three = Vec::new();
    for order in orders.iter().skip(30) {
        for escape in escapes.iter().take(2) {
            let likely = numbers.iter().take(5);
            more_of_three.extend(likely.map(|number| merged(&merged(order, escape), number)));
        }
    }
    more_of_three.truncate(most.saturating_sub(STYLES_OF_A_PAIR) / 5);
    // Pairs and triples are not crossed with each separator and with a newline at the end, and other triples not at all.
    cut.note(!two.is_empty());
    // A large body leaves room for fewer of them.
    let most = most.min(MOST_BYTES.checked_div(tree_size(tree)).unwrap_or(most));
    let few = one.get(..one.len().min(40)).unwrap_or_default();
    let all = usize::MAX;
    let passes = [
        (&*one, 0, 1, ""),
        (few, 1, all, ""),
        (few, 0, 8, "\n"),
        (&*two, 0, 1, ""),
        (&*one, 1, 8, ""),
        (&*three, 0, 1, ""),
        (&*more_of_three, 0, 1, ""),
        (&*two, 1, 4, ""),
        (&*one, 8, all, ""),
        (&*three, 1, 4, ""),
        (&*one, 0, all, "\n"),
    ];
    let mut made = Vec::new();
    let mut known = BTreeSet::new();
    for (steps, from, to, end) in passes {
        for step in steps {
            for style in SEPARATORS.iter().take(to).skip(from) {
                if made.len() >= most {
                    cut.note(true);
                    return made;
                }
                let mut step = step.clone().text("separators", style.name);
                if !end.is_empty() {
                    step = step.text("end", end);
                }
                if let Some(bytes) = render(tree, &step)
                    && known.insert(bytes.clone())
                {
                    made.push((step, bytes));
                }
            }
        }
    }
    made
}

/// How many ways to write JSON are tried: of the body as it came, and after or before another change.
pub(crate) const STYLES: usize = 19_000;
pub(crate) const STYLES_OF_A_PAIR: usize = 4000;

/// How many bytes all ways to write one body may take together.
const MOST_BYTES: usize = 16 << 20;

fn tree_size(tree: &Tree) -> usize {
    render(tree, &Step::new("json").text("separators", "compact"))
        .map_or(1, |text| text.len().max(1))
}

fn merged(one: &Step, other: &Step) -> Step {
    let mut step = one.clone();
    step.args.extend(other.args.clone());
    step
}
