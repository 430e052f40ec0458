//! # merge-mismatch
//!
//! ## What it does
//! Holds the files of communes, schools or departments against the file that gathers them: each line of the summary
//! against the file of the unit that it names, or each cell against the sum of theirs. Says who is missing, who is
//! counted twice, whose later correction is not in, and which figure differs. A file that was handed in twice counts once.
//!
//! ## Why is this bad?
//! The summary agrees with itself, so only whoever opens all the files can see it. Files are compared only where
//! nearly all figures agree, and period, unit and scope leave open that they are the same facts.
//!
//! ## Example
//! ```text
//! >>> Tong hop.xlsx
//! UBND HUYỆN LẠC SƠN
//! TT|Xã|Số hộ|Số khẩu
//! 1|Bình An|623|2.510
//! 2|X. Cẩm Sơn|«571»|2.283
//! 3|Xã Đại Lộc|482|1.874
//! 4|Gia Hưng|394|1.562
//! |Tổng cộng|2.070|8.229
//! >>> binh_an.xlsx
//! UBND XÃ BÌNH AN
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Đông|311|1.298
//! 2|Thôn Đoài|312|1.212
//! |Tổng cộng|623|2.510
//! >>> cam_son.xlsx
//! UBND XÃ CẨM SƠN
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Thượng|268|1.096
//! 2|Thôn Hạ|249|1.187
//! |Tổng cộng|517|2.283
//! >>> dai_loc.xlsx
//! UBND XÃ ĐẠI LỘC
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Nam|254|986
//! 2|Thôn Bắc|228|888
//! |Tổng cộng|482|1.874
//! >>> gia_hung.xlsx
//! UBND XÃ GIA HƯNG
//! TT|Thôn|Số hộ|Số khẩu
//! 1|Thôn Trại|181|716
//! 2|Thôn Chùa|213|846
//! |Tổng cộng|394|1.562
//! ```
//!
//! ## What to do
//! Ask the unit which of its figures is the last, and correct the summary together with what follows from it.

use super::files::Files;
use crate::across::Why;
use crate::finding::{Finding, RuleCode};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("merge-mismatch");

/// Reports what a summary and the files that it gathers say against each other.
pub fn check(files: &Files<'_>) -> Vec<Finding> {
    files.findings(CODE, |why| {
        matches!(
            why,
            Why::Differs
                | Why::Line { .. }
                | Why::Swapped
                | Why::Sum(_)
                | Why::Missing(_)
                | Why::Twice(_)
                | Why::Outdated
                | Why::Copy(_)
        )
    })
}
