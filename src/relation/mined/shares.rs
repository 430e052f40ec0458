//! Shares of a total that stands elsewhere in its line: "Cơ cấu (%)" of a column is each of its
//! figures divided by its total.
//!
//! Where the share carries many digits it tells nearly what it was divided by; every slot of the
//! numerator's line that holds such a figure is a candidate, judged on all. Several slots may
//! suggest, so that a single wrong figure hides nothing.

use std::collections::BTreeMap;

use super::grid::Grid;
use super::law::{Judged, Law, Shape, judge};
use super::views::MANY;
use crate::words::Sense;

/// How far from its numerator a share may lie.
const WINDOW: usize = 16;
/// Denominators that are judged for one share and one numerator.
const JUDGED: usize = 4;
/// Slots that suggest, those with the most digits first.
const RICHEST: usize = 3;
/// The share of the slots that must obey where nothing calls the figures shares.
const LEAST_SHARE: f64 = 0.85;
/// Slots besides those that must agree before a candidate is judged on all.
const SAMPLE: usize = 8;

/// Every share of a total.
pub(super) fn shares(grid: &Grid) -> Vec<Judged> {
    let mut found = Vec::new();
    if grid.lines > MANY {
        return found;
    }
    let window = (2 * WINDOW).min(grid.lines.max(1));
    // Many shares ask of the same line what they may be shares of.
    let mut wholes: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let tried = ((grid.lines.max(1) * window * grid.slots.max(1) * SCALES.len()) as f64).log10();
    for target in 0..grid.lines {
        let richest = richest(grid, target);
        if richest.is_empty() || grid.effort.is_spent() {
            continue;
        }
        let near = target.saturating_sub(WINDOW)..(target + WINDOW + 1).min(grid.lines);
        for numerator in near.filter(|line| *line != target) {
            let wholes = wholes.entry(numerator).or_insert_with(|| largest(grid, numerator));
            for scale in SCALES {
                grid.effort.spend(wholes.len());
                let laws = fitting(grid, target, numerator, &richest, scale, wholes).into_iter().map(|whole| Law {
                    shape: Shape::Share { scale, whole },
                    target,
                    operands: vec![numerator],
                });
                let judged = laws.map(|law| judge(grid, law, tried));
                found.extend(judged.filter(|judged| is_called_share(grid, target) || judged.share() >= LEAST_SHARE));
            }
        }
    }
    found
}

const SCALES: [u32; 2] = [100, 1];

/// The slots in which a line that may hold shares carries the most digits; none when it holds no
/// shares: they are not whole by the dozen, unless they are called shares.
fn richest(grid: &Grid, target: usize) -> Vec<usize> {
    if !is_called_share(grid, target) && grid.is_whole(target) {
        return Vec::new();
    }
    let digits = |slot: usize| grid.value(target, slot).unsigned_abs() / grid.unit(target, slot).unsigned_abs().max(1);
    // What is the whole of itself tells nothing.
    let is_whole = |slot: usize| [grid.one().saturating_mul(100), grid.one()].contains(&grid.value(target, slot));
    let mut best: Vec<(u128, usize)> = Vec::with_capacity(RICHEST + 1);
    for slot in (0..grid.slots).filter(|slot| grid.value(target, *slot) != 0 && !is_whole(*slot)) {
        let digits = digits(slot);
        let place = best.partition_point(|(other, _)| *other >= digits);
        if place < RICHEST {
            best.insert(place, (digits, slot));
            best.truncate(RICHEST);
        }
    }
    best.into_iter().map(|(_, slot)| slot).collect()
}

fn is_called_share(grid: &Grid, line: usize) -> bool {
    let said = grid.says(line);
    said.has(Sense::Percent) || said.has(Sense::Share)
}

/// The slots whose figure a share may be of, among those that may be a whole.
fn fitting(
    grid: &Grid,
    target: usize,
    numerator: usize,
    richest: &[usize],
    scale: u32,
    wholes: &[usize],
) -> Vec<usize> {
    let fits = |slot: usize, whole: usize| {
        let (share, unit) = (grid.float(target, slot), grid.float_unit(target, slot));
        let (part, all) = (grid.float(numerator, slot), grid.float(numerator, whole));
        let own = grid.float_unit(numerator, slot) / 2.0;
        let expected = part / all * f64::from(scale);
        let slack = unit / 2.0 + f64::from(scale) * own / all.abs() * (1.0 + (part / all).abs());
        (expected - share).abs() <= slack * (1.0 + 1e-9) + 1e-12
    };
    let every = grid.slots.div_ceil(SAMPLE).max(1);
    let agrees = |whole: &usize| {
        let sample = (0..grid.slots)
            .step_by(every)
            .filter(|slot| slot != whole && grid.is_number(target, *slot) && grid.is_number(numerator, *slot));
        let (mut all, mut agreeing) = (0_usize, 0_usize);
        for slot in sample {
            all += 1;
            agreeing += usize::from(fits(slot, *whole));
        }
        agreeing * 2 >= all
    };
    wholes
        .iter()
        .copied()
        .filter(|whole| {
            richest.iter().any(|slot| slot != whole && grid.is_number(numerator, *slot) && fits(*slot, *whole))
        })
        .filter(agrees)
        .take(JUDGED)
        .collect()
}

/// The slots of a line that may be a whole: none is smaller than all figures but one, which may be
/// wrong.
fn largest(grid: &Grid, line: usize) -> Vec<usize> {
    let size = |slot: usize| grid.value(line, slot).abs();
    let (mut largest, mut second) = (0, 0);
    for value in (0..grid.slots).map(size) {
        if value > largest {
            (largest, second) = (value, largest);
        } else {
            second = second.max(value);
        }
    }
    let least = second.max(1);
    (0..grid.slots).filter(|slot| size(*slot) >= least).collect()
}
