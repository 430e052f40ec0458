//! Relations: what should hold between cells, why that is believed, and whether it holds.

mod additive;
mod additivity;
mod balance;
mod block;
mod coarse;
mod counts;
mod cutoffs;
mod declared;
mod equal;
mod expr;
mod factor;
mod groundless;
mod judge;
mod lines;
mod mined;
mod meter;
mod named;
mod near;
mod law;
mod omission;
mod outline;
mod overruled;
mod own;
mod pattern;
pub mod printed;
mod remainder;
mod rate;
mod running;
mod slack;
mod solve;
mod standing;
mod statistic;
mod structural;
mod system;
mod tax;
mod thousands;
mod twice;
mod weighted;

pub use coarse::{step as common_step, tolerance as coarse_tolerance, tolerances as coarse_tolerances};
pub use declared::{Rejection, rejected};
pub use expr::{Computed, Readings, Undecided};
pub use groundless::grounded;
pub use judge::{Judged, wanted};
pub use law::{
    Law, LawKey, column_name as law_column_name, column_names as law_column_names, formula as law_formula,
    key as law_key, laws,
};
pub use mined::{Effort, Forms, Mined, mine, mine_among};
pub use near::odds as slip_surprise;
pub use omission::omission;
pub use own::{OwnLaw, Unfit};
pub use pattern::{Evidence, Origin, Pattern, Relation, RelationKind, Tally};
pub use slack::{Habit, chance_if_rounded};
pub use solve::Solution;
pub use standing::Standing;
pub use system::patterns;
pub use thousands::{read_thousands, read_thousands_left};

use crate::workbook::CellRef;

/// Arithmetic over figures, those of a table unless something else is said.
pub type Expr<I = CellRef> = expr::Expr<I>;
