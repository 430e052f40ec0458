//! Formulas of OpenDocument (ISO/IEC 26300-4, 5) as Excel writes them: `of:=SUM([.A1:.B2];[$Hai.C3])` as
//! `SUM(A1:B2,Hai!C3)`.

use crate::workbook::CellRef;
use crate::workbook::xlsx::formula::{is_word, quoted};

/// A formula as Excel writes it.
pub(super) fn excel_formula(formula: &str) -> String {
    let (language, mut rest) = expression(formula);
    // Excel's own language, and what a program wrote without naming any, have addresses without brackets.
    if language == "msoxl" {
        return rest.to_owned();
    }
    let mut out = String::with_capacity(rest.len());
    let mut open = Brackets::default();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            '#' => error(rest),
            '[' => {
                let inner = rest.get(1..).unwrap_or_default();
                let end = end_of_reference(inner);
                let (reference, after) = inner.split_at_checked(end).unwrap_or((inner, ""));
                out.push_str(&excel_reference(reference));
                open.after_word = false;
                rest = after.strip_prefix(']').unwrap_or(after);
                continue;
            }
            // It joins labels, which Excel does not know.
            '!' if rest.starts_with("!!") => 2,
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                if !language.is_empty() && !after.starts_with('(') && looks_like_address(word) {
                    out.push('_');
                }
                open.after_word = true;
                out.push_str(word);
                // The columns of a table, which LibreOffice writes as Excel does.
                let columns = if after.starts_with('[') { columns(after) } else { 0 };
                let (columns, after) = after.split_at_checked(columns).unwrap_or((after, ""));
                out.push_str(&columns.replace(';', ","));
                rest = after;
                continue;
            }
            c => {
                out.push(open.pass(c));
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                continue;
            }
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.push_str(taken);
        open.after_word = false;
        rest = after;
    }
    out
}

/// The name of the language, and what stands after it and the sign of equality (5.2): `of:=A`, `=A`,
/// `of:#N/A`.
fn expression(formula: &str) -> (&str, &str) {
    let letters = formula.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(formula.len());
    let (language, body) = match formula.get(letters..).and_then(|after| after.strip_prefix(':')) {
        Some(body) if body.starts_with(['=', '#']) => (formula.get(..letters).unwrap_or_default(), body),
        _ => ("", formula),
    };
    (language, body.strip_prefix('=').unwrap_or(body))
}

/// The length of an error written out: `#REF!`, `#DIV/0!`, `#N/A`, `#NAME?`, `#ERR502!`.
fn error(text: &str) -> usize {
    let after = text.get(1..).unwrap_or_default();
    let name = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '/').unwrap_or(after.len());
    let mark = after.get(name..).is_some_and(|after| after.starts_with(['!', '?']));
    name.saturating_add(1).saturating_add(usize::from(mark))
}

/// What is open where a sign stands.
#[derive(Default)]
struct Brackets {
    /// Brackets, and whether each holds the arguments of a function or the elements of a matrix.
    open: Vec<char>,
    after_word: bool,
}

impl Brackets {
    /// A sign between operands as Excel writes it.
    fn pass(&mut self, sign: char) -> char {
        let inside = self.open.last().copied();
        let call = std::mem::take(&mut self.after_word);
        match sign {
            // More than Excel allows is never understood: what is left out here cannot matter.
            '(' if self.open.len() < 1_024 => self.open.push(if call { 'f' } else { '(' }),
            '{' if self.open.len() < 1_024 => self.open.push('{'),
            ')' | '}' => drop(self.open.pop()),
            ';' => return ',',
            // The rows of a matrix.
            '|' if inside == Some('{') => return ';',
            // Several ranges as one: among the arguments of a function Excel would count them one by one.
            '~' if inside == Some('(') => return ',',
            // What two ranges share.
            '!' => return ' ',
            _ => {}
        }
        sign
    }
}

/// Where the `]` of a reference is; the name of a sheet may hold one.
fn end_of_reference(text: &str) -> usize {
    outside_quotes(text, |c| c == ']').unwrap_or(text.len())
}

/// Where the first such sign is that is not in the name of a sheet between quotes.
fn outside_quotes(text: &str, is: fn(char) -> bool) -> Option<usize> {
    let mut inside = false;
    text.char_indices().find_map(|(at, c)| {
        inside ^= c == '\'';
        (!inside && is(c)).then_some(at)
    })
}

/// The length of `[#All]` or `[[#This Row];[Cột]]`.
fn columns(text: &str) -> usize {
    let mut depth = 0_usize;
    let end = text.char_indices().find(|(_, c)| {
        match c {
            '[' => depth = depth.saturating_add(1),
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    end.map_or(text.len(), |(at, c)| at.saturating_add(c.len_utf8()))
}

/// Whether a name reads as an address in Excel, where addresses have no brackets: `TAX2024`, `R1C1`, and
/// these with low lines before them. Excel puts a low line before such a name when it meets one in a file
/// from before its sheets were as wide; so is done here, and [`open_name`] takes it off.
pub(super) fn looks_like_address(word: &str) -> bool {
    let bare = word.trim_start_matches('_');
    let numbered = |text: &str, letter: &str| -> Option<usize> {
        let after = text.get(..1).filter(|first| first.eq_ignore_ascii_case(letter)).and(text.get(1..))?;
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        digits.checked_add(1)
    };
    let row = numbered(bare, "R").unwrap_or(0);
    let after = bare.get(row..).unwrap_or_default();
    let column = numbered(after, "C").unwrap_or(0);
    // Dollar signs make it an address, whatever the brackets.
    !bare.contains('$') && (bare.parse::<CellRef>().is_ok() || (!bare.is_empty() && after.len() == column))
}

/// A word of Excel's formula as the name that it is in OpenDocument.
pub(crate) fn open_name(word: &str) -> &str {
    word.strip_prefix('_').filter(|rest| looks_like_address(rest)).unwrap_or(word)
}

/// The text of a reference, without its brackets: `.A1`, `$Hai.B2:.C3`, `.A:.C`.
pub(super) fn excel_reference(text: &str) -> String {
    let (first, last) = match outside_quotes(text, |c| c == ':') {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at.saturating_add(1)..)),
        None => (text, None),
    };
    let (sheet, start) = place(first);
    // What has lost its sheet, its column or its row is lost as a whole.
    const LOST: &str = "#REF!";
    let named = sheet.starts_with('\'');
    if (text.contains(LOST) && !named) || start.contains(LOST) {
        return if sheet.is_empty() || sheet == LOST { LOST.to_owned() } else { format!("{}!{LOST}", tab(sheet)) };
    }
    let Some((other, end)) = last.map(place) else {
        return if sheet.is_empty() { start.to_owned() } else { format!("{}!{start}", tab(sheet)) };
    };
    match (sheet, other) {
        ("", "") => format!("{start}:{end}"),
        (sheet, other) if other.is_empty() || other == sheet => format!("{}!{start}:{end}", tab(sheet)),
        (sheet, other) => {
            let bare =
                |tab: &str| tab.strip_prefix('\'').and_then(|tab| tab.strip_suffix('\'')).unwrap_or(tab).to_owned();
            format!("'{}:{}'!{start}:{end}", bare(sheet), bare(other))
        }
    }
}

/// The sheet, without its dollar sign, and the cell.
fn place(text: &str) -> (&str, &str) {
    match text.rsplit_once('.') {
        Some((sheet, cell)) => (sheet.strip_prefix('$').unwrap_or(sheet), cell),
        None => ("", text),
    }
}

/// The name of a sheet as formulas of Excel have it.
fn tab(sheet: &str) -> String {
    let plain =
        !sheet.starts_with(|c: char| c.is_ascii_digit()) && sheet.chars().all(|c| c.is_alphanumeric() || c == '_');
    if sheet.starts_with('\'') || (plain && !looks_like_address(sheet)) {
        sheet.to_owned()
    } else {
        format!("'{sheet}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_written_as_excel_writes_them() {
        for (open, excel) in [
            ("of:=SUM([.A1:.B2];[$Hai.C3])*2", "SUM(A1:B2,Hai!C3)*2"),
            ("of:=IF([.A1]>0;\"a;b\";\"\")", "IF(A1>0,\"a;b\",\"\")"),
            ("[$Hai.A1]+1", "Hai!A1+1"),
            ("=1", "1"),
            ("of:#N/A", "#N/A"),
            ("of:#VALUE!", "#VALUE!"),
            ("of:=OFFSET(#REF!;1;0)+#DIV/0!*#NAME?+#N/A", "OFFSET(#REF!,1,0)+#DIV/0!*#NAME?+#N/A"),
            ("of:=[.#REF!]+[$Hai.#REF!#REF!]", "#REF!+Hai!#REF!"),
            ("of:=SUM([.A1:.#REF!2];[#REF!.A1])+['#REF! x'.A1]", "SUM(#REF!,#REF!)+'#REF! x'!A1"),
            ("msoxl:=SUM(A1:B2 B1:C2)", "SUM(A1:B2 B1:C2)"),
            ("=A1+B2", "A1+B2"),
            ("of:=\"a=\"&[.A1]", "\"a=\"&A1"),
            ("of:=[$'a].b'':c'.$A$1:.$B$2]", "'a].b'':c'!$A$1:$B$2"),
            ("of:=[Hai.A1:Hai.B2]", "Hai!A1:B2"),
            ("of:=SUM([Một.A1:$'Ba 3'.B2])", "SUM('Một:Ba 3'!A1:B2)"),
            ("of:=[$2024.A1]", "'2024'!A1"),
            ("of:=SUM([.A:.C];[.$1:.$3])", "SUM(A:C,$1:$3)"),
        ] {
            assert_eq!(excel_formula(open), excel);
        }
    }

    #[test]
    fn operators_and_matrices_are_those_of_excel() {
        for (open, excel) in [
            ("of:=SUM({1;2|3;4})", "SUM({1,2;3,4})"),
            ("of:=SUM([.A1:.B2]![.B1:.C2])", "SUM(A1:B2 B1:C2)"),
            ("of:=AREAS(([.A1]~[.B1]))", "AREAS((A1,B1))"),
            ("of:=SUM([.A1]~[.B1])", "SUM(A1~B1)"),
            ("of:='col 1'!!'row1'", "'col 1'!!'row1'"),
            ("of:=SUM(Bảng[[#This Row];[Số]])", "SUM(Bảng[[#This Row],[Số]])"),
        ] {
            assert_eq!(excel_formula(open), excel);
        }
    }

    #[test]
    fn names_stay_names() {
        for (open, excel) in [
            ("of:=SUM(Tổng_Thu)*thuế.suất", "SUM(Tổng_Thu)*thuế.suất"),
            ("of:=TAX2024*LOG10(_a1)+__A1", "_TAX2024*LOG10(__a1)+___A1"),
            ("of:=R1C1+rc+c+R+RCX", "_R1C1+_rc+_c+_R+RCX"),
        ] {
            assert_eq!(excel_formula(open), excel);
        }
        for name in ["TAX2024", "_a1", "Tổng", "_thu"] {
            let excel = excel_formula(&format!("of:={name}"));
            assert_eq!(open_name(&excel), name);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_formula_can_be_rewritten(formula in "(of:=)?[\\[\\]'\"!:;~|{}()#A-Da0-9$.é_]{0,30}") {
            let _ = excel_formula(&formula);
        }
    }
}
