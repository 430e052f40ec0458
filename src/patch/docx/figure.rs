//! A number as the text of a cell: in the notation, with the decimals and with what stands beside the figure.

use std::ops::Range;

use crate::number::{ColumnEvidence, Entry, Mark, Notation, Number, Written, candidates, decide, format, marked};
use crate::table::change_in_words;
use crate::words::{Sense, senses};

/// What a cell says once it holds a number, given what it said and what the cells of its column say. Decimals are
/// never lost, and never fewer than there were.
pub(in crate::patch) fn written<'t>(before: &str, number: Number, column: impl Iterator<Item = &'t str>) -> String {
    let column: Vec<&str> = column.filter(|text| is_number(text)).collect();
    // What is more than a figure with something beside it is no figure.
    let is_marked = marked(before).is_some_and(|(_, mark)| mark != Mark::Mistyped);
    let figure = figure(before).filter(|range| is_number(before) || is_marked || tells_change(before, range.start));
    let old = figure.as_ref().and_then(|range| before.get(range.clone())).unwrap_or_default();
    let notation = notation(old, &column);
    let had = candidates(old).under(notation).map_or(0, Number::decimals);
    let decimals = number.decimals().max(number.value().normalize().scale()).max(had);
    let number = Number::new(number.value(), decimals);
    let shown = grouped(&format(number, notation), old, &column, notation);
    let Some(range) = figure else { return shown };
    let (head, tail) = (before.get(..range.start).unwrap_or_default(), before.get(range.end..).unwrap_or_default());
    let (bare, is_negative) = (shown.trim_start_matches('-'), shown.starts_with('-'));
    if tells_change(before, range.start) {
        return format!("{}{tail}", change_in_words(number, &shown));
    }
    // "(5)" is below nothing, as accountants write it.
    let in_brackets = head.trim_end().ends_with('(') && tail.trim_start().starts_with(')');
    match (in_brackets, is_negative) {
        (true, true) => format!("{head}{bare}{tail}"),
        (true, false) => {
            let without = |text: &str, sign: char| text.replacen(sign, "", 1);
            format!("{}{bare}{}", without(head, '('), without(tail, ')'))
        }
        (false, _) => {
            let signless = head.trim_end_matches(['-', '−', '‐', '–', '+']);
            let sign = match (is_negative, head.get(signless.len()..).unwrap_or_default()) {
                (false, "+") => "+",
                (false, _) => "",
                // The sign stays the one that stood there.
                (true, "") | (true, "+") => "-",
                (true, sign) => sign,
            };
            format!("{signless}{sign}{bare}{tail}")
        }
    }
}

fn is_number(text: &str) -> bool {
    !matches!(candidates(text), Written::Blank | Written::Unreadable)
}

/// Whether the words before a figure tell a rise or a fall: "Giảm 5".
fn tells_change(text: &str, figure: usize) -> bool {
    let head = text.get(..figure).unwrap_or_default();
    let said = senses(head);
    head.chars().any(char::is_alphabetic) && (said.has(Sense::Rise) || said.has(Sense::Fall))
}

/// The digits of the first figure with the marks between them.
fn figure(text: &str) -> Option<Range<usize>> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut end = start;
    let mut marks = 0_usize;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        if c.is_ascii_digit() {
            end = at + c.len_utf8();
            marks = 0;
        } else if matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'') && marks == 0 {
            marks = 1;
        } else {
            break;
        }
    }
    Some(start..end)
}

fn notation(old: &str, column: &[&str]) -> Notation {
    if let Written::Only(notation, _) = candidates(old) {
        return notation;
    }
    let entries: Vec<Entry> = column.iter().map(|text| Entry { written: candidates(text), whole: false }).collect();
    decide(&ColumnEvidence { entries: &entries, ..ColumnEvidence::default() }).notation
}

/// A figure with the marks between thousands that the old one has, or, where it is too short to tell, those of its
/// column.
fn grouped(figure: &str, old: &str, column: &[&str], notation: Notation) -> String {
    let mark = |text: &str| -> Option<Option<char>> {
        let whole = text.split(notation.decimal_mark()).next().unwrap_or_default();
        let digits = whole.chars().filter(char::is_ascii_digit).count();
        (digits > 3).then(|| whole.trim().chars().find(|c| !c.is_ascii_digit() && !matches!(c, '-' | '−' | '(' | '+')))
    };
    let wanted = mark(old).or_else(|| column.iter().find_map(|text| mark(text)));
    match wanted {
        Some(None) => figure.replace(notation.group_mark(), ""),
        Some(Some(sign)) if matches!(sign, ' ' | '\u{a0}' | '\u{202f}' | '\'') => {
            figure.replace(notation.group_mark(), &sign.to_string())
        }
        _ => figure.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_as_the_one_before_it() {
        let column = ["1.234", "5.678,5", "12"];
        for (before, value, wanted) in [
            ("1.234", "1250", "1.250"),
            ("12,5", "92", "92,0"),
            ("12", "92.36", "92,36"),
            ("1,234.5", "1250", "1,250.0"),
            ("1234", "5678", "5678"),
            ("1 234", "5678", "5 678"),
            ("12,5%", "13", "13,0%"),
            ("2.345*", "2346", "2.346*"),
            ("1.234 hộ", "1235", "1.235 hộ"),
            ("(12,5)", "-3", "(3,0)"),
            ("(12,5)", "3", "3,0"),
            ("-5", "7", "7"),
            ("−5", "-7", "−7"),
            ("+5", "7", "+7"),
            ("Giảm 5", "-7", "Giảm 7"),
            ("Giảm 5 vụ", "7", "Tăng 7 vụ"),
            ("-", "1234.5", "1.234,5"),
            ("", "-5", "-5"),
            ("1,5 - 2,0", "3", "3"),
            ("8.77O", "8770", "8.770"),
            ("Đạt 15", "16", "16"),
        ] {
            let number = Number::from_written(value.parse().unwrap());
            assert_eq!(written(before, number, column.into_iter()), wanted, "{before} {value}");
        }
    }
}
