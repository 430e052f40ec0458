//! What several files say against each other, put into findings.

pub(super) mod tried;
pub(super) mod words;

use std::collections::BTreeSet;

use super::{Checked, SheetReport};
use crate::across::{self, Chart, Discord, Prior, Slot, Why};
use crate::claim::{self, Board, Outcome};
use crate::diagnose::slip;
use crate::finding::{
    Applicability, Confidence, Edit, Finding, FindingKey, Fix, Input, Related, Role, RuleCode, Severity, Suspect,
};
use crate::ledger::{Place, SourceIndex};
use crate::number::{Notation, Number, format};
use crate::text::Bilingual;
use crate::workbook::{Cell, Workbook};

/// How sure a contradiction is that most figures of two files bear witness to.
pub(super) const SURE: Confidence = Confidence(0.9);
/// How sure one is that has another explanation besides: last year's figures may have been restated.
pub(super) const LIKELY: Confidence = Confidence(0.7);
/// Changes that are named one by one; a finding with more figures is read by nobody.
const MOST_RELATED: usize = 60;

/// One of the files that are checked together.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The name of the file.
    pub name: &'a str,
    /// What stands in it.
    pub workbook: &'a Workbook,
    /// What is known of its sheets.
    pub checked: &'a [Checked],
}

/// Several files, and what contradicts itself between them.
pub struct Files<'a> {
    /// The files.
    pub sources: &'a [Source<'a>],
    /// The tables of all of them.
    pub charts: &'a [Chart],
    /// What contradicts itself, and is said by no file alone.
    pub discords: &'a [Discord],
    /// What the text of each document claims, and what contradicts it.
    pub outcomes: &'a [(SourceIndex, Outcome)],
}

/// The tables of several files, each of which knows its file.
pub fn charts(sources: &[Source<'_>]) -> Vec<Chart> {
    let mut charts: Vec<Chart> = Vec::new();
    for (source, of) in (0..).map(SourceIndex).zip(sources) {
        let own = of.checked.iter().flat_map(|checked| &checked.charts).cloned();
        charts.extend(own.map(|chart| chart.within(source, of.name)));
    }
    across::of_files(&mut charts);
    charts
}

/// What the texts of several files claim, each held against the tables of all of them.
pub fn outcomes(sources: &[Source<'_>]) -> Vec<(SourceIndex, Outcome)> {
    if sources.iter().all(|source| source.workbook.prose.is_empty()) {
        return Vec::new();
    }
    let numbered = || (0..).map(SourceIndex).zip(sources);
    let boards: Vec<Board> = numbered()
        .flat_map(|(source, of)| {
            of.checked.iter().flat_map(|checked| &checked.boards).map(move |board| (source, board))
        })
        .map(|(source, board)| board.clone().within(source))
        .collect();
    let documents = numbered().filter(|(_, of)| !of.workbook.prose.is_empty());
    documents.map(|(source, of)| (source, claim::compare(&of.workbook.prose, source, &boards))).collect()
}

impl Files<'_> {
    /// What of all that contradicts itself is said under a rule.
    pub(super) fn findings(&self, rule: RuleCode, is_of: impl Fn(Why) -> bool) -> Vec<Finding> {
        let told = self.told();
        let known = |slot: &Slot| slot.place_in_files(self.charts).is_some_and(|place| told.contains(&place));
        let untold = |discord: &&Discord| {
            severity(discord) == Severity::Info
                || !discord.accused.first().is_some_and(known) && !discord.against.iter().any(known)
        };
        let of_rule = self.discords.iter().filter(|discord| is_of(discord.why)).filter(untold);
        of_rule.filter_map(|discord| self.finding(rule, discord)).collect()
    }

    /// The figures that were said to be wrong in their own files: what follows from them is not said again.
    fn told(&self) -> BTreeSet<Place> {
        let mut told = BTreeSet::new();
        for (source, of) in (0..).map(SourceIndex).zip(self.sources) {
            let findings = of.checked.iter().flat_map(|checked| &checked.report.findings);
            for finding in findings.filter(|finding| finding.severity == Severity::Error) {
                let suspects = finding.suspects.iter().map(|suspect| suspect.place);
                told.extend(suspects.chain([finding.place]).map(|place| place.within(source)));
            }
        }
        told
    }

    fn finding(&self, rule: RuleCode, discord: &Discord) -> Option<Finding> {
        let places = |slots: &[Slot]| -> Vec<Place> {
            slots.iter().filter_map(|slot| slot.place_in_files(self.charts)).take(MOST_RELATED).collect()
        };
        let (accused, against) = (places(&discord.accused), places(&discord.against));
        let first = *discord.accused.first()?;
        let place = first.place_in_files(self.charts)?;
        let found = first.figure_or_rate(self.charts).map(|figure| figure.number);
        let severity = severity(discord);
        let cause = discord.expected.zip(found).and_then(|(right, wrong)| slip(wrong, right));
        let role = if matches!(discord.why, Why::Sum(_) | Why::Running(_)) {
            Role::Operand
        } else if severity == Severity::Info {
            Role::ConfirmedBy
        } else {
            Role::ContradictedBy
        };
        let related = |places: Vec<Place>, role: Role| places.into_iter().map(move |place| Related { place, role });
        let suspect = |(at, place): (usize, &Place)| Suspect {
            place: *place,
            repaired: discord.expected.filter(|_| at == 0),
            slip: cause.filter(|_| at == 0),
        };
        let suspects = accused.iter().enumerate().map(suspect);
        Some(Finding {
            rule,
            severity,
            confidence: if severity == Severity::Error { SURE } else { LIKELY },
            key: self.key(rule, accused.iter().chain(&against)),
            place,
            found: self.shown(place),
            expected: discord.expected.map(shown),
            difference: discord.expected.zip(found).and_then(|(right, wrong)| difference(wrong, right)),
            operands: Vec::new(),
            suspects: suspects.filter(|_| severity != Severity::Info).collect(),
            related: related(against, role).chain(related(places(&discord.seconds), Role::ConfirmedBy)).collect(),
            cause,
            title: words::title(discord),
            message: words::message(self, discord)?,
            law: words::law(discord),
            likely: words::likely(discord),
            fixes: self.fix(discord, place, severity).into_iter().collect(),
        })
    }

    /// What the other files say, put in the place of the figure: where it is one figure, and the laws of its own table
    /// allow it.
    fn fix(&self, discord: &Discord, place: Place, severity: Severity) -> Option<Fix> {
        let right = discord.expected.filter(|_| severity != Severity::Info && discord.accused.len() == 1)?;
        let cell = self.cell(place)?;
        if cell.formula.is_some() || tried::breaks(self, place, right) {
            return None;
        }
        let (was, is) = (self.shown(place), shown(right));
        let name = self.named(place);
        Some(Fix {
            title: both(format!("Sửa ô {name} ({was}) thành {is}"), format!("In cell {name} ({was}) put {is}")),
            applicability: Applicability::Possible,
            edits: vec![Edit { place, new: Input::Number(right) }],
        })
    }

    /// What is known of the sheet of a chart.
    pub(super) fn report(&self, chart: &Chart) -> Option<&SheetReport> {
        let source = self.sources.get(chart.source.0 as usize)?;
        source.checked.get(chart.sheet.0).map(|checked| &checked.report)
    }

    /// The cell at a place.
    pub(super) fn cell(&self, place: Place) -> Option<&Cell> {
        let source = self.sources.get(place.source.0 as usize)?;
        let (sheet, cell) = place.sheet_cell()?;
        source.workbook.sheet(sheet)?.cell(cell)
    }

    /// The name of a file.
    pub(super) fn name(&self, source: SourceIndex) -> &str {
        self.sources.get(source.0 as usize).map_or("", |source| source.name)
    }

    /// "phu bieu 2024.xlsx › PB01!D8"
    pub(super) fn named(&self, place: Place) -> String {
        let source = self.sources.get(place.source.0 as usize);
        let sheet = place.sheet().and_then(|sheet| source?.workbook.sheet(sheet));
        let sheet = sheet.map_or("", |sheet| sheet.name.as_str());
        format!("{} › {sheet}!{place}", self.name(place.source))
    }

    /// The same for who reads a file: of that file itself the name is left out.
    pub(super) fn named_in(&self, reader: SourceIndex, place: Place) -> String {
        let sheet = self.sources.get(reader.0 as usize).and_then(|source| source.workbook.sheet(place.sheet()?));
        match sheet {
            Some(sheet) if place.source == reader => format!("{}!{place}", sheet.name),
            _ => self.named(place),
        }
    }

    /// What a cell shows.
    pub(super) fn shown(&self, place: Place) -> String {
        let source = self.sources.get(place.source.0 as usize);
        let shown = source.zip(self.cell(place)).map(|(source, cell)| source.workbook.shown(cell).trim().to_owned());
        shown.unwrap_or_default()
    }

    /// The rule, the figures, and what is shown there: not the order in which the files were given.
    pub(super) fn key<'p>(&self, rule: RuleCode, places: impl Iterator<Item = &'p Place>) -> FindingKey {
        let part = |place: &Place| format!("|{}={}", self.named(*place), self.shown(*place));
        FindingKey(std::iter::once(rule.to_string()).chain(places.map(part)).collect())
    }
}

/// What is told to the person who signs, what should be looked at, and what is worth knowing.
fn severity(discord: &Discord) -> Severity {
    match discord.why {
        Why::Copy(_) | Why::Version { .. } => Severity::Info,
        Why::Prior(Prior::Renamed | Prior::Split) => Severity::Warning,
        Why::Prior(_) if discord.is_open => Severity::Warning,
        _ => Severity::Error,
    }
}

/// What files say against each other.
pub fn compare_files(files: &Files<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = super::RULES
        .iter()
        .filter_map(|rule| match rule.check {
            super::Check::Files(check) => Some(check(files)),
            _ => None,
        })
        .flatten()
        .collect();
    let unformatted =
        |place: Place| files.sources.get(place.source.0 as usize).is_some_and(|source| source.workbook.unformatted);
    for finding in &mut findings {
        // Decimals that are not shown may explain it.
        if finding.severity == Severity::Error && finding.places().any(unformatted) {
            finding.severity = Severity::Warning;
        }
    }
    super::survey::sort(&mut findings);
    findings
}

/// A number as reports write it.
pub(super) fn shown(number: Number) -> String {
    format(number, Notation::Vietnamese)
}

fn difference(found: Number, expected: Number) -> Option<String> {
    let decimals = found.decimals().max(expected.decimals());
    let value = found.value().checked_sub(expected.value())?;
    let sign = if value.is_sign_negative() { "−" } else { "+" };
    Some(format!("{sign}{}", shown(Number::new(value.abs(), decimals))))
}

/// A sentence in both languages.
pub(super) fn both(vi: String, en: String) -> Bilingual {
    Bilingual::new(vi, en)
}
