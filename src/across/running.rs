//! Running totals from sheet to sheet: what it came to by the month before, and what the month brought.

use rust_decimal::Decimal;

use super::chart::{Chart, Head};
use super::discord::{Discord, Explained, MOST_CAUSES, Slot, Why, most_slips, without_followers};
use super::meet::{digits, same, shown_as};
use crate::number::Number;

/// The share of lines and months that must obey, those that a month left out explains included.
const SHARE: (usize, usize) = (4, 5);
/// So many lines and months must obey.
const LEAST: usize = 6;
/// The digits that balances carried over must have together.
const MEANINGFUL: f64 = 8.0;

/// What contradicts the running totals of sheets in the order of their periods.
pub fn discords(charts: &[Chart], series: &[Vec<usize>]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for series in series.iter().filter(|series| series.len() >= 3) {
        let Some(first) = series.first().and_then(|at| charts.get(*at)) else { continue };
        let cumulative =
            |at: &usize| first.columns.get(*at).is_some_and(|(_, head)| head.said.cumulative && !head.said.plan);
        let moving = |at: &usize| {
            first.columns.get(*at).is_some_and(|(_, head)| !head.said.cumulative && !head.said.plan && head.adds_up)
        };
        let columns = first.columns.len();
        for run in (0..columns).filter(cumulative) {
            let tried = (0..columns)
                .filter(moving)
                .map(|flow| Run { charts, series, run, flow })
                .filter_map(|run| run.judged());
            let best = tried.max_by_key(|(holds, _)| *holds);
            discords.extend(best.map(|(_, discords)| discords).unwrap_or_default());
        }
    }
    discords
}

struct Run<'c> {
    charts: &'c [Chart],
    series: &'c [usize],
    run: usize,
    flow: usize,
}

/// One line on one sheet.
#[derive(Clone, Copy)]
struct Step {
    run: Slot,
    flow: Slot,
    /// What it came to, less what it was before and what came in.
    off: Decimal,
    explained: Option<Explained>,
    /// Whether the rounding of the three figures excuses it.
    is_near: bool,
}

impl Step {
    fn is_broken(&self) -> bool {
        !self.off.is_zero() && !self.is_near
    }
}

impl Run<'_> {
    fn value(&self, slot: Slot) -> Option<Decimal> {
        slot.figure(self.charts).map(|figure| figure.number.value())
    }

    fn slot(&self, at: usize, key: &str, column: usize) -> Option<Slot> {
        let chart = *self.series.get(at)?;
        Some(Slot { chart, line: self.charts.get(chart)?.line_of(key)?, column })
    }

    /// How many lines obey, and what does not; `None` where too few do.
    fn judged(&self) -> Option<(usize, Vec<Discord>)> {
        let first = self.charts.get(*self.series.first()?)?;
        let (mut holds, mut explained, mut all) = (0, 0, 0);
        let mut months: Vec<Vec<Step>> = vec![Vec::new(); self.series.len()];
        for (_, head) in first.lines.iter().filter(|(_, head)| !head.key.is_empty()) {
            for (at, month) in months.iter_mut().enumerate() {
                let Some(step) = self.step(at, &head.key) else { continue };
                all += 1;
                holds += usize::from(step.off.is_zero() || step.is_near);
                explained += usize::from(step.is_broken() && step.explained.is_some());
                month.push(step);
            }
        }
        if holds < LEAST || (holds + explained) * SHARE.1 < all * SHARE.0 || holds * 2 < all {
            return None;
        }
        let mut discords = Vec::new();
        for (at, month) in months.iter().enumerate() {
            discords.extend(self.of_month(at, month, months.get(at + 1)));
        }
        without_followers(&mut discords, self.charts);
        (discords.len() <= MOST_CAUSES).then_some((holds, discords))
    }

    fn step(&self, at: usize, key: &str) -> Option<Step> {
        let (run, flow) = (self.slot(at, key, self.run)?, self.slot(at, key, self.flow)?);
        let before = match at.checked_sub(1) {
            Some(before) => self.value(self.slot(before, key, self.run)?)?,
            // The first sheet begins the year, or carries on from one that is not here.
            None => {
                let span = self.charts.get(run.chart)?.said.period.span?;
                (span.months().0 == 1).then_some(Decimal::ZERO)?
            }
        };
        let off = self.value(run)?.checked_sub(before)?.checked_sub(self.value(flow)?)?;
        let of = |earlier: usize| Some((earlier, self.value(self.slot(earlier, key, self.flow)?)?));
        let mut found = (0..=at).rev().filter_map(of).filter(|(_, flow)| !off.is_zero() && flow.abs() == off.abs());
        let explained = found.next().and_then(|(earlier, flow)| {
            let chart = *self.series.get(earlier)?;
            Some(if flow == off { Explained::Twice(chart) } else { Explained::LeftOut(chart) })
        });
        let unit = run.figure(self.charts)?.number.unit().max(flow.figure(self.charts)?.number.unit());
        // Half a unit for each of the three, and for each line of a total that was rounded by itself.
        let terms = if run.is_total(self.charts) { self.charts.get(run.chart)?.lines.len() } else { 1 };
        let slack = unit.checked_mul(Decimal::from(terms.checked_mul(3)?))?.checked_div(Decimal::TWO)?;
        let is_near = off.abs() <= slack;
        Some(Step { run, flow, off, explained, is_near })
    }

    fn of_month(&self, at: usize, month: &[Step], next: Option<&Vec<Step>>) -> Vec<Discord> {
        let mut broken: Vec<Step> = month.iter().copied().filter(Step::is_broken).collect();
        broken.sort_by_key(|step| step.run.is_total(self.charts));
        let cause = broken.first().and_then(|step| step.explained);
        if let (Some(cause), Some(first)) = (cause, broken.first())
            && broken.len() >= 3
            && broken.iter().all(|step| step.explained == Some(cause))
        {
            let chart = cause.chart();
            let against = broken.iter().map(|step| Slot { chart, column: self.flow, ..step.run });
            let mut discord = Discord::new(Why::Running(Some(cause)), first.run, against.collect());
            discord.accused = broken.iter().map(|step| step.run).collect();
            discord.expected = self.expected(first);
            return vec![discord];
        }
        let discord = |step: &Step| {
            // A running total that the next month takes back was wrong by itself; so it was if it went wrong before.
            let off_after =
                next.and_then(|next| next.iter().find(|after| after.run.line == step.run.line)).map(|after| after.off);
            let returns = off_after.is_some_and(|off| off == -step.off);
            let key = &self.charts.get(step.run.chart)?.lines.get(step.run.line)?.1.key;
            let before = at.checked_sub(1).and_then(|before| self.slot(before, key, self.run));
            let returned = at
                .checked_sub(1)
                .and_then(|before| self.step(before, key))
                .is_some_and(|before| before.off == -step.off);
            if returned {
                return None;
            }
            let mut discord =
                Discord::new(Why::Running(step.explained), step.run, before.into_iter().chain([step.flow]).collect());
            if !returns && step.explained.is_none() {
                discord.accused.push(step.flow);
                discord.is_open = true;
            }
            discord.expected = self.expected(step);
            Some(discord)
        };
        broken.iter().filter_map(discord).collect()
    }

    fn expected(&self, step: &Step) -> Option<Number> {
        let found = step.run.figure(self.charts)?.number;
        Some(Number::new(found.value().checked_sub(step.off)?, found.decimals()))
    }
}

/// What stands at the beginning of a sheet is what stood at the end of the one before.
pub fn carried(charts: &[Chart], series: &[Vec<usize>]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for series in series.iter().filter(|series| series.len() >= 2) {
        for by_line in [false, true] {
            discords.extend(Carry { charts, series, by_line }.discords());
        }
    }
    discords
}

struct Carry<'c> {
    charts: &'c [Chart],
    series: &'c [usize],
    /// Whether a line, not a column, holds what stood at the end.
    by_line: bool,
}

impl Carry<'_> {
    fn heads(&self, chart: &Chart, lines: bool) -> Vec<Head> {
        if lines {
            chart.lines.iter().map(|(_, head)| head.clone()).collect()
        } else {
            chart.columns.iter().map(|(_, head)| head.clone()).collect()
        }
    }

    fn discords(&self) -> Vec<Discord> {
        let Some(first) = self.series.first().and_then(|at| self.charts.get(*at)) else { return Vec::new() };
        let heads = self.heads(first, self.by_line);
        let names = self.heads(first, !self.by_line);
        let is = |opening: bool| {
            let wanted =
                move |head: &Head| !head.key.is_empty() && head.said.opening == opening && head.said.closing != opening;
            heads.iter().enumerate().filter(move |(_, head)| wanted(head) && !head.said.cumulative).map(|(at, _)| at)
        };
        let mut discords = Vec::new();
        for opening in is(true) {
            let judged = is(false).filter_map(|closing| self.judged(&heads, &names, opening, closing));
            let best = judged.max_by_key(|(holds, _)| *holds);
            let mut found = best.map(|(_, found)| found).unwrap_or_default();
            without_followers(&mut found, self.charts);
            if found.len() <= most_slips(names.len()) {
                discords.extend(found);
            }
        }
        discords
    }

    fn slot(&self, at: usize, head: &Head, name: &Head) -> Option<Slot> {
        let chart = *self.series.get(at)?;
        let own = self.charts.get(chart)?;
        let (line, column) = if self.by_line { (head, name) } else { (name, head) };
        let column = own.columns.iter().position(|(_, other)| other.key == column.key)?;
        Some(Slot { chart, line: own.line_of(&line.key)?, column })
    }

    /// How many figures are carried over, and those that are not; `None` where too few are.
    fn judged(&self, heads: &[Head], names: &[Head], opening: usize, closing: usize) -> Option<(usize, Vec<Discord>)> {
        let (opening, closing) = (heads.get(opening)?, heads.get(closing)?);
        let (mut holds, mut all) = (0_usize, 0_usize);
        let mut proved = 0.0;
        let mut discords = Vec::new();
        for name in names.iter().filter(|name| !name.key.is_empty()) {
            for at in 1..self.series.len() {
                let (Some(here), Some(there)) = (self.slot(at, opening, name), self.slot(at - 1, closing, name)) else {
                    continue;
                };
                let (Some(a), Some(b)) = (here.figure(self.charts), there.figure(self.charts)) else { continue };
                all += 1;
                if same(a, b) {
                    holds += 1;
                    proved += digits(a, b);
                    continue;
                }
                let mut discord = Discord::new(Why::Carried, here, vec![there]);
                discord.expected = shown_as(b, a);
                discord.is_open = true;
                discords.push(discord);
            }
        }
        (holds >= 3 && holds * SHARE.1 >= all * SHARE.0 && proved >= MEANINGFUL).then_some((holds, discords))
    }
}
