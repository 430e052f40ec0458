//! Laws with exceptions that seem to hold because a better one does.
//!
//! Offer less bid is printed in a column, and on three lines of five it happens to be the spread as well: what
//! two columns give on every line is not computed from one of them and a third on some. And where a plan is
//! kept in two versions that differ on two lines, the total is that of the version that it adds up to everywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::law::{Judged, Law, Shape};

/// A sum that is obeyed on fewer of ten slots is not what was meant where another with both of its parts is
/// obeyed on all.
const OBEYED_OF_TEN: usize = 9;

/// On so many of ten slots that obey a sum its parts must be those of another to be a version of them.
const ALIKE_OF_TEN: usize = 9;

/// Takes out of the failures of sums the slots that a better law explains.
pub(super) fn exempt(grid: &Grid, laws: &mut [Judged]) {
    let sums: Vec<Judged> = laws.iter().filter(|judged| judged.law.shape == Shape::Sum).cloned().collect();
    let most = sums.iter().map(|judged| judged.fails.len()).max().unwrap_or(0);
    let better: Vec<&Judged> = sums.iter().filter(|judged| judged.fails.len() < most).collect();
    // A long list has many sums: each is held against those that have a line in common with it.
    let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, better) in better.iter().enumerate() {
        for line in lines(&better.law) {
            by_line.entry(line).or_default().push(at);
        }
    }
    for judged in laws.iter_mut().filter(|judged| judged.law.shape == Shape::Sum && !judged.fails.is_empty()) {
        let fails = judged.fails.len();
        grid.effort.spend(better.len());
        let beside: BTreeSet<usize> =
            lines(&judged.law).iter().filter_map(|line| by_line.get(line)).flatten().copied().collect();
        for better in beside.iter().filter_map(|at| better.get(*at)) {
            if better.fails.len() < fails && better.holds.len() >= judged.holds.len() && is_better(grid, judged, better)
            {
                judged.fails.retain(|slot| better.holds.binary_search(slot).is_err());
                judged.slips.retain(|slot| better.holds.binary_search(slot).is_err());
            }
        }
    }
}

/// Whether a sum with fewer exceptions is what was meant.
fn is_better(grid: &Grid, judged: &Judged, rival: &Judged) -> bool {
    let (law, better) = (&judged.law, &rival.law);
    if rival.fails.is_empty() && law.operands.len() == 2 && better.operands.len() == 2 && shared(law, better) == 2 {
        // Two columns that are the same have the same parts: then nothing speaks for the one that has not.
        let is_of_target = better.target == law.target || better.operands.contains(&law.target);
        let all = judged.holds.len().saturating_add(judged.fails.len());
        return is_of_target || judged.holds.len() * 10 < all * OBEYED_OF_TEN;
    }
    law.target == better.target && law.operands != better.operands && is_version(grid, judged, better)
}

/// How many lines two laws have in common.
fn shared(a: &Law, b: &Law) -> usize {
    lines(a).intersection(&lines(b)).count()
}

/// The target of a law that adds two figures, and these; of any other the target, by which alone its rivals are told.
fn lines(law: &Law) -> BTreeSet<usize> {
    let operands = if law.operands.len() == 2 { law.operands.as_slice() } else { &[] };
    operands.iter().copied().chain([law.target]).collect()
}

/// Whether the parts of one sum are those of another wherever it holds, but for some slots.
fn is_version(grid: &Grid, judged: &Judged, other: &Law) -> bool {
    grid.effort.spend(judged.holds.len().saturating_mul(other.operands.len()));
    let parts = |law: &Law, slot: usize| {
        let mut parts: Vec<i128> =
            law.operands.iter().map(|line| grid.value(*line, slot)).filter(|value| *value != 0).collect();
        parts.sort_unstable();
        parts
    };
    let alike = judged.holds.iter().filter(|slot| parts(&judged.law, **slot) == parts(other, **slot)).count();
    alike * 10 >= judged.holds.len() * ALIKE_OF_TEN
}
