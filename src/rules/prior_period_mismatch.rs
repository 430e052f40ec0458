//! # prior-period-mismatch
//!
//! ## What it does
//! Holds this period's file against that of the period before: what is said here of last year ("Thực hiện năm 2024",
//! "cùng kỳ") against what was reported then, opening balances against closing ones, running totals from month to month.
//! Lines are matched by their names, also where they moved, are abbreviated, bear other names now, or were split.
//!
//! ## Why is this bad?
//! Growth is computed from a figure that nobody reported. Which file is the earlier is told by the periods in titles,
//! headers and names, never by the order of the files; files that disagree on more than a few lines are of something else, and a figure with a
//! note that it was restated accuses nobody.
//!
//! ## Example
//! ```text
//! >>> phu bieu 2024.xlsx
//! KẾT QUẢ NĂM 2024
//! TT|Chỉ tiêu|Kế hoạch năm 2024|Thực hiện năm 2024
//! 1|Tổng đàn trâu|24.953|22.455
//! 2|Tổng đàn bò|13.286|12.775
//! 3|Tổng đàn lợn|61.566|58.586
//! 4|Diện tích ngô|3.264|3.193
//! >>> phu bieu 2025.xlsx
//! KẾT QUẢ NĂM 2025
//! TT|Chỉ tiêu|Thực hiện năm 2024|Thực hiện năm 2025
//! 1|Tổng đàn bò|12.775|12.783
//! 2|Tổng đàn trâu|«22.545»|23.017
//! 3|Diện tích ngô|3.193|3.304
//! 4|Tổng đàn lợn|58.586|60.169
//! ```
//!
//! ## What to do
//! Take the figure of the period before from its report. If it was restated, say so in a note.

use super::files::Files;
use crate::across::Why;
use crate::finding::{Finding, RuleCode};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("prior-period-mismatch");

/// Reports what the files of two periods say against each other.
pub fn check(files: &Files<'_>) -> Vec<Finding> {
    files.findings(CODE, |why| matches!(why, Why::Prior(_) | Why::Running(_) | Why::Carried | Why::Last(_) | Why::Plan))
}
