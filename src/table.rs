//! Tables: regions of a sheet with their headers, column numbers, lines and units.
//!
//! A [`Table`] is what a careful reader sees in a sheet before doing any arithmetic: which rows
//! are header, which are body, what each column is called, what each line is called and how deep
//! it lies in the outline, and which number stands in each cell once the notation of its column
//! is known.

mod codes;
mod change;
mod column;
mod figures;
mod form;
mod grid;
mod header;
mod line;
mod marker;
mod outline;
mod quantity;
mod reading;
mod region;
mod repeats;
mod sides;
mod unit;

pub use change::in_words as change_in_words;
pub use column::{Column, ColumnKind};
pub use figures::Figures;
pub use form::Form;
pub use line::{Line, LineIndex, LineKind};
pub use marker::Marker;
pub use quantity::{Quantities, Quantity};
pub use reading::{Beside, Reading};
pub use region::tables;
pub use unit::Unit;

use std::collections::{BTreeMap, BTreeSet};

use crate::number::{Notation, Number};
use crate::workbook::{CellRange, CellRef, Col, Row};

/// A region of a sheet that is a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The rows of the header, column numbers included; empty when there is none.
    pub header_rows: Vec<Row>,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The body from top to bottom.
    pub lines: Vec<Line>,
    /// The title lines above, from the top down.
    pub titles: Vec<String>,
    /// The unit that a note above the table gives to all of it: "triệu đồng".
    pub unit: Option<Unit>,
    /// The notation of each column's typed numbers.
    pub notations: BTreeMap<Col, Notation>,
    /// What stands in each cell of the body; cells that are not here are blank.
    pub readings: Figures,
    /// The cells that store a fraction and show percents, in columns where other cells hold percents as such:
    /// these are read in percent points, as they are printed.
    pub points: BTreeSet<CellRef>,
    /// The figures that are read a thousandfold, with what they store: "1.800" stored as 1,8.
    pub thousands: BTreeMap<CellRef, Number>,
    /// The cells of text that hold more than their figure, or a figure that is mistyped.
    pub marks: BTreeMap<CellRef, Beside>,
    /// What kind of quantity the figures of each column and line are.
    pub quantities: Quantities,
    /// Whether the outline of its lines is told by their codes.
    pub is_coded: bool,
    /// What a note of the sheet says of how its figures were rounded.
    pub rounding: Rounding,
}

/// What a note says of how figures were rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rounding {
    /// Nothing: the figures tell.
    #[default]
    Unsaid,
    /// Each by itself, so that totals may miss by it.
    EachByItself,
    /// Up or down by lot, so that nobody is known by them.
    ByLot,
}

impl Table {
    /// What stands in a cell.
    #[inline]
    pub fn reading(&self, cell: CellRef) -> Reading {
        self.readings.get(cell).unwrap_or(Reading::Blank)
    }

    /// How many numbers stand in the body.
    pub fn figures(&self) -> usize {
        self.readings.iter().filter(|(_, reading)| matches!(reading, Reading::Number(_))).count()
    }

    /// The rectangle of header and body.
    pub fn range(&self) -> Option<CellRange> {
        let first_row = self.header_rows.first().copied().or_else(|| self.lines.first().map(|line| line.row))?;
        let last_row = self.lines.last().map(|line| line.row).or_else(|| self.header_rows.last().copied())?;
        let (first, last) = (self.columns.first()?, self.columns.last()?);
        Some(CellRange::new(CellRef::new(first_row, first.col), CellRef::new(last_row, last.col)))
    }

    /// The columns that hold numbers.
    pub fn number_columns(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.kind == ColumnKind::Number)
    }

    /// The kind of quantity of the line in a row of the sheet.
    pub fn quantity_at(&self, row: Row) -> Quantity {
        self.line_at(row).map_or(Quantity::Amount, |(line, _)| self.quantities.of_line(line.0))
    }

    /// The column at a place of the sheet.
    pub fn column(&self, col: Col) -> Option<&Column> {
        self.columns.binary_search_by_key(&col, |column| column.col).ok().and_then(|index| self.columns.get(index))
    }

    /// The line at an index.
    pub fn line(&self, index: LineIndex) -> Option<&Line> {
        self.lines.get(index.0)
    }

    /// The line in a row of the sheet.
    pub fn line_at(&self, row: Row) -> Option<(LineIndex, &Line)> {
        let index = self.lines.binary_search_by_key(&row, |line| line.row).ok()?;
        self.lines.get(index).map(|line| (LineIndex(index), line))
    }

    /// The unit of the number in a cell: of its line, else of its column, else of the table.
    pub fn unit_at(&self, cell: CellRef) -> Option<&Unit> {
        let column = self.column(cell.col).and_then(|column| column.unit.as_ref());
        if column.is_some_and(Unit::is_rate) {
            return column;
        }
        let line = self.line_at(cell.row).and_then(|(_, line)| line.unit.as_ref());
        line.or(column).or(self.unit.as_ref())
    }
}
