//! Tables: regions of a sheet with their headers, column numbers, lines and units.
//!
//! A [`Table`] is what a careful reader sees in a sheet before doing any arithmetic: which rows
//! are header, which are body, what each column is called, what each line is called and how deep
//! it lies in the outline, and which number stands in each cell once the notation of its column
//! is known.

mod line;
mod reading;

pub use line::{Line, LineIndex, LineKind, Marker};
pub use reading::Reading;

use std::collections::BTreeMap;

use crate::workbook::{CellRange, CellRef, Col, Row};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    /// The outline markers: TT, STT.
    Marker,
    /// The names of the lines.
    Label,
    /// The unit of each line: "Đơn vị tính".
    Unit,
    /// Numbers that take part in arithmetic.
    Number,
    /// Words that judge a number: "Đạt", "Vượt chỉ tiêu".
    Assessment,
    /// Anything else: notes, names, dates, codes, years.
    Other,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Where it stands.
    pub col: Col,
    /// What it holds.
    pub kind: ColumnKind,
    /// The header from the top down: ["Năm 2024", "KP được giao"], each trimmed, merged headers
    /// repeated under all the columns that they span.
    pub header: Vec<String>,
    /// Its printed number: "1" of "1=4+5+7", "A", "4a".
    pub number: Option<String>,
    /// Its printed formula as it stands: "1=4+5+7".
    pub formula: Option<(CellRef, String)>,
    /// The unit that its header names: "%", "triệu đồng".
    pub unit: Option<String>,
}

impl Column {
    /// The whole header in one string, from the top down.
    pub fn title(&self) -> String {
        self.header.join(" – ")
    }
}

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
    pub unit: Option<String>,
    /// What stands in each cell of the body; cells that are not here are blank.
    pub readings: BTreeMap<CellRef, Reading>,
}

impl Table {
    /// What stands in a cell.
    pub fn reading(&self, cell: CellRef) -> Reading {
        self.readings.get(&cell).copied().unwrap_or(Reading::Blank)
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
}
