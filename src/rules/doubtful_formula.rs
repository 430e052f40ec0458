//! # doubtful-formula
//!
//! ## What it does
//! Points out formulas printed under the headers that fail on most lines, and those that cannot be
//! computed because they count on something that is not in the table.
//!
//! ## Why is this bad?
//! A formula that fails on nearly every line is itself the mistake, often left from an older form.
//! One that cannot be computed means that the column was not checked.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Tổng|Đợt 1|Đợt 2|Chênh lệch
//! A|B|1=2+3|2|3|«4=1-2»
//! 1|Xã A|3.579|1.234|2.345|1.111
//! 2|Xã B|8.023|3.456|4.567|1.111
//! 3|Xã C|9.134|1.001|8.133|7.132
//! 4|Xã D|5.555|2.222|3.333|1.111
//! ```
//!
//! ## What to do
//! Correct the formula in the header, or check the column by hand.

use super::Facts;
use crate::finding::{Confidence, Finding, RuleCode, Severity};
use crate::relation::{Rejection, rejected};
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("doubtful-formula");

/// Reports the printed formulas that are not law.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for table in &facts.tables {
        for (cell, formula, rejection) in rejected(&table.table, &table.printed) {
            let severity = match rejection {
                Rejection::NotComputable(_) => Severity::Info,
                Rejection::Fails(_) => Severity::Warning,
            };
            let mut finding = facts.finding(CODE, severity, cell);
            match rejection {
                Rejection::NotComputable(why) => {
                    let why = why.reason();
                    finding.title = Bilingual::new("Chưa kiểm được cột này", "Column not checked");
                    finding.message = Bilingual::new(
                        format!("Công thức “{formula}” không tính được: {}.", why.vi),
                        format!("The formula “{formula}” cannot be computed: {}.", why.en),
                    );
                }
                Rejection::Fails(tally) => {
                    let failing = tally.of - tally.holds;
                    finding.confidence = Confidence(0.8);
                    finding.title =
                        Bilingual::new("Công thức in trên biểu không đúng", "Printed formula does not hold");
                    finding.message = Bilingual::new(
                        format!("“{formula}” sai ở {failing}/{} dòng: có lẽ chính công thức in nhầm.", tally.of),
                        format!(
                            "“{formula}” fails on {failing} of {} lines: the formula itself is probably wrong.",
                            tally.of
                        ),
                    );
                }
            }
            findings.push(finding);
        }
    }
}
