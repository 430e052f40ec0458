//! Where a law applies: a slot that disobeys is an exception only if the law was meant for it.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::law::{Judged, Law, Shape};
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
        // another part of the table. A figure that a slip explains was meant to obey wherever it stands.
        let Judged { fails, slips, .. } = judged;
        let unexplained = || fails.iter().filter(|slot| !slips.contains(slot));
        let before = unexplained().filter(|slot| **slot < first).count();
        let after = unexplained().filter(|slot| **slot > last).count();
        let is_within = |slot: usize| (slot > first || before <= 1) && (slot < last || after <= 1);
        if matches!(judged.law.shape, Shape::Share { .. }) {
            // Averages below the lines, set apart from them, are no shares.
            let belongs = |slot: usize| {
                (slot > first || !grid.is_set_apart(slot, first)) && (slot < last || !grid.is_set_apart(slot, last))
            };
            judged.fails.retain(|slot| belongs(*slot) || judged.slips.contains(slot));
        }
        judged.fails.retain(|slot| is_within(*slot) || judged.slips.contains(slot));
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
    // A sure slip witnesses a law as a line does that holds.
    let differ = judged.differ.saturating_add(judged.sure);
    differ >= needed || (differ + 1 >= needed && judged.evidence >= SURE)
}

/// A mean of rounded figures may miss by a unit; where nobody says that it is one, it is no mean that was
/// calculated from these figures.
fn leave_out_near_means(grid: &Grid, judged: &mut Judged) {
    let law = &judged.law;
    if law.shape == Shape::Average && !prior::is_said(grid, law) {
        judged.fails.retain(|slot| check(grid, law, *slot).is_none_or(|outcome| !outcome.rounded));
    }
}

/// Takes out of the failures of averages the totals that hold the mean of the averages that they stand for. `sums`
/// are the laws of the other axis.
pub(super) fn leave_out_means(grid: &Grid, laws: &mut [Judged], sums: &[Judged]) {
    for judged in laws.iter_mut().filter(|judged| judged.law.shape == Shape::Average) {
        let line = judged.law.target;
        judged.fails.retain(|slot| {
            let sums = sums.iter().map(|sum| &sum.law).filter(|law| law.shape == Shape::Sum && law.target == *slot);
            let is_mean = |parts: &[usize]| {
                let mean = parts.iter().map(|part| grid.float(line, *part)).sum::<f64>() / parts.len().max(1) as f64;
                // Averages that were rounded lie half a unit beside what they are.
                let units = parts.iter().map(|part| grid.float_unit(line, *part)).fold(0.0, f64::max);
                let excused = (units + grid.float_unit(line, *slot)) / 2.0;
                parts.iter().all(|part| grid.is_number(line, *part))
                    && (mean - grid.float(line, *slot)).abs() <= excused
            };
            !sums.into_iter().any(|law| is_mean(&law.operands))
        });
    }
}

/// So many quotients that lie alike make a block that repeats.
const SEVERAL: usize = 2;

/// The lines that are quotients of lines as far away as those of others are, too small to show it by themselves: the
/// share of the literate is one in a hamlet of eight too.
pub(super) fn repeated_rates(grid: &Grid, laws: &[Judged]) -> Vec<usize> {
    let mut places: BTreeMap<(Shape, [isize; 2]), usize> = BTreeMap::new();
    let away = |line: usize, from: usize| line.checked_signed_diff(from);
    for Judged { law, .. } in laws {
        if let (Shape::Ratio(_), [top, bottom]) = (law.shape, law.operands.as_slice())
            && let (Some(top), Some(bottom)) = (away(*top, law.target), away(*bottom, law.target))
        {
            *places.entry((law.shape, [top, bottom])).or_default() += 1;
        }
    }
    let mut rates = Vec::new();
    for ((shape, places), _) in places.into_iter().filter(|(_, times)| *times >= SEVERAL) {
        grid.effort.spend(grid.lines.saturating_mul(grid.slots));
        if grid.effort.is_spent() {
            break;
        }
        for target in 0..grid.lines {
            let operands: Vec<usize> = places.iter().filter_map(|place| target.checked_add_signed(*place)).collect();
            if operands.len() < places.len() || operands.iter().any(|line| *line >= grid.lines) {
                continue;
            }
            let law = Law { shape, target, operands };
            let outcomes: Vec<_> = (0..grid.slots).filter_map(|slot| check(grid, &law, slot)).collect();
            if outcomes.len() >= SEVERAL && outcomes.iter().all(|outcome| outcome.rounded) {
                rates.push(target);
            }
        }
    }
    rates
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
