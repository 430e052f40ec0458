//! Where a law applies: a slot that disobeys is an exception only if the law was meant for it.

use super::grid::Grid;
use super::law::{Judged, Shape};
use super::outcome::check;
use super::prior;
use crate::words::Sense;

/// Takes the slots out of a law's failures that it was not meant for. `derived` are the slots that
/// the laws of the other axis compute by anything but adding up: averages, shares, rates.
pub(super) fn limit(grid: &Grid, laws: &mut [Judged], derived: &[usize]) {
    for judged in laws {
        if judged.law.shape == Shape::Equal {
            // Where two lines print the same figures, one that differs is another figure.
            judged.fails.clear();
        }
        if !accuses(grid, judged) {
            judged.fails.clear();
        }
        leave_out_near_means(grid, judged);
        let (Some(&first), Some(&last)) = (judged.holds.first(), judged.holds.last()) else { continue };
        // Beyond the first and the last slot that obey, one slot may be an exception; more are
        // another part of the table.
        let before = judged.fails.iter().filter(|slot| **slot < first).count();
        let after = judged.fails.iter().filter(|slot| **slot > last).count();
        if matches!(judged.law.shape, Shape::Share { .. }) {
            // Averages below the lines, set apart from them, are no shares.
            let belongs = |slot: usize| {
                (slot > first || !grid.is_set_apart(slot, first)) && (slot < last || !grid.is_set_apart(slot, last))
            };
            judged.fails.retain(|slot| belongs(*slot) || judged.slips.contains(slot));
        }
        judged.fails.retain(|slot| (*slot > first || before <= 1) && (*slot < last || after <= 1));
        if judged.law.shape == Shape::Sum {
            leave_out_unsaid(grid, judged);
        }
        if matches!(judged.law.shape, Shape::Sum | Shape::Average) {
            judged.fails.retain(|slot| !derived.contains(slot));
            let slips: Vec<usize> = judged.slips.iter().copied().filter(|slot| judged.fails.contains(slot)).collect();
            leave_out_rates(grid, &judged.holds, &mut judged.fails);
            judged.fails.extend(slips);
            judged.fails.sort_unstable();
            judged.fails.dedup();
        }
    }
}

/// Takes out of the failures of a sum the totals that leave blank what the law has everywhere else: a
/// balance is not added up over the months, and no figure was forgotten there.
fn leave_out_unsaid(grid: &Grid, judged: &mut Judged) {
    let Judged { law, holds, fails, .. } = judged;
    let is_total = |slot: usize| grid.is_derived(slot) || grid.slot_words.get(slot).is_some_and(|words| words.total);
    let is_always_said = |line: usize| holds.iter().all(|slot| grid.is_number(line, *slot));
    fails.retain(|slot| {
        let mut blank = law.operands.iter().filter(|line| !grid.is_number(**line, *slot));
        !(is_total(*slot) && blank.any(|line| is_always_said(*line)))
    });
}

/// So many slots that differ must obey a law of which nothing but the figures speaks before it accuses another.
const WITNESSES: usize = 3;

/// Digits, what was tried taken off, with which one slot fewer will do: two lines that agree to six digits each
/// are no accident of a search among a hundred thousand.
const SURE: f64 = 5.0;

/// Whether a law may accuse the slots that disobey. What words, outline or form say may stand alone; a
/// run next to its total needs a second slot; whatever else was found anywhere among many, a third.
fn accuses(grid: &Grid, judged: &Judged) -> bool {
    let law = &judged.law;
    let is_next = |lines: &[usize]| lines.windows(2).all(|pair| matches!(pair, [a, b] if b - a == 1));
    let is_run = || {
        let mut lines = law.operands.clone();
        lines.push(law.target);
        lines.sort_unstable();
        law.shape == Shape::Sum && is_next(&law.operands) && is_next(&lines)
    };
    let needed = if prior::is_declared(grid, law) || prior::is_said(grid, law) {
        0
    } else if is_run() {
        WITNESSES - 1
    } else {
        WITNESSES
    };
    judged.differ >= needed || (judged.differ + 1 >= needed && judged.evidence >= SURE)
}

/// A mean of rounded figures may miss by a unit; where nobody says that it is one, it is no mean that was
/// calculated from these figures.
fn leave_out_near_means(grid: &Grid, judged: &mut Judged) {
    let law = &judged.law;
    if law.shape == Shape::Average && !prior::is_said(grid, law) {
        judged.fails.retain(|slot| check(grid, law, *slot).is_none_or(|outcome| !outcome.rounded));
    }
}

/// Takes the slots of rates and prices out of the failures of a law that holds elsewhere: they
/// were never meant to add up. Where the law holds on rates as well, they were.
pub(super) fn leave_out_rates(grid: &Grid, holds: &[usize], fails: &mut Vec<usize>) {
    let kinds: [fn(&Grid, usize) -> bool; 2] = [is_rate, Grid::is_fractional];
    for is_of_kind in kinds {
        let of_kind = holds.iter().filter(|slot| is_of_kind(grid, **slot)).count();
        if of_kind * 2 < holds.len() {
            fails.retain(|slot| !is_of_kind(grid, *slot));
        }
    }
}

/// Whether the words of a slot say that its figures do not add up.
fn is_rate(grid: &Grid, slot: usize) -> bool {
    let says = |sense| grid.slot_words.get(slot).is_some_and(|words| words.senses.has(sense));
    !says(Sense::Total) && (says(Sense::Percent) || says(Sense::Average) || says(Sense::Price))
}
