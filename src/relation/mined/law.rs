//! A law over the lines of a grid, and what each slot says about it.

use super::chance;
use super::grid::Grid;

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
    /// target = first × second / scale
    Product(u32),
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
    holds: bool,
    /// Digits that a chance hit would have had to match; 0 when the slot proves nothing.
    digits: f64,
    /// Tells repetitions of the same figures apart from independent ones.
    figures: (i128, i128),
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
}

impl Judged {
    /// The share of the slots that say anything in which it holds.
    pub fn share(&self) -> f64 {
        let all = self.proofs + self.fails.len();
        if all == 0 { 0.0 } else { self.proofs as f64 / all as f64 }
    }
}

/// Rounding errors of many terms do not all point the same way: beyond four standard deviations
/// the difference is no longer put down to rounding.
const SIGMAS: f64 = 4.0;

/// What binary floats may add, relative to the value.
const FLOAT_NOISE: f64 = 1e-9;

/// Judges a law on every slot. `tried` is log10 of the number of laws that its search tried.
pub(super) fn judge(grid: &Grid, law: Law, tried: f64) -> Judged {
    let (mut holds, mut fails) = (Vec::new(), Vec::new());
    let mut seen: Vec<((i128, i128), f64)> = Vec::new();
    for slot in 0..grid.slots {
        let Some(outcome) = check(grid, &law, slot) else { continue };
        if outcome.holds {
            holds.push(slot);
            if outcome.digits > 0.0 {
                seen.push((outcome.figures, outcome.digits));
            }
        } else {
            fails.push(slot);
        }
    }
    let proofs = seen.len();
    // The same figures again are a repetition, not another proof.
    seen.sort_by_key(|(figures, _)| *figures);
    seen.dedup_by(|a, b| a.0 == b.0);
    let evidence = chance::evidence(seen.into_iter().map(|(_, digits)| digits), fails.len(), tried);
    Judged { law, holds, fails, proofs, evidence }
}

/// `None` where the law cannot be computed.
fn check(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    if !grid.is_number(law.target, slot) {
        return None;
    }
    match law.shape {
        Shape::Sum => check_sum(grid, law, slot),
        Shape::Average => check_average(grid, law, slot),
        Shape::Ratio(scale) => check_quotient(grid, law, slot, f64::from(scale), false),
        Shape::Change(scale) => check_quotient(grid, law, slot, f64::from(scale), true),
        Shape::Product(scale) => check_product(grid, law, slot, f64::from(scale)),
    }
}

fn check_sum(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    let target = grid.value(law.target, slot);
    let (mut sum, mut largest, mut first) = (0_i128, 0_i128, 0_i128);
    let (mut terms, mut numbers, mut alike) = (0_usize, 0_usize, true);
    let (mut finest, mut units, mut squares) = (i128::MAX, 0_i128, 0.0_f64);
    for &line in &law.operands {
        if !grid.is_number(line, slot) {
            continue;
        }
        let (value, unit) = (grid.value(line, slot), grid.unit(line, slot));
        numbers += 1;
        sum = sum.saturating_add(value);
        largest = largest.max(value.abs());
        finest = finest.min(unit);
        units = units.saturating_add(unit);
        squares += (unit as f64).powi(2);
        if value != 0 {
            terms += 1;
            if terms == 1 {
                first = value;
            }
            alike &= value == first;
        }
    }
    if numbers == 0 {
        return None;
    }
    let unit = grid.unit(law.target, slot);
    let difference = (sum - target).abs();
    let exact = if unit > finest { unit } else { 0 };
    let sigma = ((squares + (unit as f64).powi(2)) / 12.0).sqrt();
    let rounded = ((units.saturating_add(unit)) as f64 / 2.0).min(SIGMAS * sigma);
    let is_exact = difference * 2 <= exact;
    let holds = is_exact || difference as f64 <= rounded;
    if !holds && numbers < 2 && law.operands.len() > 2 {
        // One figure among blanks is no sum that failed.
        return None;
    }
    let width = if is_exact { unit as f64 } else { 2.0 * rounded + unit as f64 };
    let range = target.abs().max(largest) as f64 + unit as f64;
    // Equal terms are one figure times their number: that many months, not that many parts.
    let digits = if holds && terms >= 2 && !alike { chance::digits(width, range) } else { 0.0 };
    Some(Outcome { holds, digits, figures: (target, first) })
}

fn check_average(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
    let target = grid.float(law.target, slot);
    let (mut sum, mut low, mut high, mut numbers, mut units) = (0.0, f64::INFINITY, f64::NEG_INFINITY, 0_usize, 0.0);
    let mut first = 0;
    for &line in &law.operands {
        if grid.is_number(line, slot) {
            let value = grid.float(line, slot);
            numbers += 1;
            sum += value;
            low = low.min(value);
            high = high.max(value);
            units += grid.float_unit(line, slot);
            if numbers == 1 {
                first = grid.value(line, slot);
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
    let rounded = unit / 2.0 + own.min(units / numbers as f64 / 2.0) + noise;
    let holds = exact || difference <= rounded;
    let width = if exact { unit } else { 2.0 * rounded };
    // A mean lies near its terms anyway: it could miss by their spread over the root of their number.
    let range = (high - low) / (numbers as f64).sqrt();
    let digits = if holds { chance::digits(width, range) } else { 0.0 };
    Some(Outcome { holds, digits, figures: (grid.value(law.target, slot), first) })
}

/// target = first / second × scale, or (second - first) / first × scale when `change`.
fn check_quotient(grid: &Grid, law: &Law, slot: usize, scale: f64, change: bool) -> Option<Outcome> {
    let (&a, &b) = (law.operands.first()?, law.operands.get(1)?);
    if !grid.is_number(a, slot) || !grid.is_number(b, slot) {
        return None;
    }
    let (top, bottom) = if change { (b, a) } else { (a, b) };
    let (numerator, denominator) = (grid.float(top, slot), grid.float(bottom, slot));
    let (half_top, half_bottom) = (grid.float_unit(top, slot) / 2.0, grid.float_unit(bottom, slot) / 2.0);
    if denominator.abs() <= half_bottom || denominator == 0.0 {
        return None;
    }
    let less = if change { 1.0 } else { 0.0 };
    let target = grid.float(law.target, slot);
    let expected = (numerator / denominator - less) * scale;
    let unit = grid.float_unit(law.target, slot);
    let noise = FLOAT_NOISE * (1.0 + expected.abs());
    let difference = (expected - target).abs();
    let exact = difference <= unit / 2.0 + noise;
    let own = scale * (half_top / denominator.abs() + (numerator / denominator / denominator).abs() * half_bottom);
    let holds = exact || difference <= unit / 2.0 + own + noise;
    let width = if exact { unit } else { unit + 2.0 * own };
    // Nothing divided, divided by itself, or by a power of ten: the digits are copied, not computed.
    let copied = numerator == 0.0 || (numerator - denominator).abs() < noise || is_power_of_ten(denominator);
    let range = if change { expected.abs().max(scale / 10.0) } else { expected.abs() };
    let digits = if holds && !copied { chance::digits(width, range) } else { 0.0 };
    Some(Outcome { holds, digits, figures: (grid.value(law.target, slot), grid.value(top, slot)) })
}

fn check_product(grid: &Grid, law: &Law, slot: usize, scale: f64) -> Option<Outcome> {
    let (&a, &b) = (law.operands.first()?, law.operands.get(1)?);
    if !grid.is_number(a, slot) || !grid.is_number(b, slot) {
        return None;
    }
    let (x, y) = (grid.float(a, slot), grid.float(b, slot));
    let target = grid.float(law.target, slot);
    let expected = x * y / scale;
    let unit = grid.float_unit(law.target, slot);
    let noise = FLOAT_NOISE * (1.0 + expected.abs());
    let difference = (expected - target).abs();
    let exact = difference <= unit / 2.0 + noise;
    let own = (x.abs() * grid.float_unit(b, slot) + y.abs() * grid.float_unit(a, slot)) / 2.0 / scale;
    let holds = exact || difference <= unit / 2.0 + own + noise;
    let width = if exact { unit } else { unit + 2.0 * own };
    let copied = expected == 0.0 || is_power_of_ten(x) || is_power_of_ten(y);
    let digits = if holds && !copied { chance::digits(width, expected.abs()) } else { 0.0 };
    Some(Outcome { holds, digits, figures: (grid.value(law.target, slot), grid.value(a, slot)) })
}

fn is_power_of_ten(value: f64) -> bool {
    let log = value.abs().log10();
    (log - log.round()).abs() < 1e-12
}
