//! What has come in since the beginning of a year: what it came to in the file of the month before, and what this month
//! brought.

use rust_decimal::Decimal;

use super::super::chart::{Chart, Figure, Head};
use super::super::discord::{Discord, MOST_CAUSES, Slot, Why, most_slips};
use super::super::meet::{choices, digits, shown_as};
use super::{LEAST, MEANINGFUL, Pair, period};
use crate::number::Number;

/// The columns that a running total is made of: its own, what came in, and its own in the file before.
#[derive(Clone, Copy)]
struct Columns {
    run: usize,
    flow: usize,
    its: usize,
}

/// One line of it.
struct Step {
    run: Slot,
    flow: Slot,
    there: Slot,
    found: Figure,
    /// What it came to, less what it was before and what came in.
    off: Decimal,
}

impl Pair<'_> {
    /// What contradicts the running totals of the file before.
    pub(super) fn since(&self) -> Vec<Discord> {
        let (here, there) = (period(self.here), period(self.there));
        let is_next = here.year.is_some() && here.year == there.year && there.leads_to(here);
        if !is_next {
            return Vec::new();
        }
        let runs = |chart: &Chart| -> Vec<usize> {
            columns(chart, |head| head.said.cumulative && !head.said.plan && is_of_year(head, here.year))
        };
        let flows = columns(self.here, |head| {
            let said = head.said;
            !said.cumulative && !said.plan && !said.opening && !said.closing && is_of_year(head, here.year)
        });
        let theirs = runs(self.there);
        let mut discords = Vec::new();
        for run in runs(self.here) {
            let tried = flows.len() * theirs.len();
            let each =
                flows.iter().flat_map(|flow| theirs.iter().map(move |its| Columns { run, flow: *flow, its: *its }));
            let best = each.filter_map(|columns| self.run(columns, tried)).max_by_key(|(holds, _)| *holds);
            discords.extend(best.map(|(_, found)| found).unwrap_or_default());
        }
        if discords.len() > MOST_CAUSES { Vec::new() } else { discords }
    }

    /// How many lines run on, and those that do not; `None` where too few do.
    fn run(&self, columns: Columns, tried: usize) -> Option<(usize, Vec<Discord>)> {
        let steps: Vec<Step> = (0..self.here.lines.len()).filter_map(|line| self.step(line, columns)).collect();
        let (holding, wrong): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.off.is_zero());
        let wrong: Vec<&Step> = wrong.into_iter().filter(|step| !self.is_part_of_it(step, &steps)).collect();
        let moved = |step: &&&Step| step.flow.figure(self.charts).is_some_and(|flow| !flow.number.value().is_zero());
        let mut seen: Vec<Number> = Vec::new();
        let mut proved = 0.0;
        for step in holding.iter().filter(moved) {
            if !seen.contains(&step.found.number) {
                seen.push(step.found.number);
                proved += digits(step.found, step.found);
            }
        }
        let (holds, slips) = (seen.len(), wrong.len());
        let evidence = proved - (tried.max(1) as f64).log10() - choices(steps.len(), slips);
        let is_proved = holds >= LEAST && holds > slips && slips <= most_slips(steps.len()) && evidence >= MEANINGFUL;
        is_proved.then(|| (holds, wrong.into_iter().filter_map(|step| self.broken(step)).collect()))
    }

    fn step(&self, line: usize, columns: Columns) -> Option<Step> {
        let its = self.lines.iter().find(|known| known.here == [line])?.there;
        let slot = |column: usize| Slot { chart: self.now, line, column };
        let (run, flow) = (slot(columns.run), slot(columns.flow));
        let there = Slot { chart: self.before, line: its, column: columns.its };
        let (found, came, before) = (run.figure(self.charts)?, flow.figure(self.charts)?, there.figure(self.charts)?);
        let sum = shown_as(before, found)?.value().checked_add(came.number.value())?;
        let off = found.number.value().checked_sub(sum)?;
        // Half a unit for each of the three, where they are amounts: what is counted is not rounded.
        let is_amount = found.is_money || found.number.decimals() > 0;
        let unit = found.number.unit().max(came.number.unit());
        let slack = unit.checked_mul(Decimal::from(3))?.checked_div(Decimal::TWO)?;
        let off = if is_amount && off.abs() <= slack { Decimal::ZERO } else { off };
        Some(Step { run, flow, there, found, off })
    }

    /// Whether a heading or a total is off by just what its lines are.
    fn is_part_of_it(&self, step: &Step, steps: &[Step]) -> bool {
        let parts = self.here.parts_of(step.run.line);
        let offs: Vec<Decimal> =
            steps.iter().filter(|part| parts.contains(&part.run.line)).map(|part| part.off).collect();
        let sum = offs.iter().try_fold(Decimal::ZERO, |sum, off| sum.checked_add(*off));
        let apart = sum.and_then(|sum| sum.checked_sub(step.off));
        let is_amount = step.found.is_money || step.found.number.decimals() > 0;
        // Each of them may be rounded three times, as the heading is.
        let terms = Decimal::from(offs.len().saturating_add(1).saturating_mul(3));
        let slack = step.found.number.unit().checked_mul(terms).filter(|_| is_amount).unwrap_or_default();
        offs.iter().any(|off| !off.is_zero()) && apart.is_some_and(|apart| apart.abs() <= slack)
    }

    fn broken(&self, step: &Step) -> Option<Discord> {
        let noted = [step.run, step.flow, step.there].into_iter().any(|slot| self.is_noted(slot));
        if noted || self.is_restated() {
            return None;
        }
        let mut discord = Discord::new(Why::Running(None), step.run, vec![step.there, step.flow]);
        discord.accused.push(step.flow);
        discord.is_open = true;
        let number = step.found.number;
        discord.expected = number.value().checked_sub(step.off).map(|sum| Number::new(sum, number.decimals()));
        Some(discord)
    }
}

fn columns(chart: &Chart, is: impl Fn(&Head) -> bool) -> Vec<usize> {
    let fitting = chart.columns.iter().enumerate().filter(|(_, (_, head))| head.adds_up && is(head));
    fitting.map(|(at, _)| at).collect()
}

/// Whether a column is of the year itself, and not of the year before.
fn is_of_year(head: &Head, year: Option<u16>) -> bool {
    !head.said.before && (head.said.period.year.is_none() || head.said.period.year == year)
}
