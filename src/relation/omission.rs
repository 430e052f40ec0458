//! A line that a total leaves out.

use rust_decimal::Decimal;

use super::slack::Outcome;
use super::{Readings, Relation, RelationKind};
use crate::number::{Interval, Slack};
use crate::table::Reading;
use crate::workbook::{CellRef, Row};

/// The one line that, left out, makes every broken relation of a total row hold; `None` when there
/// is none or when it explains fewer than two columns, which is what chance can do.
///
/// `judged` has one for each relation, under any slack.
pub fn omission(
    relations: &[Relation],
    kind: RelationKind,
    judged: &[Outcome],
    readings: &(impl Readings<CellRef> + ?Sized),
) -> Option<Row> {
    let broken: Vec<(&Relation, Interval)> = relations
        .iter()
        .zip(judged)
        .filter_map(|(relation, judged)| {
            let judged = relation.judged_again((*judged).ok()?, kind, Slack::Rounded);
            (!judged.verdict.holds()).then_some(())?;
            Some((relation, judged.computed.range.checked_sub(judged.found.interval())?))
        })
        .collect();
    let (first, _) = broken.first().filter(|_| broken.len() >= 2)?;
    let by_row: Vec<ByRow> = broken.iter().map(|(relation, _)| ByRow::new(relation)).collect();
    first.operands.iter().map(|cell| cell.row).find(|row| {
        broken
            .iter()
            .zip(&by_row)
            .all(|((_, excess), operands)| operands.of(*row).iter().any(|cell| accounts_for(*cell, *excess, readings)))
            && holds_elsewhere(relations, &broken, *row, readings)
    })
}

/// The operands of a relation, where those of a row are found at once.
struct ByRow(Vec<CellRef>);

impl ByRow {
    fn new(relation: &Relation) -> Self {
        let mut cells = relation.operands.clone();
        cells.sort_unstable();
        Self(cells)
    }

    fn of(&self, row: Row) -> &[CellRef] {
        let from = self.0.partition_point(|cell| cell.row < row);
        let rest = self.0.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|cell| cell.row == row)).unwrap_or_default()
    }
}

/// Whether the figure in a cell is what a total lacks.
fn accounts_for(cell: CellRef, excess: Interval, readings: &(impl Readings<CellRef> + ?Sized)) -> bool {
    match readings.reading(cell) {
        Reading::Number(number) => !number.value().is_zero() && number.interval().meets(excess),
        _ => false,
    }
}

/// The columns that hold must be those in which the line has nothing to leave out.
fn holds_elsewhere(
    relations: &[Relation],
    broken: &[(&Relation, Interval)],
    row: Row,
    readings: &(impl Readings<CellRef> + ?Sized),
) -> bool {
    relations.iter().filter(|relation| !broken.iter().any(|(other, _)| std::ptr::eq(*other, *relation))).all(
        |relation| {
            relation.operands.iter().filter(|cell| cell.row == row).all(|cell| match readings.reading(*cell) {
                Reading::Number(number) => number.value() == Decimal::ZERO,
                Reading::Blank | Reading::Unreadable => true,
            })
        },
    )
}
