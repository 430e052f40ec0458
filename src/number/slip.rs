//! What one slip of a hand on a keyboard makes of a figure.
//!
//! The slips are those that are counted where people type figures (Scholtus 2009, "Automatic correction of
//! simple typing errors in numerical data"): a digit replaced, dropped or added, two neighbours
//! exchanged, the mark moved, the sign lost. This is the only place that tells them: the search for laws and the
//! search for culprits mean the same by a slip.

/// A slip in one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DigitSlip {
    /// One digit typed for another.
    Replaced,
    /// A digit left out.
    Dropped,
    /// A digit too many.
    Added,
    /// Two neighbouring digits exchanged.
    Swapped,
    /// The decimal mark moved by up to three places.
    Shifted,
    /// The sign is wrong.
    Sign,
}

impl DigitSlip {
    /// Every slip.
    pub const ALL: [Self; 6] = [Self::Replaced, Self::Dropped, Self::Added, Self::Swapped, Self::Shifted, Self::Sign];

    /// How many figures it can make of one with so many digits.
    pub fn ways(self, digits: usize) -> usize {
        match self {
            Self::Replaced => digits.saturating_mul(9),
            Self::Dropped => digits,
            Self::Added => digits.saturating_add(1).saturating_mul(10),
            Self::Swapped => digits.saturating_sub(1),
            Self::Shifted => 2 * FACTORS.len(),
            Self::Sign => 1,
        }
    }
}

/// A mark that moves by one, two or three places.
const FACTORS: [u128; 3] = [10, 100, 1000];

/// Whether one slip makes `typed` of `meant`: two figures in units of one decimal place, of which `places` are
/// decimals. Trailing zeros there say nothing of the decimals that were typed: 30,5824 is 30,58824 without an 8.
pub fn is_slip(typed: i128, meant: i128, places: u32) -> bool {
    typed != meant
        && !differ_too_much(typed.unsigned_abs(), meant.unsigned_abs())
        && slips(typed, meant, places).next().is_some()
}

/// All slips that make `typed` of `meant`, in the units of [`is_slip`].
pub fn slips(typed: i128, meant: i128, places: u32) -> impl Iterator<Item = DigitSlip> {
    let pair = Pair::new(typed, meant, places);
    DigitSlip::ALL.into_iter().filter(move |slip| typed != meant && pair.is(*slip))
}

/// What was typed beside what was meant, without their signs.
struct Pair {
    typed: Digits,
    meant: Digits,
    /// The places behind the decimal mark.
    places: usize,
    is_opposite: bool,
    has_same_sign: bool,
}

impl Pair {
    fn new(typed: i128, meant: i128, places: u32) -> Self {
        Self {
            typed: Digits::of(typed),
            meant: Digits::of(meant),
            places: places as usize,
            is_opposite: typed != 0 && typed.checked_neg() == Some(meant),
            has_same_sign: typed == 0 || meant == 0 || (typed < 0) == (meant < 0),
        }
    }

    fn is(&self, slip: DigitSlip) -> bool {
        let (typed, meant) = (&self.typed, &self.meant);
        if !self.has_same_sign {
            return slip == DigitSlip::Sign && self.is_opposite;
        }
        match slip {
            DigitSlip::Sign => false,
            // A leading digit that became a zero is not seen any more.
            DigitSlip::Replaced => typed.len() <= self.shown(meant) && self.different().take(2).count() == 1,
            DigitSlip::Swapped => typed.len() <= self.shown(meant) && self.is_swapped(),
            DigitSlip::Dropped => self.lacks_one(typed, meant),
            // Nobody types a digit before zeros that a figure doesn't begin with.
            DigitSlip::Added => typed.len() <= self.shown(meant) + 1 && self.lacks_one(meant, typed),
            DigitSlip::Shifted => {
                let (typed, meant) = (typed.value, meant.value);
                typed != 0
                    && FACTORS.iter().any(|factor| {
                        typed.checked_mul(*factor) == Some(meant) || meant.checked_mul(*factor) == Some(typed)
                    })
            }
        }
    }

    /// The digits that a figure is shown with: one stands before the decimal mark in any case.
    fn shown(&self, figure: &Digits) -> usize {
        figure.len().max(self.places + 1)
    }

    /// The places from the right in which the two differ; the shorter begins with zeros.
    fn different(&self) -> impl Iterator<Item = usize> {
        (0..self.typed.len().max(self.meant.len())).filter(|place| self.typed.digit(*place) != self.meant.digit(*place))
    }

    fn is_swapped(&self) -> bool {
        let mut different = self.different();
        let (Some(right), Some(left), None) = (different.next(), different.next(), different.next()) else {
            return false;
        };
        let (typed, meant) = (&self.typed, &self.meant);
        left - right == 1 && typed.digit(right) == meant.digit(left) && typed.digit(left) == meant.digit(right)
    }

    /// Whether `short` is `long` without one digit: those before it move down, or, where the mark stays and it was
    /// a decimal, those behind it move up.
    fn lacks_one(&self, short: &Digits, long: &Digits) -> bool {
        let longest = short.len().max(long.len());
        let agree = |places: std::ops::Range<usize>, up: usize| {
            places.into_iter().all(|place| short.digit(place + up) == long.digit(place))
        };
        // The lowest place in which they differ is the one, or one before which its digit is repeated.
        let before = || {
            let first = (0..longest).find(|place| short.digit(*place) != long.digit(*place)).unwrap_or(longest);
            (first..longest).all(|place| short.digit(place) == long.digit(place + 1))
        };
        let behind = || {
            let last = (0..longest).rev().find(|place| short.digit(*place) != long.digit(*place)).unwrap_or(0);
            last < self.places && short.digit(0) == 0 && agree(0..last, 1)
        };
        short.value != long.value && (before() || behind())
    }
}

/// The most digits that an integer of 128 bits has.
const MOST_DIGITS: usize = 39;

/// The decimal digits of a figure without its sign, from the right. Every figure of a sum that is wrong is
/// looked at: nothing is allocated.
struct Digits {
    value: u128,
    digits: [u8; MOST_DIGITS],
    length: usize,
}

impl Digits {
    fn of(figure: i128) -> Self {
        let value = figure.unsigned_abs();
        let mut digits = [0; MOST_DIGITS];
        let mut left = value;
        let mut length = 0;
        // What fits 64 bits is divided much faster.
        let mut short = u64::try_from(left).unwrap_or(0);
        for (at, digit) in digits.iter_mut().enumerate() {
            if left == 0 && short == 0 {
                break;
            }
            length = at + 1;
            if left > u128::from(u64::MAX) {
                *digit = (left % 10) as u8;
                left /= 10;
                short = u64::try_from(left).unwrap_or(0);
            } else {
                *digit = (short % 10) as u8;
                short /= 10;
                left = 0;
            }
        }
        Self { value, digits, length }
    }

    /// None of zero.
    fn len(&self) -> usize {
        self.length
    }

    /// The digit in a place from the right; a shorter figure begins with zeros.
    fn digit(&self, place: usize) -> u8 {
        self.digits.get(place).copied().unwrap_or(0)
    }
}

/// The digits of a figure without the zeros that it ends in, one at least: how many a slip can change.
pub fn significant_digits(figure: i128) -> usize {
    let digits = Digits::of(figure);
    let zeros = (0..digits.len()).take_while(|place| digits.digit(*place) == 0).count();
    (digits.len() - zeros).max(1)
}

/// Whether two figures that do not end in zeros, so that no mark can have moved, are surely no slip of each
/// other: not as far apart as one digit can make them (a digit in some place) or two neighbours (nine times a
/// digit), nor of neighbouring lengths, as a digit that is dropped or added leaves them. Most pairs are told so in few steps.
fn differ_too_much(a: u128, b: u128) -> bool {
    let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) else { return false };
    if a.is_multiple_of(10) || b.is_multiple_of(10) {
        return false;
    }
    let log = |figure: u64| figure.checked_ilog10().unwrap_or(0);
    if log(a).abs_diff(log(b)) == 1 {
        return false;
    }
    let mut apart = a.abs_diff(b);
    while apart != 0 && apart.is_multiple_of(10) {
        apart /= 10;
    }
    apart > 9 && (apart > 81 || !apart.is_multiple_of(9))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_slips_are_known_and_other_figures_are_not() {
        for typed in [12344, 21345, 1234, 123_455, 123_450, -12345, 12_3450, 72345] {
            assert!(is_slip(typed, 12345, 0), "{typed}");
        }
        for typed in [12, 12356, 54321, 0, 12345, 22445] {
            assert!(!is_slip(typed, 12345, 0), "{typed}");
        }
    }

    #[test]
    fn leading_zeros_are_not_typed_and_trailing_ones_only_where_they_count() {
        // 1034 without its first digit; nobody types 10 before 34.
        assert_eq!(slips(34, 1034, 0).collect::<Vec<_>>(), [DigitSlip::Replaced, DigitSlip::Dropped]);
        assert!(!is_slip(1034, 34, 0));
        // 30,58824 without an 8, in hundred-thousandths; in units two digits are lacking.
        assert!(is_slip(3_058_240, 3_058_824, 5) && !is_slip(3_058_240, 3_058_824, 0));
        assert!(!is_slip(12, 1250, 0));
        // 0,34 with a digit before it.
        assert!(slips(1034, 34, 2).any(|slip| slip == DigitSlip::Added));
    }

    #[test]
    fn the_digits_of_a_figure_are_those_that_it_is_written_with() {
        for figure in [0, 7, -10, 12_300, i128::from(u64::MAX), i128::from(u64::MAX) * 10 + 7, i128::MAX, i128::MIN] {
            let digits = Digits::of(figure);
            let told: String = (0..digits.len()).rev().map(|place| char::from(digits.digit(place) + b'0')).collect();
            let written = figure.unsigned_abs().to_string();
            assert_eq!(told, if figure == 0 { "" } else { written.as_str() });
        }
        assert_eq!([0, 7, 12_300, -40].map(significant_digits), [1, 1, 3, 1]);
    }

    #[test]
    fn what_differs_too_much_is_no_slip_digit_by_digit_either() {
        for a in 1..1_300 {
            for b in (1..1_300).filter(|b| *b != a && differ_too_much(a as u128, *b as u128)) {
                for places in 0..3 {
                    assert_eq!(slips(a, b, places).next(), None, "{a} for {b} with {places} decimals");
                }
            }
        }
    }

    /// A figure as it is typed: its digits with a point before the last `places` of them.
    fn typed(text: &str, places: usize) -> Option<i128> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let decimals = format!("{decimals:0<places$}");
        (decimals.len() == places).then(|| format!("0{whole}{decimals}").parse().ok())?
    }

    proptest! {
        #[test]
        fn what_a_key_makes_of_a_figure_is_its_slip(meant in 1_i128..10_000_000, places in 0_usize..4, at in 0_usize..10, key in 0_u8..10) {
            let text = format!("{meant:0>width$}", width = places + 1);
            let text = match places { 0 => text, _ => format!("{}.{}", &text[..text.len() - places], &text[text.len() - places..]) };
            let at = at % text.len();
            let is_slip = |text: &str, kind| typed(text, places).is_none_or(|typed| typed == meant || slips(typed, meant, places as u32).any(|slip| slip == kind));
            if text.as_bytes()[at] != b'.' {
                let mut replaced = text.clone();
                replaced.replace_range(at..=at, &key.to_string());
                prop_assert!(is_slip(&replaced, DigitSlip::Replaced), "{replaced} for {text}");
                let mut dropped = text.clone();
                dropped.remove(at);
                prop_assert!(is_slip(&dropped, DigitSlip::Dropped), "{dropped} for {text}");
            }
            let mut added = text.clone();
            added.insert(at, char::from(b'0' + key));
            prop_assert!(is_slip(&added, DigitSlip::Added), "{added} for {text}");
        }

        #[test]
        fn no_figure_makes_a_slip_panic(a in any::<i128>(), b in any::<i128>(), places in 0_u32..=28) {
            prop_assert_eq!(is_slip(a, b, places), slips(a, b, places).next().is_some());
        }
    }
}
