//! What speaks for a law besides its numbers, in digits: words and place.
//!
//! Evidence of different kinds adds up. A digit here weighs as much as a digit of chance: a line
//! called "Tổng cộng" is some ten or a hundred times likelier to be a sum than any other.

use super::grid::{Axis, Grid};
use super::law::{Law, Shape};
use super::periods;
use crate::words::Sense;

/// What it is worth that another table of the same form obeys a law.
const OF_THE_FORM: f64 = 3.0;

/// What it is worth that the words of a comparison name what is compared.
const NAMED: f64 = 2.5;

/// What it is worth that the operands are the lines under the target.
const OF_THE_OUTLINE: f64 = 2.5;

/// Digits for (or against) a law.
pub(super) fn digits(grid: &Grid, law: &Law) -> f64 {
    let target = grid.says(law.target);
    let structural = grid.line_words.get(law.target).is_some_and(|words| words.total);
    let says = |sense| target.has(sense);
    let mut digits = if grid.lent.contains(law) { OF_THE_FORM } else { 0.0 };
    match law.shape {
        Shape::Sum => {
            if structural || says(Sense::Total) || says(Sense::Subtotal) {
                digits += 2.0;
            } else if says(Sense::BeginsTotal) {
                digits += 1.0;
            }
            if says(Sense::Average) {
                digits -= 2.0;
            }
            if is_outline(grid, law) {
                digits += OF_THE_OUTLINE;
            }
        }
        Shape::Average => {
            if says(Sense::Average) {
                digits += 2.0;
                if is_outline(grid, law) {
                    digits += OF_THE_OUTLINE;
                }
            }
            digits -= constant(grid, law.target);
            if structural || says(Sense::Total) {
                digits -= 2.0;
            }
        }
        Shape::Ratio(_) | Shape::Share { .. } => {
            if says(Sense::Percent) || says(Sense::RatioTo) || says(Sense::Average) || says(Sense::Share) {
                digits += 1.0;
            }
            if periods::are_named(grid, law) {
                digits += NAMED;
            }
            digits -= constant(grid, law.target);
            // A quotient carries decimals that its terms do not.
            if most(grid, law) < grid.decimals(law.target) {
                digits += 1.0;
            }
        }
        Shape::Equal => {}
        Shape::Change(_) => {
            if says(Sense::Growth) {
                digits += 1.5;
            }
            if periods::are_named(grid, law) {
                digits += NAMED;
            }
            digits -= constant(grid, law.target);
        }
        Shape::Product(_) => {
            if says(Sense::Amount) {
                digits += 1.0;
            }
            // A percent is computed, and not what something else is computed from.
            if law.operands.iter().any(|line| grid.says(*line).has(Sense::Percent)) {
                digits -= 2.0;
            }
            digits -= constant(grid, law.target);
            // A product keeps the decimals of its factors; fewer would be luck.
            digits += if most(grid, law) <= grid.decimals(law.target) { 1.0 } else { -3.0 };
        }
    }
    digits
}

/// The most digits that [`digits`] gives to a law of a line, whatever its operands.
pub(super) fn most_digits(grid: &Grid, line: usize, shape: Shape) -> f64 {
    let target = grid.says(line);
    let says = |senses: &[Sense]| senses.iter().any(|sense| target.has(*sense));
    let is_total = grid.line_words.get(line).is_some_and(|words| words.total);
    let if_so = |is_so: bool, digits: f64| if is_so { digits } else { 0.0 };
    let of_the_form = if_so(!grid.lent.is_empty(), OF_THE_FORM);
    let named = if_so(grid.periods.get(line).is_some_and(|periods| !periods.is_empty()), NAMED);
    of_the_form
        + match shape {
            Shape::Sum => {
                if_so(is_total || says(&[Sense::Total, Sense::Subtotal, Sense::BeginsTotal]), 2.0)
                    + if_so(grid.children(line) > 0, OF_THE_OUTLINE)
            }
            Shape::Average => if_so(says(&[Sense::Average]), 2.0 + OF_THE_OUTLINE),
            Shape::Ratio(_) | Shape::Share { .. } => {
                if_so(says(&[Sense::Percent, Sense::RatioTo, Sense::Average, Sense::Share]), 1.0)
                    + named
                    + if_so(grid.decimals(line) > 0, 1.0)
                    - constant(grid, line)
            }
            Shape::Change(_) => if_so(says(&[Sense::Growth]), 1.5) + named - constant(grid, line),
            Shape::Product(_) => if_so(says(&[Sense::Amount]), 1.0) + 1.0 - constant(grid, line),
            Shape::Equal => 0.0,
        }
}

/// Whether the operands are the lines directly under the target in the outline, or the columns that
/// stand with it under one header.
fn is_outline(grid: &Grid, law: &Law) -> bool {
    let parent = |line: usize| grid.line_words.get(line).and_then(|words| words.parent);
    grid.children(law.target) == law.operands.len() && law.operands.iter().all(|line| parent(*line) == Some(law.target))
}

/// The share of slots that must obey a law that words or outline declare as well; a larger one without.
pub(super) const LEAST_SHARE: f64 = 0.5;

/// The share of slots that must obey.
pub(super) fn least_share(grid: &Grid, law: &Law) -> f64 {
    if is_declared(grid, law) { LEAST_SHARE } else { 0.6 }
}

/// Whether something besides the numbers says that a line is a sum or an average, or that a law is
/// that of the form.
pub(super) fn is_declared(grid: &Grid, law: &Law) -> bool {
    grid.lent.contains(law)
        || match law.shape {
            Shape::Sum => is_said(grid, law) || is_outline(grid, law),
            Shape::Average => is_said(grid, law),
            _ => false,
        }
}

/// The most decimals among the operands.
fn most(grid: &Grid, law: &Law) -> u32 {
    law.operands.iter().map(|line| grid.decimals(*line)).max().unwrap_or(0)
}

/// A line that is the same everywhere was given, not computed.
fn constant(grid: &Grid, line: usize) -> f64 {
    let mut values = (0..grid.slots).filter(|slot| grid.is_number(line, *slot)).map(|slot| grid.value(line, slot));
    let first = values.next();
    if grid.slots > 2 && values.all(|value| Some(value) == first) { 5.0 } else { 0.0 }
}

/// Of equal laws the one of fewer cells that lie closer together is meant.
pub(super) fn complexity(law: &Law) -> f64 {
    let nearest = law.operands.iter().map(|line| line.abs_diff(law.target)).min().unwrap_or(1);
    let terms = law.operands.len().max(1);
    let whole: usize = law.operands.iter().map(|line| line.abs_diff(law.target)).sum();
    let mean = whole as f64 / terms as f64;
    0.2 * (nearest as f64).ln() + 0.2 * mean.ln() + 0.5 * (terms as f64).ln()
}

/// Laws that nobody means, however well they hold: the middle of two figures is a common accident,
/// and an average of every k-th line is one only when it is called so.
pub(super) fn is_plausible(grid: &Grid, law: &Law) -> bool {
    // Neither is this year's figure computed from last year's and a percent: the percent is.
    let percent = |line: &usize| grid.says(*line).has(Sense::Percent);
    if matches!(law.shape, Shape::Ratio(_) | Shape::Change(_) | Shape::Share { .. })
        && !percent(&law.target)
        && law.operands.iter().any(percent)
    {
        return false;
    }
    if law.shape != Shape::Average || is_said(grid, law) {
        return true;
    }
    let is_run = law.operands.windows(2).all(|pair| match pair {
        [a, b] => grid.axis == Axis::Across || b - a <= 2,
        _ => true,
    });
    law.operands.len() >= 3 && is_run
}

/// Whether the words of the target say what the law says.
pub(super) fn is_said(grid: &Grid, law: &Law) -> bool {
    let says = |sense| grid.says(law.target).has(sense);
    match law.shape {
        Shape::Sum => {
            let structural = grid.line_words.get(law.target).is_some_and(|words| words.total);
            structural || says(Sense::Total) || says(Sense::Subtotal)
        }
        Shape::Average => says(Sense::Average),
        Shape::Ratio(_) => says(Sense::Percent) || says(Sense::RatioTo),
        Shape::Share { .. } => says(Sense::Percent) || says(Sense::Share),
        Shape::Change(_) => says(Sense::Growth),
        Shape::Product(_) => says(Sense::Amount),
        Shape::Equal => false,
    }
}
