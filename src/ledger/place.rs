//! Where something stands: in which file, and where there.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::workbook::{CellRef, ParagraphIndex, SheetCell, SheetIndex};

/// A file among those of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SourceIndex(pub u32);

impl SourceIndex {
    fn is_first(&self) -> bool {
        *self == Self::default()
    }
}

/// Where something stands: in which file, and where in it. Ordered as one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file; the first where there is but one.
    #[serde(default, skip_serializing_if = "SourceIndex::is_first")]
    pub source: SourceIndex,
    /// Where in the file.
    #[serde(flatten)]
    pub at: At,
}

/// Where in a file something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum At {
    /// In a cell of a sheet.
    Cell {
        /// The sheet.
        sheet: SheetIndex,
        /// The cell.
        cell: CellRef,
    },
    /// In the running text of a document.
    Span(Span),
}

/// A stretch of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The paragraph.
    pub paragraph: ParagraphIndex,
    /// Its first character, counted in characters from 0.
    pub start: u32,
    /// The character after its last.
    pub end: u32,
}

impl Place {
    /// A cell of a sheet of the first file.
    pub fn of_cell(sheet: SheetIndex, cell: CellRef) -> Self {
        Self { source: SourceIndex::default(), at: At::Cell { sheet, cell } }
    }

    /// A stretch of the text of the first file.
    pub fn of_span(span: Span) -> Self {
        Self { source: SourceIndex::default(), at: At::Span(span) }
    }

    /// The same place in another file.
    pub fn within(self, source: SourceIndex) -> Self {
        Self { source, ..self }
    }

    /// The sheet and the cell, unless it is in running text.
    pub fn sheet_cell(self) -> Option<SheetCell> {
        match self.at {
            At::Cell { sheet, cell } => Some((sheet, cell)),
            At::Span(_) => None,
        }
    }

    /// The sheet and the cell, where it is a cell of that file.
    pub fn cell_of(self, source: SourceIndex) -> Option<SheetCell> {
        self.sheet_cell().filter(|_| self.source == source)
    }

    /// The sheet, unless it is in running text.
    pub fn sheet(self) -> Option<SheetIndex> {
        self.sheet_cell().map(|(sheet, _)| sheet)
    }

    /// The cell, unless it is in running text.
    pub fn cell(self) -> Option<CellRef> {
        self.sheet_cell().map(|(_, cell)| cell)
    }

    /// The stretch of running text, unless it is a cell.
    pub fn span(self) -> Option<Span> {
        match self.at {
            At::Cell { .. } => None,
            At::Span(span) => Some(span),
        }
    }
}

/// The name of the place within its sheet or text: "D5", "¶12:30-36".
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            At::Cell { cell, .. } => cell.fmt(f),
            At::Span(Span { paragraph, start, end }) => {
                write!(f, "¶{}:{start}-{end}", paragraph.0.saturating_add(1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_they_always_were_and_read_again() {
        let cell = Place::of_cell(SheetIndex(2), "E14".parse().unwrap());
        let span = Place::of_span(Span { paragraph: ParagraphIndex(11), start: 30, end: 36 });
        let places = [
            (cell, r#"{"sheet":2,"cell":"E14"}"#, "E14"),
            (cell.within(SourceIndex(3)), r#"{"source":3,"sheet":2,"cell":"E14"}"#, "E14"),
            (span, r#"{"paragraph":11,"start":30,"end":36}"#, "¶12:30-36"),
        ];
        for (place, json, name) in places {
            assert_eq!(serde_json::to_string(&place).unwrap(), json);
            assert_eq!(serde_json::from_str::<Place>(json).unwrap(), place);
            assert_eq!(place.to_string(), name);
        }
    }
}
