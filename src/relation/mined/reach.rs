//! What the laws of a line could prove at most, so that none is searched for that would not be believed.
//!
//! Two columns of small whole numbers hold thousands of triples that add up or divide by accident, which
//! all together are no evidence for one. That is known of a line before anything is looked for.

use super::grid::{Grid, float};
use super::law::{BOTH, Shape, most};
use super::{chance, prior};

/// So many slots can prove any law, whatever they hold.
const PLENTY: usize = 40;

/// So many digits make any law meaningful, whatever its search tries and its words say against it.
const ENOUGH: f64 = 40.0;

/// What rounding in the last place may add to a bound, in digits.
const HAIR: f64 = 0.01;

/// The kinds of laws that have one bound each.
const KINDS: [Shape; 5] = [Shape::Sum, Shape::Average, Shape::Ratio(100), Shape::Change(100), Shape::Product(1)];

/// The most digits that evidence and words could give to a law of each line, of each of [`KINDS`].
pub(super) struct Reach(Vec<[f64; KINDS.len()]>);

impl Reach {
    /// Time is linear in the figures of the grid. It holds for a grid as it is: what is
    /// [derived](Grid::derive) in it, and what other tables lend to it, counts.
    pub fn new(grid: &Grid) -> Self {
        if grid.slots > PLENTY {
            return Self(Vec::new());
        }
        grid.effort.spend(grid.lines.saturating_mul(grid.slots));
        let size = |slot: usize| move |line: usize| float(grid.value(line, slot).abs());
        let largest: Vec<f64> =
            (0..grid.slots).map(|slot| (0..grid.lines).map(size(slot)).fold(0.0, f64::max)).collect();
        Self((0..grid.lines).map(|line| KINDS.map(|kind| bound(grid, &largest, line, kind))).collect())
    }

    /// Whether some law of a line could be believed, when `tried` is log10 of the number of laws that are
    /// tried. Nothing is known of shapes without a bound.
    pub fn allows(&self, target: usize, shape: Shape, tried: f64) -> bool {
        let same = |kind: &Shape| std::mem::discriminant(kind) == std::mem::discriminant(&shape);
        let kind = KINDS.iter().position(same);
        let bound = kind.and_then(|kind| self.0.get(target)?.get(kind));
        bound.is_none_or(|bound| chance::is_meaningful(bound - tried - BOTH))
    }
}

fn bound(grid: &Grid, largest: &[f64], target: usize, kind: Shape) -> f64 {
    let (mut proofs, mut evidence) = (Vec::new(), 0.0);
    for (slot, largest) in largest.iter().enumerate() {
        if grid.is_number(target, slot) && !grid.is_derived(slot) {
            let digits = digits(grid, target, slot, kind, *largest).min(most(kind));
            evidence += digits;
            if evidence > ENOUGH {
                return f64::INFINITY;
            }
            proofs.push(digits);
        }
    }
    if kind != Shape::Sum {
        // A slip may have made a figure of one of any size. A law that is kept misses at most two slots
        // for each that proves it, and that one may be derived.
        proofs.sort_by(f64::total_cmp);
        let is_derived = (0..grid.slots).any(|slot| grid.is_derived(slot));
        let missed = if is_derived { proofs.len() } else { proofs.len() * 2 / 3 };
        evidence = proofs.iter().skip(missed).sum::<f64>() + most(kind) * missed as f64;
    }
    evidence + prior::most_digits(grid, target, kind)
}

/// The digits that a slot could prove of a law that it obeys: in either reading, the range over the width.
fn digits(grid: &Grid, target: usize, slot: usize, kind: Shape, largest: f64) -> f64 {
    let (found, unit) = (float(grid.value(target, slot).abs()), float(grid.unit(target, slot).max(1)));
    let range = match kind {
        // The geometric mean of the rest and the whole, neither larger than the largest figure.
        Shape::Sum => largest,
        // The spread of the terms.
        Shape::Average => 2.0 * largest,
        // What a change could be at least is given.
        Shape::Change(scale) => found.max(f64::from(scale) * float(grid.one())),
        _ => found,
    };
    (range / unit + 2.0).log10() + HAIR
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::law::{Law, judge};
    use super::super::tests::table;
    use super::super::{Effort, choose};
    use super::*;

    /// Laws of two operands among a few lines, in every shape.
    fn laws(lines: usize) -> Vec<Law> {
        let mut laws = Vec::new();
        for (target, a, b) in (0..lines).flat_map(|t| (0..lines).flat_map(move |a| (0..lines).map(move |b| (t, a, b))))
        {
            if target == a || target == b || a == b {
                continue;
            }
            let shapes = [1, 100].into_iter().flat_map(|s| [Shape::Ratio(s), Shape::Change(s), Shape::Product(s)]);
            laws.extend(shapes.map(|shape| Law { shape, target, operands: vec![a, b] }));
            if a < b {
                let shapes = [Shape::Sum, Shape::Average].into_iter();
                laws.extend(shapes.map(|shape| Law { shape, target, operands: vec![a, b] }));
            }
        }
        laws
    }

    fn figure() -> impl Strategy<Value = i64> {
        prop_oneof![1..=12_i64, -200..=2_000_i64, 1_000_000..=2_000_000_i64]
    }

    /// What a law of this kind gives, as a whole number.
    fn computed(kind: Shape, a: i64, b: i64) -> i64 {
        match kind {
            Shape::Sum => a + b,
            Shape::Average => (a + b) / 2,
            Shape::Ratio(scale) => a * i64::from(scale) / b.max(1),
            Shape::Change(scale) => (b - a) * i64::from(scale) / a.max(1),
            _ => a * b,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 64 } else { 256 }))]

        #[test]
        fn no_law_proves_more_than_its_line_could(
            figures in prop::collection::vec((figure(), figure(), prop::bool::weighted(0.1)), 1..=4),
            kind in prop::sample::select(KINDS.to_vec()),
            names in prop::sample::select(vec![
                ["a", "b", "Total"], ["2023", "2024", "2024/2023 (%)"], ["a", "b", "Growth"], ["", "", ""],
            ]),
        ) {
            let figures: Vec<Vec<i64>> =
                figures.iter().map(|(a, b, is_wrong)| vec![*a, *b, computed(kind, *a, *b) + i64::from(*is_wrong)]).collect();
            let (across, down) = Grid::both(&table(&names, &[], &figures), &Effort::of(1, 1));
            for grid in [across, down] {
                let reach = Reach::new(&grid);
                for law in laws(grid.lines) {
                    let judged = judge(&grid, law.clone(), 0.0);
                    if judged.share() < prior::least_share(&grid, &law) || judged.proofs == 0 {
                        continue;
                    }
                    let support = choose::support(&grid, &judged);
                    prop_assert!(
                        reach.allows(law.target, law.shape, support + chance::EXPECTED_FALSE.log10()),
                        "{law:?} proves {support}"
                    );
                }
            }
        }
    }
}
