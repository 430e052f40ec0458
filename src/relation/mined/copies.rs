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
    let mut groups: BTreeMap<Vec<i128>, Vec<usize>> = BTreeMap::new();
    // Two fingerprints, of different slots: one wrong figure spoils one of them at most.
    let every = grid.slots.div_ceil(2 * FINGERPRINT).max(1);
    for half in 0..2 {
        groups.clear();
        let slots: Vec<usize> = (half * every..grid.slots).step_by(2 * every).collect();
        if slots.len() < 2 {
            continue;
        }
        for line in (0..grid.lines).filter(|line| grid.numbers(*line) >= 2) {
            let print: Vec<i128> = slots.iter().map(|slot| grid.value(line, *slot)).collect();
            if print.iter().filter(|value| **value != 0).count() >= 2 {
                groups.entry(print).or_default().push(line);
            }
        }
        if half == 0 {
            let found = judged(grid, &groups);
            if !found.is_empty() {
                return found;
            }
        }
    }
    judged(grid, &groups)
}

fn judged(grid: &Grid, groups: &BTreeMap<Vec<i128>, Vec<usize>>) -> Vec<Judged> {
    let tried = (grid.lines.max(1) as f64).log10() * 2.0;
    let mut found = Vec::new();
    for lines in groups.values() {
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
    let mut shorter = Vec::new();
    for outer in &sums {
        let parts = &outer.law.operands;
        for inner in sums.iter().filter(|inner| inner.law.target != outer.law.target) {
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
