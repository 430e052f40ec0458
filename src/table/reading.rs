//! What a table reads in a cell.

use crate::number::Number;

/// What a table reads in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A number, read in the notation of its column.
    Number(Number),
    /// Blank, "-", "…", "x": nothing in a sum, missing in a ratio.
    Blank,
    /// Text or an error value: whatever depends on it cannot be computed.
    Unreadable,
}
