//! Formulas as OpenDocument writes them (ISO/IEC 26300-4, 5): `SUM(A1:B2,Hai!C3)` as
//! `of:=SUM([.A1:.B2];[$Hai.C3])`.

use crate::workbook::CellRef;
use crate::workbook::ods::formula::open_name;
use crate::workbook::xlsx::formula::quoted;

/// A formula of Excel in OpenFormula.
pub(super) fn open_formula(formula: &str) -> String {
    let mut out = String::from("of:=");
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => quoted(rest, '"'),
            ',' => {
                out.push(';');
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            '\'' => {
                let length = quoted(rest, '\'');
                rest = reference(rest, length, &mut out);
                continue;
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                rest = reference(rest, length, &mut out);
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
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$')
}

/// Writes the word at the start as a reference, when it is one, and gives what follows.
fn reference<'t>(text: &'t str, length: usize, out: &mut String) -> &'t str {
    let (word, after) = text.split_at_checked(length).unwrap_or((text, ""));
    let (sheet, cell, after) = match after.strip_prefix('!') {
        Some(rest) => {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            let (cell, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            (format!("${word}"), cell, after)
        }
        None => (String::new(), word, after),
    };
    if cell.parse::<CellRef>().is_err() || after.starts_with('(') {
        if sheet.is_empty() && !after.starts_with('(') {
            out.push_str(open_name(cell));
            return after;
        }
        out.push_str(text.get(..text.len().saturating_sub(after.len())).unwrap_or_default());
        return after;
    }
    let second = after.strip_prefix(':').and_then(|rest| {
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (cell, after) = rest.split_at_checked(end)?;
        cell.parse::<CellRef>().ok().map(|_| (cell, after))
    });
    match second {
        Some((last, after)) => {
            out.push_str(&format!("[{sheet}.{cell}:.{last}]"));
            after
        }
        None => {
            out.push_str(&format!("[{sheet}.{cell}]"));
            after
        }
    }
}

#[cfg(test)]
mod tests {
    use super::open_formula;

    #[test]
    fn formulas_are_written_as_opendocument_wants_them() {
        assert_eq!(open_formula("SUM(A1:B2,Hai!C3)*2"), "of:=SUM([.A1:.B2];[$Hai.C3])*2");
        assert_eq!(open_formula("IF($A$1>0,\"a,b\",LOG10(2))"), "of:=IF([.$A$1]>0;\"a,b\";LOG10(2))");
        assert_eq!(open_formula("'Dữ liệu'!B3/2"), "of:=[$'Dữ liệu'.B3]/2");
        assert_eq!(open_formula("_TAX2024*Tổng_Thu"), "of:=TAX2024*Tổng_Thu");
    }
}
