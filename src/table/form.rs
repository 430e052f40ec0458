//! The form that a table is filled into: what its columns are called, whatever figures, years and lines stand in it.

use super::Table;
use crate::words::fold;

/// The columns of a form from left to right, each by its folded heading without digits, so that the form of this year
/// is that of the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form(pub Vec<String>);

impl Form {
    /// The form of a table.
    pub fn of(table: &Table) -> Self {
        let called = |header: &String| fold(header).chars().filter(|letter| !letter.is_numeric()).collect::<String>();
        let heading = |header: &[String]| {
            let words: Vec<String> = header.iter().map(called).collect();
            words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Self(table.columns.iter().map(|column| heading(&column.header)).collect())
    }

    /// How many columns it has in common with another, in their order from the left, of how many.
    pub fn alike(&self, other: &Self) -> (usize, usize) {
        let same = self.0.iter().zip(&other.0).filter(|(own, other)| own == other).count();
        (same, self.0.len().max(other.0.len()))
    }
}
