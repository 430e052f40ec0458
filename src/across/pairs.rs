//! The same indicator on two sheets: a column or a total line of one, a column or a total line of the other.
//!
//! That names and words agree proves little: what proves that two columns hold the same facts is that nearly all
//! of their figures do, where chance would have given few (`docs/chance.md`).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::chart::{Chart, TOTAL};
use super::discord::{Discord, MOST_CAUSES, Slot, Why, most_slips};
use super::meet::{choices, differ_by_rounding, digits, same, shown_as};
use super::titles::without_kind;

/// So many figures must agree.
const LEAST: usize = 3;
/// So many figures of a series are looked at first.
const SAMPLE: usize = 12;
/// The digits that must be left of the evidence after the search is paid for.
const MEANINGFUL: f64 = 3.0;

/// A column of a chart, or its total line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Axis {
    Column(usize),
    Line(usize),
}

type Series = (usize, Axis);

/// Two series that hold the same facts.
struct Match {
    series: (Series, Series),
    pairs: Vec<(Slot, Slot)>,
    holds: usize,
    evidence: f64,
}

/// What contradicts an indicator that stands elsewhere.
pub fn discords(charts: &[Chart]) -> Vec<Discord> {
    let mut matches: Vec<Match> = Vec::new();
    let mut tried = 1.0;
    let names = Names::of_all(charts);
    for (at, chart) in charts.iter().enumerate() {
        for (other, beside) in charts.iter().enumerate().skip(at + 1) {
            if is_same_form(chart, beside) || chart.scope != beside.scope {
                continue;
            }
            let (found, count) = between(charts, &names, at, other);
            tried += count as f64;
            matches.extend(found);
        }
    }
    matches.retain(|found| found.evidence - tried.log10() >= MEANINGFUL);
    let matches = best(matches);
    let others = of_other_facts(charts, &matches);
    let between = |found: &Match| (found.series.0.0, found.series.1.0);
    let (matches, _): (Vec<Match>, Vec<Match>) =
        matches.into_iter().partition(|found| !others.contains(&between(found)));
    judged(charts, &matches, &others)
}

/// The charts that give nearly the same facts, and not the same: with and without a part, before and after a
/// correction of all of it.
fn of_other_facts(charts: &[Chart], matches: &[Match]) -> BTreeSet<(usize, usize)> {
    let mut differing: BTreeMap<(usize, usize), BTreeSet<Slot>> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for found in matches {
        let between = (found.series.0.0, found.series.1.0);
        let differs = |(here, there): &&(Slot, Slot)| match (here.figure(charts), there.figure(charts)) {
            (Some(a), Some(b)) => !same(a, b) && !here.is_total(charts),
            _ => false,
        };
        let slots: Vec<Slot> = found.pairs.iter().filter(differs).map(|(here, _)| *here).collect();
        if slots.len() > most_slips(found.pairs.len()) {
            others.insert(between);
        }
        differing.entry(between).or_default().extend(slots);
    }
    others.extend(differing.into_iter().filter(|(_, slots)| slots.len() > MOST_CAUSES).map(|(between, _)| between));
    others
}

/// Whether two tables are one form, filled in twice: for another place, at another time, or in another version.
/// The same form in another unit is the same facts again.
fn is_same_form(a: &Chart, b: &Chart) -> bool {
    if a.columns.len() != b.columns.len() || !a.columns.iter().zip(&b.columns).all(|(a, b)| a.1.key == b.1.key) {
        return false;
    }
    let scale = |chart: &Chart| (0..chart.lines.len()).find_map(|line| Some(chart.figure(line, 0)?.scale));
    if scale(a) != scale(b) {
        return false;
    }
    let alike = a.lines.iter().zip(&b.lines).all(|(a, b)| a.1.key == b.1.key);
    alike || {
        let shared: Vec<usize> = a.lines.iter().filter_map(|(_, head)| b.line_of(&head.key)).collect();
        shared.iter().zip(shared.iter().skip(1)).all(|(first, second)| first < second)
    }
}

/// The names of the lines and of the columns of a chart, as numbers in rising order, each with its place.
struct Names {
    lines: Vec<(usize, usize)>,
    columns: Vec<(usize, usize)>,
    /// The total lines.
    totals: Vec<usize>,
}

impl Names {
    /// Of all charts: one text is one number in all of them.
    fn of_all(charts: &[Chart]) -> Vec<Self> {
        let mut known: BTreeMap<&str, usize> = BTreeMap::from([(TOTAL, TOTAL_NUMBER)]);
        let places = places(charts);
        charts.iter().map(|chart| Self::of(chart, &places, &mut known)).collect()
    }

    fn of<'c>(
        chart: &'c Chart,
        places: &BTreeMap<&'c str, Option<&'c str>>,
        known: &mut BTreeMap<&'c str, usize>,
    ) -> Self {
        let mut number = |key: &'c str| {
            let next = known.len();
            // "Nà Tu" is the "Thôn Nà Tu" of another table.
            let in_full = places.get(key).copied().flatten().filter(|full| chart.line_of(full).is_none());
            *known.entry(in_full.unwrap_or(key)).or_insert(next)
        };
        let lines = chart.lines.iter().map(|(_, head)| head.key.as_str()).enumerate();
        let mut lines: Vec<(usize, usize)> =
            lines.filter(|(_, key)| !key.is_empty()).map(|(at, key)| (number(key), at)).collect();
        let columns = chart.columns.iter().map(|(_, head)| head.key.as_str()).enumerate();
        let mut columns: Vec<(usize, usize)> =
            columns.filter(|(_, key)| !key.is_empty()).map(|(at, key)| (number(key), at)).collect();
        lines.sort_unstable();
        columns.sort_unstable();
        // Two columns of one name have none.
        let repeated: BTreeSet<usize> =
            columns.iter().zip(columns.iter().skip(1)).filter(|(a, b)| a.0 == b.0).map(|(a, _)| a.0).collect();
        columns.retain(|(name, _)| !repeated.contains(name));
        let totals = lines.iter().filter(|(name, _)| *name == TOTAL_NUMBER).map(|(_, at)| *at).collect();
        Self { lines, columns, totals }
    }

    /// Along an axis: the series, and the names of what each has figures of.
    fn series(&self, chart: &Chart, lines: bool) -> (Vec<Axis>, &[(usize, usize)]) {
        if lines {
            (self.totals.iter().copied().map(Axis::Line).collect(), &self.columns)
        } else {
            ((0..chart.columns.len()).map(Axis::Column).collect(), &self.lines)
        }
    }
}

/// So many lines of one kind of place make a table a list of places: a "tổ hợp tác" is none.
const LISTED: usize = 3;

/// The names of places without their kinds, each with the name in full; none where two kinds of place bear it.
fn places(charts: &[Chart]) -> BTreeMap<&str, Option<&str>> {
    let mut places: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for chart in charts {
        let names = chart.lines.iter().map(|(_, head)| head.key.as_str());
        let listed: Vec<(&str, &str)> = names.filter_map(|full| Some((without_kind(full)?, full))).collect();
        for (place, full) in listed.iter().filter(|_| listed.len() >= LISTED) {
            places.entry(place).and_modify(|known| *known = known.filter(|known| known == full)).or_insert(Some(full));
        }
    }
    places
}

/// The number of the name that totals bear.
const TOTAL_NUMBER: usize = 0;

/// The places of the names that two lists share. Totals are the same facts only where all that they sum is in both.
fn shared(here: &[(usize, usize)], there: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let (mut shared, mut totals) = (Vec::new(), None);
    let (mut a, mut b) = (0, 0);
    while let (Some((name, at)), Some((other, its))) = (here.get(a), there.get(b)) {
        match name.cmp(other) {
            Ordering::Less => a += 1,
            Ordering::Greater => b += 1,
            Ordering::Equal => {
                if *name == TOTAL_NUMBER {
                    totals = Some((*at, *its))
                } else {
                    shared.push((*at, *its))
                }
                a += 1;
                b += 1;
            }
        }
    }
    let listed = |names: &[(usize, usize)]| names.iter().filter(|(name, _)| *name != TOTAL_NUMBER).count();
    if shared.len() == listed(here) && shared.len() == listed(there) {
        shared.extend(totals);
    }
    shared
}

/// All series of two charts that share names and figures, with how many were tried.
fn between(charts: &[Chart], names: &[Names], a: usize, b: usize) -> (Vec<Match>, usize) {
    let (Some(first), Some(second)) = (charts.get(a).zip(names.get(a)), charts.get(b).zip(names.get(b))) else {
        return (Vec::new(), 0);
    };
    let (mut found, mut tried) = (Vec::new(), 0);
    for (along, across) in [(false, false), (false, true), (true, false), (true, true)] {
        let ((own, here), (its, there)) = (first.1.series(first.0, along), second.1.series(second.0, across));
        if own.is_empty() || its.is_empty() {
            continue;
        }
        let shared = shared(here, there);
        if shared.len() < LEAST {
            continue;
        }
        for own in &own {
            for its in &its {
                tried += 1;
                let slot = |chart: usize, axis: Axis, at: usize| match axis {
                    Axis::Column(column) => Slot { chart, line: at, column },
                    Axis::Line(line) => Slot { chart, line, column: at },
                };
                let pairs = || shared.iter().map(|(here, there)| (slot(a, *own, *here), slot(b, *its, *there)));
                if !is_promising(charts, pairs(), shared.len()) {
                    continue;
                }
                let pairs = pairs().filter(|(here, there)| is_comparable(charts, *here, *there)).collect();
                found.extend(matched(charts, ((a, *own), (b, *its)), pairs));
            }
        }
    }
    (found, tried)
}

/// Whether half of a few figures, taken evenly from a series, agree.
fn is_promising(charts: &[Chart], pairs: impl Iterator<Item = (Slot, Slot)>, count: usize) -> bool {
    let (mut agree, mut seen) = (0_usize, 0_usize);
    for (here, there) in pairs.step_by((count / SAMPLE).max(1)) {
        if let (Some(a), Some(b)) = (here.figure(charts), there.figure(charts)) {
            seen += 1;
            agree += usize::from(same(a, b));
        }
    }
    agree > 0 && agree * 2 >= seen
}

/// Whether words leave open that two figures are the same fact.
fn is_comparable(charts: &[Chart], here: Slot, there: Slot) -> bool {
    let (Some(a), Some(b)) = (charts.get(here.chart), charts.get(there.chart)) else { return false };
    let (Some(one), Some(other)) = (here.figure(charts), there.figure(charts)) else { return false };
    let unit = |chart: &Chart, slot: Slot| {
        let line = chart.lines.get(slot.line).and_then(|(_, head)| head.unit.clone());
        line.or_else(|| chart.columns.get(slot.column).and_then(|(_, head)| head.unit.clone()))
    };
    let units = match (unit(a, here), unit(b, there)) {
        (Some(a), Some(b)) => a == b || one.is_money && other.is_money,
        _ => true,
    };
    units && a.said_of(here.line, here.column).may_be(b.said_of(there.line, there.column))
}

fn matched(charts: &[Chart], series: (Series, Series), pairs: Vec<(Slot, Slot)>) -> Option<Match> {
    let mut seen = BTreeSet::new();
    let (mut holds, mut proved) = (0_usize, 0.0);
    for (here, there) in &pairs {
        let (Some(a), Some(b)) = (here.figure(charts), there.figure(charts)) else { continue };
        if same(a, b) {
            holds += 1;
            if seen.insert(a.number) {
                proved += digits(a, b);
            }
        }
    }
    let broken = pairs.len() - holds;
    let evidence = proved - choices(pairs.len(), broken);
    (holds >= LEAST && holds > broken).then_some(Match { series, pairs, holds, evidence })
}

/// Each series is that of one other in a chart: of those that explain it best.
fn best(matches: Vec<Match>) -> Vec<Match> {
    let rank = |found: &Match| (found.pairs.len() - found.holds, usize::MAX - found.holds);
    let beaten: Vec<bool> = matches
        .iter()
        .map(|one| {
            matches.iter().any(|other| {
                let ((a, b), (c, d)) = (one.series, other.series);
                let rivals = (a == c && b.0 == d.0 && b != d) || (b == d && a.0 == c.0 && a != c);
                rivals && rank(other) < rank(one)
            })
        })
        .collect();
    matches.into_iter().zip(beaten).filter(|(_, beaten)| !beaten).map(|(found, _)| found).collect()
}

/// The facts that stand in several places, and those of them that are told in two ways.
fn judged(charts: &[Chart], matches: &[Match], others: &BTreeSet<(usize, usize)>) -> Vec<Discord> {
    let mut facts: Vec<BTreeSet<Slot>> = Vec::new();
    let mut fact_of: BTreeMap<Slot, usize> = BTreeMap::new();
    for (here, there) in matches.iter().flat_map(|found| &found.pairs) {
        match (fact_of.get(here).copied(), fact_of.get(there).copied()) {
            (Some(a), Some(b)) if a != b => {
                let moved = facts.get_mut(b).map(std::mem::take).unwrap_or_default();
                moved.iter().for_each(|slot| {
                    fact_of.insert(*slot, a);
                });
                facts.get_mut(a).into_iter().for_each(|fact| fact.extend(moved.iter().copied()));
            }
            (Some(_), Some(_)) => {}
            (Some(a), None) | (None, Some(a)) => {
                facts.get_mut(a).into_iter().for_each(|fact| fact.extend([*here, *there]));
                fact_of.insert(*here, a);
                fact_of.insert(*there, a);
            }
            (None, None) => {
                fact_of.insert(*here, facts.len());
                fact_of.insert(*there, facts.len());
                facts.push([*here, *there].into());
            }
        }
    }
    let is_one = |fact: &&BTreeSet<Slot>| {
        let apart = |a: &Slot, b: &Slot| others.contains(&(a.chart, b.chart)) || others.contains(&(b.chart, a.chart));
        !fact.iter().any(|slot| fact.iter().any(|other| apart(slot, other)))
    };
    let discords: Vec<Discord> = facts.iter().filter(is_one).flat_map(|fact| told_apart(charts, fact)).collect();
    let discords = swapped(charts, discords);
    // A total that differs where one of its lines differs follows from that line.
    let has_line = |chart: usize, other: &Discord| {
        other.accused.iter().chain(&other.against).any(|slot| slot.chart == chart && !slot.is_total(charts))
    };
    let follows: Vec<bool> = discords
        .iter()
        .map(|discord| {
            discord.accused.iter().chain(&discord.against).all(|slot| slot.is_total(charts))
                && discords.iter().any(|other| discord.accused.iter().any(|slot| has_line(slot.chart, other)))
        })
        .collect();
    discords.into_iter().zip(follows).filter(|(_, follows)| !follows).map(|(discord, _)| discord).collect()
}

/// The figures of one fact that most others contradict, or both of two.
fn told_apart(charts: &[Chart], fact: &BTreeSet<Slot>) -> Vec<Discord> {
    let noted = |slot: &Slot| charts.get(slot.chart).is_some_and(|chart| chart.is_noted(slot.line, slot.column));
    if fact.iter().any(noted) {
        return Vec::new();
    }
    let agree = |a: &Slot, b: &Slot| match (a.figure(charts), b.figure(charts)) {
        // A total may be that of the rounded lines on one sheet, and the rounded total on the other.
        (Some(one), Some(other)) if a.is_total(charts) && b.is_total(charts) => {
            let lines = |slot: &Slot| charts.get(slot.chart).map_or(0, |chart| chart.lines.len());
            same(one, other) || differ_by_rounding(one, other, lines(a).max(lines(b)))
        }
        (Some(a), Some(b)) => same(a, b),
        _ => true,
    };
    let seconds = |slot: &Slot| fact.iter().filter(|other| *other != slot && agree(slot, other)).count();
    let most = fact.iter().map(seconds).max().unwrap_or(0);
    if fact.iter().all(|slot| seconds(slot) + 1 == fact.len()) {
        return Vec::new();
    }
    let (kept, wrong): (Vec<Slot>, Vec<Slot>) = fact.iter().copied().partition(|slot| seconds(slot) == most);
    let discord = |accused: Slot, against: Slot, seconds: Vec<Slot>| {
        let mut discord = Discord::new(Why::Differs, accused, vec![against]);
        discord.expected =
            accused.figure(charts).zip(against.figure(charts)).and_then(|(here, there)| shown_as(there, here));
        discord.is_open = seconds.is_empty();
        discord.seconds = seconds;
        discord
    };
    match (most, kept.as_slice(), wrong.as_slice()) {
        (0, [first, second, ..], _) => vec![discord(*second, *first, Vec::new())],
        (1.., [first, rest @ ..], wrong) if !wrong.is_empty() => {
            wrong.iter().map(|slot| discord(*slot, *first, rest.to_vec())).collect()
        }
        _ => Vec::new(),
    }
}

/// Two figures that each stand in the place of the other.
fn swapped(charts: &[Chart], mut discords: Vec<Discord>) -> Vec<Discord> {
    let agree =
        |a: Option<&Slot>, b: Option<&Slot>| match (a.and_then(|a| a.figure(charts)), b.and_then(|b| b.figure(charts)))
        {
            (Some(a), Some(b)) => same(a, b),
            _ => false,
        };
    let mut said = Vec::new();
    while !discords.is_empty() {
        let mut one = discords.remove(0);
        let partner = discords.iter().position(|other| {
            let (a, b) = (one.accused.first(), other.accused.first());
            a.map(|slot| slot.chart) == b.map(|slot| slot.chart)
                && agree(a, other.against.first())
                && agree(b, one.against.first())
        });
        if let Some(other) = partner.map(|at| discords.remove(at)) {
            one.why = Why::Swapped;
            one.accused.extend(other.accused);
            one.against.extend(other.against);
            one.seconds.clear();
            one.expected = None;
            one.is_open = false;
        }
        said.push(one);
    }
    said
}
