//! # column-formula-mismatch
//!
//! ## What it does
//! Recomputes every line of a column that prints its formula under the header ("2=4+6+8",
//! "3=2/1*100") and compares.
//!
//! ## Why is this bad?
//! The form itself says how the column is computed: whoever checks the report will do the same.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Tổng giao|Tổng giải ngân|Tỷ lệ (%)|Giao 2023|Giải ngân 2023|Giao 2024|Giải ngân 2024
//! A|B|1=4+6|2=5+7|3=2/1*100|4|5|6|7
//! 1|Dự án 2|8.155,538|2.176,339|26,69|2.433,265|2.176,339|5.722,273|
//! 2|Dự án 3|4.417,519|1.983,800|44,91|2.099,290|1.938,800|2.318,229|45,000
//! 3|Dự án 4|1.327,052|«829,588»|38,40|349,060|288,599|977,992|220,989
//! 4|Dự án 7|1.122,157|438,953|39,12|317,510|209,384|804,647|229,569
//! |Tổng cộng|15.022,266|5.108,680|34,01|5.199,125|4.613,122|9.823,141|495,558
//! ```
//!
//! ## What to do
//! Compare the named cell with its source and apply the fix.

use super::Facts;
use super::mismatch::{cases, finding};
use crate::finding::{Finding, RuleCode};
use crate::relation::Origin;
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("column-formula-mismatch");

/// Reports cases whose most telling relation is a printed formula.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let declared =
        cases(facts, |standing| matches!(standing.pattern.origin, Origin::ColumnFormula(_) | Origin::LineFormula(_)));
    findings.extend(declared.filter_map(|broken| {
        let title = Bilingual::new("Không khớp công thức của biểu", "Does not match the form's formula");
        finding(facts, CODE, title, &broken)
    }));
}
