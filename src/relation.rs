//! Relations: what should hold between cells, why that is believed, and whether it holds.

mod expr;
mod judge;
mod pattern;
mod slack;
mod solve;

pub use expr::{Computed, Expr, Readings, Undecided};
pub use judge::{Judged, wanted};
pub use pattern::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
pub use slack::{Habit, habit, slack, slacks};
pub use solve::Solution;
