//! Moving a formula to another cell: the members of a shared formula (ECMA-376 Part 1, 18.3.1.40)
//! are its master's with every relative reference moved along.

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
                let (text, length) = word(rest, rows, columns);
                out.push_str(&text);
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

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

/// The length of `"text"` or `'sheet name'`; a doubled quote is part of it.
fn quoted(text: &str, quote: char) -> usize {
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
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth <= 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Moves the word at the start of `text`, when it is a reference; gives the new word and the
/// length of the old one.
fn word(text: &str, rows: i64, columns: i64) -> (String, usize) {
    let end = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let length = end(text);
    let (first, after) = text.split_at_checked(length).unwrap_or((text, ""));
    let keep = || (first.to_owned(), length);
    if after.starts_with(['(', '!', '[']) {
        return keep();
    }
    if let Some(moved) = cell(first, rows, columns) {
        return (moved, length);
    }
    // Whole columns (A:C) and rows (1:3).
    let Some(second) = after.strip_prefix(':').and_then(|rest| rest.get(..end(rest))) else { return keep() };
    let whole = |part: fn(&str, i64) -> Option<String>, by| Some(format!("{}:{}", part(first, by)?, part(second, by)?));
    match whole(column, columns).or_else(|| whole(row, rows)) {
        Some(moved) => (moved, length + 1 + second.len()),
        None => keep(),
    }
}

fn cell(word: &str, rows: i64, columns: i64) -> Option<String> {
    let body = word.strip_prefix('$').unwrap_or(word);
    let letters = body.find(|c: char| !c.is_ascii_alphabetic())?;
    let split = word.len() - body.len() + letters;
    let (col, line) = word.split_at_checked(split)?;
    // Both parts must be a reference by themselves before either is moved.
    parse_column(col)?;
    parse_row(line)?;
    match (column(col, columns), row(line, rows)) {
        (Some(col), Some(line)) if col != REF && line != REF => Some(col + &line),
        _ => Some(REF.to_owned()),
    }
}

const REF: &str = "#REF!";

fn column(word: &str, by: i64) -> Option<String> {
    let (absolute, col) = parse_column(word)?;
    if absolute {
        return Some(word.to_owned());
    }
    Some(col.offset(by).map_or_else(|| REF.to_owned(), |col| col.to_string()))
}

fn row(word: &str, by: i64) -> Option<String> {
    let (absolute, row) = parse_row(word)?;
    if absolute {
        return Some(word.to_owned());
    }
    Some(row.offset(by).map_or_else(|| REF.to_owned(), |row| row.to_string()))
}

fn parse_column(word: &str) -> Option<(bool, Col)> {
    let (absolute, letters) = match word.strip_prefix('$') {
        Some(letters) => (true, letters),
        None => (false, word),
    };
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let number = letters.bytes().fold(0_u32, |sum, byte| sum * 26 + u32::from(byte.to_ascii_uppercase() - b'A') + 1);
    (number <= Col::COUNT).then(|| (absolute, Col(number - 1)))
}

fn parse_row(word: &str) -> Option<(bool, Row)> {
    let (absolute, digits) = match word.strip_prefix('$') {
        Some(digits) => (true, digits),
        None => (false, word),
    };
    if digits.len() > 7 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    (1..=Row::COUNT).contains(&number).then(|| (absolute, Row(number - 1)))
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
