//! Sums of lines that are no run in any view: "total = E + J + O + Q".
//!
//! The slot richest in numbers is searched for subsets of the nearest lines that give the target, and the
//! next where it suggests none; what it suggests must hold on another slot before it is judged on all. With [`NEAREST`] lines
//! on either side the work per target is bounded by 4 × 2^NEAREST additions, and only targets that
//! nothing explains yet are tried, in tables of at most [`MOST_LINES`] lines.

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};
use super::views::View;

/// Lines on one side of the target that may be parts.
const NEAREST: usize = 12;
/// Larger tables are not searched.
const MOST_LINES: usize = 150;
/// Subsets of one target that are looked at more closely.
const MOST_HITS: usize = 32;

/// Sums of subsets of a view for the targets that are not `explained`.
pub(super) fn sums(grid: &Grid, view: &View, explained: &[usize]) -> Vec<Judged> {
    let mut found = Vec::new();
    if view.lines.len() > MOST_LINES {
        return found;
    }
    for target in (0..grid.lines).filter(|line| explained.binary_search(line).is_err()) {
        let at = view.lines.partition_point(|line| *line < target);
        let before: Vec<usize> = view.lines.get(..at).unwrap_or(&[]).iter().rev().take(NEAREST).copied().collect();
        let after: Vec<usize> =
            view.lines.get(at..).unwrap_or(&[]).iter().filter(|line| **line != target).take(NEAREST).copied().collect();
        for side in [before, after] {
            one_side(grid, target, &side, &mut found);
        }
    }
    found
}

fn one_side(grid: &Grid, target: usize, side: &[usize], found: &mut Vec<Judged>) {
    let richest = richest(grid, target, side);
    let tried = grid.lines.max(1) as f64;
    let tried = tried.log10() + 1.0 + side.len() as f64 * 2_f64.log10();
    // A wrong figure in the richest slot hides the law from it alone.
    for first in richest.iter().take(richest.len().saturating_sub(1).min(2)) {
        let before = found.len();
        for operands in hits(grid, target, side, *first) {
            if richest.iter().any(|second| second != first && is_near(grid, target, &operands, *second)) {
                found.push(judge(grid, Law { shape: Shape::Sum, target, operands }, tried));
            }
        }
        if found.len() > before {
            return;
        }
    }
}

/// The subsets of lines that give a target in one slot.
fn hits(grid: &Grid, target: usize, side: &[usize], slot: usize) -> Vec<Vec<usize>> {
    let values: Vec<(usize, i128)> =
        side.iter().map(|line| (*line, grid.value(*line, slot))).filter(|(_, value)| *value != 0).collect();
    if values.len() < 2 || grid.effort.is_spent() {
        return Vec::new();
    }
    let unit = grid.unit(target, slot);
    let mut search = Search { values: &values, unit, picked: Vec::new(), hits: Vec::new(), steps: 0 };
    search.branch(0, grid.value(target, slot));
    grid.effort.spend(search.steps);
    for operands in &mut search.hits {
        operands.sort_unstable();
    }
    search.hits
}

/// Whether a sum comes out in a slot, but for rounding.
fn is_near(grid: &Grid, target: usize, operands: &[usize], slot: usize) -> bool {
    let sum = operands.iter().fold(0_i128, |sum, line| sum.saturating_add(grid.value(*line, slot)));
    let slack = grid.unit(target, slot).saturating_mul(operands.len() as i128 + 1);
    sum.saturating_sub(grid.value(target, slot)).saturating_abs().saturating_mul(2) <= slack
}

/// Slots of one target that are looked at, one of which may be wrong.
const RICHEST: usize = 3;

/// The slots where most of the lines and the target are numbers other than zero, at most [`RICHEST`].
fn richest(grid: &Grid, target: usize, side: &[usize]) -> Vec<usize> {
    let is_filled = |line: usize, slot: usize| grid.value(line, slot) != 0;
    let mut best: Vec<Filled> = Vec::with_capacity(RICHEST + 1);
    for slot in (0..grid.slots).filter(|slot| is_filled(target, *slot)) {
        let lines = side.iter().filter(|line| is_filled(**line, slot)).count();
        let place = best.partition_point(|known| known.lines >= lines);
        best.insert(place, Filled { lines, slot });
        best.truncate(RICHEST);
        // Of slots that are equally rich the first are taken: none can be richer than full ones.
        if best.iter().filter(|filled| filled.lines == side.len()).count() == RICHEST {
            break;
        }
    }
    best.into_iter().map(|filled| filled.slot).collect()
}

/// How many lines are numbers other than zero in a slot.
#[derive(Clone, Copy)]
struct Filled {
    lines: usize,
    slot: usize,
}

struct Search<'a> {
    values: &'a [(usize, i128)],
    unit: i128,
    picked: Vec<usize>,
    hits: Vec<Vec<usize>>,
    /// How many figures were looked at.
    steps: usize,
}

impl Search<'_> {
    fn branch(&mut self, at: usize, rest: i128) {
        if self.hits.len() >= MOST_HITS {
            return;
        }
        self.steps += self.values.len();
        let slack = self.unit.saturating_mul(self.picked.len() as i128 + 1);
        if self.picked.len() >= 2 && rest.abs() * 2 <= slack {
            self.hits.push(self.picked.clone());
        }
        let Some(&(line, value)) = self.values.get(at) else { return };
        // When the rest can no longer be reached with all that remains, nothing below can hit.
        let remaining = self.values.get(at..).unwrap_or(&[]);
        let most: i128 = remaining.iter().map(|(_, value)| (*value).max(0)).sum();
        let least: i128 = remaining.iter().map(|(_, value)| (*value).min(0)).sum();
        let reach = self.unit.saturating_mul(self.values.len() as i128 + 1);
        if rest > most + reach || rest < least - reach {
            return;
        }
        self.picked.push(line);
        self.branch(at + 1, rest - value);
        self.picked.pop();
        self.branch(at + 1, rest);
    }
}
