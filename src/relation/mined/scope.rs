//! Where a law applies: a slot that disobeys is an exception only if the law was meant for it.

use super::grid::Grid;
use super::law::{Judged, Shape};
use crate::words::Sense;

/// Takes the slots out of a law's failures that it was not meant for. `derived` are the slots that
/// the laws of the other axis compute by anything but adding up: averages, shares, rates.
pub(super) fn limit(grid: &Grid, laws: &mut [Judged], derived: &[usize]) {
    for judged in laws {
        if judged.law.shape == Shape::Equal {
            // Where two lines print the same figures, one that differs is another figure.
            judged.fails.clear();
        }
        let (Some(&first), Some(&last)) = (judged.holds.first(), judged.holds.last()) else { continue };
        // Beyond the first and the last slot that obey, one slot may be an exception; more are
        // another part of the table.
        let before = judged.fails.iter().filter(|slot| **slot < first).count();
        let after = judged.fails.iter().filter(|slot| **slot > last).count();
        let adds = matches!(judged.law.shape, Shape::Sum | Shape::Average);
        let whole = judged.holds.iter().filter(|slot| grid.is_fractional(**slot)).count() * 2 < judged.holds.len();
        judged.fails.retain(|slot| {
            let reached = (*slot > first || before <= 1) && (*slot < last || after <= 1);
            let rate = derived.contains(slot) || is_rate(grid, *slot) || (whole && grid.is_fractional(*slot));
            reached && !(adds && rate)
        });
    }
}

/// Whether the words of a slot say that its figures do not add up.
fn is_rate(grid: &Grid, slot: usize) -> bool {
    let says = |sense| grid.slot_words.get(slot).is_some_and(|words| words.senses.has(sense));
    !says(Sense::Total) && (says(Sense::Percent) || says(Sense::Average) || says(Sense::Price))
}
