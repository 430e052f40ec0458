//! # mixed-notation
//!
//! ## What it does
//! Finds columns of typed numbers in which some cells can only be Vietnamese ("1.234,5") and
//! others only English ("1,234.5").
//!
//! ## Why is this bad?
//! Whoever reads, copies or sums the column will read some of them a thousand times too large or
//! too small.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Số tiền
//! 1|Xã A|'1.234,5
//! 2|Xã B|'2.345,25
//! 3|Xã C|«'3,456.5»
//! 4|Xã D|'4.567,75
//! ```
//!
//! ## What to do
//! Apply the fix, which writes the cell in the notation of its column.

use super::Facts;
use crate::finding::{Applicability, Finding, Fix, Input, RuleCode, Severity};
use crate::number::{Written, candidates, format};
use crate::text::Bilingual;
use crate::workbook::Value;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("mixed-notation");

/// Looks for typed numbers that only the other notation allows.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    // Only the columns where something was typed as text have a notation.
    let typed = facts.tables.iter().map(|facts| &facts.table).filter(|table| !table.notations.is_empty());
    for table in typed {
        for (cell, _) in table.readings.iter() {
            let Some(notation) = table.notations.get(&cell.col) else { continue };
            let Some(Value::Text(text)) = facts.sheet.cell(cell).map(|cell| &cell.value) else { continue };
            let Written::Only(only, number) = candidates(text) else { continue };
            if only == *notation {
                continue;
            }
            let written = format(number, *notation);
            let mut finding = facts.finding(CODE, Severity::Info, cell);
            finding.title = Bilingual::new("Dấu thập phân khác cả cột", "Decimal mark unlike the column");
            finding.message = Bilingual::new(
                format!("{cell} ghi “{}” theo kiểu khác các ô cùng cột; viết đúng kiểu là {written}.", text.trim()),
                format!("{cell} says “{}” in another notation than its column; it should read {written}.", text.trim()),
            );
            finding.expected = Some(written.clone());
            finding.fixes = vec![Fix {
                title: Bilingual::new(format!("Viết lại thành {written}"), format!("Rewrite as {written}")),
                applicability: Applicability::Safe,
                edits: vec![facts.edit(cell, Input::Text(written))],
            }];
            findings.push(finding);
        }
    }
}
