//! The rules, one file each, and their registry.

use crate::finding::Finding;
use crate::relation::Pattern;
use crate::workbook::{SheetIndex, Workbook};

/// What the checker knows of one sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetReport {
    /// The laws it believes in, with all their relations.
    pub patterns: Vec<Pattern>,
    /// What does not match, the gravest first.
    pub findings: Vec<Finding>,
}

/// Checks one sheet.
pub fn check_sheet(_workbook: &Workbook, _sheet: SheetIndex) -> SheetReport {
    SheetReport::default()
}
