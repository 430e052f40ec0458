//! The JSON that programs read: what was found (`check --format json`) and what was read (`dump`).
//! Its shape is a contract; fields are only ever added.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::files::VERSION;
use crate::finding::{Applicability, Finding, Fix, Input, Related, Role, Severity, Slip};
use crate::ledger::Place;
use crate::relation::{Evidence, RelationKind};
use crate::session::Session;
use crate::text::{Bilingual, Lang};
use crate::workbook::{CellRef, Sheet, SheetIndex, Value, Workbook};

/// What was found in a file.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Left out where this is one of several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    file: String,
    sheets: Vec<SheetCheck>,
}

impl Check {
    /// As one of several files, which bear one version together.
    pub(super) fn within_several(self) -> Self {
        Self { version: None, ..self }
    }
}

#[derive(Debug, Serialize)]
struct SheetCheck {
    name: String,
    relations: Vec<RelationCheck>,
    findings: Vec<FindingCheck>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    laws: Vec<Law>,
}

#[derive(Debug, Serialize)]
struct RelationCheck {
    kind: RelationKind,
    target: CellRef,
    operands: Vec<CellRef>,
    evidence: Evidence,
    holds: bool,
}

/// A law that the relations are instances of (`--explain`).
#[derive(Debug, Serialize)]
struct Law {
    law: String,
    kind: RelationKind,
    evidence: Evidence,
    prior: f64,
    holds: u32,
    of: u32,
}

/// What a finding says, wherever its figures stand.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    rule: String,
    severity: Severity,
    confidence: f64,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<Slip>,
    title: String,
    message: String,
    law: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    likely: String,
}

impl Told {
    /// Of a finding, in one language.
    pub(super) fn of(finding: &Finding, lang: Lang) -> Self {
        let say = |text: &Bilingual| text.get(lang).to_owned();
        Self {
            rule: finding.rule.to_string(),
            severity: finding.severity,
            confidence: finding.confidence.0,
            found: finding.found.clone(),
            expected: finding.expected.clone(),
            difference: finding.difference.clone(),
            cause: finding.cause,
            title: say(&finding.title),
            message: say(&finding.message),
            law: say(&finding.law),
            likely: say(&finding.likely),
        }
    }
}

/// A finding of a sheet: its places are cells of it.
#[derive(Debug, Serialize)]
struct FindingCheck {
    #[serde(flatten)]
    told: Told,
    #[serde(flatten)]
    at: InSheet,
    operands: Vec<CellRef>,
    suspects: Vec<CellRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedCheck<InBook>>,
    fixes: Vec<FixCheck<InSheet>>,
}

/// A cell of the sheet that is spoken of.
#[derive(Debug, Serialize)]
struct InSheet {
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<CellRef>,
}

/// A cell of any sheet of the file.
#[derive(Debug, Serialize)]
struct InBook {
    sheet: String,
    cell: CellRef,
}

/// A figure that a finding speaks of besides.
#[derive(Debug, Serialize)]
pub(super) struct RelatedCheck<P> {
    #[serde(flatten)]
    pub(super) place: P,
    pub(super) role: Role,
}

/// A fix, whose edits name their places.
#[derive(Debug, Serialize)]
pub(super) struct FixCheck<P> {
    title: String,
    applicability: Applicability,
    edits: Vec<EditCheck<P>>,
}

#[derive(Debug, Serialize)]
struct EditCheck<P> {
    #[serde(flatten)]
    place: P,
    value: Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<String>,
}

impl<P> FixCheck<P> {
    /// Of a fix, in one language; `named` names the places of its edits.
    pub(super) fn of(fix: &Fix, lang: Lang, named: impl Fn(Place) -> P) -> Self {
        let edits = fix.edits.iter().map(|edit| EditCheck {
            place: named(edit.place),
            value: input(&edit.new),
            formula: match &edit.new {
                Input::Formula { formula, .. } => Some(formula.clone()),
                _ => None,
            },
        });
        Self { title: fix.title.get(lang).to_owned(), applicability: fix.applicability, edits: edits.collect() }
    }
}

/// Gathers what was found, with its sentences in one language; dismissed findings are left out.
pub fn check(session: &Session, lang: Lang, explain: bool) -> Check {
    let workbook = session.workbook();
    let sheets = workbook.sheets.iter().enumerate().map(|(index, sheet)| {
        let report = session.report(SheetIndex(index));
        let standings = report.map(|report| report.standings.as_slice()).unwrap_or_default();
        let findings = report.map(|report| report.findings.as_slice()).unwrap_or_default();
        SheetCheck {
            name: sheet.name.clone(),
            relations: standings
                .iter()
                .flat_map(|standing| standing.with(|_| true).map(move |judged| (standing, judged)))
                .map(|(standing, (relation, judged))| RelationCheck {
                    kind: standing.pattern.kind,
                    target: relation.target,
                    operands: relation.operands.clone(),
                    evidence: standing.pattern.evidence,
                    holds: judged.verdict.holds(),
                })
                .collect(),
            findings: findings
                .iter()
                .filter(|finding| !session.is_dismissed(&finding.key))
                .map(|finding| finding_check(workbook, finding, lang))
                .collect(),
            laws: standings
                .iter()
                .filter(|_| explain)
                .map(|standing| Law {
                    law: standing.pattern.law.get(lang).to_owned(),
                    kind: standing.pattern.kind,
                    evidence: standing.pattern.evidence,
                    prior: standing.pattern.prior,
                    holds: standing.tally.holds,
                    of: standing.tally.of,
                })
                .collect(),
        }
    });
    Check { version: Some(VERSION), file: session.name().to_owned(), sheets: sheets.collect() }
}

fn finding_check(workbook: &Workbook, finding: &Finding, lang: Lang) -> FindingCheck {
    let in_book = |related: &Related| {
        let (sheet, cell) = related.place.sheet_cell()?;
        let place = InBook { sheet: workbook.sheet(sheet)?.name.clone(), cell };
        Some(RelatedCheck { place, role: related.role })
    };
    let in_sheet = |place: Place| InSheet { cell: place.cell() };
    FindingCheck {
        told: Told::of(finding, lang),
        at: in_sheet(finding.place),
        operands: finding.operands.iter().filter_map(|operand| operand.place.cell()).collect(),
        suspects: finding.suspects.iter().filter_map(|suspect| suspect.place.cell()).collect(),
        related: finding.related.iter().filter_map(in_book).collect(),
        fixes: finding.fixes.iter().map(|fix| FixCheck::of(fix, lang, in_sheet)).collect(),
    }
}

/// What a cell is to hold.
pub(super) fn input(input: &Input) -> Json {
    match input {
        Input::Number(value) | Input::Percent(value) => number(value.value()),
        Input::Formula { gives, .. } => number(gives.value()),
        Input::Vast(vast) => json!(vast.double()),
        Input::Bool(value) => json!(value),
        Input::Text(text) => json!(text),
        Input::Clear => Json::Null,
    }
}

/// What was read of a file.
#[derive(Debug, Serialize)]
pub struct Dump {
    sheets: Vec<SheetDump>,
}

#[derive(Debug, Serialize)]
struct SheetDump {
    name: String,
    cells: Vec<CellDump>,
}

#[derive(Debug, Serialize)]
struct CellDump {
    #[serde(rename = "ref")]
    at: CellRef,
    #[serde(rename = "type")]
    kind: &'static str,
    value: Json,
    #[serde(skip_serializing_if = "Option::is_none")]
    formula: Option<String>,
}

/// Gathers every cell that holds anything: its type, its value (a date as its serial number), and
/// its formula.
pub fn dump(workbook: &Workbook) -> Dump {
    Dump { sheets: workbook.sheets.iter().map(sheet_dump).collect() }
}

fn sheet_dump(sheet: &Sheet) -> SheetDump {
    let cells = sheet.cells().filter_map(|(at, cell)| {
        let (kind, value) = match &cell.value {
            Value::Empty if cell.formula.is_none() => return None,
            Value::Empty => ("text", json!("")),
            Value::Number(value) => ("number", number(value.value())),
            Value::Vast(vast) => ("number", json!(vast.double())),
            Value::Date(serial) => ("date", number(*serial)),
            Value::Text(text) => ("text", json!(text)),
            Value::Bool(value) => ("bool", json!(value)),
            Value::Error(error) => ("error", json!(error.as_str())),
        };
        Some(CellDump { at, kind, value, formula: cell.formula.as_deref().map(str::to_owned) })
    });
    SheetDump { name: sheet.name.clone(), cells: cells.collect() }
}

/// A JSON number that reads back as the same decimal.
fn number(value: Decimal) -> Json {
    let value = value.normalize();
    match i64::try_from(value) {
        Ok(whole) if value.scale() == 0 => json!(whole),
        _ => value.to_string().parse::<f64>().map_or(Json::Null, |value| json!(value)),
    }
}
