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
//! number is typed as text is left alone, unless a formula adds it up.

use std::collections::BTreeMap;

use super::Facts;
use super::facts::numbers;
use crate::finding::{Applicability, Finding, RuleCode, Severity};
use crate::text::Bilingual;
use crate::workbook::{Col, Value};

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
                if !among_numbers && summed_by.is_none() {
                    continue;
                }
                let severity = if summed_by.is_some() { Severity::Warning } else { Severity::Info };
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
                let mut fix = facts.fix(table, Applicability::Safe, &[(cell, number)]);
                fix.title = Bilingual::new("Chuyển thành số", "Turn into a number");
                finding.fixes = vec![fix];
                findings.push(finding);
            }
        }
    }
}
