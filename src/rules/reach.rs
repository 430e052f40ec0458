//! Whether the formula of the neighbours means anything in another cell: filled to the first line of a balance
//! it reads the row of column numbers above, filled to the last a blank.

use super::Facts;
use crate::table::{Reading, Table};
use crate::workbook::{CellRef, Formula};

/// Whether a formula filled into a cell reads, in the place of a figure that it reads elsewhere, a cell of the
/// header, or carries on from a cell of its own column that holds none.
///
/// `neighbour` is the formula that was filled: what both refer to is meant for every line.
pub(super) fn loses_its_figures(
    facts: &Facts<'_>,
    table: &Table,
    at: CellRef,
    filled: &Formula,
    neighbour: &Formula,
) -> bool {
    let shared = neighbour.references();
    let own = filled.references().into_iter().filter(|reference| !shared.contains(reference));
    let single = own.filter(|(sheet, range)| *sheet == facts.index && range.start == range.end);
    single.map(|(_, range)| range.start).any(|cell| {
        let in_header = |table: &Table| {
            table.header_rows.contains(&cell.row) && table.range().is_some_and(|range| range.contains(cell))
        };
        let carries_on = cell.col == at.col && cell.row != at.row;
        let holds_none = || !matches!(table.reading(cell), Reading::Number(_)) && facts.stored(cell).is_none();
        in_header(table) || facts.tables.iter().any(|facts| in_header(&facts.table)) || carries_on && holds_none()
    })
}
