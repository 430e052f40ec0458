//! Laws across the sheets of one workbook.
//!
//! A [`Chart`] is what other sheets need to know of a table: what its lines and columns are called, of which period
//! they are, planned or done, and the figures. Sheets correspond in four ways, each a source of laws of its own: one
//! indicator on two sheets (`pairs`), a summary whose lines or columns are sheets (`summary`), a sheet that adds up
//! others cell by cell (`merge`), running totals from sheet to sheet (`running`). No correspondence is believed by
//! its words: nearly all of its figures must agree, and a few that do not are slips.

mod chart;
mod discord;
mod meet;
mod merge;
mod pairs;
mod running;
mod said;
mod summary;

pub use chart::Chart;
pub use discord::{Discord, Explained, Slot, Why};

use std::collections::BTreeMap;

/// More charts than these are no workbook that a person compares.
const MOST: usize = 400;

/// What contradicts itself among the sheets of a workbook, each figure accused once.
pub fn discords(charts: &[Chart]) -> Vec<Discord> {
    if charts.len() < 2 || charts.len() > MOST {
        return Vec::new();
    }
    let (families, forms) = (families(charts), forms(charts));
    let series: Vec<Vec<usize>> = forms.iter().flat_map(|form| in_time(charts, form)).collect();
    let without_year = |series: &Vec<usize>| {
        let is_year =
            |at: &usize| charts.get(*at).is_some_and(|chart| chart.said.period.span == Some(said::Span::Year));
        series.iter().copied().filter(|at| !is_year(at)).collect::<Vec<usize>>()
    };
    let months: Vec<Vec<usize>> = series.iter().map(without_year).collect();
    let mut found = merge::discords(charts, &forms);
    found.extend(running::discords(charts, &months));
    found.extend(running::carried(charts, &months));
    found.extend(merge::plans(charts, &series));
    found.extend(summary::discords(charts, &families));
    found.extend(pairs::discords(charts));
    let mut said: Vec<Discord> = Vec::new();
    for discord in found {
        let [first, ..] = discord.accused.as_slice() else { continue };
        let is_same = |other: &Discord| {
            let reversed =
                other.against.contains(first) && discord.against.iter().any(|slot| other.accused.contains(slot));
            other.accused.contains(first) || reversed
        };
        if !said.iter().any(is_same) {
            said.push(discord);
        }
    }
    said
}

/// The charts of the same columns.
fn families(charts: &[Chart]) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (at, chart) in charts.iter().enumerate() {
        families.entry(chart.column_keys()).or_default().push(at);
    }
    let of_own_sheets = |family: &Vec<usize>| {
        let mut sheets: Vec<usize> =
            family.iter().filter_map(|at| charts.get(*at)).map(|chart| chart.sheet.0).collect();
        sheets.dedup();
        sheets.len() == family.len() && family.len() > 1
    };
    families.into_values().filter(of_own_sheets).collect()
}

/// The charts of the same columns whose lines bear the same names.
fn forms(charts: &[Chart]) -> Vec<Vec<usize>> {
    let mut forms: Vec<Vec<usize>> = Vec::new();
    for family in families(charts) {
        for at in family {
            let Some(chart) = charts.get(at) else { continue };
            let alike = |form: &&mut Vec<usize>| {
                let first = form.first().and_then(|first| charts.get(*first));
                first.is_some_and(|first| has_lines_of(chart, first))
            };
            match forms.iter_mut().find(alike) {
                Some(form) => form.push(at),
                None => forms.push(vec![at]),
            }
        }
    }
    forms.retain(|form| form.len() > 1);
    forms
}

/// So many lines are looked up first.
const SAMPLE: usize = 12;

/// Whether four in five lines of the longer of two charts are in both.
fn has_lines_of(chart: &Chart, other: &Chart) -> bool {
    let named = |chart: &Chart| chart.lines.iter().filter(|(_, head)| !head.key.is_empty()).count();
    let (most, least) = (named(chart).max(named(other)), named(chart).min(named(other)));
    let known: Vec<&str> =
        chart.lines.iter().map(|(_, head)| head.key.as_str()).filter(|key| !key.is_empty()).collect();
    let shared = |keys: &[&str]| keys.iter().filter(|key| other.line_of(key).is_some()).count();
    let sample = known.get(..SAMPLE.min(known.len())).unwrap_or_default();
    least * 5 >= most * 4 && shared(sample) * 2 >= sample.len() && shared(&known) * 5 >= most * 4
}

/// The charts of a form that follow each other in time, month by month or quarter by quarter; a sheet of the whole
/// year comes last.
fn in_time(charts: &[Chart], form: &[usize]) -> Vec<Vec<usize>> {
    let period = |at: &usize| charts.get(*at).map(|chart| chart.said.period).unwrap_or_default();
    let mut by_length: BTreeMap<(Option<u16>, u8), Vec<usize>> = BTreeMap::new();
    for at in form {
        if let Some((first, last)) = period(at).span.map(said::Span::months) {
            by_length.entry((period(at).year, last.saturating_sub(first))).or_default().push(*at);
        }
    }
    let year: Vec<usize> =
        by_length.iter().filter(|((_, length), _)| *length == 11).flat_map(|(_, years)| years.clone()).collect();
    let mut series = Vec::new();
    for ((of_year, length), mut members) in by_length {
        members.sort_by_key(|at| period(at).span.map(said::Span::months));
        let follow = |pair: (&usize, &usize)| match (period(pair.0).span, period(pair.1).span) {
            (Some(a), Some(b)) => a.months().1.checked_add(1) == Some(b.months().0),
            _ => false,
        };
        if members.len() >= 2 && length < 11 && members.iter().zip(members.iter().skip(1)).all(follow) {
            members.extend(
                year.iter()
                    .copied()
                    .filter(|at| of_year.is_none() || period(at).year.is_none() || period(at).year == of_year)
                    .take(1),
            );
            series.push(members);
        }
    }
    series
}
