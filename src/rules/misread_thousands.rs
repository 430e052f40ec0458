//! # misread-thousands
//!
//! ## What it does
//! Finds figures that are stored as a thousandth because "1.800" was typed where Excel takes the
//! point for a decimal mark: counts of whole things and amounts in đồng with decimals, figures
//! whose sums only come right a thousandfold, and those that stand beside such figures in their line.
//!
//! ## Why is this bad?
//! The cell looks right and counts for a thousandth: 1,8 persons instead of 1.800.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|Đơn vị tính|Năm 2023|Năm 2024
//! 1|Lao động được tạo việc làm|Người|1.662|«1,8»
//! 2|Lao động đi nước ngoài|Người|1.000|1.050
//! 3|Tuyển sinh|Người|3.090|2.940
//! ```
//!
//! ## What to do
//! Apply the fix, which multiplies every such cell of the column by 1.000.

use std::collections::BTreeMap;

use super::Facts;
use crate::finding::{Applicability, Finding, RuleCode, Severity};
use crate::number::Number;
use crate::table::Reading;
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("misread-thousands");

/// Reports the figures that the table reads a thousandfold.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table in facts.tables.iter().map(|facts| &facts.table) {
        let mut columns: BTreeMap<Col, Vec<(CellRef, Number)>> = BTreeMap::new();
        for cell in table.thousands.keys() {
            if let Reading::Number(meant) = table.reading(*cell) {
                columns.entry(cell.col).or_default().push((*cell, meant));
            }
        }
        for column in columns.values() {
            for (cell, number) in column {
                let mut finding = facts.finding(CODE, Severity::Warning, *cell);
                let shown = facts.show(table, *number);
                finding.title =
                    Bilingual::new("Dấu chấm hàng nghìn bị hiểu là dấu thập phân", "Thousands read as a fraction");
                finding.message = Bilingual::new(
                    format!(
                        "{cell} lưu {}; theo đơn vị, các phép tính và số liệu cùng dòng thì là {shown}.",
                        finding.found
                    ),
                    format!("{cell} stores {}; its unit, the sums and its line say {shown}.", finding.found),
                );
                finding.expected = Some(shown);
                finding.fixes = vec![facts.fix(table, Applicability::Safe, column)];
                findings.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;
    use crate::rules::check_sheet;
    use crate::workbook::SheetIndex;

    /// The cells that are called misread, as the marks of the table say.
    fn finds(text: &str) {
        let (workbook, marked) = fixture::workbook(text);
        let findings = check_sheet(&workbook, SheetIndex(0)).findings;
        let found: std::collections::BTreeSet<CellRef> =
            findings.iter().filter(|finding| finding.rule == CODE).filter_map(Finding::cell).collect();
        assert_eq!(found, marked, "{text}: {findings:#?}");
    }

    #[test]
    fn so_much_for_each_of_something_and_averages_are_fractions() {
        for (label, unit) in [
            ("Quy mô hộ", "Người/hộ"),
            ("Số người bình quân 1 hộ", "Người"),
            ("Mật độ dân số", "Người/km²"),
            ("Tỷ suất sinh", "Trẻ"),
        ] {
            finds(&format!(
                "
TT|Chỉ tiêu|Đơn vị tính|Năm 2023|Năm 2024
1|Dân số trung bình|Người|3.120|3.240
2|Số hộ|Hộ|1.068|1.109
3|{label}|{unit}|2,92|2,921
4|Lao động có việc làm|Người|1.662|«1,8»
5|Số người được đào tạo|Người|3.090|2.940"
            ));
        }
        finds(
            "
TT|Xã|Số hộ (hộ)|Nhân khẩu (người)|Bình quân (người)
1|Bản Mế|1.204|3.512|2,917
2|Cao Sơn|1.310|3.904|2,98
3|Gia Phú|1.122|3.001|2,675",
        );
    }
}
