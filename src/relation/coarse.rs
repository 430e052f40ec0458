//! Figures rounded to threes, fives, hundreds or thousands.
//!
//! Where every figure of a law is a multiple of 100 the last two digits say nothing, and totals
//! that were rounded by themselves miss the sum of their parts by a step or two. Figures that are
//! multiples of 100 by their nature (budgets, quotas) add up exactly; which of the two it is, the
//! other lines tell, by the same test as for the last printed digit ([`super::slack`]).

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::slack::{Outcome, Sample, Trial, central};
use super::{Judged, Pattern, Readings, Relation, RelationKind};
use crate::number::Number;
use crate::table::Reading;

/// The steps that people round to, the coarsest first.
const STEPS: [u32; 15] =
    [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 5_000, 1_000, 500, 100, 50, 20, 10, 5, THREES];
/// Nobody rounds to threes but by lot, as statistical offices do so that nobody is known by small counts; others of
/// them round to fives in that way.
const THREES: u32 = 3;
const FIVES: u32 = 5;
/// So many different figures must be multiples of the step before it is believed; of threes, twice as many.
const ENOUGH: usize = 5;
/// Rounding errors of many terms do not all point the same way: beyond four standard deviations
/// a difference is no longer put down to rounding.
const SIGMAS: f64 = 4.0;

/// For each relation of an additive law, of a quotient or of a change the difference that rounding
/// to a coarse step would excuse; `None` where there is no such step or the others hold too exactly
/// to be rounded. `judged` has one for each relation, under any slack.
pub fn tolerances<I: Copy + Ord>(
    pattern: &Pattern<I>,
    judged: &[Outcome],
    readings: &(impl Readings<I> + ?Sized),
) -> Vec<Option<Decimal>> {
    let nothing = || vec![None; pattern.relations.len()];
    let is_quotient = matches!(pattern.kind, RelationKind::Ratio | RelationKind::RelativeChange);
    if !is_quotient && !pattern.relations.iter().all(|relation| relation.expr.is_additive()) {
        return nothing();
    }
    // "98" among figures such as 97,2 was written as 98,0.
    let finest = judged.iter().flatten().map(|judged| judged.found.unit()).min().unwrap_or_default();
    let line = |relation: &Relation<I>, judged: &Judged| {
        if is_quotient {
            Line::of_quotient(relation, judged, finest, readings)
        } else {
            Line::of(relation, judged, readings)
        }
    };
    let mut lines: Vec<Option<Line>> =
        pattern.relations.iter().zip(judged).map(|(relation, judged)| line(relation, judged.as_ref().ok()?)).collect();
    // A few small figures are multiples of three by accident.
    if share_of_coarse(&lines) < OF_LOTS {
        lines.iter_mut().filter(|line| line.as_ref().is_some_and(|line| line.by_lot)).for_each(|line| *line = None);
    }
    let misses = lines.iter().flatten().any(|line| !line.exact && line.missed <= line.tolerance);
    let values: BTreeSet<Decimal> = lines.iter().flatten().flat_map(|line| line.values.iter().copied()).collect();
    let of_threes = || pattern.relations.iter().all(|relation| is_of_threes(relation, readings));
    if !misses || values.len() < ENOUGH || (values.len() < ENOUGH * 2 && of_threes()) {
        return nothing();
    }
    // A line or two of coarse figures is an accident.
    if is_quotient && share_of_coarse(&lines) < OF_QUOTIENTS {
        return nothing();
    }
    let mut sample = Sample::default();
    for line in lines.iter().flatten().filter(|line| line.missed <= line.tolerance) {
        sample.add(line.trial());
    }
    lines
        .iter()
        .map(|line| {
            let line = line.as_ref()?;
            (!sample.without(line.trial()).is_exact()).then_some(line.tolerance)
        })
        .collect()
}

/// The least share of the lines of a law that are coarse: of quotients, and of what is rounded by lot, where a slip
/// makes one line of two another.
const OF_QUOTIENTS: f64 = 0.75;
const OF_LOTS: f64 = 0.5;

fn share_of_coarse(lines: &[Option<Line>]) -> f64 {
    lines.iter().flatten().count() as f64 / lines.len().max(1) as f64
}

/// Whether all figures of a relation are multiples of three and of nothing else that people round to.
pub(super) fn is_of_threes<I: Copy + Ord>(relation: &Relation<I>, readings: &(impl Readings<I> + ?Sized)) -> bool {
    step(relation.distinct_cells(), readings) == Some(Decimal::from(THREES))
}

/// What the rounding of so many figures to a step adds up to at most.
pub fn tolerance(figures: usize, step: Decimal) -> Option<Decimal> {
    // Of s residues each r goes up with probability r / s: it errs by less than the step, with the variance
    // (s² - 1) / 6 on the whole, which is twice that of rounding to the nearest.
    let (worst, variance) = if is_by_lot(step) {
        let least = Decimal::ONE.checked_div(step)?.to_f64()?;
        (1.0 - least, (1.0 - least * least) / 6.0)
    } else {
        (0.5, 1.0 / 12.0)
    };
    let figures = figures as f64;
    let likely = SIGMAS * (figures * variance).sqrt();
    step.checked_mul(Decimal::from_f64((figures * worst).min(likely))?)
}

fn is_by_lot(step: Decimal) -> bool {
    [THREES, FIVES].map(Decimal::from).contains(&step)
}

/// The coarsest step that all these figures are multiples of.
pub fn step<I: Copy>(cells: impl IntoIterator<Item = I>, readings: &(impl Readings<I> + ?Sized)) -> Option<Decimal> {
    let mut possible = STEPS.map(|_| true);
    let mut visit = |cell| {
        if !possible.contains(&true) {
            return;
        }
        let Reading::Number(number) = readings.reading(cell) else { return };
        // Each step is a multiple of one of these: what neither of them divides, no step does.
        if ![THREES, FIVES].iter().any(|step| is_multiple(number.value(), *step)) {
            possible.fill(false);
            return;
        }
        for (possible, step) in possible.iter_mut().zip(STEPS).filter(|(possible, _)| **possible) {
            *possible = is_multiple(number.value(), step);
        }
    };
    cells.into_iter().for_each(&mut visit);
    STEPS.into_iter().zip(possible).find(|(_, possible)| *possible).map(|(step, _)| Decimal::from(step))
}

fn is_multiple(value: Decimal, step: u32) -> bool {
    match i64::try_from(value.mantissa()) {
        Ok(whole) if value.scale() == 0 => whole.checked_rem(i64::from(step)) == Some(0),
        _ => value.checked_rem(Decimal::from(step)).is_some_and(|rest| rest.is_zero()),
    }
}

/// A relation whose figures are all multiples of a step.
struct Line {
    values: BTreeSet<Decimal>,
    missed: Decimal,
    tolerance: Decimal,
    exact: bool,
    /// Whether the step is one that is rounded to by lot.
    by_lot: bool,
    /// The probability that it holds exactly although its figures are rounded.
    chance: f64,
}

impl Line {
    fn of<I: Copy + Ord>(
        relation: &Relation<I>,
        judged: &Judged,
        readings: &(impl Readings<I> + ?Sized),
    ) -> Option<Self> {
        let cells = relation.distinct_cells();
        let step = step(cells.iter().copied(), readings)?;
        let figures: Vec<Decimal> = cells
            .into_iter()
            .filter_map(|cell| match readings.reading(cell) {
                Reading::Number(number) if !number.value().is_zero() => Some(number.value()),
                _ => None,
            })
            .collect();
        let terms = figures.len();
        let missed = judged.found.value().checked_sub(judged.computed.point)?.abs();
        let tolerance = tolerance(terms, step)?;
        let chance = central(terms.saturating_sub(1), 0.5);
        let (values, exact) = (figures.into_iter().collect(), missed.is_zero());
        Some(Self { values, missed, tolerance, exact, by_lot: is_by_lot(step), chance })
    }

    /// A quotient of coarse figures, which itself is printed to `unit`.
    fn of_quotient<I: Copy + Ord>(
        relation: &Relation<I>,
        judged: &Judged,
        unit: Decimal,
        readings: &(impl Readings<I> + ?Sized),
    ) -> Option<Self> {
        let operands = relation.expr.cells();
        let step = step(operands.iter().copied(), readings)?;
        let half = step.checked_div(Decimal::TWO)?;
        let point = judged.computed.point;
        let own = unit.checked_div(Decimal::TWO)?;
        let mut tolerance = own;
        let mut values = BTreeSet::new();
        for moved in operands {
            let Reading::Number(number) = readings.reading(moved) else { return None };
            values.insert(number.value());
            let other = Number::new(number.value().checked_add(half)?, number.decimals().max(half.scale()));
            let read = |cell: I| if cell == moved { Reading::Number(other) } else { readings.reading(cell) };
            let by = relation.expr.evaluate_exactly(&read).ok()?.point.checked_sub(point)?;
            tolerance = tolerance.checked_add(by.abs())?;
        }
        let missed = judged.found.value().checked_sub(point)?.abs();
        let chance = own.checked_div(tolerance)?.to_f64()?;
        Some(Self { values, missed, tolerance, exact: missed <= own, by_lot: is_by_lot(step), chance })
    }

    fn trial(&self) -> Trial {
        let holds = self.missed <= self.tolerance;
        Trial { precision: (0, false), holds, exact: self.exact, chance: self.chance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::FigureId;
    use crate::number::Slack;
    use crate::relation::{Evidence, Origin};
    use crate::text::Bilingual;

    /// What rounding excuses in column C = A / B × 100, line by line.
    fn excused(rows: &[[i64; 3]]) -> Vec<bool> {
        let at = |line: u32, place: u32| FigureId(line * 3 + place);
        let relations: Vec<Relation<FigureId>> =
            (0..rows.len() as u32).map(|row| Relation::ratio(at(row, 2), at(row, 0), at(row, 1), 100)).collect();
        let (law, kind) = (Bilingual::default(), RelationKind::Ratio);
        let pattern =
            Pattern { kind, evidence: Evidence::Semantic, origin: Origin::Header, law, prior: 1.0, relations };
        let readings = |figure: FigureId| {
            let figure = rows.as_flattened()[figure.0 as usize];
            Reading::Number(Number::from_decimal(Decimal::from(figure)))
        };
        let judged: Vec<Outcome> =
            pattern.relations.iter().map(|relation| relation.judge(kind, Slack::Rounded, &readings)).collect();
        let missed = |at: usize| {
            let judged = judged[at].unwrap();
            (judged.found.value() - judged.computed.point).abs()
        };
        let tolerances = tolerances(&pattern, &judged, &readings);
        tolerances.iter().enumerate().map(|(at, most)| most.is_some_and(|most| missed(at) <= most)).collect()
    }

    #[test]
    fn a_percent_of_figures_rounded_to_hundreds_may_miss_by_what_they_hide() {
        let rows = [[21900, 27800, 79], [5800, 9000, 65], [2900, 4500, 66], [8900, 9300, 96], [4200, 5000, 85]];
        assert_eq!(excused(&rows), [true; 5]);
    }

    #[test]
    fn budgets_in_hundreds_whose_percents_are_right_excuse_nothing() {
        let mut rows: Vec<[i64; 3]> = (1..=12).map(|n| [100 * n * (n + 7), 2500 + 100 * n, 0]).collect();
        for row in &mut rows {
            row[2] = (row[0] * 1000 / row[1] + 5) / 10;
        }
        rows[4][2] += 2;
        assert!(!excused(&rows)[4]);
    }

    #[test]
    fn a_line_that_happens_to_be_of_hundreds_is_not_coarse() {
        let rows = [[21917, 27803, 79], [5809, 9013, 64], [2900, 4500, 66], [8931, 9329, 96], [4217, 5011, 84]];
        assert_eq!(excused(&rows), [false; 5]);
    }
}
