//! Relations: what should hold between cells, why that is believed, and whether it holds.

mod expr;
mod pattern;

pub use expr::{Computed, Expr, Readings};
pub use pattern::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
