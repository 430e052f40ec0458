//! Whether a figure that a sentence or another file would put into a cell obeys the laws of its table.

use super::Files;
use crate::claim::{Board, Spot};
use crate::ledger::Place;
use crate::number::Number;
use crate::relation::Readings;
use crate::table::Reading;
use crate::workbook::{CellRef, SheetIndex};

/// A table with another figure in one of its cells.
struct Changed<'b> {
    boards: &'b [Board],
    sheet: SheetIndex,
    cell: CellRef,
    number: Number,
}

impl Readings<CellRef> for Changed<'_> {
    fn reading(&self, cell: CellRef) -> Reading {
        if cell == self.cell {
            return Reading::Number(self.number);
        }
        // The tables of a sheet know nothing of the file that they are in.
        let own = |board: &Board| Spot::Cell(board.source, self.sheet, cell);
        let found = self.boards.iter().find_map(|board| board.cell_at(own(board)));
        found.map_or(Reading::Blank, |cell| Reading::Number(cell.number))
    }
}

/// Whether a law that holds would be broken, and no broken one mended: the table speaks for what stands there.
pub(in crate::rules) fn breaks(files: &Files<'_>, place: Place, number: Number) -> bool {
    let Some((sheet, cell)) = place.sheet_cell() else { return false };
    let checked = files.sources.get(place.source.0 as usize).and_then(|source| source.checked.get(sheet.0));
    let Some(checked) = checked else { return false };
    let changed = Changed { boards: &checked.boards, sheet, cell, number };
    // Of what no sentence could speak of, a list of thousands of lines, nothing was tried.
    let is_known = checked.boards.iter().any(|board| board.cell_at(Spot::Cell(board.source, sheet, cell)).is_some());
    let (mut broken, mut mended) = (!is_known, false);
    for standing in &checked.report.standings {
        let of_cell = standing.pattern.relations.iter().zip(&standing.judged).zip(&standing.slacks);
        for ((relation, judged), slack) in of_cell {
            if relation.target != cell && !relation.operands.contains(&cell) {
                continue;
            }
            let Ok(before) = judged else { continue };
            let Ok(after) = relation.judge(standing.pattern.kind, *slack, &changed) else { continue };
            broken |= before.verdict.holds() && !after.verdict.holds();
            mended |= !before.verdict.holds() && after.verdict.holds();
        }
    }
    broken && !mended
}
