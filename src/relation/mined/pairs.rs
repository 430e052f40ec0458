//! Laws of three lines that may lie anywhere: a = b + c, a = b / c, a = (c - b) / b, a = b × c, and
//! a = (b + c) / 2.
//!
//! On a few slots, the richest in digits, every pair of lines is completed to a triple by looking
//! the third number up among the sorted numbers of the slot; triples that several of them suggest
//! are judged on all slots. The pairs are bounded to [`WINDOW`] lines around the target, so that
//! the time grows with the number of lines; lists of more than [`MANY`] lines are not searched,
//! since what repeats there is the columns.

use super::grid::{Axis, Grid};
use super::law::{Judged, Law, Shape, judge};
use super::reach::Reach;
use super::views::MANY;
use crate::words::Sense;

/// How far from the target the other two lines may lie.
const WINDOW: usize = 48;
/// Slots that may suggest triples.
const SAMPLE: usize = 10;
/// How many numbers that fit are noted for one pair.
const FITS: usize = 6;
/// How many numbers near the wanted one are looked at.
const SCANNED: usize = 64;
/// What finding the numbers that fit costs, in steps.
const COST: usize = 24;
/// A number that is known to fewer than two digits fits anything.
const WORST_PRECISION: f64 = 0.02;

/// What quotients and products of columns are taken by: 100 in percents, 10 in yields, where
/// hectares × tạ/ha / 10 = tons.
const SCALES: [u32; 3] = [1, TENS, 100];
const TENS: u32 = 10;

/// The laws of two operands that are looked for, in their order.
const SHAPES: [Shape; 9] = [
    Shape::Sum,
    Shape::Average,
    Shape::Ratio(1),
    Shape::Ratio(100),
    Shape::Change(1),
    Shape::Change(100),
    Shape::Product(1),
    Shape::Product(TENS),
    Shape::Product(100),
];

/// The place of a shape among them, which is asked for with every pair of lines.
fn place(shape: Shape) -> Option<usize> {
    Some(match shape {
        Shape::Sum => 0,
        Shape::Average => 1,
        Shape::Ratio(1) => 2,
        Shape::Ratio(100) => 3,
        Shape::Change(1) => 4,
        Shape::Change(100) => 5,
        Shape::Product(1) => 6,
        Shape::Product(TENS) => 7,
        Shape::Product(100) => 8,
        _ => return None,
    })
}

/// A law of two operands: its place among the shapes, the target, and the operands, in sixteen bits each,
/// so that triples are sorted as laws are. There are at most [`MANY`] lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Triple(u64);

impl Triple {
    fn new(shape: Shape, target: usize, [a, b]: [usize; 2]) -> Option<Self> {
        let packed = [place(shape)?, target, a, b]
            .into_iter()
            .try_fold(0_u64, |packed, part| Some((packed << 16) | u64::from(u16::try_from(part).ok()?)));
        packed.map(Self)
    }

    fn law(self) -> Option<Law> {
        let part = |place: u32| usize::try_from((self.0 >> (16 * place)) & u64::from(u16::MAX)).ok();
        Some(Law { shape: *SHAPES.get(part(3)?)?, target: part(2)?, operands: vec![part(1)?, part(0)?] })
    }
}

/// Which of the shapes could be believed of a line, in their order.
struct Hopes([bool; SHAPES.len()]);

impl Hopes {
    fn of(reach: &Reach, line: usize, tried: f64) -> Self {
        Self(SHAPES.map(|shape| reach.allows(line, shape, tried)))
    }

    fn has(&self, shape: Shape) -> bool {
        place(shape).and_then(|place| self.0.get(place)).copied().unwrap_or(false)
    }

    fn is_none(&self) -> bool {
        self.0 == [false; SHAPES.len()]
    }
}

/// The triples that one slot suggests. There are very many of them, the most suggested by one slot
/// alone.
type Votes = Vec<Triple>;

/// Every law of three lines.
pub(super) fn triples(grid: &Grid, reach: &Reach) -> Vec<Judged> {
    if grid.lines > MANY {
        return Vec::new();
    }
    let sample = sample(grid);
    let wide = WINDOW.saturating_mul(2).min(grid.lines.saturating_sub(1)).max(1) as f64;
    let tried = (grid.lines.max(1) as f64 * wide * wide).log10();
    let hopes: Vec<Hopes> = (0..grid.lines).map(|line| Hopes::of(reach, line, tried)).collect();
    let mut votes = Votes::new();
    for &slot in &sample {
        if grid.effort.is_spent() {
            return Vec::new();
        }
        let mut suggested = Votes::new();
        Slot::new(grid, slot).suggest(&hopes, &mut suggested);
        suggested.sort_unstable();
        suggested.dedup();
        votes.append(&mut suggested);
    }
    let needed = if sample.len() <= 2 { 1 } else { 2 };
    votes.sort_unstable();
    let often = votes.chunk_by(|a, b| a == b).filter(|same| same.len() >= needed).filter_map(|same| same.first());
    often.filter_map(|triple| Some(judge(grid, triple.law()?, tried))).collect()
}

/// Slots spread over the table, those with many numbers first.
fn sample(grid: &Grid) -> Vec<usize> {
    let mut slots: Vec<(usize, usize)> = (0..grid.slots).map(|slot| (grid.filled(slot), slot)).collect();
    let most = slots.iter().map(|(count, _)| *count).max().unwrap_or(0);
    slots.retain(|(count, _)| *count >= 3 && *count * 2 >= most);
    let every = slots.len().div_ceil(SAMPLE).max(1);
    slots.into_iter().step_by(every).map(|(_, slot)| slot).collect()
}

struct Slot<'a> {
    grid: &'a Grid,
    slot: usize,
    /// Numbers that are not zero, ascending, with their lines.
    sorted: Vec<(f64, usize)>,
}

impl<'a> Slot<'a> {
    fn new(grid: &'a Grid, slot: usize) -> Self {
        let mut sorted: Vec<(f64, usize)> = (0..grid.lines)
            .filter(|line| grid.is_number(*line, slot) && grid.value(*line, slot) != 0)
            .map(|line| (grid.float(line, slot), line))
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Self { grid, slot, sorted }
    }

    fn suggest(&self, hopes: &[Hopes], votes: &mut Votes) {
        for &(value, target) in &self.sorted {
            let Some(hopes) = hopes.get(target).filter(|hopes| !hopes.is_none()) else { continue };
            let unit = self.grid.float_unit(target, self.slot);
            let averages = self.grid.says(target).has(Sense::Average);
            let near = target.saturating_sub(WINDOW)..(target + WINDOW + 1).min(self.grid.lines);
            for other in near {
                if other == target || !self.grid.is_number(other, self.slot) {
                    continue;
                }
                let base = self.grid.float(other, self.slot);
                if base == 0.0 {
                    continue;
                }
                let own = self.grid.float_unit(other, self.slot);
                // a = b + c and, where it is called so, a = (b + c) / 2, each pair once.
                let mean = averages.then_some((2.0, Shape::Average));
                let sums = [(1.0, Shape::Sum)].into_iter().chain(mean);
                for (times, shape) in sums.filter(|(_, shape)| hopes.has(*shape)) {
                    self.fits(times * value - base, 1.5 * times * unit.max(own), target, |third| {
                        if third > other {
                            note(votes, shape, target, [other, third]);
                        }
                    });
                }
                self.quotients(hopes, votes, (value, unit, target), (base, own, other));
            }
        }
    }

    fn quotients(
        &self,
        hopes: &Hopes,
        votes: &mut Votes,
        (value, unit, target): (f64, f64, usize),
        (base, own, other): (f64, f64, usize),
    ) {
        let wide = |wanted: f64| wanted.abs() * (unit / value.abs() + own / base.abs()) / 2.0;
        for scale in SCALES {
            let share = value / f64::from(scale);
            // a = b / c: b is a × c.
            let wanted = share * base;
            if hopes.has(Shape::Ratio(scale)) && wide(wanted) <= WORST_PRECISION * wanted.abs() {
                self.fits(wanted, wide(wanted), target, |third| {
                    note(votes, Shape::Ratio(scale), target, [third, other])
                });
            }
            // a = (c - b) / b: c is b × (1 + a).
            let wanted = base * (1.0 + share);
            let slack = base.abs() * unit / f64::from(scale) / 2.0 + own * (1.0 + share).abs() / 2.0;
            if hopes.has(Shape::Change(scale)) && slack <= WORST_PRECISION * (share * base).abs() {
                self.fits(wanted, slack, target, |third| note(votes, Shape::Change(scale), target, [other, third]));
            }
            // a = b × c: c is a / b. Either factor may be too coarse to find the other by.
            let wanted = value * f64::from(scale) / base;
            let here = scale != TENS || self.grid.axis == Axis::Across;
            if here && hopes.has(Shape::Product(scale)) && wide(wanted) <= WORST_PRECISION * wanted.abs() {
                self.fits(wanted, wide(wanted), target, |third| {
                    note(votes, Shape::Product(scale), target, [other.min(third), other.max(third)]);
                });
            }
        }
    }

    /// Calls `found` with the lines, other than the target, whose numbers lie within `slack` of
    /// `wanted` (and their own rounding).
    fn fits(&self, wanted: f64, slack: f64, target: usize, mut found: impl FnMut(usize)) {
        self.grid.effort.spend(COST);
        let slack = slack + 1e-9 * wanted.abs();
        // A number may itself be rounded; no unit of a fitting number exceeds half the number.
        let (least, most) = (wanted - slack - 0.01 * wanted.abs(), wanted + slack + 0.01 * wanted.abs());
        let ends = self.sorted.first().zip(self.sorted.last());
        // A product or quotient of two figures is larger or smaller than all others more often than not.
        if ends.is_none_or(|((smallest, _), (largest, _))| *smallest > most || *largest < least) {
            return;
        }
        let from = self.sorted.partition_point(|(value, _)| *value < least);
        // The nearest first, and of two as near the smaller number.
        let (mut fits, mut count) = ([0_usize; FITS], 0_usize);
        for &(value, line) in self.sorted.get(from..).unwrap_or(&[]).iter().take(SCANNED) {
            if value > most {
                break;
            }
            let own = self.grid.float_unit(line, self.slot) / 2.0;
            if line != target && line.abs_diff(target) <= WINDOW && (value - wanted).abs() <= slack + own {
                let nearer = |other: &usize| other.abs_diff(target) <= line.abs_diff(target);
                let place = fits.iter().take(count).take_while(|other| nearer(other)).count();
                if let Some(further) = fits.get_mut(place..).filter(|further| !further.is_empty()) {
                    further.rotate_right(1);
                    further.iter_mut().take(1).for_each(|nearest| *nearest = line);
                    count = count.saturating_add(1).min(FITS);
                }
            }
        }
        fits.into_iter().take(count).for_each(&mut found);
    }
}

fn note(votes: &mut Votes, shape: Shape, target: usize, [a, b]: [usize; 2]) {
    if a != b {
        votes.extend(Triple::new(shape, target, [a, b]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shape_is_known_by_its_place() {
        assert!(SHAPES.iter().enumerate().all(|(at, shape)| place(*shape) == Some(at)));
        assert_eq!(place(Shape::Ratio(TENS)), None);
    }
}
