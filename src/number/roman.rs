//! Roman numerals, as outlines and formulas number with them.

/// The letters, those with a smaller one before them among them.
const LETTERS: [(u32, &str); 13] = [
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
];

/// The last number that the letters can write in their usual form.
const LAST: u32 = 3999;
/// The longest numeral, MMMDCCCLXXXVIII.
const LONGEST: usize = 15;

/// A number from 1 to 3999 in Roman capitals; `None` of any other.
pub fn roman(value: u32) -> Option<String> {
    if !(1..=LAST).contains(&value) {
        return None;
    }
    let (mut left, mut text) = (value, String::new());
    for (worth, letters) in LETTERS {
        while left >= worth {
            text.push_str(letters);
            left -= worth;
        }
    }
    Some(text)
}

/// The value of a numeral in capitals and in its usual form: IV and not IIII.
pub fn from_roman(text: &str) -> Option<u32> {
    if text.len() > LONGEST {
        return None;
    }
    let (mut left, mut value) = (text, 0_u32);
    for (worth, letters) in LETTERS {
        while let Some(rest) = left.strip_prefix(letters) {
            left = rest;
            value = value.saturating_add(worth);
        }
    }
    (left.is_empty() && roman(value).as_deref() == Some(text)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numeral_is_read_as_it_was_written() {
        for value in 1..=LAST {
            let text = roman(value).unwrap();
            assert!(text.len() <= LONGEST);
            assert_eq!(from_roman(&text), Some(value), "{text}");
        }
        assert_eq!((roman(0), roman(4000)), (None, None));
        for text in ["", "IIII", "IVI", "VX", "ix", "MMMM", "A"] {
            assert_eq!(from_roman(text), None, "{text}");
        }
    }
}
