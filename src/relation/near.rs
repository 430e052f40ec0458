//! Near misses: a slot that disobeys a law although one slip of the hand explains it.
//!
//! Where 36.457 stands and the parts give 36.475, the law is hardly refuted: two digits changed
//! places. How much such a slot proves is counted as for any other: the values that would be
//! called a slip, among all that the target could take. Few lines suffice to know a law by, if
//! the line that is wrong speaks for it as well.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Readings, Relation, RelationKind};
use crate::number::{self, DigitSlip, Number, Slack, Verdict, significant_digits};
use crate::table::Reading;
use crate::workbook::CellRef;

/// How many differences of about one size one slip of one figure can make.
const SLIPS_OF_A_SIZE: f64 = 6.0;

/// Sums of more terms are not looked at: in a long list some figure is always a slip away from
/// what is lacking.
pub(super) const LONGEST: usize = 1000;

/// How surprising it would be that the difference of a broken sum looks like a slip by accident:
/// the odds against it. A difference of a few units is always that of some digit, one of
/// thousands seldom. A line left out or counted twice is no slip here: it is what a total of other
/// lines looks like. `None` where no slip explains it or it is not broken.
pub(super) fn surprise(sum: &Relation, readings: &(impl Readings<CellRef> + ?Sized)) -> Option<f64> {
    let judged = sum.judge(RelationKind::Sum, Slack::Rounded, readings).ok()?;
    if judged.verdict != Verdict::Wrong {
        return None;
    }
    let terms: Vec<Number> = sum
        .operands
        .iter()
        .filter_map(|cell| match readings.reading(*cell) {
            Reading::Number(number) if !number.value().is_zero() => Some(number),
            _ => None,
        })
        .collect();
    if terms.len() > LONGEST {
        return None;
    }
    let lacking = judged.computed.point.checked_sub(judged.found.value())?;
    // What was meant in place of a figure has the figure's own decimals.
    let figures = terms.iter().map(|term| (*term, term.value().checked_sub(lacking)));
    let target = (judged.found, Some(judged.computed.point));
    let (mut is_explained, mut is_nearly) = (false, false);
    for (figure, meant) in figures.chain([target]) {
        let unit = figure.decimals();
        let (Some(typed), Some(meant)) = (figure.scaled(unit), meant.and_then(|meant| whole(meant, unit))) else {
            continue;
        };
        is_explained |= is_slip(typed, meant, unit);
        // Rounding may have moved the sum by a step: three values in place of one.
        is_nearly |= [1, -1].into_iter().any(|step| is_slip(typed, meant.saturating_add(step), unit));
    }
    let units = lacking.abs().checked_div(judged.found.unit())?.to_f64().unwrap_or(0.0);
    let odds = odds(units, terms.len().saturating_add(1) as f64);
    if is_explained {
        return Some(odds);
    }
    is_nearly.then_some(odds / 3.0)
}

/// A value rounded to so many decimals, in units of the last.
fn whole(value: Decimal, decimals: u32) -> Option<i128> {
    Number::new(value, decimals).scaled(decimals)
}

/// The odds against the difference of a broken sum being one of its terms by accident: one that was left out,
/// or counted twice. `None` where it is none of them.
pub(super) fn omitted_part(sum: &Relation, readings: &(impl Readings<CellRef> + ?Sized)) -> Option<f64> {
    let judged = sum.judge(RelationKind::Sum, Slack::Rounded, readings).ok()?;
    if judged.verdict != Verdict::Wrong {
        return None;
    }
    let excess = judged.computed.range.checked_sub(judged.found.interval())?;
    let twice = judged.found.interval().checked_sub(judged.computed.range)?;
    let mut terms = 0_u32;
    let mut is_term = false;
    for cell in &sum.operands {
        if let Reading::Number(number) = readings.reading(*cell)
            && !number.value().is_zero()
        {
            terms = terms.saturating_add(1);
            is_term |= number.interval().meets(excess) || number.interval().meets(twice);
        }
    }
    let lacking = judged.found.value().checked_sub(judged.computed.point)?.abs().checked_div(judged.found.unit())?;
    is_term.then(|| lacking.to_f64().unwrap_or(0.0) / (2.0 * f64::from(terms)))
}

/// The odds against a difference of so many units in a relation of so many figures being a slip
/// by accident.
pub fn odds(units: f64, figures: f64) -> f64 {
    units / (SLIPS_OF_A_SIZE * figures)
}

/// How many values a slip of any of these figures, or a term left out or counted twice, could give.
pub(super) fn choices(figures: impl Iterator<Item = i128>, terms: usize) -> f64 {
    let ways = |figure| -> usize { DigitSlip::ALL.iter().map(|slip| slip.ways(significant_digits(figure))).sum() };
    let slips: f64 = figures.map(|figure| ways(figure) as f64).sum();
    slips + 2.0 * terms as f64
}

/// Whether one slip turns one figure into the other, both in units of a scale of so many decimals. Nothing is no
/// witness: it may be a cell that was never filled in.
pub(super) fn is_slip(typed: i128, meant: i128, places: u32) -> bool {
    typed != 0 && meant != 0 && number::is_slip(typed, meant, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_figure_has_more_slips() {
        assert!(choices([12345, 100].into_iter(), 2) > choices([123, 100].into_iter(), 2));
        assert!((choices([7].into_iter(), 0) - 37.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_is_no_witness() {
        assert!(number::is_slip(0, 5, 0) && !is_slip(0, 5, 0) && !is_slip(5, 0, 0));
    }
}
