//! What Excel shows of a value: the text that a person reads in the cell.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use ssfmt::{DateSystem, FormatOptions, Locale, NumberFormat};

use super::decimal::to_double;
use super::format_code::Kind;
use crate::number::{Number, round_half_away};

/// The marks between decimals and between thousands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Separators {
    /// 1.234,5
    #[default]
    Vietnamese,
    /// 1,234.5
    English,
}

impl Separators {
    /// The decimal mark.
    pub fn decimal(self) -> char {
        match self {
            Self::Vietnamese => ',',
            Self::English => '.',
        }
    }

    /// The mark between groups of three digits.
    pub fn thousands(self) -> char {
        match self {
            Self::Vietnamese => '.',
            Self::English => ',',
        }
    }
}

/// A number format code ready for use.
#[derive(Clone, Debug)]
pub(crate) struct Shower {
    pub(crate) kind: Kind,
    parsed: Option<NumberFormat>,
}

/// Excel allows 255 characters in a format code; longer ones are shown as General.
const MAX_CODE: usize = 255;

impl Shower {
    /// Reads a format code; one that cannot be understood shows as General.
    pub(crate) fn new(code: &str) -> Self {
        let kind = Kind::of(code);
        let usable = code.len() <= MAX_CODE && kind != Kind::General;
        Self { kind, parsed: usable.then(|| NumberFormat::parse(code).ok()).flatten() }
    }

    /// The number that a cell of this format holds: with the decimals that are shown, or those
    /// that are stored when they are more.
    pub(crate) fn number(&self, value: Decimal) -> Number {
        let value = value.normalize();
        Number::new(value, value.scale().max(self.kind.decimals().unwrap_or(0)))
    }

    /// What is shown of a number that may be written with more decimals than General would show
    /// (81,0): one that was typed and is not stored yet.
    pub(crate) fn show_number(&self, number: Number, separators: Separators, date_1904: bool) -> String {
        let trailing_zeros = number.decimals() > number.value().normalize().scale();
        if self.kind == Kind::General && trailing_zeros {
            let mut value = number.value();
            value.rescale(number.decimals());
            return value.to_string().replace('.', &separators.decimal().to_string());
        }
        self.show(number.value(), separators, date_1904)
    }

    /// What is shown of a number.
    pub(crate) fn show(&self, value: Decimal, separators: Separators, date_1904: bool) -> String {
        let Some(parsed) = self.parsed.as_ref().filter(|_| self.kind != Kind::Text) else {
            return general(value, separators);
        };
        let value = match self.kind {
            // Rounded as a decimal first: the double nearest to 1.005 lies below it.
            Kind::Fixed { decimals, percents, thousands, .. } => {
                round_at(value, i64::from(decimals) + 2 * i64::from(percents) - 3 * i64::from(thousands))
            }
            _ => value,
        };
        let date_system = if date_1904 { DateSystem::Date1904 } else { DateSystem::Date1900 };
        let options = FormatOptions { date_system, locale: locale(separators) };
        match parsed.try_format(to_double(value), &options) {
            Ok(text) => text.trim().to_owned(),
            Err(_) => general(value, separators),
        }
    }
}

/// Rounds to `decimals` decimals; negative ones round tens, hundreds, thousands.
fn round_at(value: Decimal, decimals: i64) -> Decimal {
    match u32::try_from(decimals) {
        Ok(decimals) => round_half_away(value, decimals),
        Err(_) => 10_i64
            .checked_pow(u32::try_from(-decimals).unwrap_or(u32::MAX))
            .map(Decimal::from)
            .and_then(|unit| round_half_away(value.checked_div(unit)?, 0).checked_mul(unit))
            .unwrap_or(value),
    }
}

fn locale(separators: Separators) -> Locale {
    Locale { decimal_separator: separators.decimal(), thousands_separator: separators.thousands(), ..Locale::en_us() }
}

/// A date as Vietnamese offices write it, whatever the format of its cell.
pub(crate) fn plain_date(serial: Decimal) -> String {
    Shower::new("dd/mm/yyyy").show(serial, Separators::Vietnamese, false)
}

/// The format General: at most eleven characters of digits and decimal mark, else scientific.
pub(crate) fn general(value: Decimal, separators: Separators) -> String {
    let value = value.normalize();
    let magnitude = value.abs();
    let whole = magnitude.trunc().to_u128().unwrap_or(u128::MAX);
    let digits = if whole == 0 { 1 } else { whole.ilog10() + 1 };
    let tiny = !magnitude.is_zero() && magnitude < Decimal::new(1, 4) && magnitude.scale() > 9;
    if digits > 11 || tiny {
        return scientific(to_double(value), separators);
    }
    let text = round_half_away(value, 10_u32.saturating_sub(digits)).normalize().to_string();
    text.replace('.', &separators.decimal().to_string())
}

/// The same of a number of any size.
pub(crate) fn scientific(value: f64, separators: Separators) -> String {
    let text = format!("{value:.5e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}E{sign}{:02}", mantissa.replace('.', &separators.decimal().to_string()), exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::decimal::from_stored;

    fn shown(stored: &str, code: &str) -> String {
        Shower::new(code).show(from_stored(stored).unwrap(), Separators::Vietnamese, false)
    }

    #[test]
    fn numbers_are_shown_in_vietnamese_separators() {
        assert_eq!(shown("12216.693", "#,##0.000"), "12.216,693");
        assert_eq!(shown("-1234.5", "#,##0.0"), "-1.234,5");
        assert_eq!(shown("0.1234", "0.0%"), "12,3%");
        assert_eq!(shown("0", "#,##0;-#,##0;\"-\""), "-");
        assert_eq!(shown("-5", "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)"), "(5)");
        assert_eq!(shown("1500000", "#,##0.0,,"), "1,5");
        assert_eq!(shown("1500", "#,##0,"), "2");
    }

    #[test]
    fn halves_are_rounded_as_decimals() {
        assert_eq!(shown("1.005", "0.00"), "1,01");
        assert_eq!(shown("2.675", "0.00"), "2,68");
        assert_eq!(shown("0.5", "0"), "1");
    }

    #[test]
    fn general_shows_what_fits() {
        assert_eq!(shown("0.1", ""), "0,1");
        assert_eq!(shown("141.75708785439272", ""), "141,7570879");
        assert_eq!(shown("12345678901", ""), "12345678901");
        assert_eq!(shown("123456789012", ""), "1,23457E+11");
        assert_eq!(shown("0.0000123456789", ""), "1,23457E-05");
        assert_eq!(shown("0", ""), "0");
        assert_eq!(shown("1800", "@"), "1800");
    }

    #[test]
    fn dates_are_shown_by_their_format() {
        assert_eq!(shown("45611", "dd/mm/yyyy"), "15/11/2024");
        assert_eq!(shown("0.5", "h:mm"), "12:00");
    }

    #[test]
    fn a_number_keeps_the_decimals_shown_or_those_stored_when_more() {
        let decimals = |stored, code| Shower::new(code).number(from_stored(stored).unwrap()).decimals();
        assert_eq!(decimals("81", "0.0"), 1);
        assert_eq!(decimals("81.25", "0.0"), 2);
        assert_eq!(decimals("0.1234", "0.00%"), 4);
        assert_eq!(decimals("92.4", ""), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_format_code_stops_the_reading(code in ".{0,40}", mantissa: i64, scale in 0_u32..20) {
            Shower::new(&code).show(Decimal::new(mantissa, scale), Separators::Vietnamese, false);
        }

        #[test]
        fn no_plausible_format_code_stops_the_reading(code in "[0#?,.%;@_*\\\\\"\\[\\]$EehHmMsSdyYb/+ \\-rRdGgenralA>=<1-9]{0,24}", mantissa: i64, scale in 0_u32..20) {
            Shower::new(&code).show(Decimal::new(mantissa, scale), Separators::Vietnamese, true);
        }
    }
}
