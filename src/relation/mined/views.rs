//! The orders in which lines are read as neighbours.
//!
//! A total stands next to its parts more often than not, but "next to" depends on what the reader
//! skips: every other column, the columns of percents, the lines that an inner total has already
//! taken up. A view is such a reading: the lines that remain, in order.

use std::collections::BTreeMap;

use super::grid::{Axis, Grid};

/// Lines that are read as neighbours, ascending.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct View {
    pub lines: Vec<usize>,
    /// How many lines of the view may lie between a target and the run that it sums.
    pub gap: usize,
    /// How many views like this one are tried.
    pub readings: usize,
}

/// The strides that are tried: blocks of two to this many columns that repeat.
const STRIDES: std::ops::RangeInclusive<usize> = 2..=6;

/// Beyond so many lines only the plain view is read: what repeats in a long list is its columns.
pub(super) const MANY: usize = 300;

/// The views that need no knowledge: all lines, every k-th line, lines that are called alike.
pub(super) fn first(grid: &Grid) -> Vec<View> {
    let filled = grid.filled_lines().to_vec();
    let few = filled.len() <= MANY;
    let mut views = vec![View { gap: if few { 4 } else { 1 }, lines: filled.clone(), readings: 1 }];
    if few {
        for stride in STRIDES {
            for phase in 0..stride {
                let lines: Vec<usize> = filled.iter().copied().skip(phase).step_by(stride).collect();
                if lines.len() >= 2 && filled.len() >= 2 * stride {
                    let gap = if grid.axis == Axis::Across { 4 } else { 1 };
                    views.push(View { lines, gap, readings: 20 });
                }
            }
        }
        views.extend(alike(grid, &filled));
    }
    views
}

/// Lines whose last header or label is the same: all the columns called "Number".
fn alike(grid: &Grid, filled: &[usize]) -> Vec<View> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for &line in filled {
        if let Some(words) = grid.line_words.get(line).filter(|words| !words.leaf.is_empty()) {
            groups.entry(words.leaf.as_str()).or_default().push(line);
        }
    }
    groups
        .into_values()
        .filter(|lines| lines.len() >= 3 && lines.len() < filled.len())
        .map(|lines| View { lines, gap: 2, readings: 5 })
        .collect()
}

/// The view without some lines; in a long list runs begin next to their target only.
pub(super) fn without(grid: &Grid, left_out: &[usize], gap: usize) -> View {
    let lines: Vec<usize> =
        grid.filled_lines().iter().copied().filter(|line| left_out.binary_search(line).is_err()).collect();
    View { gap: if lines.len() <= MANY { gap } else { 1 }, lines, readings: 5 }
}
