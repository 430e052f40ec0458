//! How often a law holds where it cannot have been meant: the measured null.
//!
//! The probability of [`chance`](super::chance) is a width divided by a range, as if figures were spread
//! evenly. Real ones are not: allowances are multiples of 100.000, scores of a half, counts mostly nought
//! and one, a rate of fulfilment lies between 95 and 105. So a law that would be kept is tried once more
//! where it means nothing, and what it proves there it does not prove here:
//!
//! * a law of columns on the same columns, each shifted by another number of lines;
//! * a law of lines on other lines of the same columns.
//!
//! With the share `p` of these decoys that hold, `k` slots prove no more than `k · -log10 p` digits.

use super::chance;
use super::grid::{Axis, Grid};
use super::law::{Judged, Law, Shape, most};
use super::outcome::check;

/// Decoys of one law that are looked at, where there are as many: with two hundred a share of one in a
/// hundred is seen, and a slot that proves two digits is as good as any.
const TRIALS: usize = 200;

/// A law of columns is shifted at most so many times: a short table has few lines for more.
const SHIFTS: usize = 12;

/// So many decoys must hold before their share is believed: a single one may be the same figures again.
const HITS: usize = 2;

/// Evidence that nobody doubts, in digits, whatever the search tried: what is above it is not measured, so that
/// decoys never decide between two laws that both hold.
const BEYOND_DOUBT: f64 = 30.0;

/// The most evidence that the decoys of a law leave it, as if it were the only one that was tried;
/// infinite where they say nothing.
pub(super) fn most_evidence(grid: &Grid, judged: &Judged) -> f64 {
    let law = &judged.law;
    // A whole stands in one place, and what is printed twice is no accident of the figures' size.
    if matches!(law.shape, Shape::Share { .. } | Shape::Equal) {
        return f64::INFINITY;
    }
    let Tried { told, held } = match grid.axis {
        Axis::Across => shifted(grid, judged),
        Axis::Down => exchanged(grid, judged),
    };
    if held < HITS {
        return f64::INFINITY;
    }
    let share = (held + 1) as f64 / (told + 2) as f64;
    let proves = |slot: &&usize| {
        !grid.is_derived(**slot)
            && check(grid, law, **slot)
                .is_some_and(|outcome| outcome.digits(judged.near.is_empty(), most(law.shape)) > 0.0)
    };
    let proofs = judged.holds.iter().filter(proves).count();
    let fails = judged.fails.iter().filter(|slot| !grid.is_derived(**slot)).count();
    let most = chance::evidence(std::iter::repeat_n(-share.log10(), proofs), fails, 0.0);
    if most > BEYOND_DOUBT { f64::INFINITY } else { most }
}

/// What came of the decoys.
#[derive(Clone, Copy, Default)]
struct Tried {
    /// How many could prove anything.
    told: usize,
    /// How many of these hold.
    held: usize,
}

impl Tried {
    /// One more decoy, judged to the last digit or within rounding as the law is.
    fn add(&mut self, grid: &Grid, law: &Law, slot: usize, exact: bool) {
        let Some(outcome) = check(grid, law, slot) else { return };
        if outcome.digits(exact, most(law.shape)) > 0.0 {
            self.told += 1;
            self.held += usize::from(if exact { outcome.exact } else { outcome.rounded });
        }
    }
}

/// The law on columns that are shifted against each other.
fn shifted(grid: &Grid, judged: &Judged) -> Tried {
    let law = &judged.law;
    let exact = judged.near.is_empty();
    let mut tried = Tried::default();
    for (shift, decoy) in grid.shifted() {
        if tried.told >= TRIALS {
            break;
        }
        // Two columns that are shifted alike say what they have always said.
        let mut steps: Vec<usize> = law.operands.iter().chain([&law.target]).map(|line| shift.of(*line)).collect();
        steps.sort_unstable();
        if steps.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) && law.operands.len() < grid.slots {
            continue;
        }
        for slot in 0..decoy.slots {
            grid.effort.spend(law.operands.len() + 1);
            tried.add(decoy, law, slot, exact);
        }
    }
    tried
}

/// The law with other lines in the place of its operands.
fn exchanged(grid: &Grid, judged: &Judged) -> Tried {
    let law = &judged.law;
    let exact = judged.near.is_empty();
    let mut tried = Tried::default();
    let others = Others::of(grid, law);
    // Of fewer lines one would find the same sums again.
    if others.len() < 2 * law.operands.len() || others.len() < FEWEST {
        return tried;
    }
    let times = TRIALS.div_ceil(judged.holds.len().max(1));
    for time in 0..times {
        let mut operands: Vec<usize> = Vec::with_capacity(law.operands.len());
        let mut at = time.wrapping_mul(GOLDEN);
        while operands.len() < law.operands.len() {
            at = at.wrapping_add(GOLDEN) % PERIOD;
            let Some(line) = others.get(at * others.len() / PERIOD) else { break };
            if !operands.contains(&line) {
                operands.push(line);
            } else {
                at = at.wrapping_add(1);
            }
        }
        let decoy = Law { operands, ..law.clone() };
        let mut one = Tried::default();
        for slot in judged.holds.iter().chain(&judged.fails) {
            grid.effort.spend(law.operands.len() + 1);
            one.add(grid, &decoy, *slot, exact);
        }
        // What holds nearly everywhere is another law of the line, and no accident.
        if one.held < HITS || one.held * 2 <= one.told {
            tried.told += one.told;
            tried.held += one.held;
        }
    }
    tried
}

/// The lines with numbers that a law does not speak of. A long list has many laws: none of them goes through all lines.
struct Others<'a> {
    filled: &'a [usize],
    /// For each filled line of the law, in order, how many of the others lie before it.
    before: Vec<usize>,
}

impl<'a> Others<'a> {
    fn of(grid: &'a Grid, law: &Law) -> Self {
        let filled = grid.filled_lines();
        let own = law.operands.iter().chain([&law.target]);
        let mut before: Vec<usize> = own.filter_map(|line| filled.binary_search(line).ok()).collect();
        before.sort_unstable();
        before.dedup();
        for (own, place) in before.iter_mut().enumerate() {
            *place -= own;
        }
        Self { filled, before }
    }

    fn len(&self) -> usize {
        self.filled.len() - self.before.len()
    }

    fn get(&self, place: usize) -> Option<usize> {
        let passed = self.before.partition_point(|before| *before <= place);
        self.filled.get(place + passed).copied()
    }
}

/// A list of fewer other lines has no decoys.
const FEWEST: usize = 8;

/// The multiples of nearly the golden ratio of a prime fill it evenly and repeat no pattern.
const GOLDEN: usize = 6180;
const PERIOD: usize = 10_007;

/// By how many lines each column is shifted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shift {
    step: usize,
    lines: usize,
}

impl Shift {
    /// The shifts of a table of so many lines, each of which moves every column by another number of lines
    /// as long as there are more lines than columns.
    pub fn all(lines: usize) -> Vec<Self> {
        let coprime = |step: &usize| gcd(*step, lines) == 1;
        let steps = (1..lines).filter(coprime);
        let count = steps.clone().count();
        let every = count.div_ceil(SHIFTS).max(1);
        let wanted = TRIALS.div_ceil(lines.max(1)).clamp(2, SHIFTS);
        steps.step_by(every).take(wanted).map(|step| Self { step, lines }).collect()
    }

    /// The lines at which it is looked in the shift of this number: others in each, a share of the trials.
    pub fn looked_at(&self, number: usize) -> impl Iterator<Item = usize> + use<> {
        let each = TRIALS.div_ceil(SHIFTS).max(1);
        let every = (self.lines / each).max(1);
        (number % every..self.lines).step_by(every)
    }

    /// How far a column is shifted. In a table of fewer lines than columns some are shifted alike, others by
    /// each of the shifts.
    pub fn of(&self, col: usize) -> usize {
        let lines = self.lines.max(1);
        ((col % lines).saturating_mul(self.step) + col / lines) % lines
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::super::Effort;
    use super::super::law::judge;
    use super::super::tests::table;
    use super::*;

    fn sum(target: usize, operands: [usize; 2]) -> Law {
        Law { shape: Shape::Sum, target, operands: operands.to_vec() }
    }

    #[test]
    fn a_sum_of_small_figures_that_is_meant_keeps_its_evidence() {
        let figures = (0..20_i64).map(|line| (line * 7 % 11 + 1, line * 5 % 13 + 1)).map(|(a, b)| vec![a, b, a + b]);
        let (across, _) = Grid::both(&table(&[], &[], &figures.collect::<Vec<_>>()), &Effort::of(1, 1));
        let judged = judge(&across, sum(2, [0, 1]), 0.0);
        assert_eq!(judged.holds.len(), 20);
        assert!(chance::is_meaningful(most_evidence(&across, &judged) - 4.0));
    }

    #[test]
    fn others_are_the_filled_lines_that_a_law_does_not_speak_of() {
        let figures: Vec<Vec<i64>> = (0..12).map(|line| vec![line + 1]).collect();
        let (_, down) = Grid::both(&table(&[], &[], &figures), &Effort::of(1, 1));
        for law in [sum(0, [1, 2]), sum(11, [0, 5]), sum(4, [4, 7]), sum(3, [9, 40])] {
            let wanted: Vec<usize> =
                (0..12).filter(|line| *line != law.target && !law.operands.contains(line)).collect();
            let others = Others::of(&down, &law);
            assert_eq!((0..others.len()).filter_map(|place| others.get(place)).collect::<Vec<_>>(), wanted, "{law:?}");
        }
    }

    #[test]
    fn no_two_columns_are_shifted_alike_by_every_shift() {
        for lines in [20, 21] {
            for (a, b) in (0..60).flat_map(|a| (0..a).map(move |b| (a, b))) {
                let apart = Shift::all(lines).iter().filter(|shift| shift.of(a) != shift.of(b)).count();
                assert!(apart > 0, "{a} {b} {lines}");
            }
        }
    }
}
