//! What findings say of hidden rows and columns.

use super::super::*;
use crate::finding::Severity;
use crate::fixture;
use crate::workbook::{Col, Row, SheetIndex, Workbook};

fn hiding(text: &str, rows: &[u32], columns: &[u32]) -> Workbook {
    let (mut workbook, _) = fixture::workbook(text);
    workbook.sheets[0].hidden_rows = rows.iter().map(|row| Row(row - 1)).collect();
    workbook.sheets[0].hidden_columns = columns.iter().map(|col| Col(*col)).collect();
    workbook
}

fn at(workbook: &Workbook, cell: &str) -> Finding {
    let report = check_sheet(workbook, SheetIndex(0));
    let cell = cell.parse().unwrap();
    report.findings.into_iter().find(|finding| finding.cell() == Some(cell)).unwrap()
}

const TOTALS: &str = "
TT|Nội dung|Kế hoạch|Thực hiện
1|Xã A|1.234|1.190
2|Xã B|2.345|2.318
3|Xã C|3.456|3.401
4|Xã D|4.567|4.511
|Tổng cộng|11.602|TOTAL";

#[test]
fn a_total_over_hidden_rows_says_so() {
    let workbook = hiding(&TOTALS.replace("TOTAL", "11.520"), &[3, 5], &[]);
    let law = at(&workbook, "D6").law;
    assert!(law.vi.ends_with("Trong phạm vi có 2 dòng đang ẩn (3, 5)."), "{}", law.vi);
    assert!(law.en.ends_with("2 of its rows are hidden (3, 5)."), "{}", law.en);
}

#[test]
fn a_total_of_the_rows_that_are_shown_is_at_most_a_warning() {
    let workbook = hiding(&TOTALS.replace("TOTAL", "9.102"), &[3], &[]);
    let finding = at(&workbook, "D6");
    assert_eq!(finding.severity, Severity::Warning);
    assert!(finding.law.vi.ends_with("đúng bằng tổng các dòng đang hiện."), "{}", finding.law.vi);
}

#[test]
fn a_subtotal_leaves_filtered_rows_out_on_purpose() {
    let mut workbook = hiding(&TOTALS.replace("TOTAL", "=SUBTOTAL(9,D2:D5)→9.102"), &[3], &[]);
    workbook.sheets[0].filtered_rows = workbook.sheets[0].hidden_rows.clone();
    let report = check_sheet(&workbook, SheetIndex(0));
    assert!(report.findings.iter().all(|finding| finding.severity == Severity::Info), "{:#?}", report.findings);
    assert!(report.findings.iter().all(|finding| finding.rule != stale_formula_value::CODE));
}

#[test]
fn rows_hidden_by_hand_count_in_subtotal_9_and_not_in_109() {
    for (formula, stored) in [("SUBTOTAL(9,D2:D5)", "11.420"), ("SUBTOTAL(109,D2:D5)", "9.102")] {
        let workbook = hiding(&TOTALS.replace("TOTAL", &format!("={formula}→{stored}")), &[3], &[]);
        let report = check_sheet(&workbook, SheetIndex(0));
        assert!(report.findings.iter().all(|finding| finding.rule != stale_formula_value::CODE), "{formula}");
    }
    let workbook = hiding(&TOTALS.replace("TOTAL", "=SUBTOTAL(109,D2:D5)→11.420"), &[3], &[]);
    assert_eq!(at(&workbook, "D6").rule, stale_formula_value::CODE);
}

#[test]
fn hidden_columns_that_a_line_is_calculated_from_are_named() {
    let workbook = hiding(
        "
TT|Nội dung|Tổng|Đợt 1|Đợt 2
A|B|1=2+3|2|3
1|Xã A|3.579|1.234|2.345
2|Xã B|8.023|3.456|4.567
3|Xã C|9.143|1.001|8.133
4|Xã D|5.555|2.222|3.333",
        &[],
        &[4],
    );
    assert!(at(&workbook, "C5").law.vi.ends_with("Trong phạm vi có 1 cột đang ẩn (E)."));
}

#[test]
fn nothing_is_said_where_nothing_is_hidden() {
    let workbook = hiding(&TOTALS.replace("TOTAL", "11.520"), &[], &[]);
    assert!(!at(&workbook, "D6").law.vi.contains("ẩn"));
}
