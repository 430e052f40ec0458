//! The number that a cell stores, as an exact decimal.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A number beyond what an exact decimal holds (7.9 × 10²⁸). No report has one, but a cell may: it is kept as
/// the file stores it, and no figure is compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Vast(f64);

impl Vast {
    /// Reads the stored text of such a number; `None` when it is none.
    pub(crate) fn from_stored(text: &str) -> Option<Self> {
        Self::from_double(text.trim().parse().ok()?)
    }

    /// The same for a double.
    pub(crate) fn from_double(value: f64) -> Option<Self> {
        (value.is_finite() && from_double(value).is_none()).then_some(Self(value))
    }

    /// As a double.
    pub fn double(self) -> f64 {
        self.0
    }
}

/// As Excel writes it into a file: 1.7976931348623157E+308.
impl fmt::Display for Vast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only what is large is vast: the exponent is positive.
        f.write_str(&format!("{:E}", self.0).replace('E', "E+"))
    }
}

impl From<Vast> for String {
    fn from(vast: Vast) -> Self {
        vast.to_string()
    }
}

impl TryFrom<String> for Vast {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_stored(&text).ok_or("not a number beyond exact decimals")
    }
}

/// Significant digits that Excel keeps and shows.
pub(crate) const SIGNIFICANT: usize = 15;

/// Reads the stored text of a number: the shortest decimal that gives its double back, cleaned to
/// the 15 significant digits that Excel shows (`0.30000000000000004` is 0.3). `None` when the
/// text is no number, or one that no report holds (beyond 7.9 × 10²⁸).
pub(crate) fn from_stored(text: &str) -> Option<Decimal> {
    plain(text).or_else(|| {
        let text = text.trim();
        plain(text).or_else(|| from_double(text.parse().ok()?))
    })
}

/// The same for a double.
pub(crate) fn from_double(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    let shortest = format!("{value:e}");
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    if digits <= SIGNIFICANT { scientific(&shortest) } else { scientific(&format!("{value:.14e}")) }
}

/// The double that Excel stores for a decimal.
pub(crate) fn to_double(value: Decimal) -> f64 {
    // A double holds both exactly, and one division rounds once: the nearest double.
    let (mantissa, scale) = (value.mantissa(), value.scale());
    if mantissa.unsigned_abs() < 1 << 53 && scale <= 22 {
        return mantissa as f64 / 10_f64.powi(i32::try_from(scale).unwrap_or(0));
    }
    // Otherwise through text, which arithmetic on the mantissa need not give.
    value.normalize().to_string().parse().unwrap_or(0.0)
}

/// `-12.5`, by far the most common form, without going through a double.
fn plain(text: &str) -> Option<Decimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut mantissa, mut count, mut scale, mut point) = (0_i64, 0_usize, 0_u32, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                count += 1;
                scale += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    if count == 0 || count > SIGNIFICANT {
        return None;
    }
    Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale).normalize())
}

/// `1.5e-7`
fn scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let mantissa = plain(mantissa)?;
    // The most negative exponents vanish below the 28 decimals that a Decimal carries.
    let scale = i64::from(mantissa.scale()) - i64::from(exponent);
    let digits = i128::from(i64::try_from(mantissa.mantissa()).ok()?);
    if scale <= 0 {
        let factor = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
        return Decimal::try_from_i128_with_scale(digits.checked_mul(factor)?, 0).ok();
    }
    let excess = u32::try_from(scale).ok()?.saturating_sub(28);
    let digits = if excess > 18 { 0 } else { digits / 10_i128.pow(excess) };
    let scale = u32::try_from(scale).ok()?.min(28);
    Decimal::try_from_i128_with_scale(digits, scale).ok().map(|value| value.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        from_stored(text).map_or_else(|| "none".to_owned(), |value| value.to_string())
    }

    #[test]
    fn noise_of_binary_arithmetic_is_cleaned() {
        assert_eq!(shown("0.30000000000000004"), "0.3");
        assert_eq!(shown("216.87660624369599"), "216.876606243696");
        assert_eq!(shown("1.1000000000000001E-2"), "0.011");
    }

    #[test]
    fn exponents_are_written_out() {
        assert_eq!(shown("1.5E3"), "1500");
        assert_eq!(shown("-2.5e-3"), "-0.0025");
        assert_eq!(shown("1e28"), "10000000000000000000000000000");
    }

    #[test]
    fn what_does_not_fit_is_none_and_what_vanishes_is_zero() {
        assert_eq!(shown("1e300"), "none");
        assert_eq!(shown("NaN"), "none");
        assert_eq!(shown(""), "none");
        assert_eq!(shown("1e-300"), "0");
    }

    #[test]
    fn what_does_not_fit_is_kept_as_it_is_stored() {
        for text in ["1.7976931348623157E+308", "-1E+300", "7.93E+28"] {
            assert_eq!(Vast::from_stored(text).unwrap().to_string(), text);
            assert_eq!(Vast::try_from(text.to_owned()).map(String::from), Ok(text.to_owned()));
        }
        for text in ["1E+28", "1E+400", "NaN", "inf", "12", "", "a"] {
            assert_eq!(Vast::from_stored(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_decimal_of_fifteen_digits_survives_its_double(mantissa in -999_999_999_999_999_i64..999_999_999_999_999, scale in 0_u32..15) {
            let value = Decimal::new(mantissa, scale).normalize();
            prop_assert_eq!(from_double(to_double(value)), Some(value));
        }
    }
}
