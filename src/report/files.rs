//! The JSON and the text of several files that were checked together: what was found in each, and between them.

use std::fmt::{self, Display};

use serde::Serialize;

use super::claims::{ClaimsCheck, PlainClaims, claims};
use super::json::{Check, FixCheck, RelatedCheck, Told, check};
use super::plain::plain;
use crate::finding::{Finding, Severity};
use crate::ledger::{At, Place};
use crate::session::{Gathering, Matched, MatchedColumn};
use crate::text::Lang;
use crate::workbook::CellRef;

/// The version of the shape of this JSON: it grows when a field changes its meaning.
pub(super) const VERSION: u32 = 1;

/// What was found in several files.
#[derive(Debug, Serialize)]
pub struct CheckFiles {
    version: u32,
    files: Vec<Check>,
    findings: Vec<BetweenCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    matches: Vec<MatchCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims: Vec<ClaimsCheck>,
}

/// A column of this period that was held against one of the period before (`--explain`).
#[derive(Debug, Serialize)]
struct MatchCheck {
    here: ColumnCheck,
    there: ColumnCheck,
    same: usize,
    differ: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    without: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ColumnCheck {
    file: String,
    sheet: String,
    column: String,
    name: String,
}

impl ColumnCheck {
    fn of(gathering: &Gathering, column: &MatchedColumn) -> Self {
        let session = gathering.session(column.source);
        let sheet = session.and_then(|session| session.workbook().sheet(column.sheet));
        Self {
            file: session.map(|session| session.name().to_owned()).unwrap_or_default(),
            sheet: sheet.map(|sheet| sheet.name.clone()).unwrap_or_default(),
            column: column.col.to_string(),
            name: column.name.clone(),
        }
    }
}

impl Display for ColumnCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} › {}!{} “{}”", self.file, self.sheet, self.column, self.name)
    }
}

fn matches(gathering: &Gathering) -> Vec<MatchCheck> {
    let told = |found: Matched| MatchCheck {
        here: ColumnCheck::of(gathering, &found.here),
        there: ColumnCheck::of(gathering, &found.there),
        same: found.holds,
        differ: found.differ,
        without: found.without,
    };
    gathering.matches().into_iter().map(told).collect()
}

impl CheckFiles {
    /// With every figure of the texts: how it was read, and what it was held against.
    pub fn with_claims(self, gathering: &Gathering, lang: Lang) -> Self {
        Self { claims: claims(gathering, lang, true), ..self }
    }
}

/// A finding that speaks of places in several files.
#[derive(Debug, Serialize)]
struct BetweenCheck {
    #[serde(flatten)]
    told: Told,
    place: PlaceCheck,
    operands: Vec<PlaceCheck>,
    suspects: Vec<PlaceCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedCheck<PlaceCheck>>,
    fixes: Vec<FixCheck<PlaceCheck>>,
}

/// A cell of a file, or a stretch of its text.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum PlaceCheck {
    Cell { file: String, sheet: String, cell: CellRef },
    Span { file: String, paragraph: usize, start: u32, end: u32, text: String },
}

/// Gathers what was found in several files, with its sentences in one language; dismissed findings are left out.
pub fn check_files(gathering: &Gathering, lang: Lang, explain: bool) -> CheckFiles {
    CheckFiles {
        version: VERSION,
        files: gathering.sessions().map(|(_, session)| check(session, lang, explain).within_several()).collect(),
        findings: gathering.standing().map(|finding| between(gathering, finding, lang)).collect(),
        matches: if explain { matches(gathering) } else { Vec::new() },
        claims: claims(gathering, lang, false),
    }
}

fn between(gathering: &Gathering, finding: &Finding, lang: Lang) -> BetweenCheck {
    let at = |place: Place| place_check(gathering, place);
    let related = finding.related.iter();
    BetweenCheck {
        told: Told::of(finding, lang),
        place: at(finding.place),
        operands: finding.operands.iter().map(|operand| at(operand.place)).collect(),
        suspects: finding.suspects.iter().map(|suspect| at(suspect.place)).collect(),
        related: related.map(|related| RelatedCheck { place: at(related.place), role: related.role }).collect(),
        fixes: finding.fixes.iter().map(|fix| FixCheck::of(fix, lang, at)).collect(),
    }
}

/// A place with the names of its file and sheet, or with the words that stand there.
pub(super) fn place_check(gathering: &Gathering, place: Place) -> PlaceCheck {
    let session = gathering.session(place.source);
    let file = session.map(|session| session.name().to_owned()).unwrap_or_default();
    let workbook = session.map(crate::session::Session::workbook);
    match place.at {
        At::Cell { sheet, cell } => {
            let sheet = workbook.and_then(|workbook| workbook.sheet(sheet)).map(|sheet| sheet.name.clone());
            PlaceCheck::Cell { file, sheet: sheet.unwrap_or_default(), cell }
        }
        At::Span(span) => {
            let paragraph = workbook.and_then(|workbook| workbook.prose.paragraphs.get(span.paragraph.0));
            let letters = paragraph.map(|paragraph| paragraph.text.chars()).into_iter().flatten();
            let (start, end) = (span.start as usize, span.end as usize);
            let text = letters.skip(start).take(end.saturating_sub(start)).collect();
            PlaceCheck::Span { file, paragraph: span.paragraph.0, start: span.start, end: span.end, text }
        }
    }
}

impl Display for PlaceCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell { file, sheet, cell } => write!(f, "{file} › {sheet}!{cell}"),
            Self::Span { file, paragraph, text, .. } => write!(f, "{file} › ¶{} “{text}”", paragraph.saturating_add(1)),
        }
    }
}

/// What was found in several files, as lines of text.
pub struct PlainFiles<'a> {
    gathering: &'a Gathering,
    lang: Lang,
    explain: bool,
    lists_claims: bool,
}

/// Writes what was found in several files in one language.
pub fn plain_files(gathering: &Gathering, lang: Lang, explain: bool) -> PlainFiles<'_> {
    PlainFiles { gathering, lang, explain, lists_claims: false }
}

impl PlainFiles<'_> {
    /// With every figure of the texts: how it was read, and what it was held against.
    pub fn with_claims(self) -> Self {
        Self { lists_claims: true, ..self }
    }
}

impl Display for PlainFiles<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let say = |vi: &'static str, en: &'static str| match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        };
        for (_, session) in self.gathering.sessions() {
            writeln!(f, "== {}", session.name())?;
            write!(f, "{}", plain(session, self.lang, self.explain))?;
        }
        writeln!(f, "== {}", say("Giữa các tệp", "Between the files"))?;
        let mut counts = [0_usize; 3];
        for finding in self.gathering.standing() {
            let [errors, warnings, notes] = &mut counts;
            let (count, severity) = match finding.severity {
                Severity::Error => (errors, say("sai", "wrong")),
                Severity::Warning => (warnings, say("cần xem", "check")),
                Severity::Info => (notes, say("lưu ý", "note")),
            };
            *count += 1;
            let place = place_check(self.gathering, finding.place);
            writeln!(f, "{place}: {severity}: {} [{}]", finding.message.get(self.lang), finding.rule)?;
            for line in [&finding.law, &finding.likely] {
                let line = line.get(self.lang);
                if !line.is_empty() {
                    writeln!(f, "    {line}")?;
                }
            }
            for fix in &finding.fixes {
                writeln!(f, "    → {}", fix.title.get(self.lang))?;
            }
        }
        for MatchCheck { here, there, same, differ, without } in
            self.explain.then(|| matches(self.gathering)).into_iter().flatten()
        {
            match self.lang {
                Lang::Vi => writeln!(f, "{here} = {there}: {same} dòng khớp, {differ} dòng lệch")?,
                Lang::En => writeln!(f, "{here} = {there}: {same} lines agree, {differ} differ")?,
            }
            if !without.is_empty() {
                writeln!(f, "    {}: {}", say("tệp trước không có", "not in the file before"), without.join("; "))?;
            }
        }
        let texts = claims(self.gathering, self.lang, self.lists_claims);
        write!(f, "{}", PlainClaims(&texts, self.lang))?;
        let [errors, warnings, notes] = counts;
        match self.lang {
            Lang::Vi => writeln!(f, "Giữa các tệp: {errors} chỗ sai, {warnings} chỗ cần xem, {notes} lưu ý."),
            Lang::En => writeln!(f, "Between the files: {errors} wrong, {warnings} to check, {notes} notes."),
        }
    }
}
