//! # total-mismatch
//!
//! ## What it does
//! Adds up the lines of a total, the items of a heading, or the parts that a line is split into,
//! and compares.
//!
//! ## Why is this bad?
//! Totals are what is quoted in the body of the report and carried into the next one.
//!
//! ## Example
//! ```text
//! TT|Nội dung|Kế hoạch|Thực hiện
//! 1|Xã A|1.234|1.190
//! 2|Xã B|2.345|2.318
//! 3|Xã C|3.456|3.401
//! |Tổng cộng|7.035|«6.990»
//! ```
//!
//! ## What to do
//! Compare the named cell with its source and apply the fix.

use super::Facts;
use super::mismatch::{cases, finding};
use crate::finding::{Finding, RuleCode};
use crate::relation::{Origin, RelationKind, Standing};
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("total-mismatch");

/// Reports sums and differences that do not come out, unless one omitted line explains them all.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for broken in cases(facts, is_total) {
        if broken.misses.omitted.is_some() {
            continue;
        }
        let title = Bilingual::new("Tổng không khớp", "Total does not match");
        findings.extend(finding(facts, CODE, title, &broken));
    }
}

fn is_total(standing: &Standing) -> bool {
    match standing.pattern.origin {
        Origin::TotalLine | Origin::Outline | Origin::TotalBlock => true,
        Origin::Header | Origin::Form | Origin::Values => {
            matches!(standing.pattern.kind, RelationKind::Sum | RelationKind::Difference | RelationKind::Equality)
        }
        _ => false,
    }
}
