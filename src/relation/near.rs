//! Near misses: a slot that disobeys a law although one slip of the hand explains it.
//!
//! Where 36.457 stands and the parts give 36.475, the law is hardly refuted: two digits changed
//! places. How much such a slot proves is counted as for any other: the values that would be
//! called a slip, among all that the target could take. Few lines suffice to know a law by, if
//! the line that is wrong speaks for it as well.

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
    let scale = terms.iter().chain([&judged.found]).map(|number| number.decimals()).max()?;
    let computed = scaled(Number::new(judged.computed.point, scale), scale)?;
    let target = scaled(judged.found, scale)?;
    let lacking = computed.checked_sub(target)?;
    let terms: Vec<i128> = terms.iter().filter_map(|term| scaled(*term, scale)).collect();
    let explained = |computed: i128| {
        let lacking = computed.saturating_sub(target);
        is_slip(target, computed)
            || terms.iter().any(|term| term.checked_sub(lacking).is_some_and(|meant| is_slip(*term, meant)))
    };
    let figures = terms.len().saturating_add(1) as f64;
    let odds = odds(lacking.unsigned_abs() as f64, figures);
    if explained(computed) {
        return Some(odds);
    }
    // Rounding may have moved the sum by a step: three values in place of one.
    [1, -1].into_iter().any(|step| explained(computed.saturating_add(step))).then_some(odds / 3.0)
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
    let mut figure = figure.unsigned_abs();
    while figure != 0 && figure.is_multiple_of(10) {
        figure /= 10;
    }
    figure.checked_ilog10().map_or(1, |log| log + 1)
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
    let (typed, meant) = (digits(typed), digits(meant));
    let (a, b) = (trimmed(&typed), trimmed(&meant));
    if a == b {
        // The same digits at another place: the decimal mark moved.
        return typed.len().abs_diff(meant.len()) <= 3;
    }
    in_place(&typed, &meant) || lacks_one(a, b) || lacks_one(b, a)
}

fn digits(figure: i128) -> Vec<u8> {
    let size = figure.unsigned_abs();
    // The digits of a short integer are found much faster.
    u64::try_from(size).map_or_else(|_| size.to_string(), |size| size.to_string()).into_bytes()
}

fn trimmed(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().rev().take_while(|digit| **digit == b'0').count();
    digits.get(..digits.len().saturating_sub(zeros)).unwrap_or(digits)
}

/// One digit replaced, or two neighbours swapped.
fn in_place(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let differ: Vec<usize> = (0..a.len()).filter(|at| a.get(*at) != b.get(*at)).collect();
    match differ.as_slice() {
        [_] => true,
        [first, second] => *second == first + 1 && a.get(*first) == b.get(*second) && a.get(*second) == b.get(*first),
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
    fn a_longer_figure_has_more_slips() {
        assert!(choices([12345, 100].into_iter(), 2) > choices([123, 100].into_iter(), 2));
        assert!((choices([7].into_iter(), 0) - 38.0).abs() < 1e-9);
    }
}
