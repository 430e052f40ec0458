//! What a person types into a cell, and what stands in an editor before they type.

use rust_decimal::Decimal;

use crate::finding::Input;
use crate::number::{Notation, Number, candidates};
use crate::workbook::{CellRef, Separators, SheetIndex, Value, Workbook, iso_date, plain_date};

/// What a person would type to get this number: a decimal mark, no group marks.
pub(super) fn typed(number: Number, separators: Separators) -> String {
    number.value().normalize().to_string().replace('.', &separators.decimal().to_string())
}

/// What a person would type to get this date; `None` for one with a time of day.
pub(super) fn typed_date(serial: Decimal, date_1904: bool) -> Option<String> {
    // Dates are shown as those of 1900 count them.
    let serial = if date_1904 { serial.checked_add(DAYS_TO_1904)? } else { serial };
    serial.fract().is_zero().then(|| plain_date(serial))
}

/// Days between the first day of the two calendars of Excel.
const DAYS_TO_1904: Decimal = Decimal::from_parts(1462, 0, 0, false, 0);

/// The serial number of a day written as people here do (20/11/2024, 5-1-24) or as programs do
/// (2024-11-20).
pub(super) fn date(text: &str, date_1904: bool) -> Option<Decimal> {
    let mark = text.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let mut parts = text.trim().split(mark);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = |part: &str| part.chars().all(|c| c.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten();
    let (day, month, year) = match (first.len(), third.len()) {
        (4, 1..=2) => (whole(third)?, whole(second)?, whole(first)?),
        (1..=2, 4) => (whole(first)?, whole(second)?, whole(third)?),
        // As Excel reads two digits: up to 29 they mean this century.
        (1..=2, 2) => {
            let year = whole(third)?;
            (whole(first)?, whole(second)?, if year < 30 { 2000 + year } else { 1900 + year })
        }
        _ => return None,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if parts.next().is_some() || year < 1900 || !(1..=last).contains(&day) {
        return None;
    }
    iso_date::serial(&format!("{year}-{month}-{day}"), date_1904).filter(|serial| serial.is_sign_positive())
}

/// Whether an entry is a formula rather than a value.
pub(super) fn is_formula(text: &str) -> bool {
    text.trim().strip_prefix('=').is_some_and(|formula| !formula.trim().is_empty())
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
    let style = workbook.sheet(sheet).and_then(|sheet| sheet.cell(cell)).map(|cell| cell.style).unwrap_or_default();
    if matches!(workbook.stored_value(Decimal::ONE, style), Value::Date(_))
        && let Some(serial) = date(text, workbook.date_1904)
    {
        return Input::Number(Number::from_decimal(serial));
    }
    let written = candidates(text);
    let Some(number) = written.under(notation).or_else(|| written.under(notation.other())) else {
        return Input::Text(text.to_owned());
    };
    let percents = workbook.style(style).number_format.contains('%');
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
        (Value::Date(old), Input::Number(new)) => *old == new.value(),
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
    fn a_day_is_a_date_in_a_cell_that_shows_dates_and_text_elsewhere() {
        for text in ["20/11/2024", "20-11-2024", "20.11.24", "2024-11-20"] {
            assert_eq!(entered(text, "dd/mm/yyyy"), number("45616", 0), "{text}");
        }
        assert_eq!(entered("20/11/2024", ""), Input::Text("20/11/2024".to_owned()));
        for text in ["31/02/2023", "29/02/2023", "20/13/2024", "20/11/2024/1", "20/11", "a/b/2024", "0/1/2024"] {
            assert_eq!(date(text, false), None, "{text}");
        }
        assert_eq!(date("29/02/2024", true), Some("43889".parse().unwrap()));
        assert_eq!(typed_date("45616".parse().unwrap(), false).as_deref(), Some("20/11/2024"));
        assert_eq!(typed_date("43889".parse().unwrap(), true).as_deref(), Some("29/02/2024"));
        assert_eq!(typed_date("45616.5".parse().unwrap(), false), None);
    }

    #[test]
    fn a_formula_is_told_from_a_value() {
        assert!(is_formula("=A1+B1") && is_formula(" =1"));
        assert!(!is_formula("=") && !is_formula("a=b") && !is_formula("1"));
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
