//! The names of columns and lines in printed formulas.

use std::fmt;

use crate::number::{self, from_roman};

/// What a formula calls a column or a line: "4", "4a", "4.1", "A", "II", "270".
///
/// Compared without brackets and without regard to case, as people do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// A name as it stands in a column-number cell or as the marker of a line: "(7)", "[32a]",
    /// "1.0" and "-7.0" (what Excel makes of a typed "(7)") are understood. `None` for anything
    /// that is no name.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches([':', '.', ')', ']']).trim_start_matches(['(', '[', '-']).trim();
        let text = text.strip_suffix(".0").unwrap_or(text);
        let mut chars = text.chars();
        let name_like = match chars.next()? {
            first if first.is_ascii_digit() => {
                let digits = text.trim_end_matches(char::is_alphabetic);
                text.chars().count() - digits.chars().count() <= 1
                    && digits
                        .split('.')
                        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
            }
            first if first.is_alphabetic() => chars.next().is_none() || roman(text).is_some(),
            _ => false,
        };
        name_like.then(|| Self::new(text))
    }

    pub(super) fn new(text: &str) -> Self {
        Self(text.to_uppercase())
    }

    /// Whether it is a roman numeral (the letters C, I, L, V and X also are).
    pub(super) fn is_roman(&self) -> bool {
        roman(&self.0).is_some()
    }

    /// The name in capitals, without brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All names from this one to another, both included: 8 … 17, I … VI, A … Đ is not known to
    /// be A … E and is refused. `None` when they are of different kinds or out of order.
    pub fn run_to(&self, last: &Self) -> Option<Vec<Self>> {
        const LONGEST: u32 = 200;
        if let (Ok(from), Ok(to)) = (self.0.parse::<u32>(), last.0.parse::<u32>()) {
            return (from < to && to - from <= LONGEST)
                .then(|| (from..=to).map(|number| Self(number.to_string())).collect());
        }
        if let (Some(from), Some(to)) = (roman(&self.0), roman(&last.0)) {
            return (from < to && to <= LONGEST).then(|| (from..=to).filter_map(number::roman).map(Self).collect());
        }
        let letter = |text: &str| text.bytes().next().filter(|byte| text.len() == 1 && byte.is_ascii_uppercase());
        let (from, to) = (letter(&self.0)?, letter(&last.0)?);
        // Vietnamese lists skip F, J, W and Z and may or may not have Đ: only the first letters
        // are sure.
        (from < to && to <= b'D').then(|| (from..=to).map(|byte| Self(char::from(byte).to_string())).collect())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Numerals from here on name nothing: columns and lines are fewer.
const TOO_LARGE: u32 = 400;

/// The value of a roman numeral written as it should be, in whatever letters.
fn roman(text: &str) -> Option<u32> {
    from_roman(&text.to_ascii_uppercase()).filter(|value| *value < TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_recognised_in_their_brackets() {
        let read = |text| Name::parse(text).map(|name| name.to_string());
        for (text, name) in [
            ("4", "4"),
            ("(7)", "7"),
            ("-7.0", "7"),
            ("1.0", "1"),
            ("[32a]", "32A"),
            ("4.1", "4.1"),
            ("A", "A"),
            ("Đ", "Đ"),
            ("III", "III"),
            ("270", "270"),
            ("II.", "II"),
        ] {
            assert_eq!(read(text).as_deref(), Some(name), "{text}");
        }
        for text in ["", "Cộng", "1=2+3", "12345", "4ab", "IIII", "()", "..."] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn runs_go_from_the_first_to_the_last() {
        let run = |from, to| Name::new(from).run_to(&Name::new(to)).map(|names| names.len());
        assert_eq!(run("8", "17"), Some(10));
        assert_eq!(run("I", "VI"), Some(6));
        assert_eq!(run("A", "C"), Some(3));
        assert_eq!(run("17", "8"), None);
        assert_eq!(run("1", "4000"), None);
        assert_eq!(run("A", "4"), None);
    }
}
