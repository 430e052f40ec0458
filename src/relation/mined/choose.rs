//! Choosing among laws that compete for the same cells.
//!
//! Many laws hold by consequence of others: when a total is the sum of its subtotals it is also the
//! sum of everything under them, and when a = b + c then also c = a - b. A reader believes the
//! simplest that explains the cells. Laws that cannot or need not stand together are rivals; what
//! is kept is the set without rivals whose evidence is largest in all, found by branch and bound
//! where the rivals are few and greedily where they are many.
//!
//! The search is written here and no solver is used: the problem is a maximum-weight independent
//! set that falls apart into components of a handful of laws, for which thirty lines are enough.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::effort::Effort;
use super::grid::Grid;
use super::law::{Judged, Law, Shape};

/// Components of at most so many laws are solved exactly.
const EXACT: usize = 22;
/// How many laws of one shape and target compete at all, the best first.
const RUNNERS_UP: usize = 5;

/// The laws that stand, the best first.
pub(super) fn choose(grid: &Grid, laws: Vec<Judged>) -> Vec<Judged> {
    let mut laws = laws;
    drop_consequences(&mut laws, &grid.effort);
    let laws = shortlist(grid, laws);
    let rivals = rivals(&laws, &grid.effort);
    let mut kept: Vec<usize> = Vec::new();
    for component in components(&rivals) {
        kept.extend(best_subset(grid, &laws, &rivals, &component));
    }
    kept.sort_unstable();
    kept.into_iter().filter_map(|index| laws.get(index).cloned()).collect()
}

/// What speaks for a law at all: the numbers, the words and the place.
pub(super) fn support(grid: &Grid, judged: &Judged) -> f64 {
    judged.evidence + super::prior::digits(grid, &judged.law)
}

/// So many digits are certainty; of two certain laws the simpler is meant.
const CERTAIN: f64 = 12.0;

/// What a law is worth beside its rivals: how sure it is, how well it is obeyed, how simple.
fn worth(grid: &Grid, judged: &Judged) -> f64 {
    let certain = if matches!(judged.law.shape, Shape::Sum | Shape::Average) { CERTAIN } else { f64::INFINITY };
    let sure = judged.evidence.min(certain) * judged.share().powi(2);
    sure + super::prior::digits(grid, &judged.law) - super::prior::complexity(&judged.law)
}

/// The best few of each shape and target, the best first; the same law found twice counts once.
fn shortlist(grid: &Grid, mut laws: Vec<Judged>) -> Vec<Judged> {
    let mut ranked: Vec<(f64, Judged)> = laws.drain(..).map(|judged| (worth(grid, &judged), judged)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.law.cmp(&b.1.law)));
    laws.extend(ranked.into_iter().map(|(_, judged)| judged));
    let mut seen: BTreeSet<Law> = BTreeSet::new();
    let mut places: BTreeMap<(u8, usize), usize> = BTreeMap::new();
    laws.retain(|judged| {
        let place = places.entry((family(judged.law.shape), judged.law.target)).or_default();
        let fresh = *place < RUNNERS_UP && seen.insert(judged.law.clone());
        *place += usize::from(fresh);
        fresh
    });
    laws
}

fn family(shape: Shape) -> u8 {
    match shape {
        Shape::Sum => 0,
        Shape::Average => 1,
        Shape::Ratio(_) | Shape::Change(_) | Shape::Share { .. } => 2,
        Shape::Product(_) => 3,
        Shape::Equal => 4,
    }
}

/// For each law those with a higher index that it cannot stand beside, and the reverse.
fn rivals(laws: &[Judged], effort: &Effort) -> Vec<Vec<usize>> {
    let mut by_line: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, judged) in laws.iter().enumerate() {
        by_line.entry(judged.law.target).or_default().push(index);
        for line in &judged.law.operands {
            // A long sum only competes through its target and its first lines; two sums of the
            // same target meet there anyway.
            by_line.entry(*line).or_default().push(index);
        }
    }
    let mut rivals = vec![BTreeSet::new(); laws.len()];
    for (index, judged) in laws.iter().enumerate() {
        for other in by_line.get(&judged.law.target).into_iter().flatten().copied().filter(|other| *other != index) {
            effort.spend(judged.law.operands.len());
            if laws.get(other).is_some_and(|rival| compete(&judged.law, &rival.law)) {
                if let Some(set) = rivals.get_mut(index) {
                    set.insert(other);
                }
                if let Some(set) = rivals.get_mut(other) {
                    set.insert(index);
                }
            }
        }
    }
    rivals.into_iter().map(|set| set.into_iter().collect()).collect()
}

/// Whether two laws cannot both be what the author meant.
fn compete(a: &Law, b: &Law) -> bool {
    let same_target = a.target == b.target;
    let crossed = a.operands.contains(&b.target) && b.operands.contains(&a.target);
    let shared = a.operands.iter().any(|line| b.operands.contains(line));
    match (a.shape, b.shape) {
        (Shape::Equal, _) | (_, Shape::Equal) => false,
        // A whole may be split in two ways that share nothing; sharing some parts is a coincidence.
        (Shape::Sum, Shape::Sum) => (same_target && shared) || crossed,
        // The average of three prices may be last month's price and the rise as well.
        (Shape::Sum, Shape::Average) => (same_target && shared) || crossed || averages_total(b, a),
        (Shape::Average, Shape::Sum) => (same_target && shared) || crossed || averages_total(a, b),
        (Shape::Average, Shape::Average) => same_target || crossed,
        // One quotient, one definition; and of three lines only one is computed.
        (Shape::Sum, _) | (_, Shape::Sum) | (Shape::Average, _) | (_, Shape::Average) => {
            same_three(a, b) || (same_target && shared)
        }
        _ => same_target || crossed || same_three(a, b),
    }
}

/// Whether an average is taken over a total as well as over its parts.
fn averages_total(average: &Law, sum: &Law) -> bool {
    average.operands.contains(&sum.target) && sum.operands.iter().all(|part| average.operands.contains(part))
}

fn same_three(a: &Law, b: &Law) -> bool {
    a.operands.len() == 2 && b.operands.len() == 2 && lines(a) == lines(b)
}

fn lines(law: &Law) -> BTreeSet<usize> {
    law.operands.iter().copied().chain([law.target]).collect()
}

/// The connected components of the rivalry, each ascending.
fn components(rivals: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; rivals.len()];
    let mut all = Vec::new();
    for start in 0..rivals.len() {
        let (mut open, mut component) = (vec![start], Vec::new());
        while let Some(index) = open.pop() {
            let Some(visited) = seen.get_mut(index).filter(|visited| !**visited) else { continue };
            *visited = true;
            component.push(index);
            open.extend(rivals.get(index).into_iter().flatten());
        }
        if !component.is_empty() {
            component.sort_unstable();
            all.push(component);
        }
    }
    all
}

/// The subset without rivals of the largest total worth.
fn best_subset(grid: &Grid, laws: &[Judged], rivals: &[Vec<usize>], component: &[usize]) -> Vec<usize> {
    let weights: Vec<f64> =
        component.iter().map(|index| laws.get(*index).map_or(0.0, |judged| worth(grid, judged).max(0.0))).collect();
    let mut search =
        Search { component, weights, rivals, effort: &grid.effort, best: 0.0, chosen: Vec::new(), picked: Vec::new() };
    if component.len() <= EXACT {
        search.branch(0, 0.0)
    } else {
        search.greedy()
    }
    search.chosen
}

struct Search<'a> {
    component: &'a [usize],
    /// Parallel to `component`, which is ordered from the best law to the worst.
    weights: Vec<f64>,
    rivals: &'a [Vec<usize>],
    effort: &'a Effort,
    best: f64,
    chosen: Vec<usize>,
    picked: Vec<usize>,
}

impl Search<'_> {
    fn is_free(&self, index: usize) -> bool {
        self.rivals.get(index).is_none_or(|rivals| !rivals.iter().any(|rival| self.picked.contains(rival)))
    }

    fn branch(&mut self, at: usize, weight: f64) {
        if weight > self.best {
            self.best = weight;
            self.chosen.clone_from(&self.picked);
        }
        self.effort.spend(self.component.len());
        let rest: f64 = self.weights.get(at..).unwrap_or(&[]).iter().sum();
        if weight + rest <= self.best || self.effort.is_spent() {
            return;
        }
        let (Some(&index), Some(&own)) = (self.component.get(at), self.weights.get(at)) else { return };
        if self.is_free(index) {
            self.picked.push(index);
            self.branch(at + 1, weight + own);
            self.picked.pop();
        }
        self.branch(at + 1, weight);
    }

    fn greedy(&mut self) {
        for &index in self.component {
            if self.is_free(index) {
                self.picked.push(index);
            }
        }
        self.chosen = std::mem::take(&mut self.picked);
    }
}

/// Drops sums that only restate others: a total of totals is not also the sum of all lines.
fn drop_consequences(laws: &mut Vec<Judged>, effort: &Effort) {
    let mut sums = Sums::new();
    for judged in laws.iter().filter(|judged| judged.law.shape == Shape::Sum) {
        sums.entry(judged.law.target).or_default().push((judged.law.clone(), judged.fails.len()));
    }
    laws.retain(|judged| {
        if judged.law.shape != Shape::Sum || effort.is_spent() {
            return true;
        }
        let mut parts = Parts::new(&judged.law, &sums);
        let follows = is_consequence(&judged.law, &mut parts) || is_partial(judged, &mut parts);
        effort.spend(parts.steps.get());
        !follows
    });
}

/// Sums by their target, each with the number of lines on which it fails: a wide table has thousands.
type Sums = BTreeMap<usize, Vec<(Law, usize)>>;

fn sums_of(sums: &Sums, target: usize) -> impl Iterator<Item = &(Law, usize)> {
    sums.get(&target).into_iter().flatten()
}

/// The parts of a sum, and which lines are known to be made of some of them.
struct Parts<'a> {
    parts: &'a [usize],
    sums: &'a Sums,
    known: BTreeMap<usize, bool>,
    /// How many lines and sums were looked at.
    steps: Cell<usize>,
}

impl<'a> Parts<'a> {
    fn new(law: &'a Law, sums: &'a Sums) -> Self {
        Self { parts: &law.operands, sums, known: BTreeMap::new(), steps: Cell::new(0) }
    }

    fn has(&self, line: usize) -> bool {
        #[cfg(test)]
        crate::looks::look();
        self.count();
        self.parts.binary_search(&line).is_ok()
    }

    fn count(&self) {
        self.steps.set(self.steps.get() + 1);
    }

    fn has_all(&self, lines: &[usize]) -> bool {
        self.count();
        // Most sums lie elsewhere: their ends tell.
        lines.first() >= self.parts.first()
            && lines.last() <= self.parts.last()
            && lines.len() <= self.parts.len()
            && lines.iter().all(|line| self.has(*line))
    }

    /// Whether a line is the sum of some of the parts. Many sums of one target ask for the same lines.
    fn make(&mut self, line: usize) -> bool {
        if let Some(known) = self.known.get(&line) {
            return *known;
        }
        let made = sums_of(self.sums, line).any(|(inner, _)| self.has_all(&inner.operands));
        self.known.insert(line, made);
        made
    }
}

/// Whether a sum that fails here and there is another sum of its target with a part left out: "all
/// = the items of I" where "all = I + II" holds better and I is the sum of those items. It holds
/// where II is nothing.
fn is_partial(judged: &Judged, parts: &mut Parts<'_>) -> bool {
    let sums = parts.sums;
    sums_of(sums, judged.law.target).any(|(other, fails)| {
        *fails < judged.fails.len()
            && other.operands.len() < judged.law.operands.len()
            && other.operands.iter().any(|line| parts.make(*line))
    })
}

/// Whether another sum of the same target becomes this one once some of its operands are replaced
/// by their own parts.
fn is_consequence(law: &Law, parts: &mut Parts<'_>) -> bool {
    let sums = parts.sums;
    sums_of(sums, law.target).any(|(other, _)| {
        other != law
            && other.operands.len() < law.operands.len()
            // Fewer of the same parts leave some over.
            && !other.operands.iter().all(|operand| parts.has(*operand))
            && other.operands.iter().all(|operand| parts.has(*operand) || parts.make(*operand))
            && Left::new(&law.operands).takes_all(other, sums)
    })
}

/// Parts of a sum, of which some are taken.
struct Left<'a> {
    parts: &'a [usize],
    taken: Vec<bool>,
}

impl<'a> Left<'a> {
    fn new(parts: &'a [usize]) -> Self {
        Self { parts, taken: vec![false; parts.len()] }
    }

    /// Whether the operands of another sum, or their own parts, take all, each once.
    fn takes_all(mut self, other: &Law, sums: &Sums) -> bool {
        other.operands.iter().all(|operand| {
            self.take(*operand)
                || sums_of(sums, *operand).any(|(inner, _)| {
                    let all = inner.operands.iter().all(|part| self.place(*part).is_some());
                    if all {
                        inner.operands.iter().for_each(|part| {
                            self.take(*part);
                        });
                    }
                    all
                })
        }) && self.taken.iter().all(|taken| *taken)
    }

    /// Where a part stands that is not taken.
    fn place(&self, part: usize) -> Option<usize> {
        self.parts.binary_search(&part).ok().filter(|place| self.taken.get(*place) == Some(&false))
    }

    fn take(&mut self, part: usize) -> bool {
        let taken = self.place(part).and_then(|place| self.taken.get_mut(place));
        taken.is_some_and(|taken| !std::mem::replace(taken, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::looks::looks_of;

    /// A wide table of small figures: each line seems to be many sums of lines beside it.
    fn sums(lines: usize) -> Vec<Judged> {
        let mut laws = Vec::new();
        for target in 0..lines {
            for first in 1..=12 {
                for length in 2..=12 {
                    let operands = (target + first..target + first + length).collect();
                    let law = Law { shape: Shape::Sum, target, operands };
                    let fails = if length % 2 == 0 { vec![0] } else { Vec::new() };
                    let (holds, near, slips) = (vec![1, 2], Vec::new(), Vec::new());
                    laws.push(Judged { law, holds, fails, proofs: 2, differ: 2, evidence: 1.0, near, slips, sure: 0 });
                }
            }
        }
        laws
    }

    #[test]
    fn consequences_are_dropped_in_time_linear_in_the_sums() {
        let looks = |lines| looks_of(|| drop_consequences(&mut sums(lines), &Effort::of(1, 1)));
        let (once, twice) = (looks(40), looks(80));
        assert!(twice * 10 <= once * 25, "{once} looks for 40 lines, {twice} for 80");
        assert!(once <= 40 * 132 * 2_000, "{once} looks for {} sums", 40 * 132);
    }
}
