//! What is left of a line after the lines below it are taken off: "Tổng thu", "Trừ phần đã giao", "Tổng thu còn lại".

use super::structural::number_at;
use super::{Evidence, Expr, Origin, Pattern, Relation, RelationKind, Tally};
use crate::table::{LineIndex, LineKind, Table};
use crate::text::Bilingual;
use crate::words::Sense;
use crate::workbook::{CellRef, Col};

/// So many must come out, and two in three: a list of deductions may leave some unsaid.
const WITNESSES: u32 = 2;

/// The law of the lines that are left over, where their figures bear it out.
pub fn remainders(table: &Table, columns: &[Col]) -> Option<Pattern> {
    let lines = (0..table.lines.len()).map(LineIndex);
    let relations: Vec<Relation> = lines.flat_map(|at| relations(table, at, columns)).collect();
    let Tally { holds, of } = Tally::of(&relations, RelationKind::Difference, table);
    (holds >= WITNESSES && holds * 3 >= of * 2).then(|| Pattern {
        kind: RelationKind::Difference,
        evidence: Evidence::Structural,
        origin: Origin::TotalLine,
        law: Bilingual::new(
            "Dòng còn lại = dòng trên trừ các khoản trừ",
            "What is left = the line above less what is taken off",
        ),
        prior: 0.9,
        relations,
    })
}

/// The lines that are taken off above a line that is what is left.
fn deductions(table: &Table, at: LineIndex) -> Vec<LineIndex> {
    let is_left = table.line(at).is_some_and(|line| line.said.has(Sense::Residual));
    let is_taken = |at: &LineIndex| table.line(*at).is_some_and(|line| line.said.has(Sense::Deduction));
    if is_left { (0..at.0).rev().map(LineIndex).take_while(is_taken).collect() } else { Vec::new() }
}

/// Whether a line is what the lines above it leave, and no sum of them.
pub(super) fn is_remainder(table: &Table, at: LineIndex) -> bool {
    !deductions(table, at).is_empty()
}

fn relations(table: &Table, at: LineIndex, columns: &[Col]) -> Vec<Relation> {
    let taken = deductions(table, at);
    let cell = |at: LineIndex, col: Col| table.line(at).map(|line| CellRef::new(line.row, col));
    let Some(whole) = taken.last().and_then(|first| first.0.checked_sub(1)).map(LineIndex) else { return Vec::new() };
    if table.line(whole).is_none_or(|line| line.kind == LineKind::Other) {
        return Vec::new();
    }
    let of_column = |col: &Col| {
        number_at(table, at, *col)?;
        number_at(table, whole, *col)?;
        let mut operands = vec![cell(whole, *col)?];
        operands.extend(taken.iter().rev().filter_map(|at| cell(*at, *col)));
        let expr = Expr::Difference(operands.iter().copied().map(Expr::Cell).collect());
        Some(Relation { target: cell(at, *col)?, operands, expr })
    };
    columns.iter().filter_map(of_column).collect()
}
