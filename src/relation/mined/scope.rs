//! Where a law applies: a slot that disobeys is an exception only if the law was meant for it.

use super::grid::Grid;
use super::law::Judged;

/// Takes the slots out of a law's failures that it was not meant for.
pub(super) fn limit(_grid: &Grid, laws: &mut [Judged]) {
    for judged in laws {
        let (Some(&first), Some(&last)) = (judged.holds.first(), judged.holds.last()) else { continue };
        // Beyond the first and the last slot that obey, one slot may be an exception; more are
        // another part of the table.
        let before = judged.fails.iter().filter(|slot| **slot < first).count();
        let after = judged.fails.iter().filter(|slot| **slot > last).count();
        judged.fails.retain(|slot| (*slot > first || before <= 1) && (*slot < last || after <= 1));
    }
}
