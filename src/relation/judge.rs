//! Whether a relation holds.

use std::collections::BTreeSet;

use super::expr::{Computed, Expr, Readings, Undecided};
use super::{Relation, RelationKind, additive};
use crate::number::{Interval, Number, Slack, Verdict, judge};
use crate::table::Reading;

/// How a relation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The printed target.
    pub found: Number,
    /// What the operands give; for a bound, the bound.
    pub computed: Computed,
    /// Whether the two agree.
    pub verdict: Verdict,
}

impl<I: Copy + Ord> Relation<I> {
    /// Whether the relation holds, as the law of its `kind` and the `slack` of its pattern say.
    ///
    /// A blank target is missing: whether it should have been filled in is another question. A
    /// total whose parts are all blank is missing as well, unless it is zero: the breakdown was
    /// not given, which proves nothing. Labels are words and cannot be judged here.
    pub fn judge(
        &self,
        kind: RelationKind,
        slack: Slack,
        readings: &(impl Readings<I> + ?Sized),
    ) -> Result<Judged, Undecided> {
        let found = match readings.reading(self.target) {
            Reading::Number(number) => number,
            Reading::Blank => return Err(Undecided::Missing),
            Reading::Unreadable => return Err(Undecided::Unreadable),
        };
        if kind == RelationKind::Label {
            return Err(Undecided::Missing);
        }
        let (computed, given) = match additive::added(&self.expr, readings) {
            Some(added) => (added.computed, added.given || self.expr.cells().is_empty()),
            None => (self.expr.evaluate_exactly(readings)?, self.expr.is_given(readings)),
        };
        if !found.value().is_zero() && !given {
            return Err(Undecided::Missing);
        }
        let verdict = match kind {
            RelationKind::Bound => bound(found, computed),
            RelationKind::Equality => match single(&self.expr, readings) {
                Some(operand) => equality(found, operand),
                None => judge(found, computed.point, computed.range, slack),
            },
            _ => judge(found, computed.point, computed.range, slack),
        };
        Ok(Judged { found, computed, verdict })
    }

    /// The same relation when rounding may excuse something else: what it gives stays as it is.
    pub fn judged_again(&self, judged: Judged, kind: RelationKind, slack: Slack) -> Judged {
        let Judged { found, computed, .. } = judged;
        let verdict = match (kind, &self.expr) {
            (RelationKind::Bound, _) | (RelationKind::Equality, Expr::Cell(_)) => return judged,
            _ => judge(found, computed.point, computed.range, slack),
        };
        Judged { verdict, ..judged }
    }

    /// The cells of the relation: the target, then the operands in the order of the expression,
    /// each once.
    pub fn distinct_cells(&self) -> Vec<I> {
        let mut cells = self.expr.cells();
        let in_order = cells.is_sorted_by(|a, b| a < b);
        if !in_order || cells.binary_search(&self.target).is_ok() {
            let mut seen = BTreeSet::from([self.target]);
            cells.retain(|cell| seen.insert(*cell));
        }
        cells.insert(0, self.target);
        cells
    }
}

impl<I: Copy + Ord> Expr<I> {
    /// Whether at least one cell holds a number, or no cell is needed.
    fn is_given(&self, readings: &(impl Readings<I> + ?Sized)) -> bool {
        let (mut cells, mut given) = (false, false);
        self.each_cell(&mut |cell| {
            cells = true;
            given = given || readings.reading(cell) != Reading::Blank;
        });
        given || !cells
    }
}

/// target <= operand
fn bound(found: Number, computed: Computed) -> Verdict {
    if found.value() <= computed.point {
        Verdict::Exact
    } else if found.interval().lo() <= computed.range.hi() {
        Verdict::WithinRounding
    } else {
        Verdict::Wrong
    }
}

/// The same quantity printed twice: equal precision must be equal; of different precisions, the
/// finer must be one that the coarser stands for (XBRL Calculations 1.1).
fn equality(found: Number, operand: Number) -> Verdict {
    if found.decimals() == operand.decimals() {
        return if found.value() == operand.value() { Verdict::Exact } else { Verdict::Wrong };
    }
    let (coarse, fine) = if found.decimals() < operand.decimals() { (found, operand) } else { (operand, found) };
    judge(coarse, fine.value(), fine.interval(), Slack::Rounded)
}

fn single<I: Copy + Ord>(expr: &Expr<I>, readings: &(impl Readings<I> + ?Sized)) -> Option<Number> {
    match expr {
        Expr::Cell(cell) => match readings.reading(*cell) {
            Reading::Number(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// The values that a printed target allows its expression to take, cutting included.
pub fn wanted(kind: RelationKind, target: Number) -> Interval {
    if kind == RelationKind::Bound {
        return Interval::new(target.value(), Interval::EVERYTHING.hi());
    }
    target.interval()
}

#[cfg(test)]
mod tests {
    use super::super::expr::tests::{at, cell, line};
    use super::*;
    use crate::ledger::FigureId;

    fn verdict(kind: RelationKind, slack: Slack, expr: Expr<FigureId>, texts: &[&str]) -> Result<Verdict, Undecided> {
        let relation = Relation { target: at(0), operands: expr.cells(), expr };
        relation.judge(kind, slack, &line(texts)).map(|judged| judged.verdict)
    }

    fn sum(texts: &[&str], slack: Slack) -> Result<Verdict, Undecided> {
        verdict(RelationKind::Sum, slack, Expr::Sum(vec![cell(1), cell(2)]), texts)
    }

    #[test]
    fn rounding_excuses_a_sum_only_where_figures_are_rounded() {
        assert_eq!(sum(&["10", "4", "6"], Slack::Rounded), Ok(Verdict::Exact));
        assert_eq!(sum(&["11", "4", "6"], Slack::Rounded), Ok(Verdict::WithinRounding));
        assert_eq!(sum(&["11", "4", "6"], Slack::None), Ok(Verdict::Wrong));
        assert_eq!(sum(&["12", "4", "6"], Slack::Rounded), Ok(Verdict::Wrong));
        assert_eq!(sum(&["100", "4", "6"], Slack::Rounded), Ok(Verdict::Wrong));
    }

    #[test]
    fn a_total_without_parts_proves_nothing_unless_it_is_zero() {
        assert_eq!(sum(&["10", "", ""], Slack::None), Err(Undecided::Missing));
        assert_eq!(sum(&["0", "", ""], Slack::None), Ok(Verdict::Exact));
        assert_eq!(sum(&["", "4", "6"], Slack::None), Err(Undecided::Missing));
    }

    #[test]
    fn a_percent_of_rounded_figures_holds_within_rounding() {
        let percent = Expr::Product(vec![
            Expr::Quotient(Box::new(cell(1)), Box::new(cell(2))),
            Expr::Constant(rust_decimal::Decimal::ONE_HUNDRED),
        ]);
        let judged = |texts: &[&str], slack| verdict(RelationKind::Ratio, slack, percent.clone(), texts);
        assert_eq!(judged(&["141,7", "81,0", "57,14"], Slack::Rounded), Ok(Verdict::WithinRounding));
        assert_eq!(judged(&["141,7", "81,0", "57,14"], Slack::OneUnit), Ok(Verdict::WithinRounding));
        assert_eq!(judged(&["141,7", "81,0", "57,14"], Slack::None), Ok(Verdict::Truncated));
        assert_eq!(judged(&["147,1", "81,0", "57,14"], Slack::Rounded), Ok(Verdict::Wrong));
        // One of two is half: the counts are exact, whatever their intervals would allow.
        assert_eq!(judged(&["45,0", "1", "2"], Slack::Rounded), Ok(Verdict::WithinRounding));
        assert_eq!(judged(&["45,0", "1", "2"], Slack::OneUnit), Ok(Verdict::Wrong));
    }

    #[test]
    fn the_same_figure_printed_twice_must_agree_to_its_own_precision() {
        let equal = |texts: &[&str]| verdict(RelationKind::Equality, Slack::Rounded, cell(1), texts);
        assert_eq!(equal(&["4.500,45", "4.500,45"]), Ok(Verdict::Exact));
        assert_eq!(equal(&["4.500,45", "4.500,46"]), Ok(Verdict::Wrong));
        assert_eq!(equal(&["4.500", "4.500,45"]), Ok(Verdict::Exact));
        assert_eq!(equal(&["4.500,45", "4.501"]), Ok(Verdict::Wrong));
    }

    #[test]
    fn a_part_may_not_exceed_its_whole() {
        let bound = |texts: &[&str]| verdict(RelationKind::Bound, Slack::Rounded, cell(1), texts);
        assert_eq!(bound(&["5", "6"]), Ok(Verdict::Exact));
        assert_eq!(bound(&["6", "6"]), Ok(Verdict::Exact));
        assert_eq!(bound(&["7", "6"]), Ok(Verdict::WithinRounding));
        assert_eq!(bound(&["9", "6"]), Ok(Verdict::Wrong));
    }
}
