//! Two tables side by side in the same rows: revenue on the left, expenditure on the right.

use super::grid::GridRow;
use super::{Column, ColumnKind, Table};
use crate::words::{Sense, senses};
use crate::workbook::Col;

/// The rows of the two halves, when the header repeats itself: names, figures, names, figures.
pub(super) fn split<'a>(whole: &Table, rows: &[&GridRow<'a>]) -> Option<[Vec<GridRow<'a>>; 2]> {
    let at = repeats_from(&whole.columns)?;
    let header = *whole.header_rows.first()?;
    let half = |keep: &dyn Fn(Col) -> bool| -> Vec<GridRow<'a>> {
        let cells = |row: &GridRow<'a>| {
            // Titles and the note of the unit belong to both, wherever they stand.
            row.cells.iter().filter(|cell| row.row < header || keep(cell.col)).copied().collect()
        };
        let rows = rows.iter().map(|row| GridRow::new(row.row, cells(row)));
        rows.filter(|row| !row.cells.is_empty()).collect()
    };
    Some([half(&|col| col < at), half(&|col| col >= at)])
}

/// The column from which the header says the same again: names over names, and under a header of
/// its own each figure again.
fn repeats_from(columns: &[Column]) -> Option<Col> {
    if !columns.len().is_multiple_of(2) {
        return None;
    }
    let (left, right) = columns.split_at_checked(columns.len() / 2)?;
    let named = |column: &Column| {
        let said = senses(column.name());
        said.has(Sense::LabelHeader) || said.has(Sense::MarkerHeader)
    };
    let pairs = || left.iter().zip(right);
    let alike = pairs().all(|(a, b)| (named(a) && named(b)) || (!a.name().is_empty() && a.name() == b.name()));
    let names = pairs().any(|(a, b)| a.kind == ColumnKind::Label && named(a) && b.kind == ColumnKind::Other);
    let figures = pairs().any(|(a, b)| (a.kind, b.kind) == (ColumnKind::Number, ColumnKind::Number));
    (alike && names && figures).then(|| right.first().map(|column| column.col)).flatten()
}
