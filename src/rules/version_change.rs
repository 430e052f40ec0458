//! # version-change
//!
//! ## What it does
//! Says of two versions of one file what changed between them, cell by cell: figures that differ, lines that were added or
//! taken out. Which is the later is told by words ("sửa", "lần 2", "thay thế"). A total or a percent that held before, and
//! is what it was although what it is computed from was changed, did not follow: that is an error, and said here where the
//! rules that check the later file alone do not accuse it first.
//!
//! ## Why is this bad?
//! It need not be: a corrected file differs. But whoever signs wants to know in what, and that nothing else did.
//!
//! ## Example
//! ```text
//! >>> du toan.xlsx
//! DỰ TOÁN NĂM 2026
//! TT|Nội dung|Số tiền
//! 1|Chi quản lý hành chính|1.888
//! 2|Chi sự nghiệp kinh tế|3.746
//! 3|Chi bảo đảm xã hội|3.858
//! 4|Chi quốc phòng, an ninh|3.044
//! 5|Chi sự nghiệp giáo dục|2.951
//! |Tổng cộng|15.487
//! >>> du toan (sua lan 2).xlsx
//! DỰ TOÁN NĂM 2026
//! TT|Nội dung|Số tiền
//! 1|Chi quản lý hành chính|1.888
//! 2|Chi sự nghiệp kinh tế|«3.872»
//! 3|Chi bảo đảm xã hội|3.858
//! 4|Chi quốc phòng, an ninh|3.044
//! 5|Chi sự nghiệp giáo dục|2.951
//! |Tổng cộng|15.613
//! ```
//!
//! ## What to do
//! See that all that was changed was meant to be.

mod stale;

use super::files::Files;
use crate::across::Why;
use crate::finding::{Finding, RuleCode};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("version-change");

/// Reports what changed from version to version, and what should have followed.
pub fn check(files: &Files<'_>) -> Vec<Finding> {
    let mut findings = files.findings(CODE, |why| matches!(why, Why::Version { .. }));
    findings.extend(stale::findings(files));
    findings
}
