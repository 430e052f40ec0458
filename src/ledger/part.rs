//! The figures of one sheet by their rows, or of one text by its paragraphs: each is found at once however long it is.

use std::ops::Range;

use super::{At, Place, SourceIndex, Span};
use crate::workbook::SheetIndex;

/// A sheet or the running text of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    Sheet(SheetIndex),
    Text,
}

/// The sheet or text that a place is in.
fn whole(place: Place) -> (SourceIndex, Whole) {
    let whole = match place.at {
        At::Cell { sheet, .. } => Whole::Sheet(sheet),
        At::Span(_) => Whole::Text,
    };
    (place.source, whole)
}

/// The row of a cell; the paragraph of a text.
fn row(place: Place) -> usize {
    match place.at {
        At::Cell { cell, .. } => cell.row.0 as usize,
        At::Span(Span { paragraph, .. }) => paragraph.0,
    }
}

/// Where the figures of each row of a sheet begin. Memory grows with the rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    of: (SourceIndex, Whole),
    /// The row that `starts` begins with.
    first: usize,
    /// For each row from `first` to the last, the number of its first figure; and one beyond the last figure.
    starts: Vec<u32>,
}

impl Part {
    /// A sheet or text that begins with the figure `id`.
    pub fn new(place: Place, id: u32) -> Self {
        Self { of: whole(place), first: row(place), starts: vec![id] }
    }

    /// Whether a place is in it.
    pub fn has(&self, place: Place) -> bool {
        self.of == whole(place)
    }

    /// Whether it ends before a place.
    pub fn is_before(&self, place: Place) -> bool {
        self.of < whole(place)
    }

    /// Adds the next figure, which stands behind all others.
    pub fn push(&mut self, place: Place, id: u32) {
        let row = row(place).saturating_sub(self.first);
        self.starts.resize(self.starts.len().max(row.saturating_add(2)), id);
        self.starts.last_mut().into_iter().for_each(|end| *end = id.saturating_add(1));
    }

    /// The figures of the row that a place is in.
    pub fn row(&self, place: Place) -> Option<Range<u32>> {
        let row = row(place).checked_sub(self.first).filter(|_| self.has(place))?;
        match self.starts.get(row..)? {
            [from, to, ..] => Some(*from..*to),
            _ => None,
        }
    }
}
