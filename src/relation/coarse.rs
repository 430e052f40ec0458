//! Figures rounded to fives, hundreds or thousands.
//!
//! Where every figure of a law is a multiple of 100 the last two digits say nothing, and totals
//! that were rounded by themselves miss the sum of their parts by a step or two. Figures that are
//! multiples of 100 by their nature (budgets, quotas) add up exactly; which of the two it is, the
//! other lines tell, by the same test as for the last printed digit ([`super::slack`]).

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::slack::{Outcome, Sample, Trial, central};
use super::{Judged, Pattern, Readings, Relation};
use crate::table::Reading;

/// The steps that people round to, the coarsest first.
const STEPS: [u32; 9] = [10_000, 5_000, 1_000, 500, 100, 50, 20, 10, 5];
/// So many different figures must be multiples of the step before it is believed.
const ENOUGH: usize = 5;
/// Rounding errors of many terms do not all point the same way: beyond four standard deviations
/// a difference is no longer put down to rounding.
const SIGMAS: f64 = 4.0;

/// For each relation of an additive law the difference that rounding to a coarse step would
/// excuse; `None` where there is no such step or the others add up too exactly to be rounded.
/// `judged` has one for each relation, under any slack.
pub fn tolerances(pattern: &Pattern, judged: &[Outcome], readings: &(impl Readings + ?Sized)) -> Vec<Option<Decimal>> {
    let nothing = || vec![None; pattern.relations.len()];
    if !pattern.relations.iter().all(|relation| relation.expr.is_additive()) {
        return nothing();
    }
    let lines: Vec<Option<Line>> = pattern
        .relations
        .iter()
        .zip(judged)
        .map(|(relation, judged)| Line::of(relation, judged.as_ref().ok()?, readings))
        .collect();
    let misses = lines.iter().flatten().any(|line| !line.missed.is_zero() && line.missed <= line.tolerance);
    let values: BTreeSet<Decimal> = lines.iter().flatten().flat_map(|line| line.values.iter().copied()).collect();
    if !misses || values.len() < ENOUGH {
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

/// The coarsest step that all figures of a relation are multiples of.
fn step(relation: &Relation, readings: &(impl Readings + ?Sized)) -> Option<Decimal> {
    let mut possible = STEPS.map(|_| true);
    let mut visit = |cell| {
        if !possible.contains(&true) {
            return;
        }
        let Reading::Number(number) = readings.reading(cell) else { return };
        for (possible, step) in possible.iter_mut().zip(STEPS).filter(|(possible, _)| **possible) {
            *possible = is_multiple(number.value(), step);
        }
    };
    visit(relation.target);
    relation.expr.each_cell(&mut visit);
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
    terms: usize,
}

impl Line {
    fn of(relation: &Relation, judged: &Judged, readings: &(impl Readings + ?Sized)) -> Option<Self> {
        let step = step(relation, readings)?;
        let figures: Vec<Decimal> = relation
            .distinct_cells()
            .into_iter()
            .filter_map(|cell| match readings.reading(cell) {
                Reading::Number(number) if !number.value().is_zero() => Some(number.value()),
                _ => None,
            })
            .collect();
        let terms = figures.len();
        let worst = terms as f64 / 2.0;
        let likely = SIGMAS * (terms as f64 / 12.0).sqrt();
        let missed = judged.found.value().checked_sub(judged.computed.point)?.abs();
        let tolerance = step.checked_mul(Decimal::from_f64(worst.min(likely))?)?;
        Some(Self { values: figures.into_iter().collect(), missed, tolerance, terms })
    }

    fn trial(&self) -> Trial {
        let terms = self.terms.saturating_sub(1);
        Trial {
            precision: (0, false),
            holds: self.missed <= self.tolerance,
            exact: self.missed.is_zero(),
            chance: central(terms, 0.5),
        }
    }
}
