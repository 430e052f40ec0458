//! Numbers as a report prints them: exact decimals that remember how many decimals they were
//! written with, the set of values such a number may stand for, the notations they are written
//! in, and the one function that decides whether a printed number is right.

mod column;
mod interval;
mod mark;
mod misread;
mod notation;
mod roman;
mod slip;
mod verdict;

pub use column::{Basis, Closure, ColumnEvidence, Decision, Entry, decide};
pub use interval::Interval;
pub use mark::{Mark, marked};
pub use misread::{Counts, misread_thousands};
pub use notation::{Notation, Written, candidates, format, parse};
pub use roman::{from_roman, roman};
pub use slip::{DigitSlip, is_slip, significant_digits, slips};
pub use verdict::{Slack, Verdict, judge};

use std::sync::LazyLock;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize};

/// An exact decimal together with the number of decimals it was written or shown with.
///
/// `81,0` and `81` are the same value but not the same number: the first stands for
/// [80,95; 81,05], the second for [80,5; 81,5].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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

    /// A number with the decimals of its text, trailing zeros included, as parsing a [`Decimal`]
    /// keeps them.
    pub fn from_written(value: Decimal) -> Self {
        Self::new(value, value.scale())
    }

    /// The value.
    #[inline]
    pub fn value(self) -> Decimal {
        self.value
    }

    /// The value in units of so many decimals, rounded half away from zero where it has more; `None` when it
    /// does not fit.
    pub fn scaled(self, places: u32) -> Option<i128> {
        let mut value = self.value;
        if value.scale() != places {
            if value.normalize().scale() > places {
                value = round_half_away(value, places);
            }
            value.rescale(places);
        }
        (value.scale() == places).then(|| value.mantissa())
    }

    /// The decimals written or shown.
    #[inline]
    pub fn decimals(self) -> u32 {
        self.decimals
    }

    /// The unit of the last printed digit: 10^-decimals.
    pub fn unit(self) -> Decimal {
        power_of_ten(self.decimals)
    }

    /// The same as a binary float.
    pub fn float_unit(self) -> f64 {
        UNITS.get(self.decimals as usize).copied().unwrap_or(1.0)
    }

    /// The values that this number, when rounded half away from zero, may stand for.
    ///
    /// Ends that no [`Decimal`] can hold are cut at the largest one.
    pub fn interval(self) -> Interval {
        // Half a unit; the decimals are bounded far below what a decimal can hold.
        let half = Decimal::from_parts(5, 0, 0, false, self.decimals + 1);
        Interval::ascending(
            self.value.checked_sub(half).unwrap_or(Decimal::MIN),
            self.value.checked_add(half).unwrap_or(Decimal::MAX),
        )
    }

    /// The same value written to `decimals` decimals, rounded half away from zero as Excel does.
    pub fn rounded(self, decimals: u32) -> Self {
        Self::new(round_half_away(self.value, decimals.min(Self::MAX_DECIMALS)), decimals)
    }
}

impl<'de> Deserialize<'de> for Number {
    /// Keeps the bound on the decimals: a message from outside may not break it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            value: Decimal,
            decimals: u32,
        }
        let raw = Raw::deserialize(deserializer)?;
        Ok(Self::new(raw.value, raw.decimals))
    }
}

/// Whether a value may be the name of a year: a whole number from 1900 to 2100.
pub fn is_year(value: Decimal) -> bool {
    let years = 1900..=2100;
    match value.scale() {
        0 => years.contains(&value.mantissa()),
        _ => value.is_integer() && years.contains(&value.trunc().mantissa()),
    }
}

/// Rounds half away from zero, as Excel and people do.
pub fn round_half_away(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

/// The units of all decimals that a number may have, as binary floats: converting a decimal takes long.
static UNITS: LazyLock<[f64; Number::MAX_DECIMALS as usize + 1]> =
    LazyLock::new(|| std::array::from_fn(|decimals| power_of_ten(decimals as u32).to_f64().unwrap_or(1.0)));

/// 10^-decimals; zero beyond what a [`Decimal`] can hold (28).
fn power_of_ten(decimals: u32) -> Decimal {
    Decimal::try_new(1, decimals).unwrap_or(Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn any_decimal() -> impl Strategy<Value = Decimal> {
        (any::<i128>(), 0u32..=28)
            .prop_map(|(mantissa, scale)| Decimal::try_from_i128_with_scale(mantissa % (1i128 << 96), scale).unwrap())
    }

    proptest! {
        #[test]
        fn no_number_makes_an_operation_panic(a in any_decimal(), b in any_decimal(), decimals in any::<u32>()) {
            let (x, y) = (Number::new(a, decimals), Number::from_decimal(b));
            let (i, j) = (x.interval(), y.interval());
            prop_assert!(i.contains(a) && i.lo() <= i.hi());
            let _ = (i.checked_add(j), i.checked_sub(j), i.checked_mul(j), i.checked_div(j), x.unit());
            let _ = (i.intersection(j), i.hull(j), i.middle());
            let _ = x.rounded(decimals);
            let _ = judge(x, b, j, Slack::Rounded);
            for notation in [Notation::Vietnamese, Notation::English] {
                let _ = parse(&format(x, notation), notation);
            }
        }
    }

    #[test]
    fn the_unit_is_the_same_as_a_float() {
        for decimals in 0..=20 {
            let number = Number::new(Decimal::ONE, decimals);
            assert_eq!(number.float_unit().to_bits(), number.unit().to_f64().unwrap().to_bits());
        }
    }

    #[test]
    fn years_are_whole_numbers_however_they_are_written() {
        for (text, year) in [("1900", true), ("2024.0", true), ("2100", true), ("2024.5", false), ("2101", false)] {
            assert_eq!(is_year(text.parse().unwrap()), year, "{text}");
        }
        assert!(!is_year(Decimal::from(-2024)) && !is_year(Decimal::ZERO));
    }

    #[test]
    fn a_number_from_outside_keeps_the_bound_on_its_decimals() {
        let number: Number = serde_json::from_str(r#"{"value":"1.5","decimals":4000000000}"#).unwrap();
        assert_eq!(number.decimals(), Number::MAX_DECIMALS);
        let _ = number.interval();
    }

    #[test]
    fn a_written_decimal_narrows_what_a_number_may_stand_for() {
        let wide = Number::new(Decimal::from(81), 0).interval();
        let narrow = Number::new(Decimal::from(81), 1).interval();
        assert_eq!((wide.lo(), wide.hi()), (Decimal::new(805, 1), Decimal::new(815, 1)));
        assert_eq!((narrow.lo(), narrow.hi()), (Decimal::new(8095, 2), Decimal::new(8105, 2)));
    }
}
