//! Totals of lines that do not all give the parts.
//!
//! Where two units in ten report how many came and not by which door ("-"), the country adds up what there is:
//! its parts are those of eight units and its whole that of ten, and a rate is taken of the eight. What a law
//! of the lines says is not meant for such a total.

use super::grid::Grid;
use super::law::{Judged, Law, Shape};

/// A line that is not called a total is one where it comes to nine tenths of all the others together, and so do
/// its parts: some lines may be left out.
const OF_THE_OTHERS: f64 = 0.9;

/// Takes out of the failures of sums and quotients the totals of lines without parts.
pub(super) fn exempt(grid: &Grid, laws: &mut [Judged]) {
    for judged in laws.iter_mut().filter(|judged| !judged.fails.is_empty()) {
        let Some(whole) = whole(&judged.law) else { continue };
        grid.effort.spend(grid.slots.saturating_mul(judged.law.operands.len()));
        if grid.effort.is_spent() {
            return;
        }
        let unsplit: Vec<usize> = (0..grid.slots).filter(|slot| is_unsplit(grid, &judged.law, whole, *slot)).collect();
        if unsplit.is_empty() {
            continue;
        }
        let Judged { law, fails, slips, .. } = judged;
        let is_total_of = |slot: &usize| match lacks(grid, law, *slot, whole, &unsplit) {
            Lacks::Less => false,
            Lacks::Them => is_called_total(grid, *slot) || comes_to_all(grid, &[whole], *slot),
            // What is called a total is one of all lines.
            Lacks::More => {
                !is_called_total(grid, *slot)
                    && comes_to_all(grid, &[whole], *slot)
                    && comes_to_all(grid, &law.operands, *slot)
            }
        };
        let exempt: Vec<usize> = fails.iter().copied().filter(is_total_of).collect();
        fails.retain(|slot| !exempt.contains(slot));
        slips.retain(|slot| !exempt.contains(slot));
    }
}

/// The line of which the others give a part: the total of a sum, the divisor of a quotient.
fn whole(law: &Law) -> Option<usize> {
    match law.shape {
        Shape::Sum => Some(law.target),
        Shape::Ratio(_) => law.operands.get(1).copied(),
        _ => None,
    }
}

/// Whether a slot gives the whole and nothing else of a law.
fn is_unsplit(grid: &Grid, law: &Law, whole: usize, slot: usize) -> bool {
    let others = || law.operands.iter().chain([&law.target]).filter(|line| **line != whole);
    grid.is_number(whole, slot) && grid.value(whole, slot) > 0 && others().all(|line| !grid.is_number(*line, slot))
}

fn is_called_total(grid: &Grid, slot: usize) -> bool {
    grid.is_derived(slot) || grid.slot_words.get(slot).is_some_and(|words| words.total)
}

/// Whether some lines together come to as much in a slot as in all others.
fn comes_to_all(grid: &Grid, lines: &[usize], slot: usize) -> bool {
    let of = |slot: usize| lines.iter().map(|line| grid.float(*line, slot)).sum::<f64>();
    of(slot) >= OF_THE_OTHERS * (0..grid.slots).filter(|other| *other != slot).map(of).sum::<f64>()
}

/// What a total has more than its parts give, beside the wholes of the lines without parts.
enum Lacks {
    /// Less than these, or nothing.
    Less,
    /// These exactly.
    Them,
    /// More than these: lines were left out.
    More,
}

fn lacks(grid: &Grid, law: &Law, slot: usize, whole: usize, unsplit: &[usize]) -> Lacks {
    let value = |line: usize| grid.float(line, slot);
    let split: f64 = match (law.shape, law.operands.as_slice()) {
        (Shape::Sum, parts) => parts.iter().map(|line| value(*line)).sum(),
        (Shape::Ratio(scale), [part, _]) if value(law.target) != 0.0 => {
            value(*part) * f64::from(scale) / value(law.target)
        }
        _ => return Lacks::Less,
    };
    let without: f64 = unsplit.iter().filter(|other| **other != slot).map(|slot| grid.float(whole, *slot)).sum();
    // What the quotient is rounded by moves the whole that it was taken of.
    let unit = grid.float_unit(law.target, slot) / value(law.target).abs().max(f64::MIN_POSITIVE);
    let excused = grid.float_unit(whole, slot) + if law.shape == Shape::Sum { 0.0 } else { unit * split.abs() };
    let more = value(whole) - split - without;
    if more.abs() <= excused {
        Lacks::Them
    } else if more > 0.0 {
        Lacks::More
    } else {
        Lacks::Less
    }
}
