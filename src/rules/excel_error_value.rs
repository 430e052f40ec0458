//! # excel-error-value
//!
//! ## What it does
//! Finds cells that show an error of Excel: `#REF!`, `#DIV/0!`, `#VALUE!` …
//!
//! ## Why is this bad?
//! The figure is missing, and every total that takes it in is wrong or an error as well.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Kế hoạch|Thực hiện
//! 1|Xã A|120|110
//! 2|Xã B|130|«#REF!»
//! 3|Xã C|125|120
//! ```
//!
//! ## What to do
//! Type the figure, or repair the formula in Excel.

use super::Facts;
use crate::finding::{Finding, RuleCode, Severity};
use crate::text::Bilingual;
use crate::workbook::Value;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("excel-error-value");

/// Finds error values in the whole sheet: formulas outside the tables count as well.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for (at, cell) in facts.sheet.cells() {
        let Value::Error(error) = cell.value else { continue };
        let text = error.as_str();
        let formula = cell.formula.as_deref().map(|formula| format!(" (={formula})")).unwrap_or_default();
        let mut finding = facts.finding(CODE, Severity::Error, at);
        finding.found = text.to_owned();
        finding.title = Bilingual::new("Ô báo lỗi của Excel", "Error value of Excel");
        finding.message = Bilingual::new(
            format!("{at} đang hiện {text}{formula}; mọi phép tính dùng ô này đều không có kết quả."),
            format!("{at} shows {text}{formula}; nothing that uses this cell can be computed."),
        );
        findings.push(finding);
    }
}
