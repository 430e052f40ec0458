//! # text-number
//!
//! ## What it does
//! Finds numbers stored as text in columns whose other numbers are real, and those that a formula
//! adds up.
//!
//! ## Why is this bad?
//! SUM passes over text without a word: the total that Excel shows leaves the cell out.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Số tiền
//! 1|Xã A|1.234,5
//! 2|Xã B|«'2.345,0»
//! 3|Xã C|3.456,5
//! 4|Xã D|4.567,0
//! ```
//!
//! ## What to do
//! Apply the fix, which turns the text into the number that it says. A column in which every
//! number is typed as text is left alone, unless a formula adds it up. Where a formula gives the text, nothing is
//! offered: it should give a number (VALUE), which only its author can decide. Figures with the mark of a footnote
//! ("2.345*") stay as they are: the checks count them all the same.

use std::collections::BTreeMap;

use super::Facts;
use super::facts::numbers;
use crate::finding::{Applicability, Finding, RuleCode, Severity};
use crate::number::Number;
use crate::table::{Beside, Table};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Value};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("text-number");

/// Looks for text among stored numbers.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table in facts.tables.iter().map(|facts| &facts.table) {
        let mut columns: BTreeMap<Col, (usize, Vec<_>)> = BTreeMap::new();
        // Only the columns where something was typed as text have a notation.
        for (cell, number) in numbers(table).filter(|(cell, _)| table.notations.contains_key(&cell.col)) {
            let (stored, typed) = columns.entry(cell.col).or_default();
            match facts.sheet.cell(cell).map(|cell| &cell.value) {
                Some(Value::Text(_)) => typed.push((cell, number)),
                _ => *stored += 1,
            }
        }
        for (stored, typed) in columns.into_values() {
            let among_numbers = stored > typed.len();
            for (cell, number) in typed {
                let summed_by = facts.formulas.adding(cell).next();
                let beside = table.marks.get(&cell).copied();
                let written = facts.sheet.cell(cell).is_some_and(|cell| cell.formula.is_some());
                if beside == Some(Beside::Slip) && !written {
                    findings.push(mistyped(facts, table, cell, number));
                    continue;
                }
                if !among_numbers && summed_by.is_none() {
                    continue;
                }
                let severity = if summed_by.is_some() { Severity::Warning } else { Severity::Info };
                // A mark would be lost, and what a percent becomes hangs on the format of its neighbours.
                let keeps_text = beside.is_some() || facts.shown(cell).ends_with('%');
                if keeps_text && summed_by.is_none() {
                    continue;
                }
                let mut finding = facts.finding(CODE, severity, cell);
                finding.title = Bilingual::new("Số đang lưu dạng chữ", "Number stored as text");
                let found = &finding.found;
                finding.message = match summed_by {
                    Some(sum) => Bilingual::new(
                        format!("{cell} ghi “{found}” ở dạng chữ: công thức ở {sum} đang bỏ qua ô này."),
                        format!("{cell} holds “{found}” as text: the formula in {sum} passes over it."),
                    ),
                    None => Bilingual::new(
                        format!("{cell} ghi “{found}” ở dạng chữ: công thức SUM của Excel sẽ bỏ qua ô này."),
                        format!("{cell} holds “{found}” as text: SUM in Excel passes over it."),
                    ),
                };
                finding.expected = Some(facts.show(table, number));
                if !keeps_text && !written {
                    let mut fix = facts.fix(table, Applicability::Safe, &[(cell, number)]);
                    fix.title = Bilingual::new("Chuyển thành số", "Turn into a number");
                    finding.fixes = vec![fix];
                }
                findings.push(finding);
            }
        }
    }
}

/// A figure with letters for digits or a mark typed twice, which no program reads as a number.
fn mistyped(facts: &Facts<'_>, table: &Table, cell: CellRef, number: Number) -> Finding {
    let mut finding = facts.finding(CODE, Severity::Warning, cell);
    let (found, shown) = (&finding.found, facts.show(table, number));
    finding.title = Bilingual::new("Số gõ lẫn chữ hoặc thừa dấu", "Figure with letters or a doubled mark");
    finding.message = Bilingual::new(
        format!("{cell} ghi “{found}”, Excel không đọc được là số; nhiều khả năng là {shown}."),
        format!("{cell} holds “{found}”, which Excel does not read as a number; probably {shown}."),
    );
    finding.expected = Some(shown);
    finding.fixes = vec![facts.fix(table, Applicability::Suggested, &[(cell, number)])];
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Input;
    use crate::fixture;
    use crate::rules::check_sheet;
    use crate::workbook::{SheetIndex, Workbook};

    const MARKS: &str = "
TT|Đơn vị|Số hộ|Số khẩu
1|Bản Mế|6.788|24.355
2|Cao Sơn|'7.930*|28.140
3|Dền Sáng|8.788|'26.833 (1)
4|Gia Phú|'6.183 hộ|26.930
5|Hợp Thành|2.676|'13.884²⁾
6|Khánh Yên|8.973|33.312
|Tổng số|41.338|153.454";

    fn said(text: &str) -> Vec<Finding> {
        let (workbook, _): (Workbook, _) = fixture::workbook(text);
        check_sheet(&workbook, SheetIndex(0)).findings
    }

    #[test]
    fn figures_with_marks_count_and_lose_nothing() {
        assert_eq!(said(MARKS), []);
        // The total and a figure with a mark are told when they are wrong.
        for (right, wrong, cell) in
            [("41.338", "42.338", "C8"), ("7.930*", "7.390*", "C3"), ("153.454", "153.544", "D8")]
        {
            let findings = said(&MARKS.replace(right, wrong));
            let error = findings.iter().find(|finding| finding.severity == Severity::Error).expect("an error");
            assert!(error.suspects.iter().any(|suspect| suspect.place.to_string() == cell), "{wrong}: {error:#?}");
        }
    }

    #[test]
    fn a_letter_typed_for_zero_and_a_doubled_mark_are_told_with_the_figure() {
        for (right, wrong, cell, value) in [
            ("8.973", "'8.9O3", "C7", "8.903"),
            ("24.355", "'24..355", "D2", "24.355"),
            ("2.676", "'2.67l", "C6", "2.671"),
        ] {
            let findings = said(&MARKS.replace(right, wrong));
            let told = findings.iter().find(|finding| finding.rule == CODE).expect("a finding");
            assert_eq!((told.place.to_string().as_str(), told.expected.as_deref()), (cell, Some(value)));
            assert_eq!(told.severity, Severity::Warning);
        }
    }

    #[test]
    fn a_formula_that_gives_text_is_not_turned_into_a_number() {
        let table = "
TT|Đơn vị|Số hộ
1|Xã A|1.234
2|Xã B|'2.345
3|Xã C|3.456
4|Xã D|4.567
|Tổng cộng|=SUM(C2:C5)→9.257";
        let (mut workbook, _): (Workbook, _) = fixture::workbook(table);
        let offered = |workbook: &Workbook| {
            let findings = check_sheet(workbook, SheetIndex(0)).findings;
            findings.into_iter().find(|finding| finding.rule == CODE).map(|finding| finding.fixes.len())
        };
        assert_eq!(offered(&workbook), Some(1));
        let at: CellRef = "C3".parse().unwrap();
        let cell = workbook.sheets[0].cell(at).unwrap().clone();
        let formula = Some(Box::from("TEXT(2345,\"#,##0\")"));
        workbook.sheets[0].set(at, crate::workbook::Cell { formula, ..cell });
        assert_eq!(offered(&workbook), Some(0));
    }

    #[test]
    fn percents_written_in_three_ways_are_one_figure() {
        let table = "
TT|Kênh|Kế hoạch|Thực hiện|Tỷ lệ (%)
1|Kênh 1|8.103.600|1.965.123|24,25%
2|Kênh 2|5.407.680|6.471.163|'119,67%
3|Kênh 3|7.276.535|7.056.756|96,98
4|Kênh 4|1.339.118|5.696.273|425,37%
5|Kênh 5|8.076.970|2.159.262|26,73
6|Kênh 6|1.804.658|3.092.921|171,39";
        assert_eq!(said(table), []);
        let findings = said(&table.replace("425,37%", "452,37%"));
        let wrong = findings.iter().find(|finding| finding.severity == Severity::Error).expect("an error");
        assert_eq!((wrong.place.to_string().as_str(), wrong.expected.as_deref()), ("E5", Some("425,37")));
        // What is put into the cell is shown as the percent that it should be.
        let edits: Vec<_> = wrong.fixes.iter().flat_map(|fix| &fix.edits).collect();
        let meant = Number::new(rust_decimal::Decimal::new(42_537, 4), 4);
        assert_eq!(edits.first().map(|edit| &edit.new), Some(&Input::Number(meant)));
    }
}
