//! Which value of one operand would make a relation right.

use rust_decimal::Decimal;

use super::expr::{Expr, Readings};
use crate::number::Interval;
use crate::table::Reading;

/// The values of one operand that give a wanted result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solution {
    /// When the other operands are exactly what is printed.
    pub printed: Interval,
    /// When the other operands are rounded and stand for their intervals.
    pub rounded: Interval,
}

impl<I: Copy + Ord> Expr<I> {
    /// The values of `cell` for which this expression falls into `wanted`.
    ///
    /// `None` when the cell does not occur, occurs in a way that is no quotient of linear terms
    /// (a square), another operand is missing, or the wanted value cannot be reached.
    pub fn solve(&self, cell: I, wanted: Interval, readings: &(impl Readings<I> + ?Sized)) -> Option<Solution> {
        let printed = Linear::of(self, cell, readings, false)?.solve(wanted)?;
        let rounded = Linear::of(self, cell, readings, true).and_then(|linear| linear.solve(wanted));
        Some(Solution { printed, rounded: rounded.map_or(printed, |rounded| rounded.hull(printed)) })
    }
}

/// (slope · x + offset) / (slope_below · x + offset_below), x being the value of the cell.
///
/// Sums, differences, percents, means, shares of a total and relative changes all have this form.
#[derive(Clone, Copy)]
struct Linear {
    slope: Interval,
    offset: Interval,
    slope_below: Interval,
    offset_below: Interval,
}

const ZERO: Decimal = Decimal::ZERO;

fn is_zero(interval: Interval) -> bool {
    interval == Interval::point(ZERO)
}

impl Linear {
    fn constant(value: Interval) -> Self {
        let zero = Interval::point(ZERO);
        Self { slope: zero, offset: value, slope_below: zero, offset_below: Interval::point(Decimal::ONE) }
    }

    fn of<I: Copy + Ord>(
        expr: &Expr<I>,
        cell: I,
        readings: &(impl Readings<I> + ?Sized),
        rounded: bool,
    ) -> Option<Self> {
        let term = |expr: &Expr<I>| Self::of(expr, cell, readings, rounded);
        let counts = |expr: &&Expr<I>| matches!(expr, Expr::Cell(here) if *here == cell) || !expr.is_blank(readings);
        let total = |terms: &[Expr<I>]| {
            terms
                .iter()
                .filter(counts)
                .try_fold(Self::constant(Interval::point(ZERO)), |sum, each| sum.plus(term(each)?))
        };
        match expr {
            Expr::Cell(here) if *here == cell => {
                Some(Self { slope: Interval::point(Decimal::ONE), ..Self::constant(Interval::point(ZERO)) })
            }
            Expr::Cell(other) => match readings.reading(*other) {
                Reading::Number(number) if rounded => Some(Self::constant(number.interval())),
                Reading::Number(number) => Some(Self::constant(Interval::point(number.value()))),
                Reading::Blank | Reading::Unreadable => None,
            },
            Expr::Constant(value) => Some(Self::constant(Interval::point(*value))),
            Expr::Sum(terms) => total(terms),
            Expr::Difference(terms) => {
                let (first, rest) = terms.split_first()?;
                let minus = Self::constant(Interval::point(Decimal::NEGATIVE_ONE));
                total(std::slice::from_ref(first))?.plus(total(rest)?.times(minus)?)
            }
            Expr::Product(factors) => {
                factors.iter().try_fold(Self::constant(Interval::point(Decimal::ONE)), |product, factor| {
                    product.times(term(factor)?)
                })
            }
            Expr::Quotient(top, bottom) => term(top)?.over(term(bottom)?),
            Expr::Mean(terms) => {
                let count = terms.iter().filter(counts).count();
                total(terms)?.over(Self::constant(Interval::point(Decimal::from(count))))
            }
        }
    }

    fn is_constant(self) -> bool {
        is_zero(self.slope) && is_zero(self.slope_below)
    }

    fn scaled(self, top: Interval, bottom: Interval) -> Option<Self> {
        Some(Self {
            slope: self.slope.checked_mul(top)?,
            offset: self.offset.checked_mul(top)?,
            slope_below: self.slope_below.checked_mul(bottom)?,
            offset_below: self.offset_below.checked_mul(bottom)?,
        })
    }

    fn plus(self, other: Self) -> Option<Self> {
        if self.is_constant() && !other.is_constant() {
            return other.plus(self);
        }
        let same_below = self.slope_below == other.slope_below && self.offset_below == other.offset_below;
        let (a, b) = if same_below {
            (self, other)
        } else if is_zero(other.slope_below) {
            // A rounded denominator brought to the other side occurs twice and would not cancel
            // exactly; the interval only grows by it, which is safe.
            let b = Self {
                slope: self
                    .slope_below
                    .checked_mul(other.offset)?
                    .checked_add(self.offset_below.checked_mul(other.slope)?)?,
                offset: self.offset_below.checked_mul(other.offset)?,
                ..self
            };
            if !is_zero(other.slope) && !is_zero(self.slope_below) {
                return None;
            }
            (self.scaled(other.offset_below, other.offset_below)?, b)
        } else {
            return None;
        };
        Some(Self { slope: a.slope.checked_add(b.slope)?, offset: a.offset.checked_add(b.offset)?, ..a })
    }

    fn times(self, other: Self) -> Option<Self> {
        if other.is_constant() {
            self.scaled(other.offset, other.offset_below)
        } else if self.is_constant() {
            other.scaled(self.offset, self.offset_below)
        } else {
            None
        }
    }

    fn over(self, other: Self) -> Option<Self> {
        let inverse = Self {
            slope: other.slope_below,
            offset: other.offset_below,
            slope_below: other.slope,
            offset_below: other.offset,
        };
        if self.is_constant() || other.is_constant() {
            return self.times(inverse);
        }
        // (a x + b) / s over (c x + d) / t: the denominators are numbers.
        if is_zero(self.slope_below) && is_zero(other.slope_below) {
            return Some(Self {
                slope: self.slope.checked_mul(other.offset_below)?,
                offset: self.offset.checked_mul(other.offset_below)?,
                slope_below: other.slope.checked_mul(self.offset_below)?,
                offset_below: other.offset.checked_mul(self.offset_below)?,
            });
        }
        None
    }

    /// x = (offset_below · t - offset) / (slope - slope_below · t)
    fn solve(self, wanted: Interval) -> Option<Interval> {
        let top = self.offset_below.checked_mul(wanted)?.checked_sub(self.offset)?;
        let bottom = self.slope.checked_sub(self.slope_below.checked_mul(wanted)?)?;
        top.checked_div(bottom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::expr::tests::{at, cell, line};
    use super::*;
    use crate::ledger::FigureId;

    fn solved(expr: &Expr<FigureId>, col: u32, wanted: &str, texts: &[&str]) -> Option<Decimal> {
        let wanted: Decimal = wanted.parse().unwrap();
        let solution = expr.solve(at(col), Interval::point(wanted), &line(texts))?;
        let middle = solution.printed.middle()?;
        assert!(solution.rounded.contains(middle));
        Some(middle.round_dp(9).normalize())
    }

    fn dec(text: &str) -> Option<Decimal> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn a_term_of_a_sum_or_difference_is_what_the_others_leave() {
        let sum = Expr::Sum(vec![cell(0), cell(1), cell(2)]);
        assert_eq!(solved(&sum, 1, "10.5", &["2", "99", "3,25"]), dec("5.25"));
        assert_eq!(solved(&sum, 1, "10.5", &["2", "", ""]), dec("8.5"));
        let difference = Expr::Difference(vec![cell(0), cell(1), cell(2)]);
        assert_eq!(solved(&difference, 0, "4", &["", "2", "3"]), dec("9"));
        assert_eq!(solved(&difference, 2, "4", &["9", "2", "7"]), dec("3"));
        assert_eq!(solved(&sum, 7, "1", &["1", "2", "3"]), None);
    }

    #[test]
    fn numerator_and_denominator_of_a_percent_are_found() {
        let percent = Expr::Product(vec![
            Expr::Quotient(Box::new(cell(0)), Box::new(cell(1))),
            Expr::Constant(Decimal::ONE_HUNDRED),
        ]);
        assert_eq!(solved(&percent, 0, "25", &["7", "8"]), dec("2"));
        assert_eq!(solved(&percent, 1, "25", &["2", "7"]), dec("8"));
        assert_eq!(solved(&percent, 1, "0", &["2", "7"]), None);
    }

    #[test]
    fn cells_that_occur_twice_are_solved_for() {
        let change = Expr::Quotient(Box::new(Expr::Difference(vec![cell(0), cell(1)])), Box::new(cell(1)));
        assert_eq!(solved(&change, 1, "0.25", &["10", "9"]), dec("8"));
        assert_eq!(solved(&change, 0, "0.25", &["9", "8"]), dec("10"));
        let share = Expr::Quotient(Box::new(cell(0)), Box::new(Expr::Sum(vec![cell(0), cell(1)])));
        assert_eq!(solved(&share, 0, "0.25", &["9", "6"]), dec("2"));
        let square = Expr::Product(vec![cell(0), cell(0)]);
        assert_eq!(solved(&square, 0, "4", &["1"]), None);
    }

    #[test]
    fn a_growth_added_to_a_constant_is_solved_for() {
        let growth =
            Expr::Difference(vec![Expr::Quotient(Box::new(cell(0)), Box::new(cell(1))), Expr::Constant(Decimal::ONE)]);
        assert_eq!(solved(&growth, 1, "0.25", &["10", "9"]), dec("8"));
        assert_eq!(solved(&growth, 0, "0.25", &["1", "8"]), dec("10"));
    }
}
