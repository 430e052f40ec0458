//! References by row and column number (`R[-1]C2`) as addresses.

use super::{CellRef, Col, Row};

/// A formula with all references written as addresses, seen from a cell. What is no reference, or
/// leads off the sheet, stays as it is.
pub(super) fn to_a1(formula: &str, at: CellRef) -> String {
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    // Within a text or a quoted name of a sheet.
    let mut quote = None;
    // Whether what stands before may be the beginning of a name.
    let mut in_name = false;
    while let Some(c) = rest.chars().next() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '"' || c == '\'' => quote = Some(c),
            None if !in_name => {
                if let Some((reference, after)) = reference(rest, at, out.ends_with(':')) {
                    out.push_str(&reference);
                    rest = after;
                    in_name = true;
                    continue;
                }
            }
            None => {}
        }
        in_name = c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?' | ']');
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// The reference that a text begins with, and what follows. `ends` says that it is the end of a range.
fn reference(text: &str, at: CellRef, ends: bool) -> Option<(String, &str)> {
    let (row, after) = match text.strip_prefix(['R', 'r']) {
        Some(after) => index(after).map(|(index, after)| (Some(index), after))?,
        None => (None, text),
    };
    let (col, after) = match after.strip_prefix(['C', 'c']) {
        Some(after) => index(after).map(|(index, after)| (Some(index), after))?,
        None => (None, after),
    };
    let next = after.chars().next();
    if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '(' | '!' | '[')) {
        return None;
    }
    let row = match row {
        Some(index) => Some((index.of(at.row.0, Row::COUNT)?, index.is_absolute())),
        None => None,
    };
    let col = match col {
        Some(index) => Some((index.of(at.col.0, Col::COUNT)?, index.is_absolute())),
        None => None,
    };
    // A whole row or column is a range of itself, unless it is an end of one already.
    let whole = |end: &str| if ends || after.starts_with(':') { end.to_owned() } else { format!("{end}:{end}") };
    let sign = |absolute: bool| if absolute { "$" } else { "" };
    let letters = |col: u32| {
        let address = CellRef::new(Row(0), Col(col)).to_string();
        address.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()
    };
    let written = match (row, col) {
        (Some((row, row_fixed)), Some((col, col_fixed))) => {
            format!("{}{}{}{}", sign(col_fixed), letters(col), sign(row_fixed), row.checked_add(1)?)
        }
        (Some((row, fixed)), None) => whole(&format!("{}{}", sign(fixed), row.checked_add(1)?)),
        (None, Some((col, fixed))) => whole(&format!("{}{}", sign(fixed), letters(col))),
        (None, None) => return None,
    };
    Some((written, after))
}

/// A number, or how far from the cell.
#[derive(Clone, Copy)]
enum Index {
    Absolute(u32),
    Relative(i64),
}

impl Index {
    fn of(self, here: u32, count: u32) -> Option<u32> {
        let index = match self {
            Self::Absolute(index) => index.checked_sub(1)?,
            Self::Relative(by) => u32::try_from(i64::from(here).checked_add(by)?).ok()?,
        };
        (index < count).then_some(index)
    }

    fn is_absolute(self) -> bool {
        matches!(self, Self::Absolute(_))
    }
}

fn index(text: &str) -> Option<(Index, &str)> {
    if let Some(inner) = text.strip_prefix('[') {
        let (by, after) = inner.split_once(']')?;
        return Some((Index::Relative(by.parse().ok()?), after));
    }
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, after) = text.split_at(digits);
    if number.is_empty() {
        Some((Index::Relative(0), after))
    } else {
        Some((Index::Absolute(number.parse().ok()?), after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_moved_to_where_the_cell_stands() {
        let moved = |formula: &str| to_a1(formula, "D5".parse().unwrap());
        assert_eq!(moved("=SUM(R[-3]C:R[-1]C)"), "=SUM(D2:D4)");
        assert_eq!(moved("=RC[-1]/R2C2*100"), "=C5/$B$2*100");
        assert_eq!(moved("='R1C1 x'!RC&\"R1C1\"&Sheet1!R1C1"), "='R1C1 x'!D5&\"R1C1\"&Sheet1!$A$1");
        assert_eq!(moved("=SUM(C[-1])+SUM(R1:R2)+COUNT(C1:C2)"), "=SUM(C:C)+SUM($1:$2)+COUNT($A:$B)");
        assert_eq!(moved("=ROUND(RC,2)+CR1+RATE+R[-9]C+Rate!C1"), "=ROUND(D5,2)+CR1+RATE+R[-9]C+Rate!$A:$A");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[RCrc0-9\\[\\]\\-:!'\"(),A-Z=é]{0,40}") {
            let _ = to_a1(&text, "B2".parse().unwrap());
        }
    }
}
