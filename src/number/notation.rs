//! How numbers are written: "12.216,693" in Vietnam, "12,216.693" in English.
//!
//! One text may be a number under both notations and mean two things ("1.800"), so reading a text
//! only gives candidates; which notation a column is written in is decided from all its cells
//! ([`super::decide`]), never from one.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Number;

/// A convention for the group mark and the decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Notation {
    /// "12.216,693"
    #[default]
    Vietnamese,
    /// "12,216.693"
    English,
}

impl Notation {
    /// Both, the one of the country first.
    pub const ALL: [Self; 2] = [Self::Vietnamese, Self::English];

    /// The mark before the decimals.
    pub fn decimal_mark(self) -> char {
        match self {
            Self::Vietnamese => ',',
            Self::English => '.',
        }
    }

    /// The mark between groups of three digits.
    pub fn group_mark(self) -> char {
        self.other().decimal_mark()
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }
}

/// What a text can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// An empty marker: "", "-", "…", "x".
    Blank,
    /// Not one number: words, a range ("1,5 - 2,0"), an amount with its currency.
    Unreadable,
    /// The same number in both notations: "1662".
    Plain(Number),
    /// A number in one notation and none in the other: "12.216,693", "119,4".
    Only(Notation, Number),
    /// Two numbers: "1.800".
    Ambiguous {
        /// Read as Vietnamese.
        vietnamese: Number,
        /// Read as English.
        english: Number,
    },
}

impl Written {
    /// The number under a notation.
    pub fn under(self, notation: Notation) -> Option<Number> {
        match (self, notation) {
            (Self::Blank | Self::Unreadable, _) => None,
            (Self::Plain(number), _) => Some(number),
            (Self::Only(only, number), _) => (only == notation).then_some(number),
            (Self::Ambiguous { vietnamese, .. }, Notation::Vietnamese) => Some(vietnamese),
            (Self::Ambiguous { english, .. }, Notation::English) => Some(english),
        }
    }
}

/// Everything that a text can be read as.
pub fn candidates(text: &str) -> Written {
    if text.trim_start().starts_with(begins_words) {
        return Written::Unreadable;
    }
    // The usual case: a number of a line.
    if text.len() < PLAIN_DIGITS && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<u64>().map_or(Written::Unreadable, |whole| Written::Plain(Number::new(whole.into(), 0)));
    }
    let text = Tidy::of(text);
    if text.is_blank_marker() {
        return Written::Blank;
    }
    match (text.read(Notation::Vietnamese), text.read(Notation::English)) {
        (None, None) => Written::Unreadable,
        (Some(number), None) => Written::Only(Notation::Vietnamese, number),
        (None, Some(number)) => Written::Only(Notation::English, number),
        (Some(a), Some(b)) if a == b => Written::Plain(a),
        (Some(vietnamese), Some(english)) => Written::Ambiguous { vietnamese, english },
    }
}

/// Fewer digits fit 64 bits.
const PLAIN_DIGITS: usize = 19;

/// Whether a text that begins with a letter is words: no number does, and of the signs for nothing
/// only "x" and "n/a".
fn begins_words(letter: char) -> bool {
    match letter {
        'x' | 'X' | 'n' | 'N' => false,
        // The Latin letters, those with the diacritics of Vietnamese among them.
        'a'..='z' | 'A'..='Z' | '\u{1ea0}'..='\u{1ef9}' => true,
        '\u{c0}'..='\u{24f}' => !matches!(letter, '×' | '÷'),
        _ => false,
    }
}

/// Reads one text as a number, with the decimals as written.
///
/// Understood: group marks (the notation's own, spaces of any width, apostrophes), a leading sign
/// (also full-width and U+2212), brackets for negative numbers as accountants write them, a
/// trailing % (the number is then in percent points), a leading apostrophe. `None` for anything
/// else: a word beside the figure says that it is not known what the figure counts.
pub fn parse(text: &str, notation: Notation) -> Option<Number> {
    Tidy::of(text).read(notation)
}

/// Writes a number with its decimals, in groups of three: "12.216,693".
pub fn format(number: Number, notation: Notation) -> String {
    let number = number.rounded(number.decimals());
    let digits = number.value().abs().to_string();
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 2);
    if number.value().is_sign_negative() && !number.value().is_zero() {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(notation.group_mark());
        }
        text.push(digit);
    }
    let decimals = number.decimals() as usize;
    if decimals > 0 {
        text.push(notation.decimal_mark());
        text.extend(fraction.chars().chain(std::iter::repeat('0')).take(decimals));
    }
    text
}

/// A text without padding, its look-alike characters replaced by the plain ones.
struct Tidy(String);

impl Tidy {
    fn of(text: &str) -> Self {
        let mut plain: String = text.chars().filter_map(plain_char).collect();
        // Excel's mark for "this is text" survives copying; it says nothing about the number.
        if plain.starts_with('\'') {
            plain.remove(0);
        }
        Self(plain.trim().to_owned())
    }

    fn is_blank_marker(&self) -> bool {
        let text = self.0.as_str();
        text.is_empty()
            || text.chars().all(|c| matches!(c, '-' | '_' | ' '))
            || (text.chars().all(|c| matches!(c, '.' | '…' | ' ')) && text != ".")
            || ["x", "×", "n/a", "na"].iter().any(|marker| text.eq_ignore_ascii_case(marker))
    }

    fn read(&self, notation: Notation) -> Option<Number> {
        let mut rest = self.0.as_str();
        let mut negative = false;
        let outer_percent = rest.strip_suffix('%');
        if let Some(percent) = outer_percent {
            rest = percent.trim_end();
        }
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (rest, negative) = (inner.trim(), true);
        } else if let Some(unsigned) = rest.strip_prefix('-') {
            (rest, negative) = (unsigned.trim_start(), true);
        } else if let Some(unsigned) = rest.strip_prefix('+') {
            rest = unsigned.trim_start();
        }
        if let Some(percent) = rest.strip_suffix('%').filter(|_| outer_percent.is_none()) {
            rest = percent.trim_end();
        }
        let number = read_unsigned(rest, notation)?;
        Some(if negative { Number::new(-number.value(), number.decimals()) } else { number })
    }
}

/// Digits, group marks and a decimal mark; nothing else.
fn read_unsigned(text: &str, notation: Notation) -> Option<Number> {
    let (whole, fraction) = match text.split_once(notation.decimal_mark()) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !all_digits(fraction)) {
        return None;
    }
    let mark = whole.chars().find(|c| !c.is_ascii_digit());
    let mut digits = String::with_capacity(text.len());
    match mark {
        // ",5" is how some write a half.
        None if whole.is_empty() && fraction.is_some() => digits.push('0'),
        None if all_digits(whole) => digits.push_str(whole),
        Some(mark) if mark == notation.group_mark() || mark == ' ' || mark == '\'' => {
            for (index, group) in whole.split(mark).enumerate() {
                // Nobody writes the thousands of a number that has none: "0.123" is a fraction.
                let fits = if index == 0 { group.len() <= 3 && !group.starts_with('0') } else { group.len() == 3 };
                if !fits || !all_digits(group) {
                    return None;
                }
                digits.push_str(group);
            }
        }
        _ => return None,
    }
    let fraction = fraction.unwrap_or_default();
    let decimals = u32::try_from(fraction.len()).ok()?;
    if decimals > 0 {
        digits.push('.');
        digits.push_str(fraction);
    }
    if let Some(number) = of_double(&digits) {
        return Some(number);
    }
    if decimals > Number::MAX_DECIMALS {
        return None;
    }
    Some(Number::new(Decimal::from_str_exact(&digits).ok()?, decimals))
}

/// Digits that a double is sure of and that Excel keeps; a program that writes more of them writes noise.
const SURE_DIGITS: u32 = 15;
/// A figure that comes out shorter by so many digits was written by such a program: a person who writes
/// seventeen digits does not come so near to fourteen.
const OF_NOISE: u32 = 3;

/// The figure in what a program wrote of a double to its last digit: 98.51000000000001 is 98.51.
fn of_double(digits: &str) -> Option<Number> {
    if digits.len() <= SURE_DIGITS as usize || !digits.contains('.') {
        return None;
    }
    let written = Decimal::from_str_exact(digits).ok()?.normalize();
    let length = |value: Decimal| value.mantissa().unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    let sure = written.round_sf(SURE_DIGITS)?.normalize();
    let is_noise = length(written) > SURE_DIGITS && length(sure) + OF_NOISE <= SURE_DIGITS;
    is_noise.then(|| Number::from_decimal(sure))
}

/// The plain character for one that looks like it; `None` for those that cannot be seen.
fn plain_char(c: char) -> Option<char> {
    Some(match c {
        '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{00AD}' => return None,
        '\u{2212}' | '\u{2010}'..='\u{2015}' | '\u{FE63}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{02BC}' => '\'',
        // Full-width forms of ASCII, as East Asian input methods leave them.
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        c if c.is_whitespace() => ' ',
        c => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(mantissa: i64, decimals: u32) -> Number {
        Number::new(Decimal::new(mantissa, decimals), decimals)
    }

    #[test]
    fn digits_that_only_a_double_has_are_noise() {
        use Notation::{English, Vietnamese};
        assert_eq!(parse("98.51000000000001", English), Some(number(9851, 2)));
        assert_eq!(parse("834,8099999999999", Vietnamese), Some(number(83481, 2)));
        assert_eq!(parse("-0.9834999999999999", English), Some(number(-9835, 4)));
        assert_eq!(parse("3.141592653589793", English), Some(number(3_141_592_653_589_793, 15)));
        assert_eq!(parse("97.28701366783587", English), Some(number(9_728_701_366_783_587, 14)));
        assert_eq!(parse("1234567890123456", English), Some(number(1_234_567_890_123_456, 0)));
    }

    #[test]
    fn vietnamese_and_english_marks_are_told_apart() {
        use Notation::{English, Vietnamese};
        assert_eq!(candidates("12.216,693"), Written::Only(Vietnamese, number(12_216_693, 3)));
        assert_eq!(candidates("12,216.693"), Written::Only(English, number(12_216_693, 3)));
        assert_eq!(candidates("119,4"), Written::Only(Vietnamese, number(1194, 1)));
        assert_eq!(candidates("57.14"), Written::Only(English, number(5714, 2)));
        assert_eq!(candidates("108,493,920,000"), Written::Only(English, number(108_493_920_000, 0)));
        assert_eq!(candidates("1662"), Written::Plain(number(1662, 0)));
        assert_eq!(candidates("1.800"), Written::Ambiguous { vietnamese: number(1800, 0), english: number(1800, 3) });
        assert_eq!(candidates("0.123"), Written::Only(English, number(123, 3)));
        assert_eq!(candidates("216.87660624369599"), Written::Only(English, number(21_687_660_624_369_599, 14)));
    }

    #[test]
    fn spaces_signs_brackets_and_percent_are_understood() {
        let read = |text| parse(text, Notation::Vietnamese);
        assert_eq!(read("  12\u{a0}216,693 "), Some(number(12_216_693, 3)));
        assert_eq!(read("12\u{202f}216"), Some(number(12_216, 0)));
        assert_eq!(read("'1.800"), Some(number(1800, 0)));
        assert_eq!(read("1'234'567"), Some(number(1_234_567, 0)));
        assert_eq!(read("\u{2212}5,0"), Some(number(-50, 1)));
        assert_eq!(read("－１２，５"), Some(number(-125, 1)));
        assert_eq!(read("＋7"), Some(number(7, 0)));
        assert_eq!(read("(1.234)"), Some(number(-1234, 0)));
        assert_eq!(read("95,2 %"), Some(number(952, 1)));
        assert_eq!(read("(2,5%)"), Some(number(-25, 1)));
        assert_eq!(read(",5"), Some(number(5, 1)));
    }

    #[test]
    fn what_is_not_one_number_is_refused() {
        for text in [
            "1,5 - 2,0",
            "1.500 đồng",
            "5 triệu",
            "Đạt",
            "1.234.56",
            "12.34,5",
            "1,2,3",
            "5,",
            "5.",
            "1..2",
            "--5",
            "(-5)",
            "1 800.000,5",
            "00/00/0000",
            "0.123.456",
            "1-2",
            "5%%",
            "II",
            "1e5",
            "99999999999999999999999999999999999",
        ] {
            assert_eq!(candidates(text), Written::Unreadable, "{text}");
        }
    }

    #[test]
    fn empty_markers_are_blank_and_zero_is_not() {
        for text in ["", " ", "\u{a0}", "-", "–", "—", " - ", "…", "...", "..", "x", "X", "---", "N/A"] {
            assert_eq!(candidates(text), Written::Blank, "{text}");
        }
        assert_eq!(candidates("0"), Written::Plain(number(0, 0)));
        assert_eq!(candidates("0,0"), Written::Only(Notation::Vietnamese, number(0, 1)));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(mantissa in -999_999_999_999_999i64..=999_999_999_999_999, decimals in 0u32..=15) {
            for notation in Notation::ALL {
                let written = number(mantissa, decimals);
                prop_assert_eq!(parse(&format(written, notation), notation), Some(written));
            }
        }

        #[test]
        fn no_text_makes_reading_panic(text in "\\PC*", figures in "[0-9.,' ()%+-]{0,40}") {
            let _ = (candidates(&text), candidates(&figures));
        }

        #[test]
        fn what_begins_as_words_do_is_neither_number_nor_nothing(
            first in "[a-zA-ZÀ-ỹ]", rest in "[-0-9.,xna/ %()\u{200b}ẹ]{0,4}",
        ) {
            let text = format!(" {first}{rest}");
            if text.trim_start().starts_with(begins_words) {
                let tidy = Tidy::of(&text);
                prop_assert!(!tidy.is_blank_marker());
                prop_assert_eq!(tidy.read(Notation::Vietnamese), None);
                prop_assert_eq!(tidy.read(Notation::English), None);
            }
        }
    }
}
