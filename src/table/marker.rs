//! The markers that open a line: A, I, 1, 1.1, a, -, +.

use std::fmt;

use rust_decimal::Decimal;

use crate::number::{self, from_roman};

/// The place of a line in the outline, from the shallowest to the deepest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// A, B, … Đ …; J is not used in Vietnamese runs.
    Letter(char),
    /// I, II, …
    Roman(u32),
    /// 1, 2; 1.1 is [1, 1].
    Number(Vec<u32>),
    /// a, b, …
    Small(char),
    /// "-" or "*"
    Dash,
    /// "+"
    Plus,
}

impl Marker {
    /// Reads a marker that stands alone: "A", "IV.", "1.1", "a)", "-". A bare I, V, X … is read
    /// as a Roman number, a bare L, C, D, M as a letter; [`settle_letters`] corrects both where the
    /// run says so.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['.', ')', '(', ':', '/']).trim();
        match text {
            "-" | "–" | "—" | "*" | "•" | "−" => return Some(Self::Dash),
            "+" => return Some(Self::Plus),
            _ => {}
        }
        if let Some(value) = roman(text) {
            return Some(Self::Roman(value));
        }
        let mut chars = text.chars();
        if let (Some(letter), None) = (chars.next(), chars.next()) {
            if letter.is_uppercase() {
                return Some(Self::Letter(letter));
            }
            if letter.is_lowercase() {
                return Some(Self::Small(letter));
            }
        }
        let parts: Option<Vec<u32>> = text
            .split('.')
            .map(|part| {
                if part.is_empty() || part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                    None
                } else {
                    part.parse().ok()
                }
            })
            .collect();
        parts.filter(|parts| !parts.is_empty() && parts.len() <= 5).map(Self::Number)
    }

    /// Whether the plain text of a number would be a marker: up to three digits before and after
    /// the point.
    pub(super) fn is_number(value: Decimal) -> bool {
        let whole = 0..1000;
        match value.scale() {
            0 => whole.contains(&value.mantissa()),
            _ => {
                !value.is_sign_negative() && whole.contains(&value.trunc().mantissa()) && value.normalize().scale() <= 3
            }
        }
    }

    /// Splits a label that carries its own marker: "1.1 Chi giáo dục", "- Nữ", "III. Tổng".
    pub fn split(label: &str) -> Option<(Self, &str)> {
        let label = label.trim_start();
        for sign in ["-", "–", "+", "*", "•"] {
            if let Some(rest) = label.strip_prefix(sign) {
                let rest = rest.trim_start();
                let names = rest.chars().next().is_some_and(char::is_alphabetic);
                return names.then(|| Self::parse(sign).map(|marker| (marker, rest))).flatten();
            }
        }
        let end = label.find(char::is_whitespace)?;
        let (head, rest) = label.split_at_checked(end)?;
        let closed = head.ends_with(['.', ')', '/']);
        if let Some(code) = code(head) {
            return Some((code, rest.trim_start()));
        }
        let dotted = head.contains('.') && head.starts_with(|c: char| c.is_ascii_digit());
        if !(closed || dotted) {
            return None;
        }
        Self::parse(head).map(|marker| (marker, rest.trim_start()))
    }

    /// The class that shares a level of the outline: all Roman numbers, all two-part numbers …
    pub(super) fn class(&self) -> Class {
        match self {
            Self::Letter(_) => Class::Letter,
            Self::Roman(_) => Class::Roman,
            Self::Number(parts) => Class::Number(parts.len()),
            Self::Small(_) => Class::Small,
            Self::Dash => Class::Dash,
            Self::Plus => Class::Plus,
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letter(letter) | Self::Small(letter) => write!(f, "{letter}"),
            Self::Roman(value) => f.write_str(&number::roman(*value).unwrap_or_default()),
            Self::Number(parts) => {
                let parts: Vec<String> = parts.iter().map(u32::to_string).collect();
                f.write_str(&parts.join("."))
            }
            Self::Dash => f.write_str("-"),
            Self::Plus => f.write_str("+"),
        }
    }
}

/// A level of the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Letter,
    Roman,
    Number(usize),
    Small,
    Dash,
    Plus,
}

/// The place that a code of letters and dotted numbers gives in an outline: "HC.1.1", and of a
/// range of them that of its first, "HC.1.3-1.4".
fn code(text: &str) -> Option<Marker> {
    let (letters, rest) = text.split_once('.')?;
    let short = (1..=3).contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_uppercase());
    let first = rest.split(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    let numbered = first.starts_with(|c: char| c.is_ascii_digit());
    let numeral = roman(letters).is_some_and(|value| value < FORTY);
    (short && numbered && !numeral).then(|| Marker::parse(first)).flatten()
}

/// Numerals are written in these letters from here on: XL.
const FORTY: u32 = 40;

/// The value of a numeral in its usual form. A bare L, C, D or M is a letter.
fn roman(text: &str) -> Option<u32> {
    from_roman(text).filter(|_| !matches!(text, "L" | "C" | "D" | "M"))
}

/// Reads a bare I or V as the letter where the sheet counts in letters: "H, I, K". A Roman I is
/// followed by II before the next letter; the letter I follows H. A bare L, C, D or M is the numeral
/// that follows XLIX, XCIX, CDXCIX or CMXCIX.
pub(super) fn settle_letters(markers: &mut [Option<Marker>]) {
    let (mut previous, mut numbered): (Option<char>, Option<u32>) = (None, None);
    for marker in markers.iter_mut().flatten() {
        match marker {
            Marker::Letter(letter) => {
                let value = match *letter {
                    'L' => Some(50),
                    'C' => Some(100),
                    'D' => Some(500),
                    'M' => Some(1000),
                    _ => None,
                };
                let follows = |value: &u32| numbered.and_then(|before| before.checked_add(1)) == Some(*value);
                if let Some(value) = value.filter(follows) {
                    *marker = Marker::Roman(value);
                    numbered = Some(value);
                } else {
                    previous = Some(*letter);
                }
            }
            Marker::Roman(value) => {
                let letter = match *value {
                    1 if previous == Some('H') => Some('I'),
                    5 if previous == Some('U') => Some('V'),
                    10 if previous == Some('V') => Some('X'),
                    _ => None,
                };
                if let Some(letter) = letter {
                    *marker = Marker::Letter(letter);
                    previous = Some(letter);
                } else {
                    numbered = Some(*value);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_of_marker_is_read() {
        assert_eq!(Marker::parse("A"), Some(Marker::Letter('A')));
        assert_eq!(Marker::parse("Đ"), Some(Marker::Letter('Đ')));
        assert_eq!(Marker::parse("IV."), Some(Marker::Roman(4)));
        assert_eq!(Marker::parse("1.1"), Some(Marker::Number(vec![1, 1])));
        assert_eq!(Marker::parse("a)"), Some(Marker::Small('a')));
        assert_eq!(Marker::parse("-"), Some(Marker::Dash));
        assert_eq!(Marker::parse("+"), Some(Marker::Plus));
        assert_eq!(Marker::parse("Tổng"), None);
        assert_eq!(Marker::parse("2024"), None);
    }

    proptest! {
        #[test]
        fn numbers_are_the_markers_that_their_texts_are(mantissa in -20_000_i64..2_000_000, scale in 0_u32..7) {
            let value = Decimal::new(mantissa, scale);
            prop_assert_eq!(Marker::is_number(value), Marker::parse(&value.normalize().to_string()).is_some());
        }
    }

    #[test]
    fn numerals_are_read_in_their_usual_form_alone() {
        for value in (1..=3999).filter(|value| ![50, 100, 500, 1000].contains(value)) {
            assert_eq!(Marker::parse(&Marker::Roman(value).to_string()), Some(Marker::Roman(value)));
        }
        for text in ["IIII", "VX", "IC", "XXXX", "LL", "MMMM", "VIV", ""] {
            assert_eq!(roman(text), None, "{text}");
        }
        assert_eq!(Marker::parse("C"), Some(Marker::Letter('C')));
    }

    #[test]
    fn a_bare_l_after_xlix_is_a_numeral() {
        let run = ["XLVIII", "1", "XLIX", "1", "2", "L", "1", "LI"];
        let mut run: Vec<Option<Marker>> = run.into_iter().map(Marker::parse).collect();
        settle_letters(&mut run);
        assert_eq!(run[5], Some(Marker::Roman(50)));
        let mut run = vec![Marker::parse("K"), Marker::parse("I"), Marker::parse("L"), Marker::parse("M")];
        settle_letters(&mut run);
        assert_eq!(run[2], Some(Marker::Letter('L')));
    }

    #[test]
    fn a_label_gives_up_its_marker() {
        assert_eq!(Marker::split("1.1 Chi giáo dục"), Some((Marker::Number(vec![1, 1]), "Chi giáo dục")));
        assert_eq!(Marker::split("- Nữ"), Some((Marker::Dash, "Nữ")));
        assert_eq!(Marker::split("III. Tổng"), Some((Marker::Roman(3), "Tổng")));
        assert_eq!(Marker::split("HC.1.1 Nội trú"), Some((Marker::Number(vec![1, 1]), "Nội trú")));
        assert_eq!(Marker::split("HC.1.3-1.4 Ngoại trú"), Some((Marker::Number(vec![1, 3]), "Ngoại trú")));
        assert_eq!(Marker::split("TP.HCM và vùng phụ cận"), None);
        assert_eq!(Marker::split("A class of its own"), None);
        assert_eq!(Marker::split("2024 – dự toán"), None);
        assert_eq!(Marker::split("- 5"), None);
    }

    #[test]
    fn a_bare_i_after_h_is_a_letter() {
        let mut run = vec![Marker::parse("H"), Marker::parse("I"), Marker::parse("K")];
        settle_letters(&mut run);
        assert_eq!(run[1], Some(Marker::Letter('I')));
        let mut run = vec![Marker::parse("A"), Marker::parse("I"), Marker::parse("II")];
        settle_letters(&mut run);
        assert_eq!(run[1], Some(Marker::Roman(1)));
    }
}
