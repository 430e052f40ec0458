//! Whether two figures may be the same amount, and how much it proves that they are.

use rust_decimal::Decimal;

use super::chart::Figure;
use crate::number::{Interval, Number, Slack, judge};

/// The most digits that one agreement proves: as of a copy in a table (`docs/chance.md`).
const MOST_DIGITS: f64 = 4.0;

/// Whether two figures are the same amount: equal where they are equally precise, and one the rounding of the
/// other where they are not.
pub fn same(a: Figure, b: Figure) -> bool {
    // The usual case: nothing is to be converted.
    let decimals = |figure: Figure| figure.number.decimals();
    if (a.is_money, a.scale, decimals(a)) == (b.is_money, b.scale, decimals(b)) {
        return a.number.value() == b.number.value();
    }
    match finer_and_coarser(a, b) {
        Some((fine, coarse)) => {
            if precision(fine) == precision(coarse) {
                return fine.number.value() == coarse.number.value();
            }
            // In the unit of the coarser: both stand for all values that round to them.
            let shift = |value: Decimal| scaled(value, fine.scale, coarse.scale);
            let interval = fine.number.interval();
            match (shift(fine.number.value()), shift(interval.lo()), shift(interval.hi())) {
                (Some(point), Some(lo), Some(hi)) => {
                    judge(coarse.number, point, Interval::new(lo, hi), Slack::Rounded).holds()
                }
                _ => true,
            }
        }
        // Not of one kind: nothing speaks against it, nothing for it.
        None => false,
    }
}

/// Whether the rounding of so many terms, half a unit each, is all that two totals of amounts differ by.
pub fn differ_by_rounding(a: Figure, b: Figure, terms: usize) -> bool {
    let Some((fine, coarse)) = finer_and_coarser(a, b).filter(|(fine, _)| fine.is_money) else { return false };
    let slack =
        coarse.number.unit().checked_mul(Decimal::from(terms)).and_then(|units| units.checked_div(Decimal::TWO));
    let difference = scaled(fine.number.value(), fine.scale, coarse.scale)
        .and_then(|value| coarse.number.value().checked_sub(value));
    difference.zip(slack).is_some_and(|(difference, slack)| difference.abs() <= slack)
}

/// The decimal place of the last digit, counted in units without thousands.
fn precision(figure: Figure) -> i64 {
    i64::from(figure.number.decimals()) - i64::from(figure.scale)
}

fn finer_and_coarser(a: Figure, b: Figure) -> Option<(Figure, Figure)> {
    // A figure without a unit is taken to be in that of the other.
    let (a, b) = match (a.is_money, b.is_money) {
        (true, false) => (a, Figure { scale: a.scale, ..b }),
        (false, true) => (Figure { scale: b.scale, ..a }, b),
        _ => (a, b),
    };
    if a.scale == b.scale && a.number.value() == b.number.value() {
        return Some((a, a));
    }
    // Equal scales and precisions are compared as they stand.
    Some(if precision(a) >= precision(b) { (a, b) } else { (b, a) })
}

/// A value in another unit of money.
pub fn scaled(value: Decimal, from: u32, to: u32) -> Option<Decimal> {
    let power = |exponent: u32| Some(Decimal::from(10_i64.checked_pow(exponent)?));
    if from >= to { value.checked_mul(power(from - to)?) } else { value.checked_div(power(to - from)?) }
}

/// A figure as one of another scale and precision would show it.
pub fn shown_as(figure: Figure, like: Figure) -> Option<Number> {
    let scale = if figure.is_money { figure.scale } else { like.scale };
    let to = if like.is_money { like.scale } else { scale };
    let value = scaled(figure.number.value(), scale, to)?;
    let decimals = like.number.decimals();
    Some(Number::new(crate::number::round_half_away(value, decimals), decimals))
}

/// How many digits an agreement of two figures proves.
pub fn digits(a: Figure, b: Figure) -> f64 {
    let own = |figure: Figure| {
        let value = figure.number.value().normalize();
        let size = value.mantissa().unsigned_abs();
        // Zeros at the end are round amounts, which many figures are.
        let mut carried = size;
        while carried >= 10 && carried.is_multiple_of(10) {
            carried /= 10;
        }
        ((carried + 1) as f64).log10().min(MOST_DIGITS)
    };
    own(a).min(own(b))
}

/// log10 of how many ways there are to choose `k` of `n`.
pub fn choices(n: usize, k: usize) -> f64 {
    (0..k.min(n)).map(|at| ((n - at) as f64 / (at + 1) as f64).log10()).sum()
}
