//! Formulas that would mean nothing in a new workbook: they lead to other files, to tables, or to names
//! that it does not have. Excel would show an error for them, or call the whole file damaged, so they
//! are saved as their values.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::named;
use crate::text::Bilingual;
use crate::workbook::xlsx::formula::{is_word, quoted};
use crate::workbook::{CellRef, SheetCell, SheetIndex, Workbook};

/// The workbook with the values of such formulas in their place.
pub(super) fn as_values(workbook: &Workbook) -> Cow<'_, Workbook> {
    let foreign = foreign(workbook);
    if foreign.is_empty() {
        return Cow::Borrowed(workbook);
    }
    let mut own = workbook.clone();
    for (sheet, at) in foreign {
        let Some(sheet) = own.sheets.get_mut(sheet.0) else { continue };
        if let Some(mut cell) = sheet.cell(at).cloned() {
            cell.formula = None;
            sheet.set(at, cell);
        }
        sheet.arrays.remove(&at);
    }
    Cow::Owned(own)
}

/// What is said of them.
pub(super) fn note(workbook: &Workbook) -> Option<Bilingual> {
    let foreign = foreign(workbook);
    let (count, named) = (foreign.len(), named(workbook, &foreign)?);
    Some(Bilingual::new(
        format!("{count} ô công thức dùng tệp khác hoặc tên mà tệp mới không có được lưu thành giá trị: {named}"),
        format!(
            "{count} formulas that need other files, or names that the new file lacks, are saved as values: {named}"
        ),
    ))
}

fn foreign(workbook: &Workbook) -> Vec<SheetCell> {
    let tabs: BTreeSet<String> = workbook.sheets.iter().map(|sheet| sheet.name.to_lowercase()).collect();
    let sheets = workbook.sheets.iter().enumerate();
    let formulas = sheets.flat_map(|(index, sheet)| {
        let index = SheetIndex(index);
        sheet.cells().filter_map(move |(at, cell)| Some(((index, at), cell.formula.as_deref()?)))
    });
    formulas.filter(|((sheet, _), formula)| !stands(formula, *sheet, workbook, &tabs)).map(|(place, _)| place).collect()
}

const ERRORS: [&str; 8] = ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA"];

/// Whether everything that a formula calls by a name is in the workbook.
fn stands(formula: &str, sheet: SheetIndex, workbook: &Workbook, tabs: &BTreeSet<String>) -> bool {
    let is_sheet = |name: &str| tabs.contains(&name.to_lowercase());
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => quoted(rest, first),
            '\'' => {
                let length = quoted(rest, first);
                let name = rest.get(1..length.saturating_sub(1)).unwrap_or_default().replace("''", "'");
                let is_reference = rest.get(length..).is_some_and(|after| after.starts_with('!'));
                // 'Tháng 1:Tháng 3'!A1 reaches over sheets.
                if !is_reference || !name.split(':').all(is_sheet) {
                    return false;
                }
                length
            }
            // Operators of OpenDocument that Excel does not know.
            '[' | '~' | '|' => return false,
            '#' => match ERRORS.iter().find(|error| rest.starts_with(**error)) {
                Some(error) => error.len(),
                None => return false,
            },
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
                let known = match after.chars().next() {
                    Some('(') => true,
                    Some('!') => is_sheet(word),
                    Some('[') => false,
                    next => {
                        is_address(word) || (next == Some(':') && is_sheet(word)) || {
                            workbook.names.find(word, sheet).is_some()
                        }
                    }
                };
                if !known {
                    return false;
                }
                length
            }
            c => c.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    true
}

/// Whether a word is a cell, a whole column or row, a number, or a truth value.
fn is_address(word: &str) -> bool {
    let bare = word.replace('$', "");
    word.parse::<CellRef>().is_ok()
        || bare.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        || format!("{bare}1").parse::<CellRef>().is_ok_and(|_| bare.bytes().all(|byte| byte.is_ascii_alphabetic()))
        || ["TRUE", "FALSE"].iter().any(|truth| bare.eq_ignore_ascii_case(truth))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{Cell, DefinedName, Sheet, Style, Value};

    fn book(formulas: &[&str]) -> Workbook {
        let mut sheet = Sheet::new("Biểu 1");
        for (index, formula) in (1..).zip(formulas) {
            let cell = Cell { value: Value::Bool(true), formula: Some((*formula).into()), ..Cell::default() };
            sheet.set(format!("A{index}").parse().unwrap(), cell);
        }
        let mut book = Workbook::new(vec![sheet, Sheet::new("Data")], vec![Style::default()]);
        book.names =
            DefinedName::new("Tổng_Thu", None, "Data!$A$1:$A$3", |_| Some(SheetIndex(1))).into_iter().collect();
        book
    }

    #[test]
    fn what_is_in_the_workbook_stands() {
        let all = [
            "SUM($A$1:B2)*2.5E3+1E5",
            "SUM(A:C)+SUM($1:3)+Data!$B$2+DATA!A:A",
            "'Biểu 1'!A1&\"[1]x!Lạ\"",
            "SUM('Biểu 1:Data'!A1)+SUM(Data:Data!A1)",
            "IF(TRUE,tổng_thu,#REF!)+#N/A",
            "SUM(Data!#REF!)",
            "{1,2;3,4}",
            "_xlfn.IFS(A1>0,.5)",
        ];
        assert!(matches!(as_values(&book(&all)), Cow::Borrowed(_)), "{:?}", note(&book(&all)));
        assert_eq!(note(&book(&all)), None);
    }

    #[test]
    fn what_is_not_becomes_a_value() {
        let all = [
            "[1]Sheet1!A1",
            "'[1]Sheet 1'!A1",
            "Lạ+1",
            "Sheet9!A1",
            "Bảng[Cột]",
            "'file:///x.ods'#$Sheet1.A1",
            "SUM(A1~B1)",
            "#REF +A1",
            "A1+SUM(Lạ:A9)",
        ];
        let book = book(&all);
        let own = as_values(&book);
        assert!(own.sheets[0].cells().all(|(_, cell)| cell.formula.is_none() && cell.value == Value::Bool(true)));
        let said = note(&book).unwrap().en;
        assert!(said.starts_with("9 formulas") && said.contains("Biểu 1!A5…"), "{said}");
    }

    proptest::proptest! {
        #[test]
        fn any_formula_is_told(formula in "[\\[\\]'\"!:#A-Da0-9$.(+é]{0,30}") {
            let _ = as_values(&book(&[&formula]));
        }
    }
}
