//! Figures with something beside them that is no part of the number: "2.345*", "1.234 (1)", "123¹⁾", "1.234 hộ",
//! and figures mistyped so that no notation reads them: "8.77O", "7..323".

use super::{Written, candidates};

/// What stands in a text beside its figure, or instead of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'t> {
    /// The mark of a footnote: "*", "(1)", "¹⁾".
    Footnote(&'t str),
    /// A word behind the figure, as written: "hộ". Whether it changes what is counted ("triệu"), the number
    /// does not say.
    Word(&'t str),
    /// Letters typed for digits, or a mark typed twice: a slip of the hand.
    Mistyped,
}

/// The figure in a text that is more than a figure; `None` when the rest cannot be told from it.
pub fn marked(text: &str) -> Option<(Written, Mark<'_>)> {
    let text = text.trim();
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '−' | '+' | '(')) {
        return None;
    }
    footnote(text).or_else(|| word(text)).or_else(|| mistyped(text))
}

fn figure(text: &str) -> Option<Written> {
    let written = candidates(text);
    (!matches!(written, Written::Blank | Written::Unreadable)).then_some(written)
}

const SUPERSCRIPTS: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾";

/// "2.345*", "2.345 (1)", "2.345(*)", "2.345¹⁾", "2.345 [a]".
fn footnote(text: &str) -> Option<(Written, Mark<'_>)> {
    let is_mark = |c: char| matches!(c, '*' | '†' | '‡' | '#') || SUPERSCRIPTS.contains(c);
    let bare = text.trim_end_matches(|c| is_mark(c) || c == ')');
    let tail = text.get(bare.len()..)?;
    if tail.chars().any(is_mark)
        && !tail.starts_with(')')
        && let Some(written) = figure(bare)
    {
        return Some((written, Mark::Footnote(tail)));
    }
    let (open, close) = [('(', ')'), ('[', ']')].into_iter().find(|(_, close)| text.ends_with(*close))?;
    let at = text.rfind(open).filter(|at| *at > 0)?;
    let (bare, tail) = text.split_at_checked(at)?;
    let inside = tail.strip_prefix(open)?.strip_suffix(close)?.trim();
    let short = inside.chars().count() <= MOST_IN_BRACKETS;
    let names = !inside.is_empty() && inside.chars().all(|c| c.is_ascii_digit() || c == '*' || c.is_ascii_lowercase());
    if short && names { Some((figure(bare)?, Mark::Footnote(tail))) } else { None }
}

/// Signs in the brackets of a footnote: "(1)", "(12)", "(a)"; a figure in brackets is longer.
const MOST_IN_BRACKETS: usize = 2;

/// "1.234 hộ"
fn word(text: &str) -> Option<(Written, Mark<'_>)> {
    let at = text.find(|c: char| c.is_alphabetic())?;
    let (bare, word) = text.split_at_checked(at)?;
    let words = word.chars().all(|c| c.is_alphabetic() || c == ' ') && bare.ends_with(char::is_whitespace);
    if words { Some((figure(bare)?, Mark::Word(word.trim()))) } else { None }
}

/// "8.77O", "l.234", "7..323": two digits at least are sure, and no more than two signs are wrong.
fn mistyped(text: &str) -> Option<(Written, Mark<'_>)> {
    let mut plain = String::with_capacity(text.len());
    let (mut wrong, mut digits) = (0_usize, 0_usize);
    let mut last = None;
    for c in text.chars() {
        let meant = match c {
            'O' | 'o' => '0',
            'l' | 'I' => '1',
            '.' | ',' if last == Some(c) => {
                wrong = wrong.saturating_add(1);
                continue;
            }
            c => c,
        };
        wrong = wrong.saturating_add(usize::from(meant != c));
        digits = digits.saturating_add(usize::from(c.is_ascii_digit()));
        plain.push(meant);
        last = Some(c);
    }
    let is_slip = (1..=2).contains(&wrong) && digits >= 2;
    if is_slip { Some((figure(&plain)?, Mark::Mistyped)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Notation;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<(String, Mark<'_>)> {
        let (written, mark) = marked(text)?;
        Some((written.under(Notation::Vietnamese)?.value().to_string(), mark))
    }

    #[test]
    fn a_figure_is_read_beside_its_mark() {
        for (text, value, mark) in [
            ("2.345*", "2345", Mark::Footnote("*")),
            ("8.520 (1)", "8520", Mark::Footnote("(1)")),
            ("3.130¹⁾", "3130", Mark::Footnote("¹⁾")),
            ("12,5²", "12.5", Mark::Footnote("²")),
            ("1.234(*)", "1234", Mark::Footnote("(*)")),
            ("1.234 hộ", "1234", Mark::Word("hộ")),
            ("5 triệu", "5", Mark::Word("triệu")),
            ("8.77O", "8770", Mark::Mistyped),
            ("7..323", "7323", Mark::Mistyped),
            ("12,,5", "12.5", Mark::Mistyped),
        ] {
            assert_eq!(read(text), Some((value.to_owned(), mark)), "{text}");
        }
    }

    #[test]
    fn what_may_be_more_than_one_figure_or_a_name_is_left_alone() {
        for text in
            ["(1)", "1,5 - 2,0", "12/2024", "5%%", "O", "1O", "QĐ 12", "12A", "1.234 (567)", "00..", "1...2", "II", "-"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_panic(text in "\\PC*", figures in "[0-9.,' ()%+*¹⁾Oolh-]{0,20}") {
            let _ = (marked(&text), marked(&figures));
        }
    }
}
