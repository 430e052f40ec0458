//! What a person types into a cell, and what stands in an editor before they type.

use rust_decimal::Decimal;

use crate::finding::Input;
use crate::number::{Notation, Number, candidates};
use crate::workbook::{CellRef, Separators, SheetIndex, Value, Workbook};

/// What a person would type to get this number: a decimal mark, no group marks.
pub(super) fn typed(number: Number, separators: Separators) -> String {
    number.value().normalize().to_string().replace('.', &separators.decimal().to_string())
}

/// What a person meant by an entry: nothing, a number in the notation of the workbook or, failing
/// that, in the other one, or text. A percentage means a hundredth where the cell shows percents.
pub(super) fn read(workbook: &Workbook, sheet: SheetIndex, cell: CellRef, text: &str) -> Input {
    let text = text.trim();
    if text.is_empty() {
        return Input::Clear;
    }
    let notation = match workbook.separators {
        Separators::Vietnamese => Notation::Vietnamese,
        Separators::English => Notation::English,
    };
    let written = candidates(text);
    let Some(number) = written.under(notation).or_else(|| written.under(notation.other())) else {
        return Input::Text(text.to_owned());
    };
    let percents = workbook
        .sheet(sheet)
        .and_then(|sheet| sheet.cell(cell))
        .is_some_and(|cell| workbook.style(cell.style).number_format.contains('%'));
    if !text.ends_with('%') {
        return Input::Number(number);
    }
    if !percents {
        // "45%" in a cell that shows no percents is kept as it was written.
        return Input::Text(text.to_owned());
    }
    match number.value().checked_div(Decimal::ONE_HUNDRED) {
        Some(value) => Input::Number(Number::new(value, number.decimals().saturating_add(2))),
        None => Input::Text(text.to_owned()),
    }
}

/// Whether a cell holds already what was typed.
pub(super) fn same(value: &Value, input: &Input) -> bool {
    match (value, input) {
        (Value::Number(old), Input::Number(new)) => old.value() == new.value(),
        (Value::Text(old), Input::Text(new)) => old == new,
        (Value::Empty, Input::Clear) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::{Cell, Sheet, Style, StyleId};

    fn workbook(format: &str) -> Workbook {
        let mut sheet = Sheet::new("S");
        sheet.set(CellRef::default(), Cell { style: StyleId(0), ..Cell::default() });
        Workbook::new(vec![sheet], vec![Style { number_format: format.to_owned(), ..Style::default() }])
    }

    fn entered(text: &str, format: &str) -> Input {
        read(&workbook(format), SheetIndex(0), CellRef::default(), text)
    }

    fn number(text: &str, decimals: u32) -> Input {
        Input::Number(Number::new(text.parse().unwrap(), decimals))
    }

    #[test]
    fn numbers_are_read_as_the_workbook_writes_them() {
        assert_eq!(entered("1.234,5", ""), number("1234.5", 1));
        assert_eq!(entered("1.234", ""), number("1234", 0));
        assert_eq!(entered(" -7 ", ""), number("-7", 0));
    }

    #[test]
    fn english_notation_is_accepted_where_it_can_mean_nothing_else() {
        assert_eq!(entered("1,234.5", ""), number("1234.5", 1));
        assert_eq!(entered("12.5", ""), number("12.5", 1));
    }

    #[test]
    fn what_is_no_number_is_text_and_nothing_clears() {
        assert_eq!(entered("Vượt chỉ tiêu", ""), Input::Text("Vượt chỉ tiêu".to_owned()));
        assert_eq!(entered("1,5 - 2,0", ""), Input::Text("1,5 - 2,0".to_owned()));
        assert_eq!(entered("   ", ""), Input::Clear);
    }

    #[test]
    fn a_percentage_is_a_hundredth_in_a_percent_cell_and_text_elsewhere() {
        assert_eq!(entered("45,5%", "0.0%"), number("0.455", 3));
        assert_eq!(entered("45,5%", "0.0"), Input::Text("45,5%".to_owned()));
    }

    #[test]
    fn an_editor_starts_with_what_one_would_type() {
        let number = Number::new("12216.693".parse().unwrap(), 3);
        assert_eq!(typed(number, Separators::Vietnamese), "12216,693");
        assert_eq!(typed(number, Separators::English), "12216.693");
    }
}
