//! Sums and differences of cells in scaled integers.
//!
//! A long table has many sums, each judged again and again, and nearly all of them are of figures
//! that fit an integer with room to spare: these are added up here in one pass over their cells.
//! The result is that of [`Expr::evaluate`]; where that is not certain, there is none.

use rust_decimal::Decimal;

use super::expr::{Computed, Expr, Readings};
use crate::number::Interval;
use crate::table::Reading;

/// A sum and whether any of its cells holds a number.
pub(super) struct Added {
    pub computed: Computed,
    pub given: bool,
}

/// Up to so many cells that are not in order are compared with one another.
const FEW: usize = 16;

/// What a sum or difference of cells gives; `None` when it is anything else, or when something
/// about it needs a closer look: text, a cell that is subtracted as well, digits beyond 64 bits.
pub(super) fn added<I: Copy + Ord>(expr: &Expr<I>, readings: &(impl Readings<I> + ?Sized)) -> Option<Added> {
    let mut sum = Sum::default();
    match expr {
        Expr::Sum(terms) => terms.iter().try_for_each(|term| sum.add(term, false, readings))?,
        Expr::Difference(terms) => {
            let (first, rest) = terms.split_first()?;
            if !are_distinct(terms) {
                return None;
            }
            sum.add(first, false, readings)?;
            rest.iter().try_for_each(|term| sum.add(term, true, readings))?;
        }
        _ => return None,
    }
    Some(Added { computed: sum.computed()?, given: sum.given })
}

/// Whether no cell stands twice among terms that are all cells.
fn are_distinct<I: Copy + Ord>(terms: &[Expr<I>]) -> bool {
    let cell = |term: &Expr<I>| match term {
        Expr::Cell(cell) => Some(*cell),
        _ => None,
    };
    let ascending = |a: Option<I>, b: Option<I>| a.is_some() && a < b;
    if terms.is_sorted_by(|a, b| ascending(cell(a), cell(b))) {
        return true;
    }
    terms.len() <= FEW
        && terms
            .iter()
            .enumerate()
            .all(|(at, term)| cell(term).is_some() && terms.iter().take(at).all(|other| cell(other) != cell(term)))
}

/// A running sum. The values and the halves of their last units have each a scale of their own.
#[derive(Default)]
struct Sum {
    given: bool,
    /// In units of `10^-scale`.
    point: i128,
    scale: u32,
    /// The sum of the absolute values, which bounds every partial sum; in the same units.
    size: i128,
    /// How far rounding may move the sum either way, in units of `10^-half_scale`.
    half: i128,
    half_scale: u32,
}

/// Below this the arithmetic of [`Decimal`] neither rounds nor overflows, and neither does ours.
const ROOM: i128 = 1 << 90;
/// Half a unit, in tenths of it.
const HALF: i128 = 5;

impl Sum {
    fn add<I: Copy>(&mut self, term: &Expr<I>, negative: bool, readings: &(impl Readings<I> + ?Sized)) -> Option<()> {
        let Expr::Cell(cell) = term else { return None };
        let number = match readings.reading(*cell) {
            Reading::Number(number) => number,
            Reading::Blank => return Some(()),
            Reading::Unreadable => return None,
        };
        self.given = true;
        let (value, half_scale) = (number.value(), number.decimals() + 1);
        // The usual case: one more figure like those before.
        if half_scale == self.half_scale && value.scale() == self.scale && self.point != 0 {
            let mantissa = value.mantissa();
            // No decimal is so large that one more of them would overflow what is below the bound.
            self.half += HALF;
            self.point += if negative { -mantissa } else { mantissa };
            self.size += mantissa.abs();
            return (self.size < ROOM && self.half < ROOM).then_some(());
        }
        if half_scale > self.half_scale {
            self.half = self.half.checked_mul(power(half_scale - self.half_scale)?)?;
            self.half_scale = half_scale;
        }
        self.half = self.half.checked_add(power(self.half_scale - half_scale)?.checked_mul(HALF)?)?;

        let mantissa = value.mantissa();
        if mantissa == 0 && self.point != 0 {
            return Some(());
        }
        if self.point == 0 {
            // Nothing has no decimals: the scale is that of what is added to it.
            self.scale_to(value.scale())?;
            self.scale = value.scale();
        } else if value.scale() > self.scale {
            self.scale_to(value.scale())?;
        }
        let mantissa = mantissa.checked_mul(power(self.scale - value.scale())?)?;
        self.point = self.point.checked_add(if negative { -mantissa } else { mantissa })?;
        self.size = self.size.checked_add(mantissa.abs())?;
        (self.size < ROOM && self.half < ROOM).then_some(())
    }

    fn scale_to(&mut self, scale: u32) -> Option<()> {
        if scale >= self.scale {
            let by = power(scale - self.scale)?;
            self.point = self.point.checked_mul(by)?;
            self.size = self.size.checked_mul(by)?;
            self.scale = scale;
        }
        Some(())
    }

    fn computed(&self) -> Option<Computed> {
        let scale = self.scale.max(self.half_scale);
        let point = self.point.checked_mul(power(scale - self.scale)?)?;
        let size = self.size.checked_mul(power(scale - self.scale)?)?;
        let half = self.half.checked_mul(power(scale - self.half_scale)?)?;
        if size >= ROOM || half >= ROOM {
            return None;
        }
        let range = if half == 0 {
            Interval::point(decimal(self.point, self.scale)?)
        } else {
            Interval::new(decimal(point - half, scale)?, decimal(point + half, scale)?)
        };
        Some(Computed { point: decimal(self.point, self.scale)?, range })
    }
}

/// The most digits by which one scale is brought to another.
const POWERS: [i128; 19] = {
    let mut powers = [1; 19];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

fn power(exponent: u32) -> Option<i128> {
    POWERS.get(exponent as usize).copied()
}

fn decimal(mantissa: i128, scale: u32) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(mantissa, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::FigureId;
    use crate::number::Number;
    use proptest::prelude::*;

    fn any_reading() -> impl Strategy<Value = Reading> {
        let value = prop_oneof![
            4 => (-2000_i128..2000, 0_u32..4),
            2 => (any::<i64>().prop_map(i128::from), 0_u32..16),
            1 => ((any::<i128>()).prop_map(|value| value % (1 << 96)), 0_u32..=28),
        ];
        let number = (value, prop::option::of(0_u32..16)).prop_map(|((mantissa, scale), decimals)| {
            let value = Decimal::try_from_i128_with_scale(mantissa, scale).unwrap();
            Reading::Number(decimals.map_or(Number::from_written(value), |decimals| Number::new(value, decimals)))
        });
        prop_oneof![20 => number, 3 => Just(Reading::Blank), 1 => Just(Reading::Unreadable)]
    }

    proptest! {
        #[test]
        fn integers_give_what_decimals_give(
            cells in prop::collection::vec(any_reading(), 8),
            terms in prop::collection::vec(0_u32..8, 0..8),
            difference in any::<bool>(),
        ) {
            let terms = terms.into_iter().map(|at| Expr::Cell(FigureId(at))).collect();
            let expr = if difference { Expr::Difference(terms) } else { Expr::Sum(terms) };
            let readings = |figure: FigureId| cells.get(figure.0 as usize).copied().unwrap_or(Reading::Blank);
            if let Some(Added { computed, given }) = added(&expr, &readings) {
                prop_assert_eq!(Ok(computed), expr.evaluate_exactly(&readings));
                let slow = expr.evaluate_exactly(&readings).unwrap();
                prop_assert_eq!(computed.point.scale(), slow.point.scale());
                prop_assert_eq!(given, expr.cells().into_iter().any(|cell| readings(cell) != Reading::Blank));
            }
        }
    }

    #[test]
    fn ordinary_figures_are_added_up_as_integers() {
        let cells = [10_i64, 25, 0, 7].map(|value| Reading::Number(Number::from_decimal(value.into())));
        let readings = |figure: FigureId| cells.get(figure.0 as usize).copied().unwrap_or(Reading::Blank);
        let terms: Vec<Expr<FigureId>> = (0..5).map(|at| Expr::Cell(FigureId(at))).collect();
        assert!(added(&Expr::Sum(terms.clone()), &readings).is_some());
        assert!(added(&Expr::Difference(terms), &readings).is_some());
    }
}
