//! # rounding-only
//!
//! ## What it does
//! Points out figures that the printed operands do not give to the last digit, but that are right
//! once the operands are taken as the rounded figures that they are.
//!
//! ## Why is this worth knowing?
//! A reader who recalculates from the printed figures gets another last digit. It is no error:
//! 141,7 is right for 81,0 / 57,14 × 100, because 81,0 is itself rounded.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|Năm 2023|Năm 2024|So với năm 2023 (%)
//! 1|Xã đạt chuẩn|57,14|81,0|«141,7»
//! 2|Lao động|1.662|2.150|129,4
//! 3|Tuyển sinh|3.090|2.970|96,1
//! 4|Quỹ|497|620|124,7
//! ```
//!
//! ## What to do
//! Nothing, unless the report prints its operands with more decimals elsewhere.

use super::Facts;
use super::quiet::quiet_findings;
use crate::finding::{Finding, RuleCode};
use crate::number::Verdict;
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("rounding-only");

/// Reports what holds within rounding.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(quiet_findings(facts, CODE, Verdict::WithinRounding, |finding, law, range| {
        finding.title = Bilingual::new("Chỉ khớp do làm tròn", "Right only within rounding");
        finding.message = Bilingual::new(
            format!("{} nằm trong khoảng {range} khi số liệu gốc đã làm tròn ({}).", finding.found, law.vi),
            format!("{} lies within {range} once the operands are taken as rounded ({}).", finding.found, law.en),
        );
    }));
}
