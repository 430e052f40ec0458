//! Sums and averages of neighbouring runs.
//!
//! For every number the numbers after it (and before it) are added up until they give it. Numbers
//! that are all positive stop as soon as they have passed the target, so that the time is linear
//! in cells for ordinary tables; [`LONGEST`] and [`LONGEST_SIGNED`] bound it for all others. What
//! one slot suggests is counted, and only what several suggest is judged on all slots.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};
use super::reach::Reach;
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

impl Wanted {
    fn shape(self) -> Shape {
        match self {
            Self::Sum => Shape::Sum,
            Self::Average => Shape::Average,
        }
    }
}

/// Sums of runs of a view.
pub(super) fn sums(grid: &Grid, view: &View, reach: &Reach) -> Vec<Judged> {
    search(grid, view, reach, Wanted::Sum)
}

/// Averages of runs of a view.
pub(super) fn averages(grid: &Grid, view: &View, reach: &Reach) -> Vec<Judged> {
    search(grid, view, reach, Wanted::Average)
}

fn search(grid: &Grid, view: &View, reach: &Reach, wanted: Wanted) -> Vec<Judged> {
    // In a long list an average is looked for only where it is called one.
    let is_average = |line| grid.says(line).has(Sense::Average);
    let named_only = wanted == Wanted::Average && grid.lines > MANY;
    if named_only && !(0..grid.lines).any(is_average) {
        return Vec::new();
    }
    let longest = view.lines.len().min(LONGEST_SIGNED);
    let tried = ((grid.lines * 2 * view.gap.max(1) * longest.max(1) * view.readings) as f64).log10();
    let targets: Vec<bool> = (0..grid.lines)
        .map(|line| (!named_only || is_average(line)) && reach.allows(line, wanted.shape(), tried))
        .collect();
    let mut votes: BTreeMap<Run, u32> = BTreeMap::new();
    let every = grid.slots.div_ceil(SAMPLE).max(1);
    // Other readings than the plain one are suggested by the sample alone, the plain one by more.
    let step = if view.readings == 1 { grid.slots.div_ceil(PLAIN).max(1) } else { every };
    for slot in (0..grid.slots).step_by(step) {
        if grid.effort.is_spent() {
            return Vec::new();
        }
        let far = slot / step % every.div_ceil(step).max(1) == 0;
        let gaps = if far { view.gap } else { 1 };
        let scan = Scan { view, gaps, wanted, targets: &targets };
        grid.effort.spend(if grid.is_small(slot) {
            scan.targets::<i64>(&grid.small_figures(slot), &mut votes)
        } else {
            let figure = |line| (grid.value(line, slot), grid.unit(line, slot));
            let figures = (0..grid.lines).map(|line| if grid.is_number(line, slot) { figure(line) } else { (0, 0) });
            scan.targets::<i128>(&figures.collect::<Vec<_>>(), &mut votes)
        });
    }
    decide(grid, view, wanted, tried, &votes)
}

/// The integers that a slot is added up in: 64 bits where its figures leave room for it, which is
/// several times as fast.
trait Whole: Copy + Ord + std::ops::Sub<Output = Self> + From<u16> {
    fn size(self) -> Self;
    fn times(self, by: Self) -> Self;
    fn plus(self, other: Self) -> Self;
}

macro_rules! whole {
    ($($integer:ty),*) => {
        $(impl Whole for $integer {
            fn size(self) -> Self {
                self.saturating_abs()
            }

            fn times(self, by: Self) -> Self {
                self.saturating_mul(by)
            }

            fn plus(self, other: Self) -> Self {
                self.saturating_add(other)
            }
        })*
    };
}

whole!(i64, i128);

/// Rounding excuses less than so many half units in a shorter run.
const SHORT: u16 = 64;

/// A figure and its unit; the unit is nothing where no figure stands.
pub(super) type Figure<N> = (N, N);

/// The runs of one slot.
struct Scan<'a> {
    view: &'a View,
    /// In how many places next to a target a run may begin.
    gaps: usize,
    wanted: Wanted,
    /// For each line whether it may be a target.
    targets: &'a [bool],
}

impl Scan<'_> {
    /// Notes the runs that give a target; how many figures were looked at. `lines`: what each line has in this slot.
    fn targets<N: Whole>(&self, lines: &[Figure<N>], votes: &mut BTreeMap<Run, u32>) -> usize {
        let zero = N::from(0);
        let figure = |line: usize| lines.get(line).copied().unwrap_or((zero, zero));
        let values: Vec<Figure<N>> = self.view.lines.iter().map(|line| figure(*line)).collect();
        let (mut at, mut steps) = (0, values.len());
        let targets = self.targets.iter().enumerate().filter(|(_, wanted)| **wanted);
        for target in targets.map(|(target, _)| target) {
            while self.view.lines.get(at).is_some_and(|line| *line < target) {
                at += 1;
            }
            let own = figure(target);
            if own.1 == zero || own.0 == zero {
                continue;
            }
            let itself = usize::from(self.view.lines.get(at) == Some(&target));
            for gap in 0..self.gaps {
                let (after, before) = (Some(at + itself + gap), at.checked_sub(1 + gap));
                for (start, forward) in [(after, true), (before, false)] {
                    let Some(start) = start else { continue };
                    steps += match self.wanted {
                        Wanted::Sum => walk_sum((target, own), &values, start, forward, votes),
                        Wanted::Average => walk_average((target, own), &values, start, forward, votes),
                    };
                }
            }
        }
        steps
    }
}

/// How many runs that begin in one place may give the target.
const HITS: u32 = 12;

/// Adds up from `start` onwards (or backwards) and notes the runs that give the target. Gives the length of the way.
fn walk_sum<N: Whole>(
    (line, target): (usize, Figure<N>),
    values: &[Figure<N>],
    start: usize,
    forward: bool,
    votes: &mut BTreeMap<Run, u32>,
) -> usize {
    if forward {
        let run = values.get(start..).unwrap_or_default();
        let note = |length: usize| *votes.entry((line, start, start + length)).or_default() += 1;
        // What lies behind the last figure was looked for as well.
        add_up(target, run.iter(), note).unwrap_or(run.len() + 1).min(LONGEST)
    } else {
        let run = values.get(..=start).unwrap_or_default();
        let note = |length: usize| *votes.entry((line, start - length, start)).or_default() += 1;
        add_up(target, run.iter().rev(), note).unwrap_or(run.len()).min(LONGEST)
    }
}

/// Adds up figures and notes how many steps from the first lead to the target. Zeros after a hit extend it: which of
/// the equal runs is meant, the other slots tell. Gives the length of the way if it ends before the figures do.
fn add_up<'a, N: Whole + 'a>(
    (target, unit): Figure<N>,
    run: impl Iterator<Item = &'a Figure<N>> + Clone,
    mut note: impl FnMut(usize),
) -> Option<usize> {
    let zero = N::from(0);
    // A total may show more digits than its parts carry.
    let mut unit = unit;
    // What rounding may excuse at most in a run of [`SHORT`] numbers, twice.
    let mut near = unit.times(N::from(SHORT));
    let (mut sum, mut terms, mut numbers, mut hits) = (zero, 0_usize, 0_u16, 0_u32);
    let mut one_sign = true;
    // What is taken off stands at the end, behind what comes to more than the total.
    let comes_back = |length: usize, next: Option<&Figure<N>>| {
        length < LONGEST_SIGNED && next.is_some_and(|(value, _)| *value != zero && (*value > zero) != (target > zero))
    };
    let (mut run, mut length) = (run.take(LONGEST), 0_usize);
    while let Some((value, own)) = run.next().copied() {
        length += 1;
        if own != zero {
            if own > unit {
                unit = own;
                near = unit.times(N::from(SHORT));
            }
            sum = sum.plus(value);
            numbers += 1;
            terms += usize::from(value != zero);
            one_sign &= value == zero || (value > zero) == (target > zero);
        }
        let missed = (sum - target).size();
        let twice = missed.plus(missed);
        // The usual case, in few steps: a short run that is not near its target.
        if numbers < SHORT && one_sign && twice > near {
            if sum.size() >= target.size() && !comes_back(length, run.clone().next()) {
                return Some(length);
            }
            continue;
        }
        if length > LONGEST_SIGNED && !one_sign {
            return Some(length);
        }
        let reached = twice <= unit.times(N::from(numbers + 1)) && twice <= unit.times(N::from(slack(numbers)));
        if reached && terms >= 2 {
            hits += 1;
            if hits > HITS {
                return Some(length);
            }
            note(length - 1);
        } else if one_sign
            && sum.size() > target.size().plus(unit.times(N::from(32)))
            && !comes_back(length, run.clone().next())
        {
            return Some(length);
        }
    }
    None
}

/// The same for runs whose mean is the target. None ends a run early: what lies too high so far may
/// be balanced by what follows.
fn walk_average<N: Whole>(
    (line, (target, unit)): (usize, Figure<N>),
    values: &[Figure<N>],
    start: usize,
    forward: bool,
    votes: &mut BTreeMap<Run, u32>,
) -> usize {
    let zero = N::from(0);
    // By how much the numbers so far exceed as many times the target, and what rounding excuses.
    let (mut excess, mut excused) = (zero, unit);
    let (mut terms, mut numbers, mut hits) = (0_usize, 0_usize, 0_u32);
    let mut visit = |length: usize, (value, own): Figure<N>| {
        if own != zero {
            excess = excess.plus(value - target);
            excused = excused.plus(unit);
            numbers += 1;
            terms += usize::from(value != zero);
        }
        let missed = excess.size();
        if missed.plus(missed) <= excused && numbers >= 2 && terms >= 2 {
            hits += 1;
            if hits > HITS {
                return false;
            }
            let (first, last) = if forward { (start, start + length) } else { (start - length, start) };
            *votes.entry((line, first, last)).or_default() += 1;
        }
        true
    };
    if forward {
        let run = values.get(start..).unwrap_or_default().iter().take(LONGEST_SIGNED);
        run.enumerate().take_while(|(length, value)| visit(*length, **value)).count()
    } else {
        let run = values.get(..=start).unwrap_or_default().iter().rev().take(LONGEST_SIGNED);
        run.enumerate().take_while(|(length, value)| visit(*length, **value)).count()
    }
}

/// Half units that rounding may add up to over so many terms (four standard deviations).
fn slack(terms: u16) -> u16 {
    let worst = terms.saturating_add(1);
    let likely = (4.0 * (f64::from(worst) / 3.0).sqrt()).ceil() as u16;
    worst.min(likely)
}

fn decide(grid: &Grid, view: &View, wanted: Wanted, tried: f64, votes: &BTreeMap<Run, u32>) -> Vec<Judged> {
    let shape = wanted.shape();
    let mut judged = Vec::new();
    let mut votes = votes.iter().peekable();
    while let Some(((target, ..), _)) = votes.peek().copied() {
        let target = *target;
        let mut runs: Vec<(usize, usize, u32)> = Vec::new();
        while let Some(((_, first, last), count)) = votes.next_if(|((other, ..), _)| *other == target) {
            runs.push((*first, *last, *count));
        }
        // One slot suffices where few can tell, or where the words of the line suggest it as well.
        let is_said = grid.says(target).has(if wanted == Wanted::Sum { Sense::Total } else { Sense::Average });
        let needed = if grid.numbers(target) <= 2 || is_said { 1 } else { 2 };
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
