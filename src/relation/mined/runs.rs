//! Sums and averages of neighbouring runs.
//!
//! For every number the numbers after it (and before it) are added up until they give it. Numbers
//! that are all positive stop as soon as they have passed the target, so that the time is linear
//! in cells for ordinary tables; [`LONGEST`] and [`LONGEST_SIGNED`] bound it for all others. What
//! one slot suggests is counted, and only what several suggest is judged on all slots.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};
use super::views::{MANY, View};
use crate::words::Sense;

/// The longest run of numbers of one sign.
const LONGEST: usize = 5000;
/// The longest run when signs are mixed, and for averages.
const LONGEST_SIGNED: usize = 64;
/// How many laws of one target are judged, the most often suggested first.
const JUDGED: usize = 6;
/// Slots that may suggest runs which do not begin next to their target.
const SAMPLE: usize = 24;
/// Slots that may suggest runs next to their target.
const PLAIN: usize = 400;

/// A run in a view: target, first and last position.
type Run = (usize, usize, usize);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Sum,
    Average,
}

/// Sums of runs of a view.
pub(super) fn sums(grid: &Grid, view: &View) -> Vec<Judged> {
    search(grid, view, Wanted::Sum)
}

/// Averages of runs of a view.
pub(super) fn averages(grid: &Grid, view: &View) -> Vec<Judged> {
    search(grid, view, Wanted::Average)
}

fn search(grid: &Grid, view: &View, wanted: Wanted) -> Vec<Judged> {
    let mut votes: BTreeMap<Run, u32> = BTreeMap::new();
    let every = grid.slots.div_ceil(SAMPLE).max(1);
    // Other readings than the plain one are suggested by the sample alone, the plain one by more.
    let step = if view.readings == 1 { grid.slots.div_ceil(PLAIN).max(1) } else { every };
    for slot in (0..grid.slots).step_by(step) {
        let values: Vec<Option<(i128, i128)>> = view
            .lines
            .iter()
            .map(|&line| grid.is_number(line, slot).then(|| (grid.value(line, slot), grid.unit(line, slot))))
            .collect();
        let far = slot / step % every.div_ceil(step).max(1) == 0;
        for target in 0..grid.lines {
            if !grid.is_number(target, slot) || grid.value(target, slot) == 0 {
                continue;
            }
            // In a long list an average is looked for only where it is called one.
            if wanted == Wanted::Average && grid.lines > MANY && !grid.says(target).has(Sense::Average) {
                continue;
            }
            let at = view.lines.partition_point(|line| *line < target);
            let itself = usize::from(view.lines.get(at) == Some(&target));
            let gaps = if far { view.gap } else { 1 };
            for gap in 0..gaps {
                let scan = Scan { grid, slot, target, values: &values, wanted };
                scan.walk(at + itself + gap, true, &mut votes);
                if let Some(start) = at.checked_sub(1 + gap) {
                    scan.walk(start, false, &mut votes);
                }
            }
        }
    }
    decide(grid, view, wanted, &votes)
}

/// One target in one slot.
struct Scan<'a> {
    grid: &'a Grid,
    slot: usize,
    target: usize,
    /// The values of the view and their units.
    values: &'a [Option<(i128, i128)>],
    wanted: Wanted,
}

impl Scan<'_> {
    /// Adds up from `start` onwards (or backwards) and notes the runs that give the target. Zeros
    /// after a hit extend it: which of the equal runs is meant, the other slots tell.
    fn walk(&self, start: usize, forward: bool, votes: &mut BTreeMap<Run, u32>) {
        let target = self.grid.value(self.target, self.slot);
        // A total may show more digits than its parts carry.
        let mut unit = self.grid.unit(self.target, self.slot);
        let (mut sum, mut terms, mut numbers, mut hits) = (0_i128, 0_usize, 0_i128, 0_u32);
        let mut one_sign = true;
        let mut at = start;
        for length in 1..=LONGEST {
            let Some(value) = self.values.get(at) else { return };
            if let Some((value, own)) = *value {
                if self.wanted == Wanted::Sum {
                    unit = unit.max(own);
                }
                sum = sum.saturating_add(value);
                numbers += 1;
                terms += usize::from(value != 0);
                one_sign &= value == 0 || (value > 0) == (target > 0);
            }
            if length > LONGEST_SIGNED && !(one_sign && self.wanted == Wanted::Sum) {
                return;
            }
            let reached = match self.wanted {
                Wanted::Sum => {
                    let twice = (sum - target).abs() * 2;
                    twice <= unit.saturating_mul(numbers + 1) && twice <= unit.saturating_mul(slack(numbers))
                }
                Wanted::Average => {
                    numbers >= 2 && (sum - target * numbers).abs() * 2 <= unit.saturating_mul(numbers + 1)
                }
            };
            if reached && terms >= 2 {
                hits += 1;
                if hits > 12 {
                    return;
                }
                let (first, last) = if forward { (start, at) } else { (at, start) };
                *votes.entry((self.target, first, last)).or_default() += 1;
            } else if self.wanted == Wanted::Sum
                && one_sign
                && sum.abs() > target.abs().saturating_add(unit.saturating_mul(32))
            {
                return;
            }
            at = match if forward { at.checked_add(1) } else { at.checked_sub(1) } {
                Some(next) => next,
                None => return,
            };
        }
    }
}

/// Half units that rounding may add up to over so many terms (four standard deviations).
fn slack(terms: i128) -> i128 {
    let worst = terms.saturating_add(1);
    let likely = (4.0 * (worst as f64 / 3.0).sqrt()).ceil() as i128;
    worst.min(likely)
}

fn decide(grid: &Grid, view: &View, wanted: Wanted, votes: &BTreeMap<Run, u32>) -> Vec<Judged> {
    let longest = view.lines.len().min(LONGEST_SIGNED);
    let tried = ((grid.lines * 2 * view.gap.max(1) * longest.max(1) * view.readings) as f64).log10();
    let shape = if wanted == Wanted::Sum { Shape::Sum } else { Shape::Average };
    let mut judged = Vec::new();
    let mut votes = votes.iter().peekable();
    while let Some(((target, ..), _)) = votes.peek().copied() {
        let target = *target;
        let mut runs: Vec<(usize, usize, u32)> = Vec::new();
        while let Some(((_, first, last), count)) = votes.next_if(|((other, ..), _)| *other == target) {
            runs.push((*first, *last, *count));
        }
        let needed = if grid.numbers(target) <= 2 { 1 } else { 2 };
        runs.retain(|(_, _, count)| *count >= needed);
        // The most often suggested first; of equals the longest, which takes in lines of zeros.
        runs.sort_by_key(|(first, last, count)| (std::cmp::Reverse(*count), std::cmp::Reverse(last - first)));
        for (first, last, _) in runs.into_iter().take(JUDGED) {
            let operands: Vec<usize> =
                view.lines.get(first..=last).unwrap_or(&[]).iter().copied().filter(|line| *line != target).collect();
            if operands.len() >= 2 {
                judged.push(judge(grid, Law { shape, target, operands }, tried));
            }
        }
    }
    judged
}
