//! The appendices of a real report: what is true of them was worked out by hand and by exact
//! arithmetic, and the checker must say exactly that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use soatbieu::finding::Severity;
use soatbieu::ledger::SourceIndex;
use soatbieu::session::{Gathering, Session};
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

/// The whole report: its body, and the three appendices in one Word document.
const WHOLE: &[u8] = include_bytes!("fixtures/report-whole.docx");

/// The figures of the body that something says as well, each with the paragraph that it stands in.
fn confirmed(gathering: &Gathering) -> Vec<(usize, String)> {
    let outcome = gathering.claims(SourceIndex::default()).unwrap();
    let of = |at: &usize| {
        let claim = &outcome.claims[*at];
        (claim.span.paragraph.0 + 1, claim.number.value().normalize().to_string())
    };
    outcome.confirmed.keys().map(of).collect()
}

#[test]
fn the_three_contradictions_of_the_report_are_found_and_nothing_else() {
    let gathering = Gathering::of(vec![Session::open("bao-cao.docx", WHOLE.to_vec()).unwrap()]);
    let said: Vec<(String, String)> =
        gathering.findings().iter().map(|finding| (finding.rule.to_string(), finding.found.clone())).collect();
    let said: Vec<(&str, &str)> = said.iter().map(|(rule, found)| (rule.as_str(), found.as_str())).collect();
    assert_eq!(
        said,
        [
            // Under voluntary rehabilitation, where the table has 1.
            ("text-table-mismatch", "110"),
            ("text-arithmetic-mismatch", "3.285 hộ, giảm so với cùng kỳ 590 hộ; chiếm tỷ lệ 9,7"),
            // What was disbursed of the funds of 2024, where the table has 229,569.
            ("text-table-mismatch", "0"),
        ]
    );
}

#[test]
fn what_is_right_in_the_report_is_confirmed() {
    let gathering = Gathering::of(vec![Session::open("bao-cao.docx", WHOLE.to_vec()).unwrap()]);
    let confirmed = confirmed(&gathering);
    for (paragraph, figures) in [
        // 17/21 = 81,0 %
        (14, "17 21 141.7 106.3"),
        // 320 + 450 + 2.200 = 2.970
        (18, "2970 320 450 2200 96.1 101"),
        // 17 × 35 = 595
        (30, "17 595 35"),
        // 596 + 212 = 808, 474 + 35 = 509
        (40, "808 596 212 509 474 35"),
        (50, "26344.701 12169 46.19"),
        // 6.699,445 + 12.800,492; 5.094,667 + 229,569; the quotient of both
        (51, "6844.764 19499.937 5324.236 27.3"),
        // 119 + 44 + 2 = 165
        (57, "165 119 44 2"),
        // 104 + 38 = 142
        (66, "142 104 38"),
        // "đạt … %" of the projects
        (56, "2433.265 2176.339 89.4"),
        (65, "2099.29 1938.8 92.4"),
        (74, "504.19 221.199 43.9"),
        (86, "349.06 288.599 82.67"),
        (95, "716.94 86.94 12.12"),
        (104, "275.13 173.406 63"),
        (113, "317.51 209.384 65.9"),
    ] {
        for figure in figures.split(' ') {
            assert!(confirmed.contains(&(paragraph, figure.to_owned())), "¶{paragraph} {figure}");
        }
    }
    assert!(confirmed.len() >= 95, "{}", confirmed.len());
}
