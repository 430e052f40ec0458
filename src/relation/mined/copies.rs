//! Figures that are printed twice, and sums that can be said shorter.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};

/// How many slots make the fingerprint by which equal lines find each other.
const FINGERPRINT: usize = 6;

/// Digits asked for beyond chance: equal figures come from equal months more often than from
/// copying.
const CAUTION: f64 = 15.0;

/// Lines that print the same figures as an earlier line. Time is linear in cells.
pub(super) fn equalities(grid: &Grid) -> Vec<Judged> {
    // Two fingerprints, of different slots: one wrong figure spoils one of them at most.
    let every = grid.slots.div_ceil(2 * FINGERPRINT).max(1);
    for half in 0..2 {
        let slots: Vec<usize> = (half * every..grid.slots).step_by(2 * every).collect();
        if slots.len() < 2 {
            continue;
        }
        let found = judged(grid, &alike(grid, &slots));
        if half == 1 || !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The lines that have the same figures in all of the slots, ascending, in groups of two or more.
fn alike(grid: &Grid, slots: &[usize]) -> Vec<Vec<usize>> {
    let figures = |line: usize| slots.iter().map(move |slot| grid.value(line, *slot));
    let tells =
        |line: &usize| grid.numbers(*line) >= 2 && figures(*line).filter(|value| *value != 0).take(2).count() == 2;
    // Sorted by a short name of the figures, which few others share.
    let mut named: Vec<(u64, usize)> = (0..grid.lines).filter(tells).map(|line| (name(figures(line)), line)).collect();
    named.sort_unstable();
    let mut groups = Vec::new();
    for same_name in named.chunk_by(|(a, _), (b, _)| a == b).filter(|lines| lines.len() >= 2) {
        let mut left: Vec<usize> = same_name.iter().map(|(_, line)| *line).collect();
        while let Some(&first) = left.first().filter(|_| left.len() >= 2) {
            let (group, others) = left.into_iter().partition(|line| figures(*line).eq(figures(first)));
            groups.push(group);
            left = others;
        }
    }
    groups
}

/// The FNV-1a hash of figures, each taken as a whole.
fn name(figures: impl Iterator<Item = i128>) -> u64 {
    figures.fold(0xcbf2_9ce4_8422_2325, |hash: u64, value| {
        (hash ^ value as u64 ^ (value >> 64) as u64).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn judged(grid: &Grid, groups: &[Vec<usize>]) -> Vec<Judged> {
    let tried = (grid.lines.max(1) as f64).log10() * 2.0;
    let mut found = Vec::new();
    for lines in groups {
        let Some((&first, copies)) = lines.split_first() else { continue };
        for &copy in copies {
            found.push(judge(grid, Law { shape: Shape::Equal, target: copy, operands: vec![first] }, tried + CAUTION));
        }
    }
    found
}

/// Sums in which the parts of another sum stand, with its total in their place: "F = L + O + R +
/// AA" becomes "F = G + AA" once G = L + O + R is known.
pub(super) fn shortened(grid: &Grid, found: &[Judged]) -> Vec<Judged> {
    const LONGEST: usize = 200;
    const MOST: usize = 400;
    let sums: Vec<&Judged> =
        found.iter().filter(|judged| judged.law.shape == Shape::Sum && judged.law.operands.len() <= LONGEST).collect();
    // In a long list few sums share a part: only those are compared whose first part the outer one has.
    let mut by_first: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, first) in sums.iter().enumerate().filter_map(|(at, sum)| Some((at, *sum.law.operands.first()?))) {
        by_first.entry(first).or_default().push(at);
    }
    let mut shorter = Vec::new();
    for outer in &sums {
        grid.effort.spend(sums.len());
        if grid.effort.is_spent() {
            return Vec::new();
        }
        let parts = &outer.law.operands;
        let mut inner: Vec<usize> = parts.iter().filter_map(|part| by_first.get(part)).flatten().copied().collect();
        inner.sort_unstable();
        inner.dedup();
        let inner = inner.iter().filter_map(|at| sums.get(*at));
        for inner in inner.filter(|inner| inner.law.target != outer.law.target) {
            let total = inner.law.target;
            let taken = &inner.law.operands;
            if taken.len() >= 2
                && taken.len() < parts.len()
                && parts.binary_search(&total).is_err()
                && taken.iter().all(|part| parts.binary_search(part).is_ok())
            {
                let mut operands: Vec<usize> =
                    parts.iter().copied().filter(|part| taken.binary_search(part).is_err()).chain([total]).collect();
                operands.sort_unstable();
                if shorter.len() < MOST && !operands.contains(&outer.law.target) {
                    shorter.push(judge(grid, Law { shape: Shape::Sum, target: outer.law.target, operands }, 3.0));
                }
            }
        }
    }
    shorter
}
