//! # text-arithmetic-mismatch
//!
//! ## What it does
//! Finds figures in the sentences of a report that other sentences, or the rest of their own, contradict: parts that do
//! not add up to their total, percents that are not those of the figures beside them, "tăng" for what has fallen, amounts
//! in words that are not the figure, one quantity told twice or in two units.
//!
//! ## Why is this bad?
//! Nobody adds up a sentence, and once it is read aloud it cannot be taken back. A law is believed only where the words
//! state it ("gồm", "chiếm", "so với cùng kỳ"), within the rounding of what is printed.
//!
//! ## Example
//! ```text
//! ¶ Có 37/49 trường đạt chuẩn quốc gia, đạt «69,8»%.
//! ¶ Đã chi 874.500.000 đồng (bằng chữ: «Tám trăm bốn mươi bảy triệu năm trăm nghìn đồng»).
//! ```
//!
//! ## What to do
//! Look up which of the figures was mistyped, and correct it wherever the report tells it.

use super::claims;
use super::files::Files;
use super::text_table_mismatch::of_tables;
use crate::finding::{Finding, RuleCode};

/// The name of the rule.
pub const CODE: RuleCode = RuleCode("text-arithmetic-mismatch");

/// Reports what sentences say against each other.
pub fn check(files: &Files<'_>) -> Vec<Finding> {
    claims::findings(files, CODE, |discord| !of_tables(discord))
}
