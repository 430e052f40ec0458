//! # arithmetic-mismatch
//!
//! ## What it does
//! Recomputes averages and products (quantity times price) that print no formula, once the other
//! lines have shown how they are computed.
//!
//! ## Why is this bad?
//! An amount that is not its quantity times its price is wrong in one of the three.
//!
//! ## Example
//! ```text
//! TT|Vật tư|Số lượng|Đơn giá|Thành tiền
//! 1|Xi măng|137|1.425|195.225
//! 2|Thép|263|15.870|4.173.810
//! 3|Cát|341|386|«132.626»
//! 4|Đá|289|417|120.513
//! 5|Gạch|1.873|1.235|2.313.155
//! 6|Sơn|97|2.164|209.908
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
pub const CODE: RuleCode = RuleCode("arithmetic-mismatch");

/// Reports averages, products and other arithmetic that does not come out.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let others = cases(facts, |standing| {
        matches!(standing.pattern.origin, Origin::Header | Origin::Form | Origin::Values)
            && matches!(standing.pattern.kind, RelationKind::Average | RelationKind::Product | RelationKind::Other)
    });
    findings.extend(others.filter_map(|broken| {
        finding(facts, CODE, Bilingual::new("Phép tính không khớp", "Arithmetic does not match"), &broken)
    }));
}
