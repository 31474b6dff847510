//! The layers of the search, from few changes to many.

use super::bodies::{Node, changed, changed_late, compact, restyled};
use super::keys::{Candidate, changed_keys, keys_as_text, read_keys};
use super::{Context, Outcome, Search};
use crate::diagnose::json::{STYLES, STYLES_OF_A_PAIR};
use crate::diagnose::message::Which;
use crate::diagnose::seen::once;
use crate::diagnose::step::Changes;
use crate::verify::schemes::scheme::Scheme;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::ControlFlow::Continue;

const STYLES_BEFORE_ANOTHER: usize = 700;

const STYLES_OF_A_FRAME: usize = 400;

const STYLES_WITH_ANOTHER_KEY: usize = 150;

const STYLES_IN_OTHER_MESSAGES: usize = 60;

const STYLES_OF_THREE: usize = 60;

/// From here on a body is tried in other styles before it is tried with more messages.
const LARGE: usize = 16 << 10;

struct Keys {
    /// As the scheme reads the configured secrets.
    read: Vec<Candidate>,
    /// The secrets of the evidence, read in both ways.
    given: Vec<Candidate>,
    /// The configured secrets, read in another way or with one change.
    other: Vec<Candidate>,
    /// The configured secrets with one change, as texts.
    changed_texts: Vec<Candidate>,
}

impl Keys {
    fn of(context: &Context<'_>) -> Self {
        let scheme = &context.scheme;
        let changed_texts = changed_keys(&context.texts, true);
        let mut other = keys_as_text(scheme, &context.texts);
        other.extend(both_ways(scheme, &changed_texts));
        Self {
            read: read_keys(scheme, &context.texts),
            given: both_ways(scheme, &context.other_keys),
            other,
            changed_texts,
        }
    }

    fn with_two_changes(&self, scheme: &Scheme<'_>) -> Vec<Candidate> {
        both_ways(scheme, &changed_keys(&self.changed_texts, false))
    }

    fn all(&self) -> Vec<Candidate> {
        [&self.read, &self.other, &self.given]
            .into_iter()
            .flatten()
            .cloned()
            .collect()
    }
}

/// Returns the keys as the scheme reads them, then the texts themselves.
fn both_ways(scheme: &Scheme<'_>, texts: &[Candidate]) -> Vec<Candidate> {
    let mut keys = read_keys(scheme, texts);
    keys.extend(keys_as_text(scheme, texts));
    keys
}

struct Bodies<'c> {
    received: Node,
    /// With one change of its bytes.
    changed: Vec<Node>,
    /// The same JSON, written in another way.
    styles: Vec<Node>,
    /// Those of the evidence.
    given: &'c [Node],
}

impl Bodies<'_> {
    fn changed_and_given(&self) -> impl Iterator<Item = &Node> {
        self.changed.iter().chain(self.given)
    }

    fn first_styles(&self, most: usize) -> &[Node] {
        let most = self.styles.len().min(most);
        self.styles.get(..most).unwrap_or_default()
    }
}

/// JSON texts without white space, to try the styles of each only once.
struct Trees(BTreeSet<Option<Vec<u8>>>);

impl Trees {
    fn insert(&mut self, body: &[u8]) -> bool {
        let tree = compact(body);
        tree.is_some() && self.0.insert(tree)
    }
}

impl Search<'_> {
    pub(super) fn layers(&mut self, context: &Context<'_>) -> Outcome {
        let cut = self.cut;
        let received: Node = (context.body.to_vec(), Changes::new());
        let keys = &Keys::of(context);
        self.unchanged_bodies(keys, &received, &context.other_bodies)?;
        let changed = changed(&received, cut);
        self.each(&keys.read, &changed)?;
        let styles = self.messages_and_styles(keys, &received, context)?;
        self.with_keys(&keys.with_two_changes(&context.scheme), &received)?;
        let bodies = &Bodies {
            received,
            changed,
            styles,
            given: &context.other_bodies,
        };
        self.bodies_in_frames(keys, bodies)?;
        self.bodies_with_other_keys(keys, bodies, context)?;
        let mut trees = Trees(once(compact(&bodies.received.0)));
        let pairs = self.two_changes(keys, bodies, &mut trees, context)?;
        self.bodies_in_other_messages(keys, bodies, context)?;
        self.three_changes(keys, bodies, &pairs, &mut trees, context)
    }

    fn with_all_keys(&mut self, keys: &Keys, node: &Node) -> Outcome {
        self.with_keys(&keys.read, node)?;
        self.with_keys(&keys.given, node)?;
        self.with_keys(&keys.other, node)
    }

    /// The received body in each frame, then the given bodies.
    fn unchanged_bodies(&mut self, keys: &Keys, received: &Node, given: &[Node]) -> Outcome {
        for at in 0..self.frames.len() {
            self.frame = at;
            self.with_all_keys(keys, received)?;
        }
        self.frame = 0;
        given
            .iter()
            .try_for_each(|node| self.with_all_keys(keys, node))
    }

    /// The received body in other messages, and in other styles. Returns the styles.
    ///
    /// The messages of other schemes are tried only with the unchanged body here. With each style of JSON, they would use up the
    /// bound if the body is large.
    fn messages_and_styles(
        &mut self,
        keys: &Keys,
        received: &Node,
        context: &Context<'_>,
    ) -> Outcome<Vec<Node>> {
        let keys = &keys.read;
        let is_own = !context.scheme.is_built_in;
        let is_large = context.body.len() > LARGE;
        let which = if is_own { Which::Named } else { Which::Any };
        self.other_algorithms(keys, received, context, which)?;
        if is_own && !is_large {
            self.other_algorithms(keys, received, context, Which::More)?;
        }
        let styles = restyled(received, STYLES, self.cut);
        self.each(keys, &styles)?;
        if is_own && is_large {
            self.other_algorithms(keys, received, context, Which::More)?;
        }
        Continue(styles)
    }

    /// A change of the body, in each frame but the first one.
    fn bodies_in_frames(&mut self, keys: &Keys, bodies: &Bodies<'_>) -> Outcome {
        for at in 1..self.frames.len() {
            self.frame = at;
            self.each(&keys.read, &bodies.changed)?;
            self.each(&keys.read, bodies.first_styles(STYLES_OF_A_FRAME))?;
        }
        self.cut
            .note(self.frames.len() > 1 && bodies.styles.len() > STYLES_OF_A_FRAME);
        self.frame = 0;
        Continue(())
    }

    /// A change of the body, and another key. A deep search comes back to the styles that are left out here.
    fn bodies_with_other_keys(
        &mut self,
        keys: &Keys,
        bodies: &Bodies<'_>,
        context: &Context<'_>,
    ) -> Outcome {
        self.each(&keys.given, &bodies.changed)?;
        self.each(&keys.other, &bodies.changed)?;
        let few = bodies.first_styles(STYLES_WITH_ANOTHER_KEY);
        self.cut
            .note(few.len() < bodies.styles.len() && !context.deep);
        self.each(&keys.given, &bodies.styles)?;
        self.each(&keys.other, few)
    }

    /// Two changes of the body. Returns the bodies with two changes of the bytes.
    fn two_changes(
        &mut self,
        keys: &Keys,
        bodies: &Bodies<'_>,
        trees: &mut Trees,
        context: &Context<'_>,
    ) -> Outcome<Vec<Node>> {
        let cut = self.cut;
        let keys = &keys.read;
        let mut pairs = Vec::new();
        let mut seen = once(bodies.received.0.clone());
        let of_one_change = bodies.changed.iter().chain(&bodies.styles);
        seen.extend(of_one_change.map(|(bytes, _)| bytes.clone()));
        for node in bodies.changed_and_given() {
            let mut next = changed(node, cut);
            next.retain(|(bytes, _)| seen.insert(bytes.clone()));
            self.each(keys, &next)?;
            pairs.extend(next);
        }
        for node in bodies.changed_and_given() {
            if trees.insert(&node.0) {
                self.each(keys, &restyled(node, STYLES_OF_A_PAIR, cut))?;
            }
        }
        cut.note(bodies.styles.len() > STYLES_BEFORE_ANOTHER && !context.deep);
        for node in bodies.first_styles(STYLES_BEFORE_ANOTHER) {
            self.each(keys, &changed_late(node, cut))?;
        }
        Continue(pairs)
    }

    fn bodies_in_other_messages(
        &mut self,
        keys: &Keys,
        bodies: &Bodies<'_>,
        context: &Context<'_>,
    ) -> Outcome {
        let few = bodies.first_styles(STYLES_WITH_ANOTHER_KEY);
        let few = self.cut.first(few, STYLES_IN_OTHER_MESSAGES);
        for node in bodies.changed_and_given().chain(few) {
            self.other_algorithms(&keys.read, node, context, Which::Any)?;
        }
        self.other_algorithms(&keys.all(), &bodies.received, context, Which::Any)
    }

    /// Two changes of the bytes, and another style. A deep search also tries the styles that were left out, and other keys.
    fn three_changes(
        &mut self,
        keys: &Keys,
        bodies: &Bodies<'_>,
        pairs: &[Node],
        trees: &mut Trees,
        context: &Context<'_>,
    ) -> Outcome {
        let cut = self.cut;
        for node in pairs {
            if trees.insert(&node.0) {
                self.each(&keys.read, &restyled(node, STYLES_OF_THREE, cut))?;
            }
        }
        if context.deep {
            for node in bodies.styles.iter().skip(STYLES_BEFORE_ANOTHER) {
                self.each(&keys.read, &changed_late(node, cut))?;
            }
            self.each(&keys.other, &bodies.styles)?;
            self.each(&keys.other, pairs)?;
        }
        Continue(())
    }
}
