//! The cells of a sheet as the search for tables sees them: what each looks like before the
//! notation of its column is known.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::header;
use crate::number::{Written, candidates};
use crate::workbook::{Cell, CellRange, CellRef, Col, Row, Sheet, Value};

/// What a cell looks like by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A stored number, or text that some notation reads as one.
    Number,
    /// "-", "…", "x": a person's sign for nothing.
    Nothing,
    /// Words.
    Text,
    /// A date, truth value or error.
    Other,
}

/// One row that holds anything.
#[derive(Clone, Debug)]
pub(super) struct GridRow<'a> {
    pub row: Row,
    pub cells: Vec<GridCell<'a>>,
    /// Whether it holds numbers that are data.
    pub has_data: bool,
    /// Whether it prints the numbers of the columns.
    pub is_number_row: bool,
}

/// One cell that holds anything.
#[derive(Clone, Copy, Debug)]
pub(super) struct GridCell<'a> {
    pub col: Col,
    pub look: Look,
    pub cell: &'a Cell,
}

/// All rows that hold anything, and the merges by their top left corner.
pub(super) struct Grid<'a> {
    pub rows: Vec<GridRow<'a>>,
    merges: BTreeMap<CellRef, CellRange>,
}

impl<'a> Grid<'a> {
    pub fn new(sheet: &'a Sheet) -> Self {
        let mut rows: Vec<(Row, Vec<GridCell<'a>>)> = Vec::new();
        for (at, cell) in sheet.cells() {
            let Some(look) = look(&cell.value) else { continue };
            let cell = GridCell { col: at.col, look, cell };
            match rows.last_mut() {
                Some((row, cells)) if *row == at.row => cells.push(cell),
                _ => rows.push((at.row, vec![cell])),
            }
        }
        let rows = rows.into_iter().map(|(row, cells)| GridRow::new(row, cells)).collect();
        let merges = sheet.merges.iter().map(|merge| (merge.start, *merge)).collect();
        let mut grid = Self { rows, merges };
        let few: Vec<usize> = (1..grid.rows.len()).filter(|at| header::prints_few_numbers(&grid, *at)).collect();
        for at in few {
            if let Some(row) = grid.rows.get_mut(at) {
                (row.is_number_row, row.has_data) = (true, false);
            }
        }
        grid
    }

    /// The range that a cell stands for: its merge, or itself.
    pub fn extent(&self, at: CellRef) -> CellRange {
        self.merges.get(&at).copied().unwrap_or(CellRange { start: at, end: at })
    }
}

impl<'a> GridRow<'a> {
    pub fn new(row: Row, cells: Vec<GridCell<'a>>) -> Self {
        let is_number_row = header::prints_numbers(&cells);
        let has_data = !is_number_row && header::holds_data(&cells);
        Self { row, cells, has_data, is_number_row }
    }

    pub fn get(&self, col: Col) -> Option<&GridCell<'_>> {
        self.cells.binary_search_by_key(&col, |cell| cell.col).ok().and_then(|index| self.cells.get(index))
    }
}

/// The text of a cell, with outer white space (no-break spaces too) taken away.
pub(super) fn text_of(cell: &Cell) -> Cow<'_, str> {
    match &cell.value {
        Value::Text(text) if is_tidy(text) => Cow::Borrowed(text),
        Value::Text(text) => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Value::Number(number) => Cow::Owned(number.value().normalize().to_string()),
        _ => Cow::Owned(cell.plain_text().trim().to_owned()),
    }
}

/// Whether the only white space of a text are single spaces between its words.
fn is_tidy(text: &str) -> bool {
    let mut space = true;
    for letter in text.chars() {
        if letter.is_whitespace() && (space || letter != ' ') {
            return false;
        }
        space = letter == ' ';
    }
    !space || text.is_empty()
}

fn look(value: &Value) -> Option<Look> {
    match value {
        Value::Empty => None,
        Value::Number(_) => Some(Look::Number),
        Value::Text(text) if text.trim().is_empty() => None,
        Value::Text(text) => Some(match candidates(text) {
            Written::Blank => Look::Nothing,
            Written::Unreadable => Look::Text,
            Written::Plain(_) | Written::Only(..) | Written::Ambiguous { .. } => Look::Number,
        }),
        Value::Vast(_) | Value::Date(_) | Value::Bool(_) | Value::Error(_) => Some(Look::Other),
    }
}
