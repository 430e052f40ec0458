//! Headers that stand again among the lines, as on every page of a table that was pasted from a
//! letter: read as lines they would cut the table in two.

use std::collections::BTreeSet;

use super::grid::{Grid, GridRow, Look, text_of};
use crate::words;
use crate::workbook::{Col, Row};

/// Fewer cells than this do not tell a header from a line that says the same by chance.
const LEAST_CELLS: usize = 3;

/// Takes the headers that repeat an earlier one word for word, in the very row below lines that no
/// total closes, out of the rows. `headers` finds the rows of all headers; it is asked only where a row
/// of words occurs twice.
pub(super) fn remove(grid: &mut Grid<'_>, headers: impl Fn(&Grid<'_>) -> Vec<Vec<Row>>) {
    if !some_words_repeat(grid) {
        return;
    }
    let mut repeated: BTreeSet<Row> = BTreeSet::new();
    for header in headers(grid) {
        let texts: Vec<_> = grid.rows.iter().filter(|row| header.contains(&row.row)).map(texts).collect();
        let cells: usize = texts.iter().map(Vec::len).sum();
        let Some(last) = header.last().filter(|_| cells >= LEAST_CELLS) else { continue };
        let mut before: Option<&GridRow<'_>> = None;
        for (at, row) in grid.rows.iter().enumerate().skip_while(|(_, row)| row.row <= *last) {
            let same = grid
                .rows
                .get(at..at + texts.len())
                .filter(|rows| rows.iter().zip(&texts).all(|(row, texts)| says(row, texts)));
            if let Some(rows) = same
                && before
                    .is_some_and(|before| before.row.offset(1) == Some(row.row) && before.has_data && !is_total(before))
            {
                repeated.extend(rows.iter().map(|row| row.row));
            }
            before = Some(row);
        }
    }
    grid.rows.retain(|row| !repeated.contains(&row.row));
}

/// Whether two rows of nothing but words say the same.
fn some_words_repeat(grid: &Grid<'_>) -> bool {
    let mut seen = BTreeSet::new();
    let words = |row: &&GridRow<'_>| row.cells.len() > 1 && row.cells.iter().all(|cell| cell.look == Look::Text);
    grid.rows.iter().filter(words).any(|row| !seen.insert(texts(row)))
}

fn texts(row: &GridRow<'_>) -> Vec<(Col, String)> {
    row.cells.iter().map(|cell| (cell.col, text_of(cell.cell).into_owned())).collect()
}

fn says(row: &GridRow<'_>, texts: &[(Col, String)]) -> bool {
    row.cells.len() == texts.len()
        && row.cells.iter().zip(texts).all(|(cell, (col, text))| cell.col == *col && text_of(cell.cell) == *text)
}

fn is_total(row: &GridRow<'_>) -> bool {
    row.cells.iter().any(|cell| words::is_total_label(&text_of(cell.cell)))
}
