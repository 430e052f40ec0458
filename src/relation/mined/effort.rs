//! How much a table may cost to search.
//!
//! The searches take time linear in the figures of an ordinary table. In a wide one of small figures
//! each of them seems to be many sums of others, which all have to be judged and chosen among. What
//! that costs is counted, in steps and not in seconds: a table is searched or it is not, on every
//! machine and on every run. Laws found by half a search are not kept, since the rivals that would
//! have refuted them may be in the other half.

use std::cell::Cell;
use std::rc::Rc;

/// Steps for all tables of a workbook, each of which may take its share by its figures. A step is a
/// figure looked at: some two to eight nanoseconds.
const ALL: u64 = 160_000_000;

/// Steps for one table, should it be the only one.
const ONE: u64 = 100_000_000;

/// The steps that are left to the searches of one table.
#[derive(Clone, Debug)]
pub struct Effort(Rc<Cell<u64>>);

impl Effort {
    /// What a table of so many figures may cost in a workbook of `all`.
    pub fn of(figures: usize, all: usize) -> Self {
        let (figures, all) = (figures.max(1) as u64, all.max(figures).max(1) as u64);
        Self(Rc::new(Cell::new((ALL.saturating_mul(figures) / all).min(ONE))))
    }

    /// Counts steps.
    pub(super) fn spend(&self, steps: usize) {
        self.0.set(self.0.get().saturating_sub(steps as u64));
    }

    /// Whether nothing is left: what the searches find from here on is thrown away.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}
