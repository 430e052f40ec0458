//! The lines of a table and their outline.

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
    /// "Trong đó": a part of the line above that need not be all of it.
    OfWhich,
    /// A formality without meaning for the arithmetic: a repeated header, a note.
    Other,
}

/// The place of a line in the outline, from the shallowest to the deepest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// A, B, … Đ …
    Letter(char),
    /// I, II, …
    Roman(u32),
    /// 1, 2; 1.1 is [1, 1].
    Number(Vec<u32>),
    /// a, b, …
    Small(char),
    /// "-" or "*"
    Dash,
    /// "+"
    Plus,
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
    /// Its name: the text of the label columns.
    pub label: String,
    /// The unit in its unit column.
    pub unit: Option<String>,
    /// Whether its label (or most of its cells) are bold.
    pub bold: bool,
}
