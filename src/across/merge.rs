//! A sheet that adds up others of its form cell by cell: communes and their district, quarters and their year.
//!
//! Flows add up, stocks are those of the last sheet, plans are the same all year. Which of these a column obeys
//! is told by its figures; a figure that obeys another of them is no exception.

mod gather;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::chart::{Chart, Figure, TOTAL};
use super::discord::{Discord, Explained, MOST_CAUSES, Slot, Why, most_slips, without_followers};
use super::meet::{digits, same, scaled};
use crate::diagnose::slip;
use crate::number::Number;
use crate::table::Unit;

/// The share of its figures in which a column must obey to be believed.
const SHARE: (usize, usize) = (3, 5);
/// The digits that the figures which obey must carry together.
const MEANINGFUL: f64 = 6.0;
/// A figure with fewer digits is left out or hit by accident.
const TELLING: u128 = 100;

/// A sheet and those that it may be made of, in the order of their periods where they have any.
pub struct Whole {
    /// The chart that is the whole.
    pub whole: usize,
    /// The charts that are its parts.
    pub parts: Vec<usize>,
    /// Whether the parts are periods of the whole.
    pub in_time: bool,
    /// Of each column of the whole, the column of each part that it sums; empty where all have the same columns.
    columns: Vec<Vec<Option<usize>>>,
}

impl Whole {
    fn of_form(whole: usize, parts: Vec<usize>, in_time: bool) -> Self {
        Self { whole, parts, in_time, columns: Vec::new() }
    }

    /// The column of a part, given by its place among the parts, that a column of the whole sums.
    fn column_of(&self, part: usize, column: usize) -> Option<usize> {
        if self.columns.is_empty() { Some(column) } else { *self.columns.get(column)?.get(part)? }
    }
}

/// What contradicts a sheet that is made of others.
pub fn discords(charts: &[Chart], forms: &[Vec<usize>]) -> Vec<Discord> {
    forms.iter().flat_map(|form| wholes(charts, form)).flat_map(|whole| of_whole(charts, &whole)).collect()
}

/// What contradicts a sheet of one file that adds up those of others, whose columns may be others, and in another order.
pub fn gathered(charts: &[Chart], left_out: &BTreeSet<usize>) -> Vec<Discord> {
    let counted = (0..charts.len()).filter(|at| !left_out.contains(at));
    counted
        .filter_map(|whole| gather::whole(charts, left_out, whole))
        .flat_map(|whole| of_whole(charts, &whole))
        .collect()
}

fn of_whole(charts: &[Chart], whole: &Whole) -> Vec<Discord> {
    let chart = charts.get(whole.whole);
    let mut discords: Vec<Discord> = Vec::new();
    for column in 0..chart.map_or(0, |chart| chart.columns.len()) {
        let mut found = Column { charts, whole, column }.discords();
        without_followers(&mut found, charts);
        if found.len() <= most_slips(chart.map_or(0, |chart| chart.lines.len())) {
            discords.extend(found);
        }
    }
    if discords.len() <= MOST_CAUSES { discords } else { Vec::new() }
}

/// The sheets of a form that may be made of the others.
fn wholes(charts: &[Chart], form: &[usize]) -> Vec<Whole> {
    let mut wholes = Vec::new();
    let span = |at: &usize| charts.get(*at).and_then(|chart| chart.said.period.span);
    let year = |at: &usize| charts.get(*at).and_then(|chart| chart.said.period.year);
    for whole in form {
        let Some((first, last)) = span(whole).map(super::said::Span::months) else { continue };
        let mut parts: Vec<usize> = form
            .iter()
            .copied()
            .filter(|part| {
                part != whole && (year(part).is_none() || year(whole).is_none() || year(part) == year(whole))
            })
            .filter(|part| span(part).is_some_and(|span| span.months() != (first, last)))
            .collect();
        parts.sort_by_key(|part| span(part).map(super::said::Span::months));
        if let Some(parts) = partition(charts, &parts, first, last) {
            wholes.push(Whole::of_form(*whole, parts, true));
        }
    }
    if wholes.is_empty() && form.len() > 2 {
        wholes.extend(of_one_period(charts, form));
    }
    wholes
}

/// Sheets of one period, of which the figures show one to be the sum of the others, if only one of these is left out
/// or counted twice.
fn of_one_period(charts: &[Chart], form: &[usize]) -> Vec<Whole> {
    let Some(first) = form.first().and_then(|first| charts.get(*first)) else { return Vec::new() };
    let alike = |at: &usize| charts.get(*at).is_some_and(|chart| chart.said.may_be(first.said));
    if !form.iter().all(alike) {
        return Vec::new();
    }
    // Each cell of the form: its values on all sheets, and their sum, of which the whole is half.
    let mut cells: Vec<(Vec<Option<Decimal>>, Decimal)> = Vec::new();
    for (line, (_, head)) in first.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty()) {
        let placed: Vec<Option<(&Chart, usize)>> =
            form.iter().map(|at| charts.get(*at).and_then(|chart| Some((chart, chart.line_of(&head.key)?)))).collect();
        for column in (0..first.columns.len()).filter(|column| first.adds_up(line, *column)) {
            let value = |placed: &Option<(&Chart, usize)>| {
                let (chart, line) = (*placed)?;
                Some(chart.figure(line, column)?.number.value())
            };
            let values: Vec<Option<Decimal>> = placed.iter().map(value).collect();
            let sum = values.iter().flatten().try_fold(Decimal::ZERO, |sum, value| sum.checked_add(*value));
            cells.extend(sum.map(|sum| (values, sum)));
        }
    }
    let whole_of = |(at, whole): (usize, &usize)| {
        let of = |values: &[Option<Decimal>], at: usize| values.get(at).copied().flatten();
        let lacks = |cell: &(Vec<Option<Decimal>>, Decimal)| {
            let value = of(&cell.0, at)?;
            cell.1.checked_sub(value)?.checked_sub(value)
        };
        let lacking: Vec<Option<Decimal>> = cells.iter().map(lacks).collect();
        let telling = |cell: &(Vec<Option<Decimal>>, Decimal)| of(&cell.0, at).is_some_and(is_telling);
        let all = cells.iter().filter(|cell| telling(cell)).count();
        let enough = |holds: usize| holds >= LEAST_LINES && holds * SHARE.1 >= all * SHARE.0;
        let explained_by = |part: Option<usize>, sign: Decimal| {
            let explains = |(cell, lacks): (&(Vec<Option<Decimal>>, Decimal), &Option<Decimal>)| {
                let by = part.map_or(Some(Decimal::ZERO), |part| of(&cell.0, part)?.checked_mul(sign));
                lacks.is_some_and(|lacks| lacks.is_zero() || Some(lacks) == by) && telling(cell)
            };
            cells.iter().zip(&lacking).filter(|pair| explains(*pair)).count()
        };
        let others = (0..form.len()).filter(|part| *part != at);
        let is_whole = enough(explained_by(None, Decimal::ONE)) || {
            // Only what explains one telling cell is tried on all of them.
            let sample =
                cells.iter().zip(&lacking).find(|(cell, lacks)| telling(cell) && lacks.is_some_and(is_telling));
            sample.is_some_and(|(cell, lacks)| {
                let signs = |part: usize| [Decimal::ONE, Decimal::NEGATIVE_ONE].map(|sign| (part, sign));
                others.flat_map(signs).any(|(part, sign)| {
                    let fits = of(&cell.0, part).and_then(|value| value.checked_mul(sign)) == *lacks;
                    fits && enough(explained_by(Some(part), sign))
                })
            })
        };
        let parts = form.iter().copied().filter(|part| part != whole).collect();
        is_whole.then_some(Whole::of_form(*whole, parts, false))
    };
    let mut wholes: Vec<Whole> = form.iter().enumerate().filter_map(whole_of).collect();
    // Two of which each is the sum of the others are no whole of anything.
    wholes.truncate(if wholes.len() == 1 { 1 } else { 0 });
    wholes
}

/// Whether a value has so many digits that it is hit by nothing but itself.
fn is_telling(value: Decimal) -> bool {
    value.normalize().mantissa().unsigned_abs() >= TELLING
}

/// Periods of one kind that make up the months from the first to the last.
fn partition(charts: &[Chart], parts: &[usize], first: u8, last: u8) -> Option<Vec<usize>> {
    let months = |at: usize| charts.get(at)?.said.period.span.map(super::said::Span::months);
    for length in [6, 3, 1] {
        let mut chosen: Vec<usize> = Vec::new();
        let mut next = first;
        while next <= last {
            let Some(end) = next.checked_add(length - 1) else { break };
            let mut fitting = parts.iter().copied().filter(|part| months(*part) == Some((next, end)));
            match (fitting.next(), fitting.next()) {
                (Some(part), None) => chosen.push(part),
                _ => break,
            }
            next = end.saturating_add(1);
        }
        if next == last.saturating_add(1) && chosen.len() >= 2 {
            return Some(chosen);
        }
    }
    None
}

struct Column<'c> {
    charts: &'c [Chart],
    whole: &'c Whole,
    column: usize,
}

/// A figure of the whole, with those of the parts.
struct Cell {
    slot: Slot,
    found: Figure,
    /// Those of the parts, in the unit of the whole; none where it is blank.
    parts: Vec<Option<(Slot, Decimal)>>,
    sum: Option<Decimal>,
    /// Whether it counts whole things.
    is_counted: bool,
}

impl Cell {
    fn value(&self) -> Decimal {
        self.found.number.value()
    }

    /// Whether the rounding of the parts and of the whole, half a unit each, excuses that they do not add up. What is
    /// counted is not rounded.
    fn is_near(&self, sum: Decimal) -> bool {
        self.is_near_over(sum, 1)
    }

    /// As [`Cell::is_near`], where each part is itself the total of up to so many rounded lines.
    fn is_near_over(&self, sum: Decimal, lines: usize) -> bool {
        let halves = Decimal::from(self.parts.len().saturating_add(1).saturating_mul(lines.max(1)));
        let slack = self.found.number.unit().checked_mul(halves).and_then(|units| units.checked_div(Decimal::TWO));
        match (self.value().checked_sub(sum), slack) {
            (Some(difference), Some(slack)) => !self.is_counted && difference.abs() <= slack,
            _ => false,
        }
    }

    /// The part that is left out, or counted twice, to the last digit.
    fn explained(&self) -> Option<Explained> {
        let sum = self.sum?;
        let lacks = sum.checked_sub(self.value())?;
        let mut fitting =
            self.parts.iter().flatten().filter(|(_, value)| is_telling(*value) && value.abs() == lacks.abs());
        let (slot, value) = fitting.next().filter(|_| fitting.next().is_none())?;
        Some(if *value == lacks { Explained::LeftOut(slot.chart) } else { Explained::Twice(slot.chart) })
    }

    /// Whether that is what it differs from the sum by, however small.
    fn lacks(&self, explained: Explained) -> bool {
        let of_part = self.parts.iter().flatten().find(|(slot, _)| slot.chart == explained.chart());
        let lacks = self.sum.and_then(|sum| sum.checked_sub(self.value()));
        let sign = if matches!(explained, Explained::Twice(_)) { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
        let value = of_part.and_then(|(_, value)| value.checked_mul(sign)).filter(|value| !value.is_zero());
        value.is_some() && value == lacks
    }

    fn last(&self) -> Option<(Slot, Decimal)> {
        self.parts.last().copied().flatten()
    }

    fn is_like(&self, part: Option<(Slot, Decimal)>) -> bool {
        part.is_some_and(|(_, value)| value == self.value())
    }
}

impl Column<'_> {
    fn cells(&self) -> Vec<Cell> {
        let Some(chart) = self.charts.get(self.whole.whole) else { return Vec::new() };
        let named = chart.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty());
        let cell = |(line, (_, head)): (usize, &(crate::workbook::Row, super::chart::Head))| {
            let slot = Slot { chart: self.whole.whole, line, column: self.column };
            let found = slot.figure(self.charts)?;
            let part = |(place, at): (usize, &usize)| {
                let line = self.charts.get(*at)?.line_of(&head.key)?;
                let slot = Slot { chart: *at, line, column: self.whole.column_of(place, self.column)? };
                let figure = slot.figure(self.charts)?;
                let from = if figure.is_money { figure.scale } else { found.scale };
                Some((slot, scaled(figure.number.value(), from, found.scale)?))
            };
            let parts: Vec<Option<(Slot, Decimal)>> = self.whole.parts.iter().enumerate().map(part).collect();
            let given = parts.iter().flatten().count();
            // A file without a total line has one all the same.
            let lacks = |at: &usize| self.charts.get(*at).is_some_and(|part| part.line_of(&head.key).is_none());
            let is_made = head.key == TOTAL || !chart.parts_of(line).is_empty();
            if !self.whole.columns.is_empty() && is_made && self.whole.parts.iter().any(lacks) {
                return None;
            }
            let sum = parts.iter().flatten().try_fold(Decimal::ZERO, |sum, (_, value)| sum.checked_add(*value));
            let is_counted = chart.unit_of(line, self.column).is_some_and(Unit::counts_whole_things);
            (given * 2 >= parts.len() && given >= 2).then_some(Cell { slot, found, parts, sum, is_counted })
        };
        named.filter_map(cell).collect()
    }

    fn discords(&self) -> Vec<Discord> {
        let cells = self.cells();
        let adds = |cell: &&Cell| cell.sum.is_some_and(|sum| sum == cell.value() || cell.is_near(sum));
        let exact = |cell: &&Cell| cell.sum == Some(cell.value());
        let counted = |cells: Vec<&Cell>| -> (usize, f64) {
            (cells.len(), cells.iter().map(|cell| digits(cell.found, cell.found)).sum())
        };
        let (holds, proved) = counted(cells.iter().filter(adds).collect());
        let (same, _) = counted(cells.iter().filter(|cell| self.is_constant(cell)).collect());
        let believed =
            |holds: usize, proved: f64| holds >= 2 && holds * SHARE.1 >= cells.len() * SHARE.0 && proved >= MEANINGFUL;
        if self.whole.in_time && same > holds {
            return Vec::new();
        }
        if believed(holds, proved) {
            // Rounded parts would not add up to the last digit in so many cells.
            let to_the_digit = cells.iter().filter(exact).count();
            let is_exact = to_the_digit == holds || to_the_digit + 1 == holds && to_the_digit >= UNROUNDED;
            let is_rounded = |cell: &&Cell| cell.sum.is_some_and(|sum| cell.is_near_over(sum, cells.len()));
            return cells
                .iter()
                .filter(|cell| !exact(cell) && (is_exact || !is_rounded(cell)))
                .filter_map(|cell| self.discord(cell, &cells))
                .collect();
        }
        // All lines lack one and the same part, or have it twice.
        for part in &self.whole.parts {
            for explained in [Explained::LeftOut(*part), Explained::Twice(*part)] {
                let explains = |cell: &&Cell| cell.lacks(explained);
                let lacking: Vec<&Cell> = cells.iter().filter(explains).collect();
                let telling = lacking.iter().filter(|cell| cell.explained() == Some(explained)).count();
                let (count, proved) = counted(lacking.clone());
                if telling >= LEAST_TELLING && count >= LEAST_LINES && believed(count, proved) {
                    return self.lacking(&lacking, explained).into_iter().collect();
                }
            }
        }
        Vec::new()
    }

    /// One cause for all lines.
    fn lacking(&self, cells: &[&Cell], explained: Explained) -> Option<Discord> {
        let part = explained.chart();
        let of_part =
            |cell: &&Cell| cell.parts.iter().flatten().find(|(slot, _)| slot.chart == part).map(|(slot, _)| *slot);
        let mut ordered: Vec<&Cell> = cells.to_vec();
        ordered.sort_by_key(|cell| cell.slot.is_total(self.charts));
        let first = ordered.first()?;
        let mut discord =
            Discord::new(Why::Sum(Some(explained)), first.slot, ordered.iter().filter_map(of_part).collect());
        discord.accused = ordered.iter().map(|cell| cell.slot).collect();
        discord.expected = first.sum.map(|sum| Number::new(sum, first.found.number.decimals()));
        Some(discord)
    }

    /// Whether all parts and the whole say the same.
    fn is_constant(&self, cell: &Cell) -> bool {
        cell.parts.iter().all(|part| part.is_none_or(|(_, value)| value == cell.value()))
    }

    fn discord(&self, cell: &Cell, cells: &[Cell]) -> Option<Discord> {
        let chart = self.charts.get(self.whole.whole)?;
        let head = |slot: Slot| chart.lines.get(slot.line).map(|(_, head)| head);
        let own = head(cell.slot)?;
        if self.is_constant(cell) || chart.is_noted(cell.slot.line, cell.slot.column) {
            return None;
        }
        if !chart.adds_up(cell.slot.line, cell.slot.column) || own.said.closing {
            return self.last(cell, own.said.closing);
        }
        if self.whole.in_time && cell.is_like(cell.last()) {
            return None;
        }
        let explained = cell.explained();
        let sum = cell.sum?;
        if chart.includes_own() && cell.value() > sum {
            return None;
        }
        let expected = Number::new(sum, cell.found.number.decimals());
        // Not every line adds up because others do: another column, its unit, a slip or the total must say so.
        let elsewhere = (0..chart.columns.len()).filter(|column| *column != self.column).any(|column| {
            let other = Self { column, ..*self };
            let beside = other.cells().into_iter().find(|beside| beside.slot.line == cell.slot.line);
            beside.is_some_and(|beside| beside.sum == Some(beside.value()) && !other.is_constant(&beside))
        });
        let holds = |other: &&Cell| other.sum == Some(other.value());
        let same_unit = own.unit.is_some()
            && cells.iter().filter(holds).any(|other| head(other.slot).is_some_and(|head| head.unit == own.unit));
        let telling = is_telling(cell.value());
        let by_slip = telling && slip(cell.found.number, expected).is_some();
        let followed = cells.iter().any(|total| {
            let key = head(total.slot).is_some_and(|head| head.key == TOTAL);
            let off = |cell: &Cell| cell.sum.and_then(|sum| cell.value().checked_sub(sum));
            key && total.slot != cell.slot && off(total) == off(cell)
        });
        if !(elsewhere || same_unit || by_slip || followed || explained.is_some() || own.key == TOTAL) {
            return None;
        }
        let mut against: Vec<Slot> = cell.parts.iter().flatten().map(|(slot, _)| *slot).collect();
        if let Some(part) = explained.map(Explained::chart) {
            against.retain(|slot| slot.chart == part);
        }
        let mut discord = Discord::new(Why::Sum(explained), cell.slot, against);
        discord.expected = Some(expected);
        Some(discord)
    }

    /// What stands at the end of the whole is what stood at the end of its last part; that it is what stood at the
    /// end of another shows that it was taken from there.
    fn last(&self, cell: &Cell, closing: bool) -> Option<Discord> {
        let (last, value) = cell.last().filter(|_| self.whole.in_time && closing)?;
        let taken = cell.parts.iter().rev().skip(1).flatten().find(|(_, other)| *other == cell.value());
        if value == cell.value() || cell.sum == Some(cell.value()) {
            return None;
        }
        let expected = Number::new(value, cell.found.number.decimals());
        if taken.is_none() && slip(cell.found.number, expected).is_none() {
            return None;
        }
        let mut discord = Discord::new(Why::Last(taken.map(|(slot, _)| slot.chart)), cell.slot, vec![last]);
        discord.expected = Some(expected);
        Some(discord)
    }
}

/// Of rounded figures six in ten add up to the last digit: so many at once, and no two that do not, one in thirty times.
const UNROUNDED: usize = 7;

/// So many lines that lack one part at once: fewer may lack it by accident.
const LEAST_LINES: usize = 3;
/// So many of them must lack it by a figure that is hit by nothing but itself.
const LEAST_TELLING: usize = 2;

/// A plan of the year that differs on one sheet alone, with the same plan before and after it. A plan that
/// changes and stays so was adjusted.
pub fn plans(charts: &[Chart], series: &[Vec<usize>]) -> Vec<Discord> {
    let mut discords = Vec::new();
    for series in series.iter().filter(|series| series.len() >= 3) {
        let Some(first) = series.first().and_then(|at| charts.get(*at)) else { continue };
        for column in 0..first.columns.len() {
            let is_plan = |at: &usize| {
                charts
                    .get(*at)
                    .and_then(|chart| chart.columns.get(column))
                    .is_some_and(|(_, head)| head.said.plan && !head.said.actual && !head.said.cumulative)
            };
            if !series.iter().all(is_plan) {
                continue;
            }
            let mut found: Vec<Discord> = Vec::new();
            let (mut constant, mut lines) = (0_usize, 0_usize);
            for (line, (_, head)) in first.lines.iter().enumerate().filter(|(_, (_, head))| !head.key.is_empty()) {
                let slot = |at: &usize| {
                    let own = if *at == series.first().copied().unwrap_or(*at) {
                        Some(line)
                    } else {
                        charts.get(*at)?.line_of(&head.key)
                    };
                    let slot = Slot { chart: *at, line: own?, column };
                    Some((slot, slot.figure(charts)?))
                };
                let Some(figures) = series.iter().map(slot).collect::<Option<Vec<_>>>() else { continue };
                lines += 1;
                let noted = figures
                    .iter()
                    .any(|(slot, _)| charts.get(slot.chart).is_some_and(|c| c.is_noted(slot.line, column)));
                match alone(&figures) {
                    Some(None) => constant += 1,
                    Some(Some(at)) if !noted => found.extend(plan(&figures, at)),
                    _ => {}
                }
            }
            if constant >= 2 && constant * 2 >= lines {
                without_followers(&mut found, charts);
                if found.len() <= most_slips(lines) {
                    discords.extend(found);
                }
            }
        }
    }
    discords
}

fn plan(figures: &[(Slot, Figure)], at: usize) -> Option<Discord> {
    let (slot, _) = figures.get(at)?;
    let (before, meant) = figures.get(at.checked_sub(1)?)?;
    let (after, _) = figures.get(at + 1)?;
    let mut discord = Discord::new(Why::Plan, *slot, vec![*before, *after]);
    discord.expected = Some(meant.number);
    Some(discord)
}

/// `Some(None)` where all figures are the same, the place of the only one that differs where it stands between others.
fn alone(figures: &[(Slot, Figure)]) -> Option<Option<usize>> {
    let (_, first) = figures.first()?;
    let differing: Vec<usize> =
        figures.iter().enumerate().filter(|(_, (_, figure))| !same(*figure, *first)).map(|(at, _)| at).collect();
    match differing.as_slice() {
        [] => Some(None),
        [at] if at + 1 < figures.len() => Some(Some(*at)),
        _ => None,
    }
}
