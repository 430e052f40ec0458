//! Moving a formula to another cell: the members of a shared formula (ECMA-376 Part 1, 18.3.1.40)
//! are its master's with every relative reference moved along.

use std::fmt::Write as _;

use crate::workbook::{Col, Row};

/// The formula as it reads `rows` lower and `columns` further right. References that leave the
/// sheet become `#REF!`, as in Excel.
pub(crate) fn moved(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            '[' => bracketed(rest),
            c if is_word(c) => {
                let length = word(rest, rows, columns, &mut out);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            c => c.len_utf8(),
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(taken);
        rest = after;
    }
    out
}

/// Whether a sign may be part of a name, a number or a reference.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

/// The length of `"text"` or `'sheet name'`; a doubled quote is part of it.
pub(crate) fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + quote.len_utf8();
        }
    }
    text.len()
}

/// The length of `[1]` or of a structured reference `[[#All],[Cột]]`.
fn bracketed(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            // It takes the meaning off the sign after it.
            '\'' => drop(chars.next()),
            '[' => depth += 1,
            ']' if depth <= 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Moves the word at the start of `text`, when it is a reference, into `out`; gives the length of
/// what was read.
fn word(text: &str, rows: i64, columns: i64, out: &mut String) -> usize {
    let end = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let length = end(text);
    let (first, after) = text.split_at_checked(length).unwrap_or((text, ""));
    if after.starts_with(['(', '!', '[']) {
        out.push_str(first);
        return length;
    }
    if let Some((col, row)) = cell(first) {
        match (col.moved(columns), row.moved(rows)) {
            (Some(col), Some(row)) => {
                col.push(out);
                row.push(out);
            }
            _ => out.push_str(REF),
        }
        return length;
    }
    // Whole columns (A:C) and rows (1:3).
    let second = after.strip_prefix(':').and_then(|rest| rest.get(..end(rest)));
    let pair = |part: fn(&str) -> Option<Part>| Some((part(first)?, part(second?)?));
    let (pair, by) = match (pair(parse_column), pair(parse_row)) {
        (Some(pair), _) => (Some(pair), columns),
        (None, pair) => (pair, rows),
    };
    let Some((start, last)) = pair else {
        out.push_str(first);
        return length;
    };
    match (start.moved(by), last.moved(by)) {
        (Some(start), Some(last)) => {
            start.push(out);
            out.push(':');
            last.push(out);
        }
        _ => out.push_str(REF),
    }
    length + 1 + second.map_or(0, str::len)
}

const REF: &str = "#REF!";

/// A column or row of a reference.
#[derive(Clone, Copy)]
struct Part {
    absolute: bool,
    place: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Column(Col),
    Row(Row),
}

impl Part {
    fn moved(self, by: i64) -> Option<Self> {
        if self.absolute {
            return Some(self);
        }
        let place = match self.place {
            Place::Column(col) => Place::Column(col.offset(by)?),
            Place::Row(row) => Place::Row(row.offset(by)?),
        };
        Some(Self { place, ..self })
    }

    fn push(self, out: &mut String) {
        if self.absolute {
            out.push('$');
        }
        // Writing to a string cannot fail.
        let _ = match self.place {
            Place::Column(col) => write!(out, "{col}"),
            Place::Row(row) => write!(out, "{row}"),
        };
    }
}

fn cell(word: &str) -> Option<(Part, Part)> {
    let body = word.strip_prefix('$').unwrap_or(word);
    let letters = body.bytes().position(|byte| !byte.is_ascii_alphabetic())?;
    let (col, row) = word.split_at_checked(word.len() - body.len() + letters)?;
    Some((parse_column(col)?, parse_row(row)?))
}

fn parse_column(word: &str) -> Option<Part> {
    let (absolute, letters) = match word.strip_prefix('$') {
        Some(letters) => (true, letters),
        None => (false, word),
    };
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = letters.bytes().fold(0_u32, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    (number <= Col::COUNT).then(|| Part { absolute, place: Place::Column(Col(number - 1)) })
}

fn parse_row(word: &str) -> Option<Part> {
    let (absolute, digits) = match word.strip_prefix('$') {
        Some(digits) => (true, digits),
        None => (false, word),
    };
    if digits.len() > 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    (1..=Row::COUNT).contains(&number).then(|| Part { absolute, place: Place::Row(Row(number - 1)) })
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn relative_references_move_and_absolute_ones_stay() {
        assert_eq!(moved("E5/D5*100", 1, 0), "E6/D6*100");
        assert_eq!(moved("SUM($A$1:B2)+C$3", 2, 1), "SUM($A$1:C4)+D$3");
        assert_eq!(moved("SUM(A:C)+SUM(2:3)+SUM($A:B)", 1, 1), "SUM(B:D)+SUM(3:4)+SUM($A:C)");
    }

    #[test]
    fn text_names_functions_and_sheets_stay() {
        assert_eq!(moved("IF(A1=\"B2 \"\"C3\",LOG10(A1),Q1!B2)", 1, 0), "IF(A2=\"B2 \"\"C3\",LOG10(A2),Q1!B3)");
        assert_eq!(moved("'Sheet A1'!A1+[1]B2!C3", 1, 0), "'Sheet A1'!A2+[1]B2!C4");
        assert_eq!(moved("Bảng1[[#This Row],[A1]]*thuế_A1+1.5E3", 1, 0), "Bảng1[[#This Row],[A1]]*thuế_A1+1.5E3");
    }

    #[test]
    fn references_that_leave_the_sheet_are_lost() {
        assert_eq!(moved("A1+B2", -1, 0), "#REF!+B1");
        assert_eq!(moved("XFD1", 0, 1), "#REF!");
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_moved(formula in ".{0,40}", rows in -9_i64..9, columns in -9_i64..9) {
            moved(&formula, rows, columns);
        }

        #[test]
        fn not_moving_changes_nothing_but_case(formula in "[A-Z$:0-9+(),]{0,30}") {
            proptest::prop_assert!(moved(&formula, 0, 0).len() <= formula.len());
        }
    }
}
