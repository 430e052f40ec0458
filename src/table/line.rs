//! The lines of a table.

use super::{Marker, Unit};
use crate::words::Senses;
use crate::workbook::Row;

/// The index of a line in its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineIndex(pub usize);

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineKind {
    /// A title between the lines, without numbers.
    Heading,
    /// An ordinary line.
    Data,
    /// "Cộng", "Tổng số" of a part.
    Subtotal,
    /// "Tổng cộng" of the whole.
    Total,
    /// "Trong đó": a part of the line it belongs to that need not be all of it.
    OfWhich,
    /// Without meaning for the arithmetic: a repeated header, a row of column numbers.
    Other,
}

/// A line of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub row: Row,
    /// What it is.
    pub kind: LineKind,
    /// Its marker in the outline, when it has one.
    pub marker: Option<Marker>,
    /// Its depth in the outline: 0 is the shallowest of this table.
    pub depth: u32,
    /// The line it belongs to.
    pub parent: Option<LineIndex>,
    /// Its name: the text of the label columns, without a marker of its own.
    pub label: String,
    /// What its name says.
    pub said: Senses,
    /// The code in its code column: "270" of a row that another calls "270 = 100 + 200".
    pub code: Option<String>,
    /// The unit in its unit column.
    pub unit: Option<Unit>,
    /// Whether its label is bold.
    pub bold: bool,
}

impl Line {
    /// Whether its numbers are those of a sum of other lines.
    pub fn is_total(&self) -> bool {
        matches!(self.kind, LineKind::Subtotal | LineKind::Total)
    }
}
