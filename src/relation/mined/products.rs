//! Products of three columns: members × rate × months.

use super::grid::{Axis, Grid};
use super::law::{Judged, Law, Shape, judge};
use super::reach::Reach;

/// Wider tables are not searched: the triples of so many columns are a hundred thousand.
const MOST_LINES: usize = 40;
/// Slots on which three factors are tried before they are judged on all.
const SAMPLE: usize = 10;
/// Of the sampled slots, how many may disobey.
const MISSES: usize = 2;

/// Every product of three lines. Time is that of the sample for each triple, and linear in the
/// cells for each that the sample confirms.
pub(super) fn products(grid: &Grid, reach: &Reach) -> Vec<Judged> {
    let mut found = Vec::new();
    let factors: Vec<usize> = (0..grid.lines).filter(|line| grid.numbers(*line) >= 2).collect();
    if grid.axis != Axis::Across || factors.len() > MOST_LINES {
        return found;
    }
    let every = grid.slots.div_ceil(SAMPLE).max(1);
    let sample: Vec<usize> = (0..grid.slots).step_by(every).collect();
    let lines = factors.len().max(1) as f64;
    let tried = lines.log10() * 4.0 - 6_f64.log10();
    for &target in factors.iter().filter(|line| reach.allows(**line, Shape::Product(1), tried)) {
        let slots: Vec<usize> = sample.iter().copied().filter(|slot| grid.value(target, *slot) != 0).collect();
        for (at, &a) in factors.iter().enumerate() {
            for (next, &b) in factors.iter().enumerate().skip(at + 1) {
                grid.effort.spend(factors.len() - next);
                for &c in factors.iter().skip(next + 1) {
                    let operands = [a, b, c];
                    if !operands.contains(&target) && is_suggested(grid, target, operands, &slots) {
                        let law = Law { shape: Shape::Product(1), target, operands: operands.to_vec() };
                        found.push(judge(grid, law, tried));
                    }
                }
            }
        }
    }
    found
}

fn is_suggested(grid: &Grid, target: usize, factors: [usize; 3], slots: &[usize]) -> bool {
    let (mut hits, mut misses) = (0, 0);
    for &slot in slots {
        if factors.iter().any(|line| !grid.is_number(*line, slot)) {
            continue;
        }
        let product: f64 = factors.iter().map(|line| grid.float(*line, slot)).product();
        let missed = (product - grid.float(target, slot)).abs();
        if missed <= grid.float_unit(target, slot) / 2.0 + 1e-9 * product.abs() {
            // A factor of one makes the product of the two others.
            hits += usize::from(factors.iter().all(|line| grid.value(*line, slot) != grid.one()));
        } else {
            misses += 1;
            if misses > MISSES {
                return false;
            }
        }
    }
    hits >= 2 && hits > misses
}
