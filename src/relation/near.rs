//! Near misses: a slot that disobeys a law although one slip of the hand explains it.
//!
//! Where 36.457 stands and the parts give 36.475, the law is hardly refuted: two digits changed
//! places. How much such a slot proves is counted as for any other: the values that would be
//! called a slip, among all that the target could take. Few lines suffice to know a law by, if
//! the line that is wrong speaks for it as well.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Readings, Relation, RelationKind};
use crate::number::{Number, Slack, Verdict};
use crate::table::Reading;

/// How many differences of about one size one slip of one figure can make.
const SLIPS_OF_A_SIZE: f64 = 6.0;

/// Sums of more terms are not looked at: in a long list some figure is always a slip away from
/// what is lacking.
pub(super) const LONGEST: usize = 1000;

/// How surprising it would be that the difference of a broken sum looks like a slip by accident:
/// the odds against it. A difference of a few units is always that of some digit, one of
/// thousands seldom. A line left out or counted twice is no slip here: it is what a total of other
/// lines looks like. `None` where no slip explains it or it is not broken.
pub(super) fn surprise(sum: &Relation, readings: &(impl Readings + ?Sized)) -> Option<f64> {
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
        let (Some(typed), Some(meant)) = (scaled(figure, unit), meant.and_then(|meant| whole(meant, unit))) else {
            continue;
        };
        is_explained |= is_slip(typed, meant);
        // Rounding may have moved the sum by a step: three values in place of one.
        is_nearly |= [1, -1].into_iter().any(|step| is_slip(typed, meant.saturating_add(step)));
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
    scaled(Number::new(value.round_dp(decimals), decimals), decimals)
}

/// The odds against the difference of a broken sum being one of its terms by accident: one that was left out,
/// or counted twice. `None` where it is none of them.
pub(super) fn omitted_part(sum: &Relation, readings: &(impl Readings + ?Sized)) -> Option<f64> {
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

/// The value in units of its last decimal.
fn scaled(number: Number, scale: u32) -> Option<i128> {
    let mut value = number.value();
    value.rescale(scale);
    (value.scale() == scale).then(|| value.mantissa())
}

/// The slips of one figure of so many digits: each digit replaced by nine others, dropped, or
/// swapped with the next, ten digits added in each place, the decimal mark moved by up to three
/// places either way, the sign lost.
fn forms(digits: u32) -> f64 {
    21.0 * f64::from(digits) + 17.0
}

/// How many values a slip of any of these figures, or a term left out or counted twice, could give.
pub(super) fn choices(figures: impl Iterator<Item = i128>, terms: usize) -> f64 {
    let slips: f64 = figures.map(|figure| forms(length(figure))).sum();
    slips + 2.0 * terms as f64
}

fn length(figure: i128) -> u32 {
    let digits = Digits::of(figure);
    u32::try_from(trimmed(digits.all()).len()).unwrap_or(u32::MAX).max(1)
}

/// Whether one slip turns one figure into the other. Both are integers of one scale, so that
/// trailing zeros say nothing of the decimals that were typed.
pub(super) fn is_slip(typed: i128, meant: i128) -> bool {
    if typed == meant || meant == 0 {
        return false;
    }
    if typed == -meant {
        return true;
    }
    if typed == 0 || (typed < 0) != (meant < 0) {
        return false;
    }
    if differ_too_much(typed.unsigned_abs(), meant.unsigned_abs()) {
        return false;
    }
    let (typed, meant) = (Digits::of(typed), Digits::of(meant));
    let (typed, meant) = (typed.all(), meant.all());
    let (a, b) = (trimmed(typed), trimmed(meant));
    if a == b {
        // The same digits at another place: the decimal mark moved.
        return typed.len().abs_diff(meant.len()) <= 3;
    }
    in_place(typed, meant) || lacks_one(a, b) || lacks_one(b, a)
}

/// Whether two figures that do not end in zeros, so that no mark can have moved, are surely no slip of
/// each other: two lengths apart, or of one length and not as far apart as one digit can make them (a
/// digit in some place) or two neighbours (nine times a digit). Most pairs are told so in few steps.
fn differ_too_much(a: u128, b: u128) -> bool {
    let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) else { return false };
    if a.is_multiple_of(10) || b.is_multiple_of(10) {
        return false;
    }
    let log = |figure: u64| figure.checked_ilog10().unwrap_or(0);
    match log(a).abs_diff(log(b)) {
        0 => {
            let mut apart = a.abs_diff(b);
            while apart != 0 && apart.is_multiple_of(10) {
                apart /= 10;
            }
            apart > 9 && (apart > 81 || !apart.is_multiple_of(9))
        }
        1 => false,
        _ => true,
    }
}

/// The most digits that an integer of 128 bits has.
const MOST_DIGITS: usize = 39;

/// The decimal digits of a figure without its sign, from the right of the array on. Every figure of
/// a sum that is wrong is looked at: nothing is allocated.
struct Digits {
    digits: [u8; MOST_DIGITS],
    first: usize,
}

impl Digits {
    fn of(figure: i128) -> Self {
        let mut digits = [0; MOST_DIGITS];
        let mut left = figure.unsigned_abs();
        let mut first = MOST_DIGITS;
        // What fits 64 bits is divided much faster.
        let mut short = u64::try_from(left).unwrap_or(0);
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            if left == 0 && short == 0 {
                break;
            }
            first = at;
            if left > u128::from(u64::MAX) {
                *digit = (left % 10) as u8;
                left /= 10;
                short = u64::try_from(left).unwrap_or(0);
            } else {
                *digit = (short % 10) as u8;
                short /= 10;
                left = 0;
            }
        }
        Self { digits, first }
    }

    fn all(&self) -> &[u8] {
        self.digits.get(self.first..).unwrap_or_default()
    }
}

fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|digit| **digit == 0).count();
    digits.get(..digits.len().saturating_sub(zeros)).unwrap_or(digits)
}

/// One digit replaced, or two neighbours swapped.
fn in_place(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut differ = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b);
    match (differ.next(), differ.next(), differ.next()) {
        (Some(_), None, None) => true,
        (Some((first, (a, b))), Some((second, (next_a, next_b))), None) => {
            second == first + 1 && a == next_b && next_a == b
        }
        _ => false,
    }
}

/// Whether `short` is `long` without one digit.
fn lacks_one(short: &[u8], long: &[u8]) -> bool {
    if short.len() + 1 != long.len() {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_slips_are_known_and_other_figures_are_not() {
        for typed in [12344, 21345, 1234, 123_455, 123_450, 12, -12345, 12_3450, 72345] {
            assert!(typed == 12 || is_slip(typed, 12345), "{typed}");
        }
        for typed in [12, 12356, 54321, 0, 12345, 22445] {
            assert!(!is_slip(typed, 12345), "{typed}");
        }
        // 30,58824 without an 8, in hundred-thousandths.
        assert!(is_slip(3_058_240, 3_058_824));
    }

    #[test]
    fn the_digits_of_a_figure_are_those_that_it_is_written_with() {
        for figure in [0, 7, -10, 12_300, i128::from(u64::MAX), i128::from(u64::MAX) * 10 + 7, i128::MAX, i128::MIN] {
            let digits: Vec<u8> = Digits::of(figure).all().iter().map(|digit| digit + b'0').collect();
            let written = figure.unsigned_abs().to_string();
            assert_eq!(String::from_utf8_lossy(&digits), if figure == 0 { "" } else { written.as_str() });
        }
        assert_eq!([0, 7, 12_300, -40].map(length), [1, 1, 3, 1]);
    }

    #[test]
    fn what_differs_too_much_is_no_slip_digit_by_digit_either() {
        for a in 1..1_300_i128 {
            for b in (1..1_300_i128).filter(|b| *b != a && differ_too_much(a.unsigned_abs(), b.unsigned_abs())) {
                let (a, b) = (Digits::of(a), Digits::of(b));
                let (a, b) = (a.all(), b.all());
                assert!(!in_place(a, b) && !lacks_one(a, b) && !lacks_one(b, a), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_longer_figure_has_more_slips() {
        assert!(choices([12345, 100].into_iter(), 2) > choices([123, 100].into_iter(), 2));
        assert!((choices([7].into_iter(), 0) - 38.0).abs() < 1e-9);
    }
}
