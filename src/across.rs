//! Laws across the sheets of one workbook, and across files.
//!
//! A [`Chart`] is what other sheets need to know of a table: what its lines and columns are called, of which period
//! they are, planned or done, and the figures. Sheets correspond in four ways, each a source of laws of its own: one
//! indicator on two sheets (`pairs`), a summary whose lines or columns are sheets (`summary`), a sheet that adds up
//! others cell by cell (`merge`), running totals from sheet to sheet (`running`). No correspondence is believed by
//! its words: nearly all of its figures must agree, and a few that do not are slips.
//!
//! Files correspond in the same ways ([`between`]), once it is known which of them count (`files`) and whose they are
//! (`office`); and a file says again what that of the period before said (`prior`).

mod chart;
mod discord;
mod files;
mod meet;
mod merge;
mod office;
mod pairs;
mod prior;
mod running;
pub(crate) mod said;
mod summary;
mod titles;

pub use chart::Chart;
pub use discord::{Discord, Explained, Prior, Slot, Why};
pub use office::called;
pub use prior::Match;

use std::collections::{BTreeMap, BTreeSet};

use files::Gathered;

/// More charts than these are no workbook that a person compares.
const MOST: usize = 400;

/// What contradicts itself among the sheets of a workbook, each figure accused once.
pub fn discords(charts: &[Chart]) -> Vec<Discord> {
    if charts.len() < 2 || charts.len() > MOST {
        return Vec::new();
    }
    let mut found = of_forms(charts, families(charts));
    found.extend(pairs::discords(charts));
    accused_once(found)
}

/// What contradicts sheets of the same columns, and what is made of them.
fn of_forms(charts: &[Chart], families: Vec<Vec<usize>>) -> Vec<Discord> {
    let forms = forms(charts, &families);
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
    found
}

/// One discord for each figure that is accused first.
fn accused_once(found: Vec<Discord>) -> Vec<Discord> {
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

/// Makes ready the tables of several files, each of which knows its file: what titles leave unsaid of period and place
/// is told by the name of the file and by the lists of the others.
pub fn of_files(charts: &mut [Chart]) {
    for chart in charts.iter_mut() {
        let stem = chart.file.rsplit_once('.').map_or(chart.file.as_str(), |(stem, _)| stem);
        chart.said.period = chart.said.period.or(said::of_file(stem));
    }
    office::name_by_lists(charts);
}

/// What files say against each other, and what is worth knowing of how they stand to each other. What contradicts itself
/// in one file alone is not said here.
pub fn between(charts: &[Chart]) -> Vec<Discord> {
    if charts.len() < 2 || charts.len() > MOST {
        return Vec::new();
    }
    let gathered = Gathered::of(charts);
    let left_out = gathered.left_out();
    let families = families_of_files(charts, &left_out);
    let years: Vec<Vec<usize>> = forms(charts, &families).iter().flat_map(|form| in_years(charts, form)).collect();
    let mut found = of_forms(charts, families);
    found.extend(merge::gathered(charts, &left_out));
    found.extend(summary::of_items(charts, &left_out));
    found.extend(running::carried(charts, &years));
    let source = |slot: &Slot| charts.get(slot.chart).map(|chart| chart.source);
    let is_between = |discord: &Discord| {
        let slots = discord.accused.iter().chain(&discord.against);
        let listed = match discord.why {
            Why::Twice(chart) | Why::Missing(chart) => charts.get(chart).map(|chart| chart.source),
            _ => None,
        };
        slots.filter_map(source).chain(listed).collect::<BTreeSet<_>>().len() > 1
    };
    let counts = |discord: &Discord| discord.accused.iter().all(|slot| !left_out.contains(&slot.chart));
    found.retain(|discord| is_between(discord) && counts(discord));
    found.iter_mut().for_each(|discord| gathered.explain(charts, discord));
    found.extend(prior::discords(charts, &left_out));
    found.extend(gathered.told(charts));
    accused_once(found)
}

/// Which columns of this period's files were held against which of the period before.
pub fn matches(charts: &[Chart]) -> Vec<Match> {
    if charts.len() < 2 || charts.len() > MOST {
        return Vec::new();
    }
    prior::matches(charts, &Gathered::of(charts).left_out())
}

/// Each two charts of a form of which one is of the year after the other.
fn in_years(charts: &[Chart], form: &[usize]) -> Vec<Vec<usize>> {
    let year = |at: &usize| {
        let period = charts.get(*at)?.said.period;
        let is_whole = period.span.is_none_or(|span| span.months() == (1, 12));
        period.year.filter(|_| is_whole)
    };
    let after = |at: &usize| year(at).and_then(|year| year.checked_add(1));
    let pairs = form.iter().flat_map(|at| form.iter().map(move |next| (*at, *next)));
    pairs.filter(|(at, next)| after(at).is_some() && after(at) == year(next)).map(|(at, next)| vec![at, next]).collect()
}

/// The charts of the same columns among those that count. Where a file has several of them, those of one name belong
/// together: "Biểu 01" of all communes.
fn families_of_files(charts: &[Chart], left_out: &BTreeSet<usize>) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (at, chart) in charts.iter().enumerate().filter(|(at, _)| !left_out.contains(at)) {
        families.entry(chart.column_keys()).or_default().push(at);
    }
    let mut split = Vec::new();
    for family in families.into_values() {
        let members = || family.iter().filter_map(|at| Some((*at, charts.get(*at)?)));
        let sources: BTreeSet<_> = members().map(|(_, chart)| chart.source).collect();
        if sources.len() == family.len() {
            split.push(family);
            continue;
        }
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, chart) in members() {
            named.entry(crate::words::fold(&chart.name)).or_default().push(at);
        }
        split.extend(named.into_values());
    }
    let of_own_files = |family: &Vec<usize>| {
        let sources = family.iter().filter_map(|at| charts.get(*at)).map(|chart| chart.source);
        sources.collect::<BTreeSet<_>>().len() == family.len() && family.len() > 1
    };
    split.retain(of_own_files);
    split
}

/// The charts of the same columns.
fn families(charts: &[Chart]) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<Vec<&str>, Vec<usize>> = BTreeMap::new();
    for (at, chart) in charts.iter().enumerate() {
        families.entry(chart.column_keys()).or_default().push(at);
    }
    let of_own_sheets = |family: &Vec<usize>| {
        let charts = family.iter().filter_map(|at| charts.get(*at));
        let mut sheets: Vec<_> = charts.map(|chart| (chart.source, chart.sheet)).collect();
        sheets.dedup();
        sheets.len() == family.len() && family.len() > 1
    };
    families.into_values().filter(of_own_sheets).collect()
}

/// The charts of the same columns whose lines bear the same names.
fn forms(charts: &[Chart], families: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut forms: Vec<Vec<usize>> = Vec::new();
    for family in families {
        for at in family.iter().copied() {
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
