//! # text-table-mismatch
//!
//! ## What it does
//! Finds figures in the sentences of a report that its tables and appendices contradict: amounts, percents of the plan
//! and of the period before, changes and which way they go, in whatever unit each is told. Says which of the two differs
//! from all else: a figure that only one sentence tells, or a cell that several sentences contradict.
//!
//! ## Why is this bad?
//! Whoever reads the report believes the sentence, whoever checks it the table, and both are signed. A figure is held
//! against a cell only where other figures of its sentence are those of the line, and the line is named. Estimates,
//! bounds, targets and figures up to another day accuse nobody.
//!
//! ## Example
//! ```text
//! ¶ Điều trị nội trú 9.612 lượt, bằng «97,9»% cùng kỳ, đạt 96,1% kế hoạch.
//! TT|Chỉ tiêu|Thực hiện năm 2023|Kế hoạch năm 2024|Thực hiện năm 2024|% so KH|% so cùng kỳ
//! 1|Khám bệnh|128.640|130.000|134.915|103,8|104,9
//! 2|Điều trị nội trú|9.845|10.000|9.612|96,1|97,6
//! 3|Phẫu thuật|1.204|1.300|1.388|106,8|115,3
//! ```
//!
//! ## What to do
//! Look up both figures in what they were taken from, and correct the sentence or the cell with what follows from it.

use super::claims;
use super::files::Files;
use crate::claim::Why;
use crate::finding::{Finding, RuleCode};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("text-table-mismatch");

/// Reports what sentences and tables say against each other.
pub fn check(files: &Files<'_>) -> Vec<Finding> {
    claims::findings(files, CODE, of_tables)
}

/// Whether a contradiction is one between text and tables.
pub(super) fn of_tables(discord: &crate::claim::Discord) -> bool {
    let has_cell = discord.among.iter().any(|spot| matches!(spot, crate::claim::Spot::Cell(..)));
    has_cell || matches!(discord.why, Why::Table | Why::OtherLine)
}
