//! A law over the lines of a grid, and what each slot says about it.

use std::collections::BTreeMap;

use super::chance;
use super::grid::{Axis, Grid, float};
use super::scope;
use super::slips::Slips;

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

/// What one slot says about a law.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Outcome {
    /// The printed operands give the printed target.
    exact: bool,
    /// Rounding may explain the difference.
    rounded: bool,
    /// How many of the values that the target could take would be called exact, and rounded; in
    /// the unit of `range`.
    widths: (f64, f64),
    /// Over which the target could lie by accident, under either reading; 0 when the slot proves
    /// nothing.
    ranges: (f64, f64),
    /// Tells repetitions of the same figures apart from independent ones.
    figures: (i64, i64),
    /// Whether a slip explains what stands there.
    slips: Slips,
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
    /// -log10 of the expected number of such laws by accident.
    pub evidence: f64,
    /// Of the slots that hold, those that do only because of rounding.
    pub near: Vec<usize>,
    /// The slots that do not, but that a slip explains.
    pub slips: Vec<usize>,
}

impl Judged {
    /// The share of the slots that say anything in which it holds. A slip is half a miss: the
    /// figure is wrong, but the law may still have been meant.
    pub fn share(&self) -> f64 {
        let all = self.proofs as f64 + self.missed();
        if all == 0.0 { 0.0 } else { self.proofs as f64 / all }
    }

    /// The slots in which it does not hold, those that a slip explains as halves.
    pub fn missed(&self) -> f64 {
        self.fails.len() as f64 - 0.5 * self.slips.len().min(self.fails.len()) as f64
    }
}

/// Rounding errors of many terms do not all point the same way: beyond four standard deviations
/// the difference is no longer put down to rounding.
const SIGMAS: f64 = 4.0;

/// What binary floats may add, relative to the value.
const FLOAT_NOISE: f64 = 1e-9;

/// Judges a law on every slot. `tried` is log10 of the number of laws that its search tried.
///
/// Figures that were rounded each by itself add up only within rounding, others to the last digit.
/// Both readings are tested, each with its own widths, and the likelier is taken: under the exact
/// one a near miss is a miss.
///
/// Several searches suggest the same law: what a grid has judged it remembers.
pub(super) fn judge(grid: &Grid, law: Law, tried: f64) -> Judged {
    let tried = tried + BOTH;
    let known = grid.judged(&law).unwrap_or_else(|| {
        if grid.effort.is_spent() {
            return hopeless(law);
        }
        let judged = judge_anew(grid, law);
        grid.remember(&judged);
        judged
    });
    Judged { evidence: known.evidence - tried, ..known }
}

/// Judges a law as if it were the only one that was tried.
fn judge_anew(grid: &Grid, law: Law) -> Judged {
    if is_hopeless(grid, &law) {
        return hopeless(law);
    }
    grid.effort.spend(grid.slots.saturating_mul(law.operands.len() + COST).saturating_add(A_LAW));
    let mut outcomes: Vec<(usize, Outcome)> =
        (0..grid.slots).filter_map(|slot| check(grid, &law, slot).map(|outcome| (slot, outcome))).collect();
    // What a column holds is of one kind, as a rule; what a row holds is not.
    if law.shape == Shape::Sum && grid.axis == Axis::Down {
        let (mut holds, mut fails) = (Vec::new(), Vec::new());
        for (slot, outcome) in &outcomes {
            if outcome.rounded { &mut holds } else { &mut fails }.push(*slot);
        }
        scope::leave_out_rates(grid, &holds, &mut fails);
        // A figure that a slip explains was meant to add up all the same.
        outcomes.retain(|(slot, outcome)| {
            outcome.rounded
                || outcome.slips.exact.is_some_and(|values| outcome.ranges.0 >= 10.0 * values)
                || fails.binary_search(slot).is_ok()
        });
    }
    if matches!(law.shape, Shape::Product(_)) {
        // The price or yield of a total is a mean, and rounded: its product says nothing.
        let is_total = |slot: usize| grid.slot_words.get(slot).is_some_and(|words| words.total);
        outcomes.retain(|(slot, outcome)| outcome.exact || !outcome.rounded || !is_total(*slot));
    }
    let exact = tally(grid, &law, &outcomes, true);
    if matches!(law.shape, Shape::Product(_)) {
        // A product is computed from its factors as they are printed. One that holds only within
        // rounding is a quotient read backwards: the percent was computed, and rounded.
        return exact;
    }
    let rounded = tally(grid, &law, &outcomes, false);
    if matches!(law.shape, Shape::Share { .. }) && exact.holds.len() * 4 < rounded.holds.len() * 3 {
        // Shares of one whole lie near each other: within rounding those of any like whole hold.
        return exact;
    }
    // Near misses in one line of ten or more are the custom of the table, not its errors.
    let near = rounded.holds.len().saturating_sub(exact.holds.len());
    if near * 10 > rounded.holds.len() || exact.evidence < rounded.evidence { rounded } else { exact }
}

/// What judging a slot costs besides adding up its operands, in steps.
const COST: usize = 4;

/// What a law costs on however few slots, in steps.
const A_LAW: usize = 100;

/// A law that is not looked at on every slot.
fn hopeless(law: Law) -> Judged {
    let (holds, fails, near, slips) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Judged { law, holds, fails, proofs: 0, evidence: f64::NEG_INFINITY, near, slips }
}

/// Tables of more slots are looked at in a sample first.
const LONG: usize = 1000;
/// How many slots the sample has.
const SAMPLE: u64 = 200;
/// So many slots of the sample must say something.
const TELL: usize = 100;

/// Whether a law disobeys on more than four fifths of a sample of a long table, slips left aside.
/// One that is kept obeys on half of all slots, where so poor a sample has a probability below
/// 10^-9. The sample is spread without a period, since tables repeat blocks of lines.
fn is_hopeless(grid: &Grid, law: &Law) -> bool {
    if grid.slots <= LONG {
        return false;
    }
    grid.effort.spend((SAMPLE as usize).saturating_mul(law.operands.len() + COST));
    // In 64 bits on every machine, so that all take the same sample.
    let spread = |at: u64| at * GOLDEN % PERIOD * grid.slots as u64 / PERIOD;
    let outcomes = (0..SAMPLE).filter_map(|at| check(grid, law, spread(at) as usize));
    let (told, fits) = outcomes.fold((0_usize, 0_usize), |(told, fits), outcome| {
        (told + 1, fits + usize::from(outcome.rounded || outcome.slips.rounded.is_some()))
    });
    told >= TELL && fits * 5 < told
}

/// The multiples of nearly the golden ratio of a prime fill it evenly and repeat no pattern.
const GOLDEN: u64 = 6180;
const PERIOD: u64 = 10_007;

/// The digits from which on a slip is no accident: half of what explains a value by a slip in a
/// list of small figures would explain any other value as well.
const TELLING: f64 = 1.0;

/// log10 of the two readings.
const BOTH: f64 = 0.301;

fn tally(grid: &Grid, law: &Law, outcomes: &[(usize, Outcome)], exact: bool) -> Judged {
    let (mut holds, mut fails) = (Vec::new(), Vec::new());
    let mut seen: Vec<((i64, i64), f64)> = Vec::new();
    let (mut proofs, mut slips) = (0, Vec::new());
    let mut omitted: BTreeMap<usize, usize> = BTreeMap::new();
    for line in outcomes.iter().filter_map(|(_, outcome)| outcome.slips.omitted) {
        *omitted.entry(line).or_default() += 1;
    }
    for (slot, outcome) in outcomes {
        if if exact { outcome.exact } else { outcome.rounded } {
            holds.push(*slot);
            let (width, range) =
                if exact { (outcome.widths.0, outcome.ranges.0) } else { (outcome.widths.1, outcome.ranges.1) };
            let digits = chance::digits(width, range, most(law));
            if digits > 0.0 {
                proofs += 1;
                if !grid.is_derived(*slot) {
                    seen.push((outcome.figures, digits));
                }
            }
        } else {
            fails.push(*slot);
            // A line that is left out more than once does not belong to the sum.
            let is_custom =
                outcome.slips.omitted.is_some_and(|line| omitted.get(&line).is_some_and(|times| *times > 1));
            let values = if exact && !is_custom { outcome.slips.exact } else { outcome.slips.rounded };
            let digits = values.map_or(0.0, |values| chance::digits(values, outcome.ranges.0, most(law)));
            if digits >= TELLING {
                slips.push(*slot);
                if !grid.is_derived(*slot) {
                    seen.push((outcome.figures, digits));
                }
            }
        }
    }
    // The same figures again are a repetition, not another proof: the best of them counts.
    seen.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    seen.dedup_by(|a, b| a.0 == b.0);
    let failing = fails.iter().filter(|slot| !grid.is_derived(**slot)).count();
    let evidence = chance::evidence(seen.into_iter().map(|(_, digits)| digits), failing, 0.0);
    let by_rounding = |outcome: &Outcome| !exact && outcome.rounded && !outcome.exact;
    let near = outcomes.iter().filter(|(_, outcome)| by_rounding(outcome)).map(|(slot, _)| *slot).collect();
    Judged { law: law.clone(), holds, fails, proofs, evidence, near, slips }
}

/// The most digits that one slot may prove.
fn most(law: &Law) -> f64 {
    if law.shape == Shape::Sum { chance::MOST_ADDED } else { chance::MOST_COPIED }
}

/// `None` where the law cannot be computed.
fn check(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    if !grid.is_number(law.target, slot) {
        return None;
    }
    match law.shape {
        Shape::Sum => check_sum(grid, law, slot),
        Shape::Average => check_average(grid, law, slot),
        Shape::Ratio(scale) => {
            let (&a, &b) = (law.operands.first()?, law.operands.get(1)?);
            check_quotient(grid, (law.target, slot), [(a, slot), (b, slot)], f64::from(scale), false)
        }
        Shape::Change(scale) => {
            let (&a, &b) = (law.operands.first()?, law.operands.get(1)?);
            check_quotient(grid, (law.target, slot), [(b, slot), (a, slot)], f64::from(scale), true)
        }
        Shape::Share { scale, whole } => {
            let &part = law.operands.first()?;
            if slot == whole {
                return None;
            }
            check_quotient(grid, (law.target, slot), [(part, slot), (part, whole)], f64::from(scale), false)
        }
        Shape::Product(scale) => check_product(grid, law, slot, f64::from(scale)),
        Shape::Equal => check_equal(grid, law, slot),
    }
}

fn check_sum(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    let target = grid.value(law.target, slot);
    let (mut sum, mut whole, mut largest) = (0_i128, 0_i128, 0_i128);
    let (mut first, mut second) = (0_i128, 0_i128);
    let (mut terms, mut numbers, mut alike) = (0_usize, 0_usize, true);
    let (mut finest, mut units, mut squares) = (i128::MAX, 0_i128, 0.0_f64);
    for &line in &law.operands {
        if !grid.is_number(line, slot) {
            continue;
        }
        let (value, unit) = (grid.value(line, slot), grid.unit(line, slot));
        numbers += 1;
        sum = sum.saturating_add(value);
        whole = whole.saturating_add(value.abs());
        largest = largest.max(value.abs());
        finest = finest.min(unit);
        units = units.saturating_add(unit);
        squares += float(unit).powi(2);
        if value != 0 {
            terms += 1;
            match terms {
                1 => first = value,
                2 => second = value,
                _ => {}
            }
            alike &= value == first;
        }
    }
    if numbers == 0 {
        return None;
    }
    let unit = grid.unit(law.target, slot);
    let difference = (sum - target).abs();
    let step = if unit > finest { unit } else { 0 };
    let sigma = ((squares + float(unit).powi(2)) / 12.0).sqrt();
    let slack = (float(units.saturating_add(unit)) / 2.0).min(SIGMAS * sigma);
    let exact = difference * 2 <= step;
    let rounded = exact || float(difference) <= slack;
    if !rounded && numbers < 2 && law.operands.len() > 2 {
        // One figure among blanks is no sum that failed.
        return None;
    }
    // One large term nearly is the total: what is proved is that the others fill the rest. Equal
    // terms are one figure times their number: that many months, not that many parts.
    let (rest, all) = (float(whole - largest), float(target.abs().max(largest)));
    // To the last digit that is worth more than within rounding, where a small rest says nothing.
    let ranges = if terms < 2 || alike {
        (0.0, 0.0)
    } else {
        ((rest.min(all) * all).sqrt() + float(unit), rest.min(all) + float(unit))
    };
    let widths = (float(unit), 2.0 * slack + float(unit));
    let figures = (proportion(first, target), proportion(second, target));
    let slips = if exact || terms < 2 { Slips::default() } else { Slips::of_sum(grid, law, slot, sum) };
    Some(Outcome { exact, rounded, widths, ranges, figures, slips })
}

/// What is the same when all figures are scaled alike, as those of the next month often are.
fn proportion(part: i128, whole: i128) -> i64 {
    if whole == 0 { i64::MAX } else { (float(part) / float(whole) * 1e7).round() as i64 }
}

fn check_average(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    let target = grid.float(law.target, slot);
    let (mut sum, mut low, mut high, mut numbers, mut units) = (0.0, f64::INFINITY, f64::NEG_INFINITY, 0_usize, 0.0);
    let (mut first, mut second) = (0, 0);
    for &line in &law.operands {
        if grid.is_number(line, slot) {
            let value = grid.float(line, slot);
            numbers += 1;
            sum += value;
            low = low.min(value);
            high = high.max(value);
            units += grid.float_unit(line, slot);
            match numbers {
                1 => first = grid.value(line, slot),
                2 => second = grid.value(line, slot),
                _ => {}
            }
        }
    }
    if numbers < 2 {
        return None;
    }
    let mean = sum / numbers as f64;
    let unit = grid.float_unit(law.target, slot);
    let noise = FLOAT_NOISE * (1.0 + mean.abs());
    let difference = (mean - target).abs();
    let exact = difference <= unit / 2.0 + noise;
    // Operands that are themselves rounded: mean rounding error over n terms.
    let own = SIGMAS * units / numbers as f64 / (12.0 * numbers as f64).sqrt();
    // Blanks counted as zeros: another custom, which proves nothing here.
    let all = sum / law.operands.len().max(1) as f64;
    if !exact && (all - target).abs() <= unit / 2.0 + noise {
        return None;
    }
    let slack = unit / 2.0 + own.min(units / numbers as f64 / 2.0) + noise;
    // A mean lies near its terms anyway: it could miss by their spread over the root of their number.
    let range = (high - low) / (numbers as f64).sqrt();
    let whole = grid.value(law.target, slot);
    let figures = (proportion(first, whole), proportion(second, whole));
    Some(Outcome {
        exact,
        rounded: exact || difference <= slack,
        widths: (unit, 2.0 * slack),
        ranges: (range, range),
        figures,
        slips: if exact { Slips::default() } else { Slips::of_target(grid, (law.target, slot), mean) },
    })
}

/// A line and a slot.
pub(super) type Place = (usize, usize);

/// target = top / bottom × scale, or (top - bottom) / bottom × scale when `change`.
fn check_quotient(grid: &Grid, target: Place, [top, bottom]: [Place; 2], scale: f64, change: bool) -> Option<Outcome> {
    let number = |(line, slot): Place| grid.is_number(line, slot).then(|| grid.float(line, slot));
    let half = |(line, slot): Place| grid.float_unit(line, slot) / 2.0;
    let (numerator, denominator) = (number(top)?, number(bottom)?);
    let (half_top, half_bottom) = (half(top), half(bottom));
    if denominator.abs() <= half_bottom || denominator == 0.0 {
        return None;
    }
    let less = if change { 1.0 } else { 0.0 };
    let found = grid.float(target.0, target.1);
    let expected = (numerator / denominator - less) * scale;
    let unit = grid.float_unit(target.0, target.1);
    let noise = FLOAT_NOISE * (1.0 + expected.abs());
    let difference = (expected - found).abs();
    let exact = difference <= unit / 2.0 + noise;
    let own = scale * (half_top / denominator.abs() + (numerator / denominator / denominator).abs() * half_bottom);
    let rounded = exact || difference <= unit / 2.0 + own + noise;
    // Nothing divided, divided by itself, or by a power of ten: the digits are copied, not computed.
    let copied = numerator == 0.0 || (numerator - denominator).abs() < noise || is_power_of_ten(denominator);
    let range = if change { expected.abs().max(scale / 10.0) } else { expected.abs() };
    let range = if copied { 0.0 } else { range };
    let figures = (grid.key(target.0, target.1), grid.key(top.0, top.1));
    let slips = if exact { Slips::default() } else { Slips::of_target(grid, target, expected) };
    let (widths, ranges) = ((unit, unit + 2.0 * own), (range, range));
    Some(Outcome { exact, rounded, widths, ranges, figures, slips })
}

fn check_product(grid: &Grid, law: &Law, slot: usize, scale: f64) -> Option<Outcome> {
    let (mut product, mut relative) = (1.0, 0.0);
    let mut powers_of_ten = 0;
    for &line in &law.operands {
        if !grid.is_number(line, slot) {
            return None;
        }
        let (factor, half) = (grid.float(line, slot), grid.float_unit(line, slot) / 2.0);
        product *= factor;
        relative += if factor == 0.0 { 0.0 } else { half / factor.abs() };
        powers_of_ten += usize::from(is_power_of_ten(factor));
    }
    let target = grid.float(law.target, slot);
    let expected = product / scale;
    let unit = grid.float_unit(law.target, slot);
    let noise = FLOAT_NOISE * (1.0 + expected.abs());
    let difference = (expected - target).abs();
    let exact = difference <= unit / 2.0 + noise;
    let own = expected.abs() * relative;
    let rounded = exact || difference <= unit / 2.0 + own + noise;
    // With all factors but one powers of ten the digits are copied, not computed.
    let copied = expected == 0.0 || powers_of_ten + 1 >= law.operands.len();
    let range = if copied { 0.0 } else { expected.abs() };
    let figures = (grid.key(law.target, slot), law.operands.first().map_or(0, |line| grid.key(*line, slot)));
    let slips = if exact { Slips::default() } else { Slips::of_target(grid, (law.target, slot), expected) };
    let (widths, ranges) = ((unit, unit + 2.0 * own), (range, range));
    Some(Outcome { exact, rounded, widths, ranges, figures, slips })
}

fn check_equal(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    let &other = law.operands.first()?;
    if !grid.is_number(other, slot) {
        return None;
    }
    let (a, b) = (grid.value(law.target, slot), grid.value(other, slot));
    let unit = grid.unit(law.target, slot).max(grid.unit(other, slot));
    let exact = (a - b).abs() * 2 <= unit.saturating_sub(1).max(0);
    let figures = (grid.key(law.target, slot), 0);
    Some(Outcome {
        exact,
        rounded: exact,
        widths: (float(unit), float(unit)),
        ranges: (float(a.abs()), float(a.abs())),
        figures,
        slips: Slips::default(),
    })
}

fn is_power_of_ten(value: f64) -> bool {
    let log = value.abs().log10();
    (log - log.round()).abs() < 1e-12
}
