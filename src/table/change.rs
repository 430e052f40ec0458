//! Changes that are told in words: "Tăng 15", "Giảm 5", "Không thay đổi".

use super::Unit;
use crate::number::{Mark, Number, Written, candidates, marked};
use crate::words::{Sense, senses};

/// A change: its size as it is written, and whether it is a fall. `None` where a text tells none. A word behind
/// the figure is passed over where it names whole things: "Tăng 15 vụ", and not "Tăng 5 triệu".
pub(super) fn change(text: &str, unit: Option<&Unit>) -> Option<(Written, bool)> {
    let Some(at) = text.find(|c: char| c.is_ascii_digit()) else {
        let is_none = senses(text).has(Sense::Unchanged);
        return is_none.then(|| (Written::Plain(Number::new(0.into(), 0)), false));
    };
    let (words, figure) = text.split_at_checked(at)?;
    // A sign of its own would say it twice, or deny it.
    if !words.ends_with(|c: char| c.is_whitespace() || c == ':') {
        return None;
    }
    let said = senses(words);
    let falls = match (said.has(Sense::Rise), said.has(Sense::Fall)) {
        (true, false) => false,
        (false, true) => true,
        _ => return None,
    };
    let written = match candidates(figure) {
        Written::Blank => return None,
        Written::Unreadable => match marked(figure)? {
            (written, Mark::Footnote(_)) => written,
            (written, Mark::Word(word)) => {
                let word = Unit::new(word)?;
                (Some(&word) == unit || word.counts_whole_things()).then_some(written)?
            }
            (_, Mark::Mistyped) => return None,
        },
        written => written,
    };
    Some((written, falls))
}

/// "Tăng 15": the words of a change of so much, as a reader would write them.
pub fn in_words(change: Number, shown: &str) -> String {
    match change.value() {
        value if value.is_zero() => "Không thay đổi".to_owned(),
        value if value.is_sign_negative() => format!("Giảm {}", shown.trim_start_matches(['-', '−'])),
        _ => format!("Tăng {shown}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Notation;

    #[test]
    fn a_change_in_words_is_a_signed_figure() {
        let vu = Unit::new("vụ");
        let read = |text: &str| {
            let (written, falls) = change(text, vu.as_ref())?;
            Some((written.under(Notation::Vietnamese)?.value().to_string(), falls))
        };
        for (text, value, falls) in [
            ("Tăng 15", "15", false),
            ("giảm 5", "5", true),
            ("Giảm: 1.205", "1205", true),
            ("Tăng 12,5%", "12.5", false),
            ("Tăng 15 vụ", "15", false),
            ("Không tăng, không giảm", "0", false),
            ("Không thay đổi", "0", false),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), falls)), "{text}");
        }
        for text in
            ["Tăng", "Tăng 5 triệu", "Tăng -5", "Giảm nghèo 2024", "15", "Đạt 15", "Tăng từ 5 lên 7", "Tăng 3 - 5"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
