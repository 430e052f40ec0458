//! Slots in which a sum was not meant: columns of rates when rows are added up, and lines of rates when
//! columns are.

use super::grid::Grid;
use super::law::{Law, Shape};
use super::outcome::Outcome;
use crate::relation::additivity::{Figure, Total};
use crate::table::Quantity;

/// Takes the slots of which words say that they hold values per unit out of those in which a sum is
/// broken, where the figure is one among its parts. Where most rates add up they are shares, and were
/// meant to; and a law that amounts do not obey is not saved by the rates that are left out of it.
pub(super) fn leave_out_named(grid: &Grid, law: &Law, outcomes: &mut Vec<(usize, Outcome)>) {
    if law.shape != Shape::Sum {
        return;
    }
    let is_rate = |slot: usize| grid.quantity(slot) == Quantity::PerUnit;
    let (mut rates_hold, mut rates, mut holds, mut all) = (0_usize, 0_usize, 0_usize, 0_usize);
    for (slot, outcome) in outcomes.iter() {
        let (hold, count) = if is_rate(*slot) { (&mut rates_hold, &mut rates) } else { (&mut holds, &mut all) };
        *hold += usize::from(outcome.rounded);
        *count += 1;
    }
    if rates > 0 && rates_hold * 2 <= rates && holds >= LEAST && holds * 2 >= all {
        outcomes
            .retain(|(slot, outcome)| outcome.rounded || !is_rate(*slot) || !is_per_unit(grid, law, (*slot, outcome)));
    }
}

/// So many slots that are none of rates must obey a law of which those of rates are left out.
const LEAST: usize = 2;

/// The same where the figures tell: of a law that most slots obey.
pub(super) fn leave_out_shown(grid: &Grid, law: &Law, outcomes: &mut Vec<(usize, Outcome)>) {
    let holds = outcomes.iter().filter(|(_, outcome)| outcome.rounded).count();
    let fails = outcomes.len().saturating_sub(holds);
    if law.shape == Shape::Sum && law.operands.len() > LEAST && fails > 0 && holds >= LEAST && holds >= fails {
        outcomes.retain(|(slot, outcome)| {
            outcome.rounded || grid.quantity(*slot) == Quantity::PerUnit || !is_per_unit(grid, law, (*slot, outcome))
        });
    }
}

fn is_per_unit(grid: &Grid, law: &Law, (slot, outcome): (usize, &Outcome)) -> bool {
    let figure = |line: u32, slot: u32| -> Option<Figure> {
        let (line, slot) = (line as usize, slot as usize);
        grid.is_number(line, slot).then(|| (grid.float(line, slot), grid.float_unit(line, slot)))
    };
    let place = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    let near = slot.saturating_sub(NEAR)..grid.slots.min(slot.saturating_add(NEAR));
    let others: Vec<u32> = near.map(place).collect();
    let parts: Vec<u32> = law.operands.iter().copied().map(place).collect();
    let is_slip = || outcome.slips(grid, law, slot).exact.is_some();
    let said = grid.quantity(slot);
    let (slot, total) = (place(slot), place(law.target));
    Total { figure: &figure, slot, total, parts: &parts, others: &others, said, is_slip: &is_slip }.is_per_unit()
}

/// Slots on either side that may give the figures of one.
const NEAR: usize = 20;
