//! The one function that decides whether a printed number is right. Detection, localisation and
//! explanation all call it; there is no tolerance setting and no epsilon anywhere else.
//!
//! Source: XBRL Calculations 1.1 (interval consistency of rounded and truncated values).

use rust_decimal::Decimal;

use super::{Interval, Number};

/// How a printed number stands to what its operands give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The printed operands give the printed number once it is rounded to its decimals.
    Exact,
    /// Right only because the operands are themselves rounded.
    WithinRounding,
    /// Right but cut instead of rounded.
    Truncated,
    /// No values that round to what is printed can satisfy the relation.
    Wrong,
}

impl Verdict {
    /// Whether the relation is taken to hold.
    pub fn holds(self) -> bool {
        self != Self::Wrong
    }
}

/// What the rounding of the operands may excuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slack {
    /// Operands are rounded: each stands for its whole interval.
    Rounded,
    /// The other lines show that the operands are exact (counts), but this line may have an
    /// operand that was rounded: one unit of the last printed digit is excused, no more.
    OneUnit,
    /// The figures are rounded to a coarser step than their decimals show: a difference of so
    /// much is excused.
    Within(Decimal),
    /// The figures are known to be additive to the last digit (the other lines of the pattern
    /// hold exactly, which rounded figures would not), so rounding excuses nothing.
    None,
    /// Whole things are counted, which nobody rounds, however few lines there are.
    Counted,
}

/// Compares a printed number with what its operands give.
///
/// `point` is the value computed from the printed operands, `range` all the values that the
/// operands allow when each stands for its interval.
pub fn judge(found: Number, point: Decimal, range: Interval, slack: Slack) -> Verdict {
    if found.value() == point || found.interval().contains(point) {
        return Verdict::Exact;
    }
    let off_by_at_most =
        |most: Decimal| found.value().checked_sub(point).is_some_and(|difference| difference.abs() <= most);
    let excused = match slack {
        Slack::Rounded => found.interval().meets(range),
        Slack::OneUnit => off_by_at_most(found.unit()) && found.interval().meets(range),
        Slack::Within(most) => off_by_at_most(most),
        Slack::None | Slack::Counted => false,
    };
    if excused {
        return Verdict::WithinRounding;
    }
    if truncates(found, point) {
        return Verdict::Truncated;
    }
    Verdict::Wrong
}

/// Whether cutting `exact` after the printed decimals gives the printed number.
fn truncates(found: Number, exact: Decimal) -> bool {
    exact.trunc_with_scale(found.decimals()) == found.value()
}
