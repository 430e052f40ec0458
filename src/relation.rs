//! Relations: what should hold between cells, why that is believed, and whether it holds.

mod additive;
mod additivity;
mod balance;
mod block;
mod coarse;
mod counts;
mod cutoffs;
mod declared;
mod expr;
mod judge;
mod omission;
mod mined;
mod named;
mod near;
mod pattern;
pub mod printed;
mod slack;
mod solve;
mod standing;
mod structural;
mod system;
mod thousands;

pub use coarse::tolerances as coarse_tolerances;
pub use counts::Counts;
pub use declared::{Rejection, rejected};
pub use expr::{Computed, Expr, Readings, Undecided};
pub use judge::{Judged, wanted};
pub use mined::{Effort, Forms, Mined, mine, mine_among};
pub use near::odds as slip_surprise;
pub use omission::omission;
pub use pattern::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
pub use slack::{Habit, chance_if_rounded};
pub use solve::Solution;
pub use standing::Standing;
pub use system::patterns;
pub use thousands::{read_thousands, read_thousands_left};
