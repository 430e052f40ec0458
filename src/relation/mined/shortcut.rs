//! Short cuts past an item that is nothing nearly everywhere.
//!
//! Where the carry-over is zero in eleven units of twelve, the total before it and the total after it are the
//! same in eleven, and every law of the one seems to be one of the other. It fails where the item is not
//! zero, and by exactly that item (or by twice, where the item stands on the wrong side): that is no
//! error but what the item is for. So it is with a rate of exchange that is 1 on all lines but those in another
//! currency, by which units × price fail there.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Grid, float};
use super::law::{Judged, Law, Shape};

/// By how many times an item is missed that a law leaves out, adds although it is subtracted, or takes on
/// the wrong side.
const TIMES_LEFT_OUT: [i128; 2] = [1, -1];
const TIMES_ON_THE_WRONG_SIDE: i128 = -2;

/// The digits that the items of all such slots must have together, so that no difference is one of them
/// by accident: as many as make a slip telling.
const TELLING: f64 = 1.0;

/// Lines on which a factor must be 1 before it is one that is nothing nearly everywhere.
const ENOUGH: usize = 3;

/// By how much of its own size a factor may be missed: a rate of exchange was that of another day.
const OF_ANOTHER_DAY: f64 = 0.1;

/// Takes out of the failures of sums, products and quotients the slots that such an item explains.
pub(super) fn exempt(grid: &Grid, laws: &mut [Judged]) {
    let mut nothing = Nothing::new(grid);
    let explained: Vec<(usize, Vec<usize>)> = laws
        .iter()
        .enumerate()
        .filter(|(_, judged)| !judged.fails.is_empty() && !grid.effort.is_spent())
        .filter_map(|(at, judged)| {
            let slots = match judged.law.shape {
                Shape::Sum => explained(grid, judged, laws, nothing.at(judged.holds.first().copied()))?,
                Shape::Product(scale) => factored(grid, judged, 1.0 / f64::from(scale))?,
                Shape::Ratio(scale) => factored(grid, judged, f64::from(scale))?,
                _ => return None,
            };
            Some((at, slots))
        })
        .collect();
    for (at, slots) in explained {
        if let Some(judged) = laws.get_mut(at) {
            judged.fails.retain(|slot| slots.binary_search(slot).is_err());
            judged.slips.retain(|slot| slots.binary_search(slot).is_err());
        }
    }
}

/// The lines that hold nothing in a slot. Few lines do, and all sums that hold in the slot ask for them.
struct Nothing<'a> {
    grid: &'a Grid,
    in_slots: BTreeMap<Option<usize>, Vec<usize>>,
}

impl<'a> Nothing<'a> {
    fn new(grid: &'a Grid) -> Self {
        Self { grid, in_slots: BTreeMap::new() }
    }

    /// Those of a slot; all lines where there is none.
    fn at(&mut self, slot: Option<usize>) -> &[usize] {
        let is_nothing = |line: &usize| slot.is_none_or(|slot| self.grid.value(*line, slot) == 0);
        self.in_slots.entry(slot).or_insert_with(|| (0..self.grid.lines).filter(is_nothing).collect())
    }
}

/// The slots that such items explain, each its own. `nothing` are the lines that hold nothing in the first slot in
/// which the law holds.
fn explained(grid: &Grid, judged: &Judged, laws: &[Judged], nothing: &[usize]) -> Option<Vec<usize>> {
    let misses: Vec<Miss> = judged.fails.iter().map(|slot| Miss::of(grid, &judged.law, *slot)).collect();
    grid.effort.spend(grid.lines.saturating_add(judged.fails.len().saturating_mul(judged.law.operands.len())));
    let items = nothing.iter().copied().filter(|item| *item != judged.law.target);
    let explained = items.filter_map(|item| {
        // What is nothing wherever the law holds, and something where it fails.
        let some = misses.iter().filter(|miss| grid.value(item, miss.slot) != 0).count();
        if some == 0 || judged.holds.iter().any(|slot| grid.value(item, *slot) != 0) {
            return None;
        }
        let is_part = judged.law.operands.contains(&item);
        let times: &[i128] = if is_part { &[TIMES_ON_THE_WRONG_SIDE] } else { &TIMES_LEFT_OUT };
        times.iter().find_map(|times| {
            let slots: Vec<usize> =
                misses.iter().filter(|miss| miss.is_item(grid, item, *times)).map(|miss| miss.slot).collect();
            let digits: f64 = slots.iter().map(|slot| digits(grid, item, *slot)).sum();
            // A sign may be lost as well: another law that holds must know the item as it stands.
            let is_known = !is_part || laws.iter().any(|other| knows(other, item, &slots));
            (slots.len() * 2 > some && digits >= TELLING && is_known).then_some(slots)
        })
    });
    let slots: BTreeSet<usize> = explained.flatten().collect();
    (!slots.is_empty()).then(|| slots.into_iter().collect())
}

/// The slots in which a product or quotient fails by a factor that is 1 wherever it holds.
fn factored(grid: &Grid, judged: &Judged, scale: f64) -> Option<Vec<usize>> {
    grid.effort.spend(grid.lines);
    let Judged { law, holds, fails, .. } = judged;
    let is_one = |line: usize, slot: usize| grid.value(line, slot) == grid.one();
    let factors = (0..grid.lines).filter(|line| *line != law.target && !law.operands.contains(line)).filter(|line| {
        let numbers = || holds.iter().filter(|slot| grid.is_number(*line, **slot));
        fails.iter().any(|slot| grid.value(*line, *slot) != 0 && !is_one(*line, *slot))
            && numbers().count() >= ENOUGH
            && numbers().all(|slot| is_one(*line, *slot))
    });
    let missed_by = |slot: usize| {
        let value = |line: &usize| grid.float(*line, slot);
        let computed = match (law.shape, law.operands.as_slice()) {
            (Shape::Ratio(_), [top, bottom]) => value(top) / value(bottom),
            (_, factors) => factors.iter().map(value).product(),
        };
        (value(&law.target) / (computed * scale)).ln()
    };
    let explained = factors.filter_map(|line| {
        let is_explained = |slot: &usize| {
            let (by, factor) = (missed_by(*slot), grid.float(line, *slot).ln());
            factor != 0.0 && (by.abs() - factor.abs()).abs() <= OF_ANOTHER_DAY * factor.abs()
        };
        let slots: Vec<usize> = fails.iter().copied().filter(is_explained).collect();
        (!slots.is_empty()).then_some(slots)
    });
    let slots: BTreeSet<usize> = explained.flatten().collect();
    (!slots.is_empty()).then(|| slots.into_iter().collect())
}

fn digits(grid: &Grid, line: usize, slot: usize) -> f64 {
    (float(grid.value(line, slot).abs()) / float(grid.unit(line, slot))).log10()
}

/// Whether a law without exceptions has a line among its own and holds in one of the slots.
fn knows(judged: &Judged, line: usize, slots: &[usize]) -> bool {
    judged.law.shape == Shape::Sum
        && judged.fails.is_empty()
        && (judged.law.target == line || judged.law.operands.contains(&line))
        && judged.holds.iter().any(|slot| slots.contains(slot))
}

/// By how much a sum misses in a slot.
struct Miss {
    slot: usize,
    by: i128,
    /// Twice what rounding may add to that.
    twice_excused: i128,
}

impl Miss {
    fn of(grid: &Grid, law: &Law, slot: usize) -> Self {
        let parts = law.operands.iter().filter(|line| grid.is_number(**line, slot));
        let (mut by, mut twice_excused) = (grid.value(law.target, slot), grid.unit(law.target, slot));
        for line in parts {
            by = by.saturating_sub(grid.value(*line, slot));
            twice_excused = twice_excused.saturating_add(grid.unit(*line, slot));
        }
        Self { slot, by, twice_excused }
    }

    /// Whether it misses by so many times an item that is larger than what rounding may do.
    fn is_item(&self, grid: &Grid, item: usize, times: i128) -> bool {
        let whole = grid.value(item, self.slot).saturating_mul(times);
        let unit = grid.unit(item, self.slot).saturating_mul(times.abs());
        let excused = self.twice_excused.saturating_add(unit);
        let left = self.by.saturating_sub(whole).saturating_abs();
        whole != 0 && left.saturating_mul(2) <= excused && whole.saturating_abs() > excused
    }
}
