//! The slips of a hand on a keyboard: which figure was meant when another stands there.

use rust_decimal::Decimal;

use crate::finding::Slip;
use crate::number::{self, DigitSlip, Interval, Number};

/// How often people make each slip of the digits, of all wrong figures. A replaced digit is by far
/// the most common (Scholtus 2009 finds the same for typed business figures); the rest is a
/// figure that no slip explains.
const SHARES: [(Slip, f64); 8] = [
    (Slip::ReplacedDigit, 0.42),
    (Slip::SwappedDigits, 0.14),
    (Slip::DroppedDigit, 0.11),
    (Slip::AddedDigit, 0.11),
    (Slip::ShiftedDecimal, 0.07),
    (Slip::WrongSign, 0.04),
    (Slip::NeighbourValue, 0.04),
    // Of the totals that are wrong, not of all figures.
    (Slip::OmittedLine, 0.15),
];

/// The share of wrong figures that are any other figure.
pub(super) const UNEXPLAINED: f64 = 0.03;

/// How often a slip happens among wrong figures, before the choices that it has are counted.
pub(super) fn share(slip: Slip) -> f64 {
    SHARES.iter().find(|(known, _)| *known == slip).map_or(0.05, |(_, share)| *share)
}

/// The slip of the digits that makes `right` into `wrong`, if one does.
pub fn slip(wrong: Number, right: Number) -> Option<Slip> {
    explain(wrong, right).map(|(slip, _)| slip)
}

/// The likeliest slip of the digits, with the probability that it gives `wrong` when `right` is
/// meant and something goes wrong.
pub(super) fn explain(wrong: Number, right: Number) -> Option<(Slip, f64)> {
    let places = wrong.decimals().max(right.decimals());
    let (typed, meant) = (wrong.scaled(places)?, right.scaled(places)?);
    let (length, shown) = (digits(right)?.len(), digits(wrong)?.len());
    // As typed a lost or added decimal leaves one fewer or more. Where a format shows as many as before it may be its
    // zero that was added: too many figures would be slips of each other.
    let is_as_typed = |slip: &DigitSlip| match slip {
        DigitSlip::Dropped | DigitSlip::Added if wrong.decimals() == right.decimals() => {
            number::slips(typed, meant, 0).any(|known| known == *slip)
        }
        DigitSlip::Dropped | DigitSlip::Added => wrong.decimals().abs_diff(right.decimals()) == 1,
        _ => true,
    };
    let likely = |slip: DigitSlip| {
        // A leading zero is seen at once: that such a figure stays is rarer by far.
        let seen = if slip == DigitSlip::Swapped && shown < length { 10 } else { 1 };
        let ways = slip.ways(length).saturating_mul(seen).max(1);
        (Slip::from(slip), share(slip.into()) / ways as f64)
    };
    let explained = number::is_slip(typed, meant, places).then(|| number::slips(typed, meant, places));
    explained.into_iter().flatten().filter(is_as_typed).map(likely).max_by(|(_, a), (_, b)| a.total_cmp(b))
}

/// The probability that any other figure of that length stands in the place of `right`.
pub(super) fn unexplained(wrong: Number, right: Number) -> f64 {
    let length = |number: Number| digits(number).map_or(28, |digits| digits.len());
    UNEXPLAINED * 0.1_f64.powi(i32::try_from(length(wrong).max(length(right))).unwrap_or(28))
}

/// The figures inside `range` from which one slip of the digits leads to `wrong`, at its own
/// decimals; the likeliest first, no more than `most`.
pub(super) fn sources(wrong: Number, range: Interval, most: usize) -> Vec<Number> {
    let Some(typed) = digits(wrong) else { return Vec::new() };
    let sign = if wrong.value().is_sign_negative() { Decimal::NEGATIVE_ONE } else { Decimal::ONE };
    let mut found: Vec<(f64, Number)> = Vec::new();
    let mut consider = |text: &[u8]| {
        let Some(number) = rebuilt(text, wrong.decimals(), sign) else { return };
        if !range.contains(number.value()) || found.iter().any(|(_, known)| *known == number) {
            return;
        }
        if let Some((_, probability)) = explain(wrong, number) {
            found.push((probability, number));
        }
    };
    for at in 0..typed.len() {
        let mut other = typed.clone();
        for digit in b'0'..=b'9' {
            if let Some(place) = other.get_mut(at) {
                *place = digit;
            }
            consider(&other);
        }
        let mut shorter = typed.clone();
        shorter.remove(at);
        consider(&shorter);
        if at + 1 < typed.len() {
            let mut turned = typed.clone();
            turned.swap(at, at + 1);
            consider(&turned);
        }
    }
    for at in 0..=typed.len() {
        for digit in b'0'..=b'9' {
            let mut longer = typed.clone();
            longer.insert(at, digit);
            consider(&longer);
        }
    }
    for factor in [10_u32, 100, 1000].map(Decimal::from) {
        let smaller = wrong.value().checked_div(factor).map(Number::from_decimal);
        let larger = wrong.value().checked_mul(factor).map(Number::from_decimal);
        for number in [smaller, larger].into_iter().flatten() {
            if range.contains(number.value()) && !found.iter().any(|(_, known)| known.value() == number.value()) {
                found.push((share(Slip::ShiftedDecimal) / 6.0, number));
            }
        }
    }
    let opposite = Number::new(-wrong.value(), wrong.decimals());
    if range.contains(opposite.value()) && !wrong.value().is_zero() {
        found.push((share(Slip::WrongSign), opposite));
    }
    found.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
    found.into_iter().map(|(_, number)| number).take(most).collect()
}

fn rebuilt(digits: &[u8], decimals: u32, sign: Decimal) -> Option<Number> {
    let text = std::str::from_utf8(digits).ok()?;
    let mantissa: i128 = if text.is_empty() { 0 } else { text.parse().ok()? };
    let value = Decimal::try_from_i128_with_scale(mantissa, decimals).ok()?;
    Some(Number::new(value.checked_mul(sign)?, decimals))
}

/// The digits of a number as typed with its decimals, without leading zeros but the one before
/// the decimal mark.
fn digits(number: Number) -> Option<Vec<u8>> {
    let mantissa = number.scaled(number.decimals())?.unsigned_abs();
    // The digits of a short integer are found much faster.
    let text = u64::try_from(mantissa).map_or_else(|_| mantissa.to_string(), |mantissa| mantissa.to_string());
    let mut text = text.into_bytes();
    let least = number.decimals() as usize + 1;
    if text.len() < least {
        text.splice(0..0, std::iter::repeat_n(b'0', least - text.len()));
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        let value: Decimal = text.parse().unwrap();
        Number::new(value, value.scale())
    }

    #[test]
    fn each_slip_is_told_by_its_name() {
        for (wrong, right, expected) in [
            ("217.476", "217.406", Slip::ReplacedDigit),
            ("127.476", "217.476", Slip::SwappedDigits),
            ("21.476", "217.476", Slip::DroppedDigit),
            ("2177.476", "217.476", Slip::AddedDigit),
            ("2174.76", "217.476", Slip::ShiftedDecimal),
            ("1.8", "1800", Slip::ShiftedDecimal),
            ("-5.0", "5.0", Slip::WrongSign),
            ("34", "1034", Slip::DroppedDigit),
            ("12216.69", "12216.693", Slip::DroppedDigit),
        ] {
            assert_eq!(slip(number(wrong), number(right)), Some(expected), "{wrong} for {right}");
        }
    }

    #[test]
    fn different_figures_are_no_slip() {
        for (wrong, right) in [
            ("217.476", "351.902"),
            ("12", "12"),
            ("12.0", "12"),
            ("1034", "34"),
            ("600", "0"),
            ("-5", "7"),
            ("1000", "7000000"),
        ] {
            assert_eq!(slip(number(wrong), number(right)), None, "{wrong} for {right}");
        }
    }

    #[test]
    fn sources_lie_in_the_range_and_lead_back() {
        let range = Interval::new(Decimal::new(2100, 1), Decimal::new(2200, 1));
        let found = sources(number("127.476"), range, 10);
        assert!(found.contains(&number("217.476")));
        assert!(found.iter().all(|source| range.contains(source.value())));
    }

    proptest! {
        #[test]
        fn a_source_is_found_for_every_replaced_digit(mantissa in 1i64..1_000_000_000, decimals in 0u32..6, at in 0usize..9, digit in 0u8..10) {
            let meant = Number::new(Decimal::new(mantissa, decimals), decimals);
            let mut text = digits(meant).unwrap();
            let at = at % text.len();
            text[at] = b'0' + digit;
            let wrong = rebuilt(&text, decimals, Decimal::ONE).unwrap();
            prop_assume!(wrong != meant);
            prop_assert!(slip(wrong, meant).is_some());
            prop_assume!(at > 0 || digit > 0);
            let range = Interval::point(meant.value());
            prop_assert_eq!(sources(wrong, range, 1), vec![meant]);
        }

        #[test]
        fn no_figure_makes_a_slip_panic(a in any::<i128>(), b in any::<i128>(), s in 0u32..=28, t in 0u32..=28) {
            let of = |m: i128, s| Decimal::try_from_i128_with_scale(m % (1i128 << 96), s).unwrap();
            let (a, b) = (Number::new(of(a, s), s), Number::from_decimal(of(b, t)));
            let _ = (slip(a, b), slip(b, a), unexplained(a, b));
            let _ = sources(a, Interval::EVERYTHING, 3);
        }
    }
}
