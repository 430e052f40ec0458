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
    readings: &(impl Readings + ?Sized),
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
    first.operands.iter().map(|cell| cell.row).find(|row| {
        broken.iter().all(|(relation, excess)| {
            relation.operands.iter().any(|cell| cell.row == *row && accounts_for(*cell, *excess, readings))
        }) && holds_elsewhere(relations, &broken, *row, readings)
    })
}

/// Whether the figure in a cell is what a total lacks.
fn accounts_for(cell: CellRef, excess: Interval, readings: &(impl Readings + ?Sized)) -> bool {
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
    readings: &(impl Readings + ?Sized),
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
