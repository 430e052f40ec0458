//! A sheet and its cells.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::limits::{MAX_LOCKS, MAX_WHAT_IFS};
use super::{CellRange, CellRef, Col, ReadError, Row, StyleId, Vast};
use crate::number::Number;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing, or only a format.
    #[default]
    Empty,
    /// A number, with the decimals that its format shows or, when it stores more than it shows,
    /// the decimals that it stores.
    Number(Number),
    /// A number too large for a report, as it is stored.
    Vast(Vast),
    /// A date or time: the serial number that Excel stores.
    Date(Decimal),
    /// Text as it is stored.
    Text(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// `#REF!` and the like.
    Error(CellError),
}

/// An error value of Excel (ECMA-376 Part 1, 18.17.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CellError {
    /// `#DIV/0!`
    Div0,
    /// `#N/A`
    NotAvailable,
    /// `#NAME?`
    Name,
    /// `#NULL!`
    Null,
    /// `#NUM!`
    Num,
    /// `#REF!`
    Ref,
    /// `#VALUE!`
    Value,
    /// `#GETTING_DATA` and errors of later versions of Excel.
    Other,
}

impl CellError {
    /// As Excel writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Div0 => "#DIV/0!",
            Self::NotAvailable => "#N/A",
            Self::Name => "#NAME?",
            Self::Null => "#NULL!",
            Self::Num => "#NUM!",
            Self::Ref => "#REF!",
            Self::Value => "#VALUE!",
            Self::Other => "#GETTING_DATA",
        }
    }

    /// Reads what a file stores; names of later versions (`#SPILL!`) are [`CellError::Other`].
    pub(crate) fn from_text(text: &str) -> Self {
        [Self::Div0, Self::NotAvailable, Self::Name, Self::Null, Self::Num, Self::Ref, Self::Value]
            .into_iter()
            .find(|error| error.as_str() == text)
            .unwrap_or(Self::Other)
    }
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What it holds; for a formula, the value that was stored with it.
    pub value: Value,
    /// Its format, an index into [`super::Workbook::styles`].
    pub style: StyleId,
    /// The formula without its leading `=`.
    pub formula: Option<Box<str>>,
}

impl Cell {
    /// Whether nothing is seen in the cell.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Empty => true,
            Value::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// What the cell says whatever its format: for labels and headers, where the look of a number
    /// or date does not matter. What Excel shows is [`super::Workbook::shown`].
    pub fn plain_text(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => Cow::Borrowed(text),
            Value::Number(number) => Cow::Owned(number.value().normalize().to_string()),
            Value::Vast(vast) => Cow::Owned(vast.to_string()),
            Value::Date(serial) => Cow::Owned(super::show::plain_date(*serial)),
            Value::Bool(true) => Cow::Borrowed("TRUE"),
            Value::Bool(false) => Cow::Borrowed("FALSE"),
            Value::Error(error) => Cow::Borrowed(error.as_str()),
        }
    }
}

/// Whether a person sees the sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Visibility {
    /// An ordinary tab.
    #[default]
    Visible,
    /// Hidden, or very hidden.
    Hidden,
}

/// Why single cells of a range cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// One formula fills the whole range (18.3.1.40, `t="array"`).
    Array,
    /// What a calculation would give with other values fills the whole range (`t="dataTable"`).
    WhatIf,
    /// The names of the columns of a table, which its formulas refer to (18.5.1.2).
    TableHeader,
}

/// A range that shows what a calculation would give with other values ("What-If Analysis, Data Table"): the
/// values stand left of it, above it, or both, and take the place of what its input cells hold.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The results.
    pub range: CellRange,
    /// The cells whose place the values take: one, or two where they stand both left and above.
    pub inputs: Vec<CellRef>,
    /// Whether values stand on both sides.
    pub two_way: bool,
    /// With values on one side: whether they stand above.
    pub above: bool,
}

impl WhatIf {
    /// What one result hangs on: the value left of it and the one above, the formula in the corner, and the cells
    /// whose place the values take.
    pub(crate) fn precedents(&self, at: CellRef) -> Vec<CellRef> {
        let CellRef { row: top, col: left } = self.range.start;
        let (above, beside) = (top.0.checked_sub(1).map(Row), left.0.checked_sub(1).map(Col));
        let mut cells = self.inputs.clone();
        cells.extend(above.map(|row| CellRef::new(row, at.col)));
        cells.extend(beside.map(|col| CellRef::new(at.row, col)));
        if self.two_way {
            cells.extend(above.zip(beside).map(|(row, col)| CellRef::new(row, col)));
        }
        cells
    }
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// Whether its tab is shown.
    pub visibility: Visibility,
    /// Merged ranges, in the order of the file.
    pub merges: Vec<CellRange>,
    /// Widths that differ from the default, in characters of the default font (18.3.1.13).
    pub column_widths: BTreeMap<Col, f64>,
    /// Heights that differ from the default, in points.
    pub row_heights: BTreeMap<Row, f64>,
    /// The default width in characters.
    pub default_width: Option<f64>,
    /// The default height in points.
    pub default_height: Option<f64>,
    /// Columns that are hidden.
    pub hidden_columns: BTreeSet<Col>,
    /// Rows that are hidden, by hand or by a filter.
    pub hidden_rows: BTreeSet<Row>,
    /// Those of the hidden rows that a filter hides: every SUBTOTAL leaves them out.
    pub filtered_rows: BTreeSet<Row>,
    /// The rows above and the columns left of the frozen panes.
    pub frozen: (u32, u32),
    /// Whether grid lines are shown.
    pub hide_grid_lines: bool,
    /// Whether cells that hold nothing but zero show nothing.
    pub hide_zeros: bool,
    /// Ranges whose cells cannot be changed one by one.
    pub locks: Vec<(CellRange, Lock)>,
    /// Ranges that show what would be with other values.
    pub what_ifs: Vec<WhatIf>,
    /// Cells whose formula is an array formula of that cell alone, which can be replaced like any
    /// other but is written in its own way.
    pub arrays: BTreeSet<CellRef>,
    /// What stands above it outside of it, from the top down: the titles and notes that a document has over a table.
    pub above: Vec<String>,
    /// Cells by row, each row ordered by column. Private: the order is an invariant.
    rows: BTreeMap<Row, Vec<(Col, Cell)>>,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The cell at an address, if anything is stored there.
    pub fn cell(&self, at: CellRef) -> Option<&Cell> {
        let cells = self.rows.get(&at.row)?;
        let index = cells.binary_search_by_key(&at.col, |(col, _)| *col).ok()?;
        cells.get(index).map(|(_, cell)| cell)
    }

    /// Puts a cell at an address and returns what stood there.
    pub fn set(&mut self, at: CellRef, cell: Cell) -> Option<Cell> {
        let cells = self.rows.entry(at.row).or_default();
        match cells.binary_search_by_key(&at.col, |(col, _)| *col) {
            Ok(index) => cells.get_mut(index).map(|(_, old)| std::mem::replace(old, cell)),
            Err(index) => {
                cells.insert(index, (at.col, cell));
                None
            }
        }
    }

    /// Adds a row at once, in any order; of two cells at one address the later counts.
    pub(crate) fn add_row(&mut self, row: Row, mut cells: Vec<(Col, Cell)>) {
        if cells.is_empty() {
            return;
        }
        if !cells.is_sorted_by(|(a, _), (b, _)| a < b) || self.rows.contains_key(&row) {
            for (col, cell) in cells {
                self.set(CellRef::new(row, col), cell);
            }
            return;
        }
        cells.shrink_to_fit();
        self.rows.insert(row, cells);
    }

    /// All stored cells, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (CellRef, &Cell)> {
        self.rows.iter().flat_map(|(row, cells)| cells.iter().map(|(col, cell)| (CellRef::new(*row, *col), cell)))
    }

    /// The stored cells of one row, from left to right.
    pub fn row(&self, row: Row) -> impl Iterator<Item = (CellRef, &Cell)> {
        self.rows.get(&row).into_iter().flatten().map(move |(col, cell)| (CellRef::new(row, *col), cell))
    }

    /// The stored cells of a run of rows, both ends included.
    pub fn rows_between(&self, first: Row, last: Row) -> impl Iterator<Item = (CellRef, &Cell)> {
        let range = if first <= last { first..=last } else { last..=first };
        self.rows.range(range).flat_map(|(row, cells)| cells.iter().map(|(col, cell)| (CellRef::new(*row, *col), cell)))
    }

    /// The stored cells of a rectangle, row by row.
    pub fn cells_in(&self, range: CellRange) -> impl Iterator<Item = (CellRef, &Cell)> {
        let rows = range.start.row.min(range.end.row)..=range.start.row.max(range.end.row);
        self.rows.range(rows).flat_map(move |(row, cells)| {
            let first = cells.partition_point(|(col, _)| *col < range.start.col);
            let last = cells.partition_point(|(col, _)| *col <= range.end.col);
            let inside = cells.get(first..last).unwrap_or_default();
            inside.iter().map(move |(col, cell)| (CellRef::new(*row, *col), cell))
        })
    }

    /// The rectangle that holds every stored cell and merge.
    pub fn used_range(&self) -> Option<CellRange> {
        let mut range: Option<CellRange> = None;
        let mut widen = |other: CellRange| {
            range = Some(match range {
                None => other,
                Some(range) => CellRange {
                    start: CellRef::new(range.start.row.min(other.start.row), range.start.col.min(other.start.col)),
                    end: CellRef::new(range.end.row.max(other.end.row), range.end.col.max(other.end.col)),
                },
            });
        };
        for (row, cells) in &self.rows {
            if let (Some((first, _)), Some((last, _))) = (cells.first(), cells.last()) {
                widen(CellRange::new(CellRef::new(*row, *first), CellRef::new(*row, *last)));
            }
        }
        for merge in &self.merges {
            widen(*merge);
        }
        range
    }

    /// Why a cell cannot be changed; `None` when it can.
    pub fn lock_at(&self, at: CellRef) -> Option<Lock> {
        self.locks.iter().find(|(range, _)| range.contains(at)).map(|(_, lock)| *lock)
    }

    /// Adds a range that shows what would be with other values; none of its cells can be changed.
    pub(crate) fn add_what_if(&mut self, table: WhatIf) -> Result<(), ReadError> {
        if self.what_ifs.len() >= MAX_WHAT_IFS || self.locks.len() >= MAX_LOCKS {
            return Err(ReadError::TooLarge);
        }
        self.locks.push((table.range, Lock::WhatIf));
        self.what_ifs.push(table);
        Ok(())
    }

    /// Whether a cell shows what would be with other values.
    pub fn is_what_if(&self, at: CellRef) -> bool {
        self.what_ifs.iter().any(|table| table.range.contains(at))
    }

    /// The merged range that covers a cell.
    pub fn merge_at(&self, at: CellRef) -> Option<CellRange> {
        self.merges.iter().copied().find(|merge| merge.contains(at))
    }
}
