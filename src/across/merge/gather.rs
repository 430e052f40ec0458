//! A sheet of one file that adds up those of others: which they are, and which of their columns each of its own sums.
//!
//! Headings differ from file to file, and columns stand in another order. Words only rule out what cannot be; which
//! column is meant is told by the sums.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::chart::{Chart, Head};
use super::super::meet::scaled;
use super::super::office;
use super::{LEAST_LINES, Whole, is_telling};

/// So many files at least are summed.
const LEAST: usize = 3;

/// A sheet as the whole of those of other files, where its figures show that it is.
pub(super) fn whole(charts: &[Chart], left_out: &BTreeSet<usize>, at: usize) -> Option<Whole> {
    let whole = charts.get(at)?;
    let parts = parts(charts, left_out, whole)?;
    let members: Vec<&Chart> = parts.iter().filter_map(|part| charts.get(*part)).collect();
    // What has the same columns everywhere is found as a form.
    if members.iter().all(|member| member.column_keys() == whole.column_keys()) {
        return None;
    }
    let columns: Vec<Vec<Option<usize>>> =
        (0..whole.columns.len()).map(|column| summed(whole, column, &members).unwrap_or_default()).collect();
    columns.iter().any(|column| !column.is_empty()).then_some(Whole { whole: at, parts, in_time: false, columns })
}

/// The tables of other files that have most lines of a table: one of each file, each of another office of one rank.
fn parts(charts: &[Chart], left_out: &BTreeSet<usize>, whole: &Chart) -> Option<Vec<usize>> {
    let is_part = |(at, chart): &(usize, &Chart)| {
        let may_be = chart.said.period.may_be(whole.said.period);
        !left_out.contains(at) && chart.source != whole.source && may_be && shares_lines(chart, whole)
    };
    let mut by_source: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut ranks: BTreeMap<Option<u8>, usize> = BTreeMap::new();
    for (at, chart) in charts.iter().enumerate().filter(is_part) {
        by_source.entry(chart.source).or_default().push(at);
        *ranks.entry(office::rank(chart)).or_default() += 1;
    }
    // A hospital is none of the stations.
    let (rank, _) = ranks.into_iter().max_by_key(|(_, count)| *count)?;
    let rank = rank?;
    let mut parts = Vec::new();
    let mut places: BTreeSet<&str> = office::offices(whole);
    for of_file in by_source.into_values() {
        let mut own = of_file.into_iter().filter_map(|at| Some((at, charts.get(at)?)));
        let (Some((at, chart)), None) = (own.next(), own.next()) else { continue };
        if office::rank(chart) != Some(rank) {
            continue;
        }
        // Two files of one place, of which nobody says that one replaces the other.
        if !office::offices(chart).into_iter().all(|place| places.insert(place)) {
            return None;
        }
        parts.push(at);
    }
    (parts.len() >= LEAST).then_some(parts)
}

/// Whether half of the lines of either table are in both.
fn shares_lines(chart: &Chart, whole: &Chart) -> bool {
    let shared = chart.lines.iter().filter(|(_, head)| !head.key.is_empty() && whole.line_of(&head.key).is_some());
    let shared = shared.count();
    shared >= LEAST_LINES && shared * 2 >= chart.lines.len().max(whole.lines.len())
}

/// The columns of the members that a column of the whole sums: the sums show which.
fn summed(whole: &Chart, column: usize, members: &[&Chart]) -> Option<Vec<Option<usize>>> {
    let (_, own) = whole.columns.get(column).filter(|(_, head)| head.adds_up)?;
    let mut tried: BTreeSet<Vec<Option<usize>>> = BTreeSet::new();
    for (_, head) in members.iter().flat_map(|member| &member.columns).filter(|(_, head)| may_be(own, head)) {
        tried.insert(members.iter().map(|member| column_of(member, head)).collect());
    }
    let counted = tried.into_iter().filter(|columns| columns.iter().flatten().count() * 2 > members.len());
    let (holds, columns) = counted.map(|columns| (holds(whole, column, members, &columns), columns)).max()?;
    (holds >= LEAST_LINES).then_some(columns)
}

/// The column of that heading: the same words of the same period, else the only one of these words.
fn column_of(chart: &Chart, head: &Head) -> Option<usize> {
    let named = || {
        let columns = chart.columns.iter().enumerate();
        columns.filter(|(_, (_, own))| !own.key.is_empty() && own.key == head.key && may_be(own, head))
    };
    let only = |mut found: Vec<usize>| found.pop().filter(|_| found.is_empty());
    only(named().filter(|(_, (_, own))| own.said == head.said).map(|(at, _)| at).collect())
        .or_else(|| only(named().map(|(at, _)| at).collect()))
}

/// Whether words leave open that one column sums the other. Whether they are of the month or of the year so far is
/// told by the figures.
fn may_be(a: &Head, b: &Head) -> bool {
    let kind = |head: &Head| {
        let said = head.said;
        (said.plan && !said.actual, said.before, said.opening, said.closing)
    };
    let years = !matches!((a.said.period.year, b.said.period.year), (Some(a), Some(b)) if a != b);
    kind(a) == kind(b) && years && b.adds_up
}

/// In how many lines the figures of the members add up to a telling figure of the whole.
fn holds(whole: &Chart, column: usize, members: &[&Chart], columns: &[Option<usize>]) -> usize {
    let holds = |(line, (_, head)): &(usize, &(crate::workbook::Row, Head))| {
        let Some(found) = whole.figure(*line, column).filter(|found| is_telling(found.number.value())) else {
            return false;
        };
        let figure = |(member, column): (&&Chart, &Option<usize>)| {
            let figure = member.figure(member.line_of(&head.key)?, (*column)?)?;
            let from = if figure.is_money { figure.scale } else { found.scale };
            scaled(figure.number.value(), from, found.scale)
        };
        let mut figures = members.iter().zip(columns).filter_map(figure);
        let sum = figures.try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value));
        sum == Some(found.number.value())
    };
    whole.lines.iter().enumerate().filter(|line| !line.1.1.key.is_empty()).filter(holds).count()
}
