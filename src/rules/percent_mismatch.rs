//! # percent-mismatch
//!
//! ## What it does
//! Recomputes percents, shares and growth rates that print no formula, once the other lines have
//! shown what is divided by what.
//!
//! ## Why is this bad?
//! A percent is what is compared between units; a wrong one changes the ranking.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|KH giao|Thực hiện|Tỷ lệ %
//! 1|Lao động|1.800|2.150|119,4
//! 2|Đi nước ngoài|650|1.000|«158,3»
//! 3|Tuyển sinh|2.940|2.970|101,0
//! 4|Quỹ|410|620|151,2
//! 5|Cai nghiện|70|120|171,4
//! ```
//!
//! ## What to do
//! Compare the named cell with its source and apply the fix.

use super::Facts;
use super::mismatch::{cases, finding};
use crate::finding::{Finding, RuleCode};
use crate::relation::{Origin, RelationKind};
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("percent-mismatch");

/// Reports ratios and growth rates that do not come out.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let percents = cases(facts, |standing| {
        matches!(standing.pattern.origin, Origin::Header | Origin::Form | Origin::Values)
            && matches!(standing.pattern.kind, RelationKind::Ratio | RelationKind::RelativeChange)
    });
    findings.extend(percents.filter_map(|broken| {
        finding(facts, CODE, Bilingual::new("Tỷ lệ tính lại không khớp", "Percent does not match"), &broken)
    }));
}
