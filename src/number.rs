//! Numbers as a report prints them: exact decimals that remember how many decimals they were
//! written with, the set of values such a number may stand for, and the one function that decides
//! whether a printed number is right.

mod interval;
mod verdict;

pub use interval::Interval;
pub use verdict::{Slack, Verdict, judge};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An exact decimal together with the number of decimals it was written or shown with.
///
/// `81,0` and `81` are the same value but not the same number: the first stands for
/// [80,95; 81,05], the second for [80,5; 81,5].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Number {
    value: Decimal,
    decimals: u32,
}

impl Number {
    /// The most decimals a number keeps; an Excel double carries 15 significant digits.
    pub const MAX_DECIMALS: u32 = 15;

    /// `decimals` is clamped to [`Number::MAX_DECIMALS`].
    pub fn new(value: Decimal, decimals: u32) -> Self {
        Self { value, decimals: decimals.min(Self::MAX_DECIMALS) }
    }

    /// A number written with exactly the decimals that its value carries.
    pub fn from_decimal(value: Decimal) -> Self {
        Self::new(value, value.normalize().scale())
    }

    /// The value.
    pub fn value(self) -> Decimal {
        self.value
    }

    /// The decimals written or shown.
    pub fn decimals(self) -> u32 {
        self.decimals
    }

    /// The unit of the last printed digit: 10^-decimals.
    pub fn unit(self) -> Decimal {
        Decimal::new(1, self.decimals)
    }

    /// The values that this number, when rounded half away from zero, may stand for.
    pub fn interval(self) -> Interval {
        let half = Decimal::new(5, self.decimals + 1);
        Interval::new(self.value - half, self.value + half)
    }

    /// The same value written to `decimals` decimals, rounded half away from zero as Excel does.
    pub fn rounded(self, decimals: u32) -> Self {
        Self::new(round_half_away(self.value, decimals), decimals)
    }
}

/// Rounds half away from zero, as Excel and people do.
pub fn round_half_away(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}
