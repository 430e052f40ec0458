//! Amounts in words: "hai tỷ bảy trăm bốn mươi lăm triệu", "một nghìn không trăm linh năm", "ba triệu rưỡi".

use rust_decimal::Decimal;

/// What a word of a numeral does.
#[derive(Clone, Copy)]
enum Part {
    Digit(u64),
    Ten,
    /// Multiplies the digit before it: "mươi", "trăm".
    Times(u64),
    /// Closes a group of three digits: "nghìn", "triệu", "tỷ".
    Scale(u64),
    Gap,
    Half,
}

const BILLION: u64 = 1_000_000_000;

fn part(word: &str) -> Option<Part> {
    Some(match word {
        "không" => Part::Digit(0),
        "một" | "mốt" => Part::Digit(1),
        "hai" => Part::Digit(2),
        "ba" => Part::Digit(3),
        "bốn" | "tư" => Part::Digit(4),
        "năm" | "lăm" | "nhăm" => Part::Digit(5),
        "sáu" => Part::Digit(6),
        "bảy" | "bẩy" => Part::Digit(7),
        "tám" => Part::Digit(8),
        "chín" => Part::Digit(9),
        "mười" => Part::Ten,
        "mươi" => Part::Times(10),
        "trăm" => Part::Times(100),
        "nghìn" | "ngàn" => Part::Scale(1_000),
        "triệu" => Part::Scale(1_000_000),
        "tỷ" | "tỉ" => Part::Scale(BILLION),
        "linh" | "lẻ" => Part::Gap,
        "rưỡi" => Part::Half,
        _ => return None,
    })
}

/// The numeral that folded words begin with, and how many words it takes.
pub fn read<W: AsRef<str>>(words: &[W]) -> Option<(Decimal, usize)> {
    let (mut total, mut section, mut group) = (0_u128, 0_u128, 0_u128);
    let mut digit: Option<u64> = None;
    // What "rưỡi" halves, and the last scale: those of one section fall.
    let (mut last, mut below) = (0_u64, u64::MAX);
    let mut taken = 0_usize;
    let times = |value: u128, factor: u64| value.checked_mul(u128::from(factor));
    for word in words {
        let Some(part) = part(word.as_ref()) else { break };
        match part {
            Part::Digit(value) if digit.is_none() => digit = Some(value),
            Part::Ten if digit.is_none() => group = group.checked_add(10)?,
            Part::Times(factor) => {
                group = group.checked_add(times(u128::from(digit.take()?), factor)?)?;
                last = factor;
            }
            Part::Scale(factor) => {
                group = group.checked_add(u128::from(digit.take().unwrap_or(0)))?;
                if factor == BILLION {
                    total = times(total.checked_add(section)?.checked_add(group)?, BILLION)?;
                    (section, below) = (0, BILLION);
                } else if factor < below {
                    section = section.checked_add(times(group, factor)?)?;
                    below = factor;
                } else {
                    return None;
                }
                (group, last) = (0, factor);
            }
            Part::Gap => {}
            Part::Half if last > 1 && digit.is_none() => group = group.checked_add(u128::from(last / 2))?,
            Part::Digit(_) | Part::Ten | Part::Half => return None,
        }
        taken += 1;
    }
    let value = total.checked_add(section)?.checked_add(group)?.checked_add(u128::from(digit.unwrap_or(0)))?;
    let value = Decimal::try_from_i128_with_scale(i128::try_from(value).ok()?, 0).ok()?;
    (taken > 0).then_some((value, taken))
}

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// A whole number in words, as offices write it.
pub fn write(value: u64) -> String {
    if value == 0 {
        return DIGITS.first().copied().unwrap_or_default().to_owned();
    }
    let scales = [(BILLION, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn"), (1, "")];
    let mut words: Vec<String> = Vec::new();
    let mut rest = value;
    for (scale, name) in scales {
        let (group, left) = (rest / scale, rest % scale);
        rest = left;
        if group == 0 {
            continue;
        }
        // Thousands of billions have groups of their own.
        let said = if group >= 1_000 { write(group) } else { three(group, !words.is_empty()) };
        words.push(said);
        if !name.is_empty() {
            words.push(name.to_owned());
        }
    }
    words.join(" ")
}

/// A group of three digits; all are said where others stand before it.
fn three(group: u64, inner: bool) -> String {
    let (hundreds, tens, ones) = (group / 100, group / 10 % 10, group % 10);
    let digit = |at: u64| usize::try_from(at).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or_default();
    let mut words = Vec::new();
    if hundreds > 0 || inner {
        words.extend([digit(hundreds), "trăm"]);
    }
    match (tens, ones) {
        (0, 0) => {}
        (0, _) if !words.is_empty() => words.extend(["linh", digit(ones)]),
        (0, _) => words.push(digit(ones)),
        (1, _) => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (0, _) | (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (_, 5) => words.push("lăm"),
        _ => words.push(digit(ones)),
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::fold;
    use proptest::prelude::*;

    fn value(text: &str) -> Option<u64> {
        let folded = fold(text);
        let words: Vec<&str> = folded.split(' ').collect();
        let (value, taken) = read(&words)?;
        (taken == words.len()).then(|| value.to_string().parse().unwrap())
    }

    #[test]
    fn numerals_are_read_as_offices_write_them() {
        for (text, number) in [
            ("Hai tỷ bảy trăm bốn mươi lăm triệu", 2_745_000_000),
            ("một nghìn không trăm linh năm", 1_005),
            ("Tám trăm bảy mươi tư triệu năm trăm ngàn", 874_500_000),
            ("ba triệu rưỡi", 3_500_000),
            ("một trăm lẻ một", 101),
            ("hai mươi mốt nghìn tỷ", 21_000_000_000_000),
            ("mười lăm", 15),
            ("hai trăm rưỡi", 250),
            ("một tỷ rưỡi", 1_500_000_000),
            ("không", 0),
        ] {
            assert_eq!(value(text), Some(number), "{text}");
        }
        for text in ["nghìn triệu hai", "một hai", "con bò", "mươi"] {
            assert_ne!(value(text), Some(2), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 0_u64..9_999_999_999_999) {
            prop_assert_eq!(value(&write(number)), Some(number));
        }

        #[test]
        fn no_words_make_reading_panic(words in proptest::collection::vec("(hai|mười|mươi|trăm|nghìn|tỷ|triệu|linh|rưỡi|lăm|xyz)", 0..40)) {
            let _ = read(&words);
        }
    }
}
