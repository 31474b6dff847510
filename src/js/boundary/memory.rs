//! The two buffers through which everything passes that is no number: what a call is given, and its answer.

use crate::crypto::secret::wipe;
use std::cell::Cell;
use std::thread::LocalKey;

thread_local! {
    static GIVEN: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
    static LENGTH: Cell<usize> = const { Cell::new(0) };
    static ANSWER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Room for most deliveries, so that most calls find the buffer where the last one has left it.
const ROOM: usize = 4_096;

/// How much more than what is needed may be kept.
const SPARE: usize = 16;

/// Takes what a buffer holds. `take` of the key itself could panic, which is more code than all of this file.
fn take(buffer: &'static LocalKey<Cell<Vec<u8>>>) -> Vec<u8> {
    buffer.try_with(Cell::take).unwrap_or_default()
}

/// Makes room for what the next call is given and returns its address. The last answer is gone then.
pub(super) fn reserve(length: usize) -> usize {
    drop(take(&ANSWER));
    let mut room = take(&GIVEN);
    let needed = length.max(ROOM);
    // A buffer that some large body has left behind goes: the module's memory cannot shrink, but be used again.
    if room.len() < length || room.len() > needed.saturating_mul(SPARE) {
        // Before there is another one.
        drop(room);
        room = vec![0; needed];
    }
    // JavaScript writes there, between the calls.
    let address = room.as_ptr().expose_provenance();
    GIVEN.set(room);
    LENGTH.set(length);
    address
}

/// What JavaScript has written: keys, headers and URLs are among it. It is wiped in the end, and its room kept.
pub(super) struct Given {
    room: Vec<u8>,
    length: usize,
}

impl core::ops::Deref for Given {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.room.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Given {
    fn drop(&mut self) {
        wipe(self.room.get_mut(..self.length).unwrap_or_default());
        GIVEN.set(core::mem::take(&mut self.room));
    }
}

/// Takes what JavaScript has written.
// Out of line: every export begins with it.
#[inline(never)]
pub(super) fn given() -> Given {
    Given {
        room: take(&GIVEN),
        length: LENGTH.get(),
    }
}

/// Leaves an answer.
pub(super) fn answer(bytes: Vec<u8>) {
    ANSWER.set(bytes);
}

/// Returns where the answer is. JavaScript reads it, and wipes one that is secret, before the next call.
pub(super) fn address() -> usize {
    let answer = take(&ANSWER);
    let address = answer.as_ptr().expose_provenance();
    ANSWER.set(answer);
    address
}
