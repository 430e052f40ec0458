//! This period's table beside that of the period before: what is said here of the period before must be what was said
//! in it, and what stands at the beginning what stood at the end.
//!
//! Which of two files is the earlier is told by the periods in their titles, headers and names. Which columns hold the
//! same facts, words say only in part: nearly all figures of the lines that bear the same names must agree.

mod lines;
mod since;

use super::chart::{Chart, Figure};
use super::discord::{Discord, MOST_CAUSES, Prior, Slot, Why, most_slips};
use super::meet::{choices, digits, same, shown_as};
use super::office;
use super::said::{Period, Said, Span};
use crate::diagnose::slip;
use crate::number::Number;
use crate::words::{Sense, fold, senses};
use lines::{Kinship, Matched};
use rust_decimal::Decimal;

/// So many figures must agree.
const LEAST: usize = 3;
/// The digits that must be left of the evidence after the search is paid for.
const MEANINGFUL: f64 = 3.0;
/// The digits by which a figure must be longer than there are columns, to have been taken from the wrong one: small
/// counts stand in another column by accident.
const TAKEN: f64 = 1.0;
/// How far lines that only resemble each other may differ and still be one: as a part of the larger figure.
const KIN: (i64, i64) = (1, 5);

/// What contradicts the period before.
pub fn discords(charts: &[Chart], left_out: &std::collections::BTreeSet<usize>) -> Vec<Discord> {
    let counted = |at: &usize| !left_out.contains(at);
    let mut discords = Vec::new();
    for now in (0..charts.len()).filter(counted) {
        for before in (0..charts.len()).filter(counted) {
            let Some(pair) = Pair::of(charts, now, before) else { continue };
            discords.extend(pair.discords());
            discords.extend(pair.since());
        }
    }
    discords
}

/// A table and that of the period before.
struct Pair<'c> {
    charts: &'c [Chart],
    now: usize,
    before: usize,
    here: &'c Chart,
    there: &'c Chart,
    lines: Vec<Matched>,
}

/// The period of a table: of its titles and its file, else the last that its headers name.
fn period(chart: &Chart) -> Period {
    let told = chart.said.period;
    let headers = chart.columns.iter().map(|(_, head)| head.said.period).filter(|period| period.year.is_some());
    let last = headers.max_by_key(|period| (period.year, period.span.map(Span::months))).unwrap_or_default();
    Period { year: told.year.or(last.year), span: told.span }
}

/// Two columns of two files that hold the same facts, and the lines that were held against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The table of this period, and its column.
    pub here: (usize, usize),
    /// That of the period before, and its column.
    pub there: (usize, usize),
    /// How many lines say the same.
    pub holds: usize,
    /// How many do not.
    pub differ: usize,
    /// Lines of this period that the other table has not.
    pub without: Vec<usize>,
}

/// Which columns of which tables were held against each other.
pub fn matches(charts: &[Chart], left_out: &std::collections::BTreeSet<usize>) -> Vec<Match> {
    let counted = |at: &usize| !left_out.contains(at);
    let of = |now: usize| {
        let pairs = (0..charts.len()).filter(counted).filter_map(move |before| Pair::of(charts, now, before));
        pairs.flat_map(|pair| pair.matches()).collect::<Vec<Match>>()
    };
    (0..charts.len()).filter(counted).flat_map(of).collect()
}

/// One column of a pair, held against another.
struct Judged {
    holds: usize,
    wrong: Vec<(Slot, Slot, Kinship)>,
    evidence: f64,
    column: usize,
    its: usize,
    opening: bool,
}

impl<'c> Pair<'c> {
    fn of(charts: &'c [Chart], now: usize, before: usize) -> Option<Self> {
        let (here, there) = (charts.get(now)?, charts.get(before)?);
        let is_later = period(there).ends_before(period(here))?;
        let comparable = here.source != there.source && is_later && here.scope == there.scope;
        if !comparable || !office::may_be_one(here, there) {
            return None;
        }
        let lines = lines::matched(here, there);
        let sure = lines.iter().filter(|line| line.kinship == Kinship::Named).count();
        (sure >= LEAST).then_some(Self { charts, now, before, here, there, lines })
    }

    fn matches(&self) -> Vec<Match> {
        let known = |line: usize| self.lines.iter().any(|matched| matched.here.contains(&line));
        let without: Vec<usize> = (0..self.here.lines.len()).filter(|line| !known(*line)).collect();
        let told = |judged: Judged| Match {
            here: (self.now, judged.column),
            there: (self.before, judged.its),
            holds: judged.holds,
            differ: judged.wrong.len(),
            without: without.clone(),
        };
        self.best().into_iter().map(told).collect()
    }

    /// For each column that of the file before that it says again.
    fn best(&self) -> Vec<Judged> {
        let mut best: Vec<Judged> = Vec::new();
        for column in 0..self.here.columns.len() {
            let judged = (0..self.there.columns.len()).filter_map(|its| self.judged(column, its));
            best.extend(judged.max_by(|a, b| {
                (a.holds, a.evidence).partial_cmp(&(b.holds, b.evidence)).unwrap_or(std::cmp::Ordering::Equal)
            }));
        }
        // Two columns that claim one of the file before: only the better of them is it.
        let claimed: Vec<(usize, usize)> = best.iter().map(|judged| (judged.its, judged.holds)).collect();
        best.retain(|judged| claimed.iter().all(|(its, holds)| *its != judged.its || *holds <= judged.holds));
        best
    }

    fn discords(&self) -> Vec<Discord> {
        let discords: Vec<Discord> = self.best().into_iter().flat_map(|judged| self.told(judged)).collect();
        let columns = self.here.columns.len().max(1);
        if discords.len() > MOST_CAUSES.max(columns) { Vec::new() } else { discords }
    }

    /// Whether words leave open that two columns hold the same facts; `Some(true)` of what stands at the beginning
    /// here and stood at the end there.
    fn may_be(&self, column: usize, its: usize) -> Option<bool> {
        let (own, other) = (self.here.columns.get(column)?, self.there.columns.get(its)?);
        let (own, other) = (own.1.said, other.1.said);
        let (here, there) = (period(self.here), period(self.there));
        let names = |chart: &Chart, column: usize| {
            chart.columns.get(column).is_some_and(|(_, head)| is_of_other_source(&head.name))
        };
        if names(self.here, column) != names(self.there, its) {
            return None;
        }
        let kind = |said: Said| (said.plan && !said.actual, said.estimated, said.revised, said.cumulative);
        if kind(own) != kind(other) {
            return None;
        }
        if own.opening || own.closing || other.opening || other.closing {
            let of_year = |chart: &Chart, column: usize| {
                let (_, head) = chart.columns.get(column)?;
                (!head.key.is_empty() && fold(&head.name).contains("đầu năm")).then(|| head.key.clone())
            };
            let key = of_year(self.here, column);
            // What stood at the beginning of a year is the same all year.
            if key.is_some() && key == of_year(self.there, its) && here.year.is_some() && here.year == there.year {
                return Some(false);
            }
            let is_carried = own.opening && !own.closing && other.closing && !other.opening;
            let ends_year = there.span.is_none_or(|span| span.months().1 == 12);
            let of_year = matches!((here.year, there.year), (Some(a), Some(b)) if b.checked_add(1) == Some(a));
            return (is_carried && (there.leads_to(here) || of_year && ends_year)).then_some(true);
        }
        let year_before = here.year.and_then(|year| year.checked_sub(1));
        let of_own = if own.before {
            // "Cùng kỳ năm 2024" in a report of six months is of the same six months.
            let span = own.period.span.filter(|span| *span != Span::Year || here.span.is_none());
            Period { year: own.period.year.or(year_before), span: span.or(here.span) }
        } else {
            own.period.or(here)
        };
        let of_other = if other.before { return None } else { other.period.or(there) };
        // What a column says of its own period is not what another file says of another.
        let is_of_before = own.before || own.period.year.is_some() || own.period.span.is_some();
        let same_year = matches!((of_own.year, of_other.year), (Some(a), Some(b)) if a == b)
            || of_own.year.is_none() && of_other.year.is_none() && own.period.span.is_some();
        let same_span = match (of_own.span, of_other.span) {
            (Some(a), Some(b)) => a.months() == b.months(),
            (None, None) => true,
            (Some(span), None) | (None, Some(span)) => span.months() == (1, 12),
        };
        (is_of_before && same_year && same_span).then_some(false)
    }

    fn slots(&self, line: &Matched, column: usize, its: usize) -> (Vec<Slot>, Slot) {
        let here = line.here.iter().map(|at| Slot { chart: self.now, line: *at, column }).collect();
        (here, Slot { chart: self.before, line: line.there, column: its })
    }

    fn judged(&self, column: usize, its: usize) -> Option<Judged> {
        let opening = self.may_be(column, its)?;
        let mut judged = Judged { holds: 0, wrong: Vec::new(), evidence: 0.0, column, its, opening };
        let mut seen = Vec::new();
        let (mut all, mut proved) = (0_usize, 0.0);
        for line in self.lines.iter().filter(|line| line.here.len() == 1 && line.kinship == Kinship::Named) {
            let (here, there) = self.slots(line, column, its);
            let Some(here) = here.first().copied() else { continue };
            match (here.figure_or_rate(self.charts), there.figure_or_rate(self.charts)) {
                (Some(a), Some(b)) if same(a, b) => {
                    all += 1;
                    judged.holds += 1;
                    if !seen.contains(&a.number) {
                        seen.push(a.number);
                        proved += digits(a, b);
                    }
                }
                (Some(_), Some(_)) => {
                    all += 1;
                    judged.wrong.push((here, there, line.kinship));
                }
                (None, Some(b)) if !b.number.value().is_zero() && opening => {
                    all += 1;
                    judged.wrong.push((here, there, line.kinship));
                }
                _ => {}
            }
        }
        judged.wrong.retain(|(here, there, _)| !self.is_noted(*here) && !self.is_noted(*there));
        // What only follows from lines that differ says nothing of its own.
        judged.wrong.retain(|(here, there, _)| !self.follows(*here, *there));
        let tried = (self.here.columns.len() * self.there.columns.len()).max(1) as f64;
        judged.evidence = proved - tried.log10() - choices(all, judged.wrong.len());
        let slips = judged.wrong.iter().filter(|(here, _, _)| !here.is_total(self.charts)).count();
        // Two that changed places are one slip.
        let allowed = most_slips(all).max(if self.swapped(&judged).is_some() { 2 } else { 0 });
        (judged.holds >= LEAST && judged.holds > slips && slips <= allowed && judged.evidence >= MEANINGFUL)
            .then_some(judged)
    }

    /// Whether a heading or a total differs by just what the lines below it differ by. They may be noted, new, or bear
    /// another name.
    fn follows(&self, here: Slot, there: Slot) -> bool {
        let parts = self.here.parts_of(here.line);
        let Some(off) = self.off(Some(here), Some(there)) else { return false };
        let of_part = |part: usize| {
            let known = self.lines.iter().find(|line| line.here == [part]);
            let its = known.map(|line| Slot { line: line.there, ..there });
            self.off(Some(Slot { line: part, ..here }), its)
        };
        let terms = Decimal::from(parts.len().saturating_add(1));
        let offs: Option<Vec<Decimal>> = parts.into_iter().map(of_part).collect();
        let Some(offs) = offs.filter(|offs| offs.iter().any(|off| !off.is_zero())) else { return false };
        // Amounts are rounded, each by half a unit; what is counted is not.
        let number = here.figure(self.charts).filter(|figure| figure.is_money || figure.number.decimals() > 0);
        let halves = number.and_then(|figure| figure.number.unit().checked_mul(terms)?.checked_div(Decimal::TWO));
        let sum = offs.into_iter().try_fold(Decimal::ZERO, |sum, off| sum.checked_add(off));
        let apart = sum.and_then(|sum| sum.checked_sub(off));
        apart.is_some_and(|apart| apart.abs() <= halves.unwrap_or_default())
    }

    /// By how much two figures differ, in the unit of the first; nothing stands for none.
    fn off(&self, here: Option<Slot>, there: Option<Slot>) -> Option<Decimal> {
        let figure = |slot: Option<Slot>| slot.and_then(|slot| slot.figure(self.charts));
        match (figure(here), figure(there)) {
            (Some(a), Some(b)) if same(a, b) => Some(Decimal::ZERO),
            (Some(a), Some(b)) => a.number.value().checked_sub(shown_as(b, a)?.value()),
            (Some(a), None) => Some(a.number.value()),
            (None, Some(b)) => Decimal::ZERO.checked_sub(b.number.value()),
            (None, None) => Some(Decimal::ZERO),
        }
    }

    /// Whether a note says that figures of the period before were restated. One with a star speaks of the lines with a
    /// star alone.
    fn is_restated(&self) -> bool {
        self.restating().next().is_some()
    }

    /// Whether such a note speaks of what stood at the beginning, or names the line.
    fn is_restated_opening(&self, here: Slot) -> bool {
        let key = self.here.lines.get(here.line).map_or("", |(_, head)| head.key.as_str());
        let names = |note: &String| senses(note).has(Sense::Opening) || !key.is_empty() && fold(note).contains(key);
        self.restating().any(names)
    }

    fn restating(&self) -> impl Iterator<Item = &String> {
        let says = |note: &&String| {
            if note.contains('*') {
                return false;
            }
            let note = fold(note);
            [
                "điều chỉnh",
                "tính lại",
                "đính chính",
                "rà soát lại",
                "số chính thức",
                "số liệu chính thức",
                "hiệu chỉnh",
                "trình bày lại",
            ]
            .iter()
            .any(|words| note.contains(words))
        };
        self.here.notes.iter().filter(says)
    }

    fn is_noted(&self, slot: Slot) -> bool {
        self.charts.get(slot.chart).is_some_and(|chart| chart.is_noted(slot.line, slot.column))
    }

    /// Two lines of which each has the figure of the other.
    fn swapped(&self, judged: &Judged) -> Option<(usize, usize)> {
        let figure = |slot: Slot| slot.figure_or_rate(self.charts);
        let agree = |a: Slot, b: Slot| matches!((figure(a), figure(b)), (Some(a), Some(b)) if same(a, b));
        let wrong = &judged.wrong;
        (0..wrong.len()).find_map(|at| {
            let (here, there, _) = wrong.get(at)?;
            let other = wrong.iter().position(|(other, its, _)| agree(*here, *its) && agree(*other, *there))?;
            (other > at).then_some((at, other))
        })
    }

    fn told(&self, judged: Judged) -> Vec<Discord> {
        let mut discords = Vec::new();
        let mut judged = judged;
        while let Some((at, other)) = self.swapped(&judged) {
            let (second, its, _) = judged.wrong.remove(other);
            let (first, there, _) = judged.wrong.remove(at);
            let mut discord = Discord::new(Why::Prior(Prior::Swapped), first, vec![there, its]);
            discord.accused.push(second);
            discords.push(discord);
        }
        let (totals, lines): (Vec<_>, Vec<_>) =
            judged.wrong.iter().copied().partition(|(here, _, _)| here.is_total(self.charts));
        discords.extend(lines.into_iter().filter_map(|(here, there, _)| self.differs(&judged, here, there)));
        discords.extend(self.kin(&judged));
        // A total follows its lines, and new lines have no past.
        if discords.is_empty() && self.lines.len() == self.here.lines.len() {
            discords.extend(totals.into_iter().filter_map(|(here, there, _)| self.differs(&judged, here, there)));
        }
        discords
    }

    fn differs(&self, judged: &Judged, here: Slot, there: Slot) -> Option<Discord> {
        let meant = there.figure_or_rate(self.charts)?;
        let found = here.figure_or_rate(self.charts);
        let other = (0..self.there.columns.len()).filter(|column| *column != judged.its).find(|column| {
            let beside = self.there.figure_or_rate(there.line, *column);
            let chances = (self.there.columns.len().max(1) as f64).log10();
            matches!((found, beside), (Some(a), Some(b)) if same(a, b) && digits(a, b) - chances >= TAKEN)
        });
        let prior = match (found, other) {
            (None, _) => Prior::Lost,
            (_, Some(column)) => Prior::OtherColumn(column),
            _ if judged.opening && self.is_restated_opening(here) => return None,
            _ if judged.opening => Prior::Opening,
            _ if self.is_restated() => return None,
            _ => Prior::Differs,
        };
        let mut discord = Discord::new(Why::Prior(prior), here, vec![there]);
        discord.expected = found.map_or(Some(meant.number), |found| shown_as(meant, found));
        // A figure of last year may have been restated; one that was mistyped shows it.
        let by_slip = found.zip(discord.expected).is_some_and(|(found, meant)| slip(found.number, meant).is_some());
        discord.is_open = prior == Prior::Differs && !by_slip;
        Some(discord)
    }

    /// Lines that bear other names now, or were split: where the others prove the column.
    fn kin(&self, judged: &Judged) -> Vec<Discord> {
        let mut discords = Vec::new();
        if self.lines.iter().all(|line| line.kinship == Kinship::Named) {
            return discords;
        }
        for line in self.lines.iter().filter(|line| line.kinship == Kinship::Resembles || line.here.len() > 1) {
            let (here, there) = self.slots(line, judged.column, judged.its);
            let Some(meant) = there.figure_or_rate(self.charts) else { continue };
            let figures: Option<Vec<Figure>> = here.iter().map(|slot| slot.figure_or_rate(self.charts)).collect();
            let Some(figures) = figures else { continue };
            if here.iter().any(|slot| self.is_noted(*slot)) || self.is_noted(there) {
                continue;
            }
            let sum = figures.iter().try_fold(Decimal::ZERO, |sum, figure| sum.checked_add(figure.number.value()));
            let (Some(sum), Some(first), Some(slot)) = (sum, figures.first().copied(), here.first().copied()) else {
                continue;
            };
            let whole = Figure { number: Number::new(sum, first.number.decimals()), ..first };
            let is_far = shown_as(meant, whole).is_none_or(|meant| !is_near(whole.number, meant));
            if same(whole, meant) || is_far {
                continue;
            }
            let prior = if here.len() > 1 { Prior::Split } else { Prior::Renamed };
            let mut discord = Discord::new(Why::Prior(prior), slot, vec![there]);
            discord.accused = here;
            discord.expected = shown_as(meant, whole);
            discord.is_open = true;
            discords.push(discord);
        }
        discords
    }
}

/// Whether a header says who else published its figures: "theo số công bố của Cục Thống kê".
fn is_of_other_source(name: &str) -> bool {
    let folded = fold(name);
    ["theo số công bố", "theo công bố", "theo niên giám", "theo số liệu của", "theo số của", "nguồn số liệu"]
        .iter()
        .any(|words| folded.contains(words))
}

/// Whether two figures are near enough to be of one line that changed its name.
fn is_near(a: Number, b: Number) -> bool {
    let (a, b) = (a.value(), b.value());
    let most = a.abs().max(b.abs());
    let apart = a.checked_sub(b).map(|difference| difference.abs());
    let (part, of) = KIN;
    apart
        .and_then(|apart| apart.checked_mul(of.into()))
        .zip(most.checked_mul(part.into()))
        .is_some_and(|(apart, most)| apart <= most)
}
