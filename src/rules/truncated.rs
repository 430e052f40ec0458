//! # truncated
//!
//! ## What it does
//! Finds figures that were cut after their last decimal instead of rounded.
//!
//! ## Why is this worth knowing?
//! 101,879 is printed 101,9 when it is rounded and 101,8 when it is cut. Cut figures are a unit too
//! small half of the time, and their totals drift.
//!
//! ## Example
//! ```text
//! TT|Chỉ tiêu|Kế hoạch|Thực hiện|Tỷ lệ (%)
//! 1|Lao động|1.800|2.150|119,4
//! 2|Quỹ|4.101|6.207|151,4
//! 3|Tuyển sinh|2.940|2.970|101,0
//! 4|Hồ sơ|10.111|10.301|«101,8»
//! ```
//!
//! ## What to do
//! Apply the fix, which rounds the figure.

use super::Facts;
use super::quiet::quiet_findings;
use crate::finding::{Finding, RuleCode};
use crate::number::Verdict;
use crate::text::Bilingual;

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("truncated");

/// Reports what is right but cut.
pub fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    findings.extend(quiet_findings(facts, CODE, Verdict::Truncated, |finding, law, _| {
        let expected = finding.expected.clone().unwrap_or_default();
        finding.title = Bilingual::new("Số bị cắt, chưa làm tròn", "Cut instead of rounded");
        finding.message = Bilingual::new(
            format!("Ghi {}; làm tròn đúng là {expected} ({}).", finding.found, law.vi),
            format!("Says {}; rounded it is {expected} ({}).", finding.found, law.en),
        );
    }));
}
