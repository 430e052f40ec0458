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
mod claims;
mod coverage;
mod cross_sheet_mismatch;
mod cumulative_decrease;
mod doubtful_formula;
mod error_groups;
mod excel_error_value;
mod exceptions;
mod exempt;
mod facts;
mod files;
mod formula_inconsistent;
mod formula_overwritten;
mod formulas;
mod hidden;
mod mismatch;
mod merge_mismatch;
mod misread_thousands;
mod mixed_notation;
mod peers;
mod percent_mismatch;
mod prior_period_mismatch;
mod quiet;
mod reach;
mod repair;
mod rounding_only;
mod setting;
mod slip_words;
mod stale_formula_value;
mod subset_exceeds_whole;
mod survey;
mod text_arithmetic_mismatch;
mod text_number;
mod text_table_mismatch;
mod total_mismatch;
mod total_omits_line;
mod truncated;
mod version_change;
mod vouched;

#[cfg(test)]
mod tests;

pub use facts::Book;
pub use facts::{Facts, TableFacts};
pub use files::{Files, Source, charts, compare_files, outcomes};
pub use setting::{Profile, Setting};
pub use survey::{Checked, Survey, check, check_sheet, check_sheet_with, compare_sheets};

use crate::finding::{Finding, RuleCode};
use crate::relation::Standing;

/// A rule: its name, its documentation, and its check.
pub struct Rule {
    /// Its stable name.
    pub code: RuleCode,
    /// The source file that holds its documentation.
    pub source: &'static str,
    check: Check,
}

impl Rule {
    /// What it does, in the words of its documentation.
    pub fn what_it_does(&self) -> String {
        let lines = self.source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
        let told =
            lines.skip_while(|line| *line != "## What it does").skip(1).take_while(|line| !line.starts_with("##"));
        told.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// What a rule looks at.
enum Check {
    /// One sheet.
    Sheet(fn(&Facts<'_>, &mut Vec<Finding>)),
    /// What all sheets show each other.
    Book(fn(&Book<'_>) -> Vec<Finding>),
    /// What several files show each other.
    Files(fn(&Files<'_>) -> Vec<Finding>),
}

macro_rules! registry {
    ($($module:ident: $looks_at:ident),* $(,)?) => {
        /// All rules, in the order in which they are documented.
        pub const RULES: &[Rule] = &[$(Rule {
            code: $module::CODE,
            source: include_str!(concat!("rules/", stringify!($module), ".rs")),
            check: Check::$looks_at($module::check),
        }),*];
    };
}

registry![
    column_formula_mismatch: Sheet,
    total_mismatch: Sheet,
    total_omits_line: Sheet,
    cross_sheet_mismatch: Book,
    merge_mismatch: Files,
    prior_period_mismatch: Files,
    text_table_mismatch: Files,
    text_arithmetic_mismatch: Files,
    percent_mismatch: Sheet,
    arithmetic_mismatch: Sheet,
    subset_exceeds_whole: Sheet,
    cumulative_decrease: Sheet,
    assessment_inconsistent: Sheet,
    doubtful_formula: Sheet,
    excel_error_value: Sheet,
    misread_thousands: Sheet,
    text_number: Sheet,
    mixed_notation: Sheet,
    rounding_only: Sheet,
    truncated: Sheet,
    stale_formula_value: Sheet,
    formula_inconsistent: Sheet,
    formula_overwritten: Sheet,
    version_change: Files,
];

/// What the checker knows of one sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetReport {
    /// The laws it believes in, with the verdict on all their relations.
    pub standings: Vec<Standing>,
    /// Laws that a person has turned off.
    pub off: Vec<Standing>,
    /// What does not match, the gravest first.
    pub findings: Vec<Finding>,
}

impl SheetReport {
    /// How many relations were compared with their figures.
    pub fn compared(&self) -> usize {
        self.standings.iter().map(|standing| standing.tally.of as usize).sum()
    }
}
