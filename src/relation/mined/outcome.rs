//! What one slot of a grid says about a law.
//!
//! Judged in scaled integers and floats, thousands of times for a law that is looked for. What is said of a law that was
//! found is `number::judge`'s; a property test holds the two together, rates to the nine digits of [`FLOAT_NOISE`].

use super::chance;
use super::grid::{Grid, float};
use super::law::{Law, Shape};
use super::slips::Slips;

/// What one slot says about a law.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outcome {
    /// The printed operands give the printed target.
    pub exact: bool,
    /// Rounding may explain the difference.
    pub rounded: bool,
    /// How many of the values that the target could take would be called exact, and rounded; in
    /// the unit of `range`.
    pub widths: (f64, f64),
    /// Over which the target could lie by accident, under either reading; 0 when the slot proves
    /// nothing.
    pub ranges: (f64, f64),
    /// Tells repetitions of the same figures apart from independent ones.
    pub figures: (i64, i64),
    /// By how much `figures` may differ that are the same but for rounding.
    pub blur: (i64, i64),
    /// What the operands give, where a slip may have made another figure of it.
    computed: Option<Computed>,
}

/// What the operands of a law give.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Computed {
    /// A sum, in scaled integers.
    Sum(i128),
    /// Any other figure, as it would be printed.
    Figure(f64),
}

impl Outcome {
    /// The digits that the slot proves, should it hold to the last digit or within rounding.
    pub fn digits(&self, exact: bool, most: f64) -> f64 {
        let (width, range) = if exact { (self.widths.0, self.ranges.0) } else { (self.widths.1, self.ranges.1) };
        chance::digits(width, range, most)
    }

    /// Whether the slot proves anything in a reading in which it holds.
    pub fn proves(&self, most: f64) -> bool {
        (self.exact && self.digits(true, most) > 0.0) || (self.rounded && self.digits(false, most) > 0.0)
    }

    /// Whether a slip explains what stands there. Much the dearest of what a slot is asked.
    pub fn slips(&self, grid: &Grid, law: &Law, slot: usize) -> Slips {
        match self.computed.filter(|_| !self.exact) {
            Some(Computed::Sum(sum)) => Slips::of_sum(grid, law, slot, sum),
            Some(Computed::Figure(figure)) => Slips::of_target(grid, (law.target, slot), figure),
            None => Slips::default(),
        }
    }
}

/// Rounding errors of many terms do not all point the same way: beyond four standard deviations
/// the difference is no longer put down to rounding.
const SIGMAS: f64 = 4.0;

/// What binary floats may add, relative to the value.
const FLOAT_NOISE: f64 = 1e-9;

/// What a slot says; `None` where the law cannot be computed.
pub(super) fn check(grid: &Grid, law: &Law, slot: usize) -> Option<Outcome> {
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
    let (mut first, mut spread) = (0_i128, 0_i128);
    let (mut terms, mut numbers, mut alike) = (0_usize, 0_usize, true);
    let (mut finest, mut units, mut squares) = (i128::MAX, 0_i128, 0.0_f64);
    for (place, &line) in law.operands.iter().enumerate() {
        if !grid.is_number(line, slot) {
            continue;
        }
        let (value, unit) = (grid.value(line, slot), grid.unit(line, slot));
        numbers += 1;
        spread = spread.saturating_add(value.saturating_mul(place as i128));
        sum = sum.saturating_add(value);
        whole = whole.saturating_add(value.abs());
        largest = largest.max(value.abs());
        finest = finest.min(unit);
        units = units.saturating_add(unit);
        squares += float(unit).powi(2);
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
    let ranges = if terms < 2 || alike && terms == law.operands.len() {
        (0.0, 0.0)
    } else if alike {
        // Where some are missing they are marks, and the total is how many there are: any number up to that.
        (float(unit) * (terms + 1) as f64, 0.0)
    } else {
        ((rest.min(all) * all).sqrt() + float(unit), rest.min(all) + float(unit))
    };
    let widths = (float(unit), 2.0 * slack + float(unit));
    // The first part, and how the whole is spread over all: months of ones and noughts begin alike.
    let figures = (proportion(first, target), proportion(spread, target));
    let computed = (terms >= 2).then_some(Computed::Sum(sum));
    Some(Outcome { exact, rounded, widths, ranges, figures, blur: blur(unit, target, law.operands.len()), computed })
}

/// Below so many units of the whole, two proportions that are nearly the same are still two.
const COARSE: f64 = 500.0;

/// How far rounding moves the [`proportion`] of a part of a whole, half a unit of either, and that of the sum
/// of so many parts, each times its place.
fn blur(unit: i128, whole: i128, parts: usize) -> (i64, i64) {
    let units = (float(whole) / float(unit)).abs();
    if units < COARSE {
        return (0, 0);
    }
    ((PROPORTION / units).ceil() as i64, (PROPORTION * parts as f64 / units).ceil() as i64)
}

/// What is the same when all figures are scaled alike, as those of the next month often are.
fn proportion(part: i128, whole: i128) -> i64 {
    if whole == 0 { i64::MAX } else { (float(part) / float(whole) * PROPORTION).round() as i64 }
}

/// What a part that is the whole is counted as.
const PROPORTION: f64 = 1e7;

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
        blur: (0, 0),
        computed: Some(Computed::Figure(mean)),
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
    let (widths, ranges) = ((unit, unit + 2.0 * own), (range, range));
    Some(Outcome { exact, rounded, widths, ranges, figures, blur: (0, 0), computed: Some(Computed::Figure(expected)) })
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
    let (widths, ranges) = ((unit, unit + 2.0 * own), (range, range));
    Some(Outcome { exact, rounded, widths, ranges, figures, blur: (0, 0), computed: Some(Computed::Figure(expected)) })
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
        blur: (0, 0),
        computed: None,
    })
}

fn is_power_of_ten(value: f64) -> bool {
    let log = value.abs().log10();
    (log - log.round()).abs() < 1e-12
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::number::{Number, Slack, Verdict};
    use crate::relation::RelationKind;
    use crate::relation::mined::Effort;
    use crate::relation::mined::describe::relation;
    use crate::relation::mined::tests::table;
    use crate::table::{Reading, Table};

    /// Figures of so many decimals side by side in one line.
    fn line(figures: &[(i64, u32)]) -> Table {
        let values: Vec<i64> = figures.iter().map(|(figure, _)| *figure).collect();
        let mut table = table(&[], &[], &[values]);
        let cells: Vec<_> = table.readings.iter().map(|(cell, _)| cell).collect();
        for (cell, (figure, decimals)) in cells.into_iter().zip(figures) {
            let number = Number::new(Decimal::new(*figure, *decimals), *decimals);
            table.readings.set(cell, Reading::Number(number));
        }
        table
    }

    /// What the miner and what the court of the product say of the first figure as computed from the others.
    fn both(shape: Shape, kind: RelationKind, figures: &[(i64, u32)]) -> Option<(Outcome, Verdict)> {
        let table = line(figures);
        let (grid, _) = Grid::both(&table, &Effort::of(1, 1));
        let law = Law { shape, target: 0, operands: (1..figures.len()).collect() };
        let as_printed = figures.iter().enumerate().all(|(line, (_, decimals))| {
            let unit = Number::new(Decimal::ZERO, *decimals).unit();
            grid.float_unit(line, 0).to_string() == unit.to_string()
        });
        let outcome = check(&grid, &law, 0).filter(|_| as_printed)?;
        let judged = relation(&grid, &law, 0)?.judge(kind, Slack::Rounded, &table).ok()?;
        Some((outcome, judged.verdict))
    }

    /// A figure, and how far from what the others give the target stands, in its units.
    fn figures(terms: std::ops::Range<usize>) -> impl Strategy<Value = (Vec<(i64, u32)>, i64)> {
        (proptest::collection::vec((1_i64..100_000, 0_u32..4), terms), -3_i64..4)
    }

    fn rounded(value: Decimal, decimals: u32, off: i64) -> Option<(i64, u32)> {
        let units = Number::new(value, decimals).scaled(decimals)?;
        Some((i64::try_from(units).ok()?.checked_add(off)?, decimals))
    }

    proptest! {
        #[test]
        fn the_miner_judges_sums_as_the_product_does((operands, off) in figures(2..5), decimals in 0_u32..4) {
            let sum: Decimal = operands.iter().map(|(figure, places)| Decimal::new(*figure, *places)).sum();
            let target = rounded(sum, decimals, off).unwrap();
            let all: Vec<_> = std::iter::once(target).chain(operands).collect();
            if let Some(said) = both(Shape::Sum, RelationKind::Sum, &all) {
                prop_assert_eq!(said.0.exact, said.1 == Verdict::Exact);
                prop_assert_eq!(said.0.rounded, matches!(said.1, Verdict::Exact | Verdict::WithinRounding));
            }
        }

        /// What rounding excuses is taken to the first order there; which figures are exact is the same.
        #[test]
        fn the_miner_judges_rates_as_the_product_does(pair in [10_i64..100, 10..100], places in 0_u32..3, off in -3_i64..4, decimals in 0_u32..4) {
            let operands = pair.map(|figure| (figure, places));
            let [top, bottom] = [0, 1].map(|at: usize| Decimal::new(operands[at].0, operands[at].1));
            for (shape, kind, value) in [
                (Shape::Ratio(100), RelationKind::Ratio, top / bottom * Decimal::ONE_HUNDRED),
                (Shape::Change(100), RelationKind::RelativeChange, (bottom - top) / top * Decimal::ONE_HUNDRED),
                (Shape::Product(1), RelationKind::Product, top * bottom),
            ] {
                let Some(target) = rounded(value, decimals, off) else { continue };
                let all: Vec<_> = std::iter::once(target).chain(operands).collect();
                if let Some(said) = both(shape, kind, &all) {
                    prop_assert_eq!(said.0.exact, said.1 == Verdict::Exact);
                }
            }
        }
    }
}
