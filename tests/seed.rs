//! The appendices of a real report: what is true of them was worked out by hand and by exact
//! arithmetic, and the checker must say exactly that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use soatbieu::finding::Severity;
use soatbieu::session::Session;
use soatbieu::workbook::SheetIndex;

const NUMBERS: &[u8] = include_bytes!("fixtures/appendices-numbers.xlsx");
const TEXT: &[u8] = include_bytes!("fixtures/appendices-text.xlsx");
const FORMULAS: &[u8] = include_bytes!("fixtures/appendices-formulas.xlsx");

fn open(bytes: &[u8]) -> Session {
    Session::open("phu-bieu.xlsx", bytes.to_vec()).unwrap()
}

/// "severity sheet!cell rule", in the order of the sheets and cells.
fn said(session: &Session) -> Vec<String> {
    let mut said = Vec::new();
    for (index, sheet) in session.workbook().sheets.iter().enumerate() {
        let mut findings: Vec<_> = session.report(SheetIndex(index)).unwrap().findings.iter().collect();
        findings.sort_by_key(|finding| (finding.cell().unwrap(), finding.rule));
        said.extend(findings.into_iter().map(|finding| {
            let severity = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            format!("{severity} {}!{} {}", sheet.name, finding.cell().unwrap(), finding.rule)
        }));
    }
    said
}

const EXPECTED: [&str; 8] = [
    "warning PB01!H11 assessment-inconsistent",
    "warning PB01!H13 assessment-inconsistent",
    "info PB01!I18 rounding-only",
    "warning PB02!F37 cumulative-decrease",
    "warning PB02!E39 total-omits-line",
    "warning PB02!F39 total-omits-line",
    "warning PB02!G39 total-omits-line",
    "warning PB02!F41 cumulative-decrease",
];

#[test]
fn the_appendices_get_exactly_the_findings_that_are_true() {
    assert_eq!(said(&open(NUMBERS)), EXPECTED);
}

#[test]
fn numbers_typed_as_text_give_the_same_findings() {
    assert_eq!(said(&open(TEXT)), EXPECTED);
}

#[test]
fn excel_formulas_give_the_same_findings() {
    assert_eq!(said(&open(FORMULAS)), EXPECTED);
}

#[test]
fn every_relation_of_the_disbursement_table_is_compared() {
    let session = open(NUMBERS);
    let report = session.report(SheetIndex(2)).unwrap();
    // 1=4+5+7, 2=4+6+8, 3=2/1*100 on ten lines, and seven totals.
    assert!(report.compared() >= 37, "{}", report.compared());
    assert!(report.standings.iter().all(|standing| standing.tally.holds == standing.tally.of));
}

#[test]
fn the_omitted_line_is_named() {
    let session = open(NUMBERS);
    let report = session.report(SheetIndex(1)).unwrap();
    let omitted: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| finding.rule.0 == "total-omits-line")
        .map(|finding| finding.suspects[1].place.to_string())
        .collect();
    assert_eq!(omitted, ["E34", "F34", "G34"]);
}
