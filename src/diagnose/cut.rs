//! Remembers whether a limit left something out. Such a search is not complete.

use core::cell::Cell;

/// Remembers that a list was cut.
#[derive(Default)]
pub(crate) struct Cut(Cell<bool>);

impl Cut {
    /// Notes that something was left out, where it was.
    pub(crate) fn note(&self, is_cut: bool) {
        self.0.set(self.0.get() || is_cut);
    }

    /// Returns the first items, as many as the bound allows.
    pub(crate) fn first<'l, T>(&self, list: &'l [T], most: usize) -> &'l [T] {
        self.note(list.len() > most);
        list.get(..list.len().min(most)).unwrap_or_default()
    }

    /// Returns whether anything was left out.
    pub(crate) fn is_cut(&self) -> bool {
        self.0.get()
    }
}
