//! A summary of files that all list the same items: its columns are the files and its lines the items, or the other
//! way round. Which column of the files it takes is told by the figures: headings differ, and so does their order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::chart::{Chart, Figure, Head};
use super::super::discord::{Discord, Slot};
use super::super::meet::{differ_by_rounding, same, shown_as};
use super::super::office;
use super::{LEAST, Named, Of, Summary, is_member};
use crate::words::fold;
use rust_decimal::Decimal;

/// Tables of more lines are lists of people or works, not forms.
const LONGEST: usize = 120;

/// What contradicts a summary of files that list the same items.
pub fn of_items(charts: &[Chart], left_out: &BTreeSet<usize>) -> Vec<Discord> {
    let mut discords = Vec::new();
    for (at, summary) in charts.iter().enumerate().filter(|(at, _)| !left_out.contains(at)) {
        let members = members(charts, left_out, at);
        if members.len() < LEAST {
            continue;
        }
        for by_line in [false, true] {
            let of = Of::Items;
            discords.extend(Summary { charts, at, summary, members: &members, by_line, of }.discords());
        }
    }
    discords
}

/// One table of each other file that is of a place.
fn members(charts: &[Chart], left_out: &BTreeSet<usize>, at: usize) -> Vec<usize> {
    let Some(summary) = charts.get(at) else { return Vec::new() };
    let mut by_source: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (other, chart) in charts.iter().enumerate().filter(|(other, _)| !left_out.contains(other)) {
        let is_form = chart.lines.len() <= LONGEST && !office::offices(chart).is_empty();
        if chart.source != summary.source && is_form && is_member(charts, summary, other) {
            by_source.entry(chart.source).or_default().push(other);
        }
    }
    // Which of two tables of one file is meant is not told.
    by_source.into_values().filter(|of_file| of_file.len() == 1).flatten().collect()
}

/// The words of a name.
fn words(key: &str) -> BTreeSet<&str> {
    key.split(' ').filter(|word| word.chars().any(char::is_alphabetic)).collect()
}

impl Summary<'_> {
    /// The figures of one item, each with that of its file; `None` where figures do not prove that they are the same.
    pub(super) fn item(&self, other: usize, named: &[Named]) -> Option<Vec<(Slot, Slot)>> {
        let heads = self.heads(!self.by_line);
        let head = heads.get(other)?;
        if head.key.is_empty() {
            return None;
        }
        let members: Vec<&Chart> = named.iter().filter_map(|named| self.charts.get(named.member)).collect();
        let (lines, columns) = (items(head, &members), headings(&members));
        let tried = (lines.len() * columns.len()).max(1) as f64 * heads.len().max(1) as f64;
        let mut best: Option<(usize, Vec<(Slot, Slot)>)> = None;
        for line in &lines {
            for column in &columns {
                let there = |named: &Named| {
                    let chart = self.charts.get(named.member).filter(|_| named.rest.is_empty() || !self.by_line)?;
                    let slot = Slot {
                        chart: named.member,
                        line: chart.line_of(line)?,
                        column: chart.columns.iter().position(|(_, head)| head.key == *column)?,
                    };
                    let here = self.slot(named.at, other);
                    let is_given = here.figure(self.charts).is_some() && slot.figure(self.charts).is_some();
                    (is_given && self.may_be_item(here, slot)).then_some((here, slot))
                };
                let pairs: Vec<(Slot, Slot)> = named.iter().filter_map(there).collect();
                let holds = pairs.iter().filter(|(here, there)| self.agree(*here, *there)).count();
                if best.as_ref().is_none_or(|(most, _)| holds > *most) {
                    best = Some((holds, pairs));
                }
            }
        }
        let (_, pairs) = best?;
        self.proved(pairs, tried).filter(|pairs| pairs.len() > LEAST)
    }

    /// Whether words leave open that two figures are one. Whether a column is of the month or of the year so far is told
    /// by the figures.
    fn may_be_item(&self, here: Slot, there: Slot) -> bool {
        let said = |slot: Slot| self.charts.get(slot.chart).map(|chart| chart.said_of(slot.line, slot.column));
        let (Some(mut a), Some(mut b)) = (said(here), said(there)) else { return false };
        for said in [&mut a, &mut b] {
            said.period.span = None;
            said.cumulative = false;
        }
        a.may_be(b)
    }

    /// Whether a heading or a total differs by no more than the rounding of its lines.
    pub(super) fn is_rounded(&self, here: Slot, found: Figure, meant: Figure) -> bool {
        let parts = self.summary.parts_of(here.line).len();
        let lines = if here.is_total(self.charts) { self.summary.lines.len() } else { parts };
        parts > 0 && differ_by_rounding(found, meant, lines.saturating_add(1))
    }

    /// Whether a heading or a total differs by just what its lines differ by.
    pub(super) fn follows(&self, here: Slot, there: Slot) -> bool {
        let Some(member) = self.charts.get(there.chart) else { return false };
        let off = |here: Slot, there: Slot| {
            let (found, meant) = (here.figure(self.charts)?, there.figure(self.charts)?);
            if same(found, meant) {
                return Some(Decimal::ZERO);
            }
            found.number.value().checked_sub(shown_as(meant, found)?.value())
        };
        let parts = self.summary.parts_of(here.line);
        let of_part = |part: &usize| {
            let key = &self.summary.lines.get(*part)?.1.key;
            off(Slot { line: *part, ..here }, Slot { line: member.line_of(key)?, ..there })
        };
        let offs: Vec<Decimal> = parts.iter().filter_map(of_part).collect();
        let sum = offs.iter().try_fold(Decimal::ZERO, |sum, off| sum.checked_add(*off));
        let slack = here.figure(self.charts).filter(|figure| figure.is_money || figure.number.decimals() > 0);
        let terms = Decimal::from(parts.len().saturating_add(1));
        let slack = slack.and_then(|figure| figure.number.unit().checked_mul(terms)).unwrap_or_default();
        let apart = off(here, there).zip(sum).and_then(|(own, sum)| own.checked_sub(sum));
        offs.iter().any(|off| !off.is_zero()) && apart.is_some_and(|apart| apart.abs() <= slack)
    }
}

/// The names of the lines that an item may be: of that name; else those whose names share a word with it.
fn items(head: &Head, members: &[&Chart]) -> Vec<String> {
    let leaf = head.key.rsplit(" › ").next().unwrap_or_default();
    for name in [head.key.as_str(), leaf] {
        if members.iter().any(|member| member.line_of(name).is_some()) {
            return vec![name.to_owned()];
        }
    }
    let folded = fold(&head.name);
    let own = words(&folded);
    let mut found: BTreeSet<&str> = BTreeSet::new();
    for (_, line) in members.iter().flat_map(|member| &member.lines) {
        if words(&line.key).iter().any(|word| own.contains(word)) {
            found.insert(&line.key);
        }
    }
    found.into_iter().map(str::to_owned).collect()
}

/// The headings of the columns of the members.
fn headings(members: &[&Chart]) -> BTreeSet<String> {
    let keys = members.iter().flat_map(|member| member.column_keys());
    keys.filter(|key| !key.is_empty()).map(str::to_owned).collect()
}
