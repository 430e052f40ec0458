//! The rules, one file each, and their registry.
//!
//! A rule is named after the defect that it finds. Its file opens with its documentation under
//! fixed headings, whose example is executed by the tests: the rule must report exactly the cells
//! that the example marks with «», and its fixes must make the findings go away without making new
//! ones.

mod arithmetic_mismatch;
mod assessment_inconsistent;
mod column_formula_mismatch;
mod confidence;
mod coverage;
mod cumulative_decrease;
mod doubtful_formula;
mod error_groups;
mod excel_error_value;
mod exceptions;
mod exempt;
mod facts;
mod formula_inconsistent;
mod formula_overwritten;
mod formulas;
mod hidden;
mod mismatch;
mod misread_thousands;
mod mixed_notation;
mod peers;
mod percent_mismatch;
mod quiet;
mod reach;
mod repair;
mod rounding_only;
mod slip_words;
mod stale_formula_value;
mod subset_exceeds_whole;
mod survey;
mod text_number;
mod total_mismatch;
mod total_omits_line;
mod truncated;
mod vouched;

#[cfg(test)]
mod tests;

pub use facts::{Facts, TableFacts};
pub use survey::{Survey, check, check_sheet};

use crate::finding::{Finding, RuleCode};
use crate::relation::Standing;

/// A rule: its name, its documentation, and its check.
pub struct Rule {
    /// Its stable name.
    pub code: RuleCode,
    /// The source file that holds its documentation.
    pub source: &'static str,
    check: fn(&Facts<'_>, &mut Vec<Finding>),
}

macro_rules! registry {
    ($($module:ident),* $(,)?) => {
        /// All rules, in the order in which they are documented.
        pub const RULES: &[Rule] = &[$(Rule {
            code: $module::CODE,
            source: include_str!(concat!("rules/", stringify!($module), ".rs")),
            check: $module::check,
        }),*];
    };
}

registry![
    column_formula_mismatch,
    total_mismatch,
    total_omits_line,
    percent_mismatch,
    arithmetic_mismatch,
    subset_exceeds_whole,
    cumulative_decrease,
    assessment_inconsistent,
    doubtful_formula,
    excel_error_value,
    misread_thousands,
    text_number,
    mixed_notation,
    rounding_only,
    truncated,
    stale_formula_value,
    formula_inconsistent,
    formula_overwritten,
];

/// What the checker knows of one sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetReport {
    /// The laws it believes in, with the verdict on all their relations.
    pub standings: Vec<Standing>,
    /// What does not match, the gravest first.
    pub findings: Vec<Finding>,
}

impl SheetReport {
    /// How many relations were compared with their figures.
    pub fn compared(&self) -> usize {
        self.standings.iter().map(|standing| standing.tally.of as usize).sum()
    }
}
