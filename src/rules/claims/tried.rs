//! Whether a figure that a sentence would put into a cell obeys the laws of its table.

use super::super::files::Files;
use crate::claim::{Board, Spot};
use crate::number::Number;
use crate::relation::Readings;
use crate::table::Reading;
use crate::workbook::CellRef;

/// A table with another figure in one of its cells.
struct Changed<'b> {
    boards: &'b [Board],
    spot: Spot,
    number: Number,
}

impl Readings<CellRef> for Changed<'_> {
    fn reading(&self, cell: CellRef) -> Reading {
        let Spot::Cell(_, sheet, changed) = self.spot else { return Reading::Blank };
        if cell == changed {
            return Reading::Number(self.number);
        }
        // The tables of a sheet know nothing of the file that they are in.
        let own = |board: &Board| Spot::Cell(board.source, sheet, cell);
        let found = self.boards.iter().find_map(|board| board.cell_at(own(board)));
        found.map_or(Reading::Blank, |cell| Reading::Number(cell.number))
    }
}

/// Whether a law that holds would be broken, and no broken one mended: the table speaks for what stands there.
pub(super) fn breaks(files: &Files<'_>, spot: Spot, number: Number) -> bool {
    let Spot::Cell(source, sheet, cell) = spot else { return false };
    let checked = files.sources.get(source.0 as usize).and_then(|source| source.checked.get(sheet.0));
    let Some(checked) = checked else { return false };
    let changed = Changed { boards: &checked.boards, spot, number };
    let (mut broken, mut mended) = (false, false);
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
