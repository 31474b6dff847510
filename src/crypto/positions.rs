//! A hash table that finds the position of a text.
//!
//! It has only the two operations needed here, and a tenth of the size of a hash map.

use super::seed::Seed;
use alloc::vec;
use alloc::vec::Vec;

/// The initial number of slots, a power of two.
const SLOTS: usize = 64;

/// A slot: half of a text's hash, and the text's position, counted from 1. Zero is free. So a slot has eight bytes.
type Slot = (u32, u32);

const FREE: Slot = (0, 0);

/// The positions of distinct texts.
pub(crate) struct Positions {
    seed: Seed,
    /// At most half of them are taken. A text is in the first free slot from the one that its hash selects.
    slots: Vec<Slot>,
    taken: usize,
}

impl Positions {
    /// Makes an empty table. The texts must be parts of the seed's input.
    pub(crate) fn new(seed: Seed) -> Self {
        Self {
            seed,
            slots: vec![FREE; SLOTS],
            taken: 0,
        }
    }

    /// Returns the position of an equal text in the table. Otherwise adds the text with its own position.
    pub(crate) fn find_or_add(
        &mut self,
        text: &str,
        position: usize,
        is_same: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let hash = half(self.seed.hash(text));
        let found = self
            .chain(hash)
            .filter_map(|slot| self.slots.get(slot).copied())
            .take_while(|slot| *slot != FREE)
            .filter(|(other, _)| *other == hash)
            .map(|(_, position)| before(position))
            .find(|position| is_same(*position));
        if found.is_some() {
            return found;
        }
        if self.taken >= self.slots.len() / 2 {
            self.grow();
        }
        // A memory of 32 bits has no room for that many texts.
        let position = u32::try_from(position).unwrap_or(u32::MAX);
        self.add((hash, position.saturating_add(1)));
        None
    }

    /// Returns the slots for a hash, in probing order.
    fn chain(&self, hash: u32) -> impl Iterator<Item = usize> + use<> {
        let mask = self.slots.len().saturating_sub(1);
        let first = usize::try_from(hash).unwrap_or_default();
        (0..=mask).map(move |step| first.wrapping_add(step) & mask)
    }

    fn add(&mut self, taken: Slot) {
        for slot in self.chain(taken.0) {
            if let Some(slot) = self.slots.get_mut(slot)
                && *slot == FREE
            {
                *slot = taken;
                self.taken = self.taken.saturating_add(1);
                return;
            }
        }
    }

    fn grow(&mut self) {
        let larger = vec![FREE; self.slots.len().saturating_mul(2)];
        self.taken = 0;
        for slot in core::mem::replace(&mut self.slots, larger) {
            if slot != FREE {
                self.add(slot);
            }
        }
    }
}

/// Returns the lower half of a hash.
fn half(hash: u64) -> u32 {
    u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default()
}

/// Converts a slot's position, counted from 1.
fn before(position: u32) -> usize {
    usize::try_from(position.saturating_sub(1)).unwrap_or_default()
}

#[cfg(test)]
pub mod tests {
    use super::Positions;
    use crate::crypto::seed::Seed;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test(unsupported = test)]
    fn a_text_has_the_position_of_its_first_occurrence() {
        let texts: Vec<_> = (0..10_000)
            .map(|number| (number % 7_000).to_string())
            .collect();
        let mut positions = Positions::new(Seed::of(texts.iter().map(String::as_str)));
        for (position, text) in texts.iter().enumerate() {
            let is_same = |other: usize| texts.get(other) == Some(text);
            let found = positions.find_or_add(text, position, &is_same);
            assert_eq!(found, position.checked_sub(7_000), "{text}");
        }
    }
}
