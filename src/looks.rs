//! How often figures are looked up, for tests that a search grows no faster than a table.

use std::cell::Cell;

thread_local! {
    static LOOKS: Cell<u64> = const { Cell::new(0) };
}

/// Counts one look.
pub(crate) fn look() {
    LOOKS.set(LOOKS.get() + 1);
}

/// How many looks some work of this thread takes.
pub(crate) fn looks_of<T>(work: impl FnOnce() -> T) -> u64 {
    let before = LOOKS.get();
    work();
    LOOKS.get() - before
}
