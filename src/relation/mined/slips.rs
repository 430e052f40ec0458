//! Whether a slip of the hand explains a slot that disobeys a law, and how much that proves.

use super::grid::{Grid, float};
use super::law::Law;
use super::outcome::Place;
use crate::relation::near;

/// How many values a slip could have given, in the unit of the figures; `None` where none explains
/// what stands there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Slips {
    /// To the last digit.
    pub exact: Option<f64>,
    /// When rounding may have moved the value by a step besides.
    pub rounded: Option<f64>,
    /// The operand that would be left out or counted twice, where nothing else explains it.
    pub omitted: Option<usize>,
}

/// What looking for the slips of one figure costs, in steps.
const COST: usize = 12;

/// A computed value and the two next to it.
const STEPS: f64 = 3.0;

impl Slips {
    /// Of a sum that does not hold: in its target or in one operand.
    pub fn of_sum(grid: &Grid, law: &Law, slot: usize, sum: i128) -> Self {
        if law.operands.len() > near::LONGEST {
            return Self::default();
        }
        grid.effort.spend((law.operands.len() + 1).saturating_mul(COST));
        let (target, unit) = (grid.value(law.target, slot), grid.unit(law.target, slot));
        let lines = || law.operands.iter().copied().filter(|line| grid.is_number(*line, slot));
        let parts = || lines().map(|line| grid.value(line, slot));
        let places = grid.places();
        let explained = |sum: i128| {
            let lacking = sum - target;
            near::is_slip(target, sum, places) || parts().any(|part| near::is_slip(part, part - lacking, places))
        };
        let choices = || near::choices(parts().chain([target]), law.operands.len()) * float(unit);
        let slips = Self::within_a_step(explained, sum, unit, choices);
        if slips.exact.is_some() {
            return slips;
        }
        let lacking = (sum - target).abs();
        let omitted = lines().find(|line| grid.value(*line, slot).abs() == lacking);
        Self { exact: omitted.map(|_| choices()), omitted, ..slips }
    }

    /// Of a computed figure whose operands are taken as right.
    pub fn of_target(grid: &Grid, (line, slot): Place, expected: f64) -> Self {
        grid.effort.spend(COST);
        let (target, unit) = (grid.value(line, slot), grid.unit(line, slot));
        let choices = || near::choices([target].into_iter(), 0) * grid.float_unit(line, slot);
        let at = |unit: i128| {
            let meant = (expected * float(grid.one()) / float(unit)).round();
            if meant.abs() >= 1e15 {
                return Self::default();
            }
            let explained = |meant| near::is_slip(target, meant, grid.places());
            Self::within_a_step(explained, (meant as i128).saturating_mul(unit), unit, choices)
        };
        let slips = at(unit);
        // Where the decimal mark has moved, the line tells how many decimals were meant.
        let meant = unit.min(grid.one() / 10_i128.saturating_pow(grid.decimals(line)).max(1));
        if slips.exact.is_some() || meant == unit {
            return slips;
        }
        at(meant)
    }

    /// With and without a step of one unit, which are three values in place of one.
    fn within_a_step(explained: impl Fn(i128) -> bool, computed: i128, unit: i128, choices: impl Fn() -> f64) -> Self {
        if explained(computed) {
            return Self { exact: Some(choices()), rounded: Some(choices()), omitted: None };
        }
        let near = explained(computed.saturating_add(unit)) || explained(computed.saturating_sub(unit));
        Self { exact: None, rounded: near.then(|| STEPS * choices()), omitted: None }
    }
}
