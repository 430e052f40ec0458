//! The figures of one sheet by their rows: each is found at once however long the sheet is.

use std::ops::Range;

use super::{FigureId, Place, SourceIndex};
use crate::workbook::{CellRef, Row, SheetIndex};

/// Where the figures of each row of a sheet begin. Memory grows with the rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Part {
    source: SourceIndex,
    sheet: SheetIndex,
    /// The row that `starts` begins with.
    first: Row,
    /// For each row from `first` to the last, the number of its first figure; and one beyond the last figure.
    starts: Vec<u32>,
}

impl Part {
    /// A sheet that begins with the figure `id`.
    pub fn new(place: Place, id: u32) -> Self {
        Self { source: place.source, sheet: place.part, first: place.at.as_cell().row, starts: vec![id] }
    }

    /// Its first figure.
    pub fn begins(&self) -> FigureId {
        FigureId(self.starts.first().copied().unwrap_or(0))
    }

    /// The place of one of its cells.
    pub fn place(&self, cell: CellRef) -> Place {
        Place::cell(self.source, self.sheet, cell)
    }

    /// Whether a place is in this sheet.
    pub fn has(&self, place: Place) -> bool {
        (self.source, self.sheet) == (place.source, place.part)
    }

    /// Whether the sheet ends before a place.
    pub fn is_before(&self, place: Place) -> bool {
        (self.source, self.sheet) < (place.source, place.part)
    }

    /// Adds the next figure, which stands behind all others.
    pub fn push(&mut self, place: Place, id: u32) {
        let row = place.at.as_cell().row.0.saturating_sub(self.first.0) as usize;
        self.starts.resize(self.starts.len().max(row.saturating_add(2)), id);
        self.starts.last_mut().into_iter().for_each(|end| *end = id.saturating_add(1));
    }

    /// The figures of the row that a place is in.
    pub fn row(&self, place: Place) -> Option<Range<u32>> {
        let row = place.at.as_cell().row.0.checked_sub(self.first.0).filter(|_| self.has(place))?;
        match self.starts.get(row as usize..)? {
            [from, to, ..] => Some(*from..*to),
            _ => None,
        }
    }
}
