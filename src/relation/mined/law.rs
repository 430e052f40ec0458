//! A law over the lines of a grid, and what each slot says about it.

use std::collections::BTreeMap;

use super::grid::{Axis, Grid};
use super::outcome::{Outcome, check};
use super::slips::Slips;
use super::{chance, per_unit, scope};

/// The arithmetic of a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// target = sum of the operands
    Sum,
    /// target = mean of the operands that are not blank
    Average,
    /// target = first / second × scale
    Ratio(u32),
    /// target = (second - first) / first × scale
    Change(u32),
    /// target = the only operand / the same operand in one slot × scale
    Share {
        /// 1, or 100 for a percent.
        scale: u32,
        /// The slot in which what it is a share of stands.
        whole: usize,
    },
    /// target = first × second (× third) / scale
    Product(u32),
    /// target = the only operand
    Equal,
}

/// "Line `target` is `shape` of `operands`", to be judged on every slot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Law {
    pub shape: Shape,
    pub target: usize,
    /// Ascending for sums and averages; in the order of the shape otherwise.
    pub operands: Vec<usize>,
}

/// A law together with the slots that obey it and those that do not.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub law: Law,
    /// Slots where it holds.
    pub holds: Vec<usize>,
    /// Slots where it could hold and does not.
    pub fails: Vec<usize>,
    /// Of the slots that hold, how many prove anything.
    pub proofs: usize,
    /// How many of them differ, in the target or in how its parts make it.
    pub differ: usize,
    /// -log10 of the expected number of such laws by accident.
    pub evidence: f64,
    /// Of the slots that hold, those that do only because of rounding.
    pub near: Vec<usize>,
    /// The slots that do not, but that a slip explains.
    pub slips: Vec<usize>,
    /// How many of these slips are [`SURE`].
    pub sure: usize,
}

impl Judged {
    /// The share of the slots that say anything in which it holds. A slip is half a miss: the
    /// figure is wrong, but the law may still have been meant. One that is [`SURE`] is none.
    pub fn share(&self) -> f64 {
        let all = self.proofs as f64 + self.missed();
        if all == 0.0 { 0.0 } else { self.proofs as f64 / all }
    }

    /// The slots in which it does not hold, those that a slip explains as halves or not at all.
    pub fn missed(&self) -> f64 {
        let (fails, slips) = (self.fails.len(), self.slips.len().min(self.fails.len()));
        fails as f64 - 0.5 * (slips + self.sure.min(slips)) as f64
    }
}

/// Judges a law on every slot. `tried` is log10 of the number of laws that its search tried.
///
/// Figures that were rounded each by itself add up only within rounding, others to the last digit.
/// Both readings are tested, each with its own widths, and the likelier is taken: under the exact
/// one a near miss is a miss.
///
/// A law that disobeys too often to be kept, whatever slips explain, is not judged to the end.
/// Several searches suggest the same law: what a grid has judged it remembers.
pub(super) fn judge(grid: &Grid, law: Law, tried: f64) -> Judged {
    remembered(grid, law, tried, true)
}

/// The same for a law that is one of a class, and kept with the others of it.
pub(super) fn judge_one_of_many(grid: &Grid, law: Law, tried: f64) -> Judged {
    remembered(grid, law, tried, false)
}

fn remembered(grid: &Grid, law: Law, tried: f64, alone: bool) -> Judged {
    let tried = tried + BOTH;
    if alone && grid.is_given_up(&law) {
        return hopeless(law);
    }
    let known = grid.judged(&law).unwrap_or_else(|| {
        if grid.effort.is_spent() {
            return hopeless(law);
        }
        match judge_anew(grid, law, alone) {
            Ok(judged) => {
                grid.remember(&judged);
                judged
            }
            Err(law) => {
                grid.give_up(&law);
                hopeless(law)
            }
        }
    });
    Judged { evidence: known.evidence - tried, ..known }
}

/// Judges a law as if it were the only one that was tried; gives one back that cannot be kept `alone`.
fn judge_anew(grid: &Grid, law: Law, alone: bool) -> Result<Judged, Law> {
    if is_hopeless(grid, &law) {
        return Ok(hopeless(law));
    }
    grid.effort.spend(grid.slots.saturating_mul(law.operands.len() + COST).saturating_add(A_LAW));
    let mut outcomes: Vec<(usize, Outcome)> =
        (0..grid.slots).filter_map(|slot| check(grid, &law, slot).map(|outcome| (slot, outcome))).collect();
    if matches!(law.shape, Shape::Product(_)) {
        // The price or yield of a total is a mean, and rounded: its product says nothing.
        let is_total = |slot: usize| grid.slot_words.get(slot).is_some_and(|words| words.total);
        outcomes.retain(|(slot, outcome)| outcome.exact || !outcome.rounded || !is_total(*slot));
    }
    per_unit::leave_out_named(grid, &law, &mut outcomes);
    // The slots that disobey and that the law was meant for, as far as they show it without a slip.
    let mut meant: Vec<usize> =
        outcomes.iter().filter(|(_, outcome)| !outcome.rounded).map(|(slot, _)| *slot).collect();
    // What a column holds is of one kind, as a rule; what a row holds is not.
    let is_mixed = law.shape == Shape::Sum && grid.axis == Axis::Down;
    if is_mixed {
        let holds: Vec<usize> = outcomes.iter().filter(|(_, outcome)| outcome.rounded).map(|(slot, _)| *slot).collect();
        scope::leave_out_rates(grid, &holds, &mut meant);
    }
    if alone && is_broken(&law, &outcomes, meant.len()) {
        return Err(law);
    }
    if alone {
        per_unit::leave_out_shown(grid, &law, &mut outcomes);
    }
    let mut slots: Vec<Slot> = outcomes
        .into_iter()
        .map(|(slot, outcome)| Slot { slot, slips: outcome.slips(grid, &law, slot), outcome })
        .collect();
    if is_mixed {
        // A figure that a slip explains was meant to add up all the same.
        slots.retain(|Slot { slot, outcome, slips }| {
            outcome.rounded
                || slips.exact.is_some_and(|values| outcome.ranges.0 >= 10.0 * values)
                || meant.binary_search(slot).is_ok()
        });
    }
    let exact = tally(grid, &law, &slots, true);
    if matches!(law.shape, Shape::Product(_)) {
        // A product is computed from its factors as they are printed. One that holds only within
        // rounding is a quotient read backwards: the percent was computed, and rounded.
        return Ok(exact);
    }
    let rounded = tally(grid, &law, &slots, false);
    if matches!(law.shape, Shape::Share { .. }) && exact.holds.len() * 4 < rounded.holds.len() * 3 {
        // Shares of one whole lie near each other: within rounding those of any like whole hold.
        return Ok(exact);
    }
    // Near misses in one line of ten or more are the custom of the table, not its errors.
    let near = rounded.holds.len().saturating_sub(exact.holds.len());
    Ok(if near * 10 > rounded.holds.len() || exact.evidence < rounded.evidence { rounded } else { exact })
}

/// What a slot says, and whether a slip explains what stands there.
struct Slot {
    slot: usize,
    outcome: Outcome,
    slips: Slips,
}

/// However well slips explain the rest, so many of the slots must obey.
const LEAST_HELD: f64 = 0.25;

/// Whether a law is obeyed in too few slots, even if a [`SURE`] slip explained each of the `missed` ones, which is all
/// that is counted of those that disobey.
fn is_broken(law: &Law, outcomes: &[(usize, Outcome)], missed: usize) -> bool {
    let (mut exact, mut rounded, mut near) = (0_usize, 0_usize, 0_usize);
    for (_, outcome) in outcomes {
        exact += usize::from(outcome.exact && outcome.digits(true, most(law.shape)) > 0.0);
        rounded += usize::from(outcome.rounded && outcome.digits(false, most(law.shape)) > 0.0);
        near += usize::from(outcome.rounded && !outcome.exact);
    }
    let is_too_few = |proofs: usize, missed: usize| {
        proofs == 0 || (proofs as f64) < LEAST_HELD * proofs.saturating_add(missed) as f64
    };
    is_too_few(exact, missed.saturating_add(near)) && is_too_few(rounded, missed)
}

/// What judging a slot costs besides adding up its operands, in steps.
const COST: usize = 4;

/// What a law costs on however few slots, in steps.
const A_LAW: usize = 100;

/// A law that is not looked at on every slot.
fn hopeless(law: Law) -> Judged {
    let (holds, fails, near, slips) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Judged { law, holds, fails, proofs: 0, differ: 0, evidence: f64::NEG_INFINITY, near, slips, sure: 0 }
}

/// Tables of more slots are looked at in a sample first.
const LONG: usize = 400;
/// How many slots the sample has.
const SAMPLE: u64 = 300;
/// So many slots of the sample must say something.
const TELL: usize = 100;

/// Whether a law disobeys on more than four fifths of those slots in a sample of a long table that can
/// prove it or refute it, slips left aside. One that is kept obeys on half of all such slots, where so
/// poor a sample has a probability below 10^-9. The sample is spread without a period, since tables
/// repeat blocks of lines.
fn is_hopeless(grid: &Grid, law: &Law) -> bool {
    if grid.slots <= LONG {
        return false;
    }
    grid.effort.spend((SAMPLE as usize).saturating_mul(law.operands.len() + COST));
    // In 64 bits on every machine, so that all take the same sample.
    let spread = |at: u64| at * GOLDEN % PERIOD * grid.slots as u64 / PERIOD;
    let (mut proofs, mut missed) = (0_usize, Vec::new());
    for slot in (0..SAMPLE).map(|at| spread(at) as usize) {
        match check(grid, law, slot) {
            Some(outcome) if outcome.rounded => proofs += usize::from(outcome.proves(most(law.shape))),
            Some(outcome) => missed.push((slot, outcome)),
            None => {}
        }
    }
    let told = proofs + missed.len();
    let is_too_few = |fits: usize| told >= TELL && fits * 5 < told;
    let slips = || missed.iter().filter(|(slot, outcome)| outcome.slips(grid, law, *slot).rounded.is_some()).count();
    is_too_few(proofs) && is_too_few(proofs + slips())
}

/// The multiples of nearly the golden ratio of a prime fill it evenly and repeat no pattern.
const GOLDEN: u64 = 6180;
const PERIOD: u64 = 10_007;

/// The digits from which on a slip is no accident: half of what explains a value by a slip in a
/// list of small figures would explain any other value as well.
const TELLING: f64 = 1.0;

/// The digits from which on a slip says nothing against a law: a figure that the law does not speak of would look like
/// one once in a hundred times.
const SURE: f64 = 2.0;

/// log10 of the two readings.
pub(super) const BOTH: f64 = 0.301;

fn tally(grid: &Grid, law: &Law, slots: &[Slot], exact: bool) -> Judged {
    let (mut holds, mut fails) = (Vec::new(), Vec::new());
    let mut seen: Vec<Proof> = Vec::new();
    let (mut targets, mut makings): (Vec<i128>, Vec<(i64, i64)>) = (Vec::new(), Vec::new());
    let (mut proofs, mut slips, mut sure) = (0, Vec::new(), 0);
    let mut omitted: BTreeMap<usize, usize> = BTreeMap::new();
    for line in slots.iter().filter_map(|slot| slot.slips.omitted) {
        *omitted.entry(line).or_default() += 1;
    }
    for Slot { slot, outcome, slips: explained } in slots {
        if if exact { outcome.exact } else { outcome.rounded } {
            holds.push(*slot);
            let digits = outcome.digits(exact, most(law.shape));
            if digits > 0.0 {
                proofs += 1;
                if !grid.is_derived(*slot) {
                    seen.push(Proof { figures: outcome.figures, blur: outcome.blur, digits });
                    targets.push(grid.value(law.target, *slot));
                    makings.push(outcome.figures);
                }
            }
        } else {
            fails.push(*slot);
            // A line that is left out more than once does not belong to the sum.
            let is_custom = explained.omitted.is_some_and(|line| omitted.get(&line).is_some_and(|times| *times > 1));
            let values = if exact && !is_custom { explained.exact } else { explained.rounded };
            let digits = values.map_or(0.0, |values| chance::digits(values, outcome.ranges.0, most(law.shape)));
            if digits >= TELLING {
                slips.push(*slot);
                sure += usize::from(digits >= SURE);
                if !grid.is_derived(*slot) {
                    seen.push(Proof { figures: outcome.figures, blur: outcome.blur, digits });
                }
            }
        }
    }
    // The same figures again are a repetition, not another proof: the best of them counts.
    seen.sort_by(|a, b| a.figures.cmp(&b.figures).then(b.digits.total_cmp(&a.digits)));
    seen.dedup_by(|again, known| known.repeats(again));
    let differ = different(targets).max(different(makings));
    let failing = fails.iter().filter(|slot| !grid.is_derived(**slot)).count();
    let evidence = chance::evidence(seen.into_iter().map(|proof| proof.digits), failing, 0.0);
    let by_rounding = |outcome: &Outcome| !exact && outcome.rounded && !outcome.exact;
    let near = slots.iter().filter(|slot| by_rounding(&slot.outcome)).map(|slot| slot.slot).collect();
    Judged { law: law.clone(), holds, fails, proofs, differ, evidence, near, slips, sure }
}

/// How many of some figures differ.
fn different<T: Ord>(mut figures: Vec<T>) -> usize {
    figures.sort_unstable();
    figures.dedup();
    figures.len()
}

/// What one slot proves.
struct Proof {
    figures: (i64, i64),
    blur: (i64, i64),
    digits: f64,
}

impl Proof {
    /// Whether another slot has the same figures: a column of rates that were multiplied out, or a part that
    /// is the same share of the whole everywhere, rounded. The finer of the two tells.
    fn repeats(&mut self, again: &Self) -> bool {
        let blur = self.blur.min(again.blur);
        let is_same = |a: i64, b: i64, blur: i64| a.abs_diff(b) <= blur.unsigned_abs();
        let repeats =
            is_same(self.figures.0, again.figures.0, blur.0) && is_same(self.figures.1, again.figures.1, blur.1);
        if repeats && again.digits > self.digits {
            self.digits = again.digits;
        }
        repeats
    }
}

/// The most digits that one slot may prove.
pub(super) fn most(shape: Shape) -> f64 {
    if shape == Shape::Sum { chance::MOST_ADDED } else { chance::MOST_COPIED }
}
