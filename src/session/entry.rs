//! What a person types into a cell, and what stands in an editor before they type.

use rust_decimal::Decimal;

use super::Session;
use crate::finding::Input;
use crate::number::{Notation, Number, Written, candidates};
use crate::patch::SaveError;
use crate::text::Bilingual;
use crate::workbook::decimal::{SIGNIFICANT, from_stored};
use crate::workbook::{CellRef, FormulaReader, Separators, SheetIndex, Value, Vast, Workbook, iso_date, plain_date};

/// What a person would type to get this number: a decimal mark, no group marks.
pub(crate) fn typed(number: Number, separators: Separators) -> String {
    number.value().normalize().to_string().replace('.', &separators.decimal().to_string())
}

/// What a person would type to get this date; `None` for one with a time of day.
pub(crate) fn typed_date(serial: Decimal, date_1904: bool) -> Option<String> {
    // Dates are shown as those of 1900 count them.
    let serial = if date_1904 { serial.checked_add(DAYS_TO_1904)? } else { serial };
    serial.fract().is_zero().then(|| plain_date(serial))
}

/// Days between the first day of the two calendars of Excel.
const DAYS_TO_1904: Decimal = Decimal::from_parts(1462, 0, 0, false, 0);

/// The serial number of a day written as people here do (20/11/2024, 5-1-24) or as programs do
/// (2024-11-20).
fn date(text: &str, date_1904: bool) -> Option<Decimal> {
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

/// How a figure is read that means one number in Vietnam and another in programs ("1.234").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// As the workbook shows its numbers: where a person types what is seen.
    OfWorkbook,
    /// A point before decimals, as programs write: where a command is typed.
    OfPrograms,
}

/// An entry that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Entered {
    /// What the cell is to hold.
    pub new: Input,
    /// What the person should know of it.
    pub told: Option<Bilingual>,
}

impl Session {
    /// What a person who types a text into a cell means by it. Whether the cell may be changed is not asked.
    ///
    /// # Errors
    ///
    /// [`SaveError::NewFormula`] for a formula: only values are taken.
    pub fn entered(&self, sheet: SheetIndex, cell: CellRef, text: &str, marks: Marks) -> Result<Entered, SaveError> {
        let workbook = self.workbook();
        if is_formula(workbook, sheet, cell, text) {
            let name = workbook.sheet(sheet).map_or("", |sheet| sheet.name.as_str());
            return Err(SaveError::NewFormula(format!("{name}!{cell}")));
        }
        let new = read(workbook, sheet, cell, text, marks);
        let told = match &new {
            Input::Number(number) if marks == Marks::OfWorkbook => understood(cell, text.trim(), *number, workbook),
            Input::Text(kept) if !text.trim_start().starts_with('\'') && date(kept, false).is_some() => {
                Some(Bilingual::new(
                    format!("Ô {cell} không có định dạng ngày nên {kept} được giữ dưới dạng chữ."),
                    format!("Cell {cell} has no date format, so {kept} is kept as text."),
                ))
            }
            _ => None,
        };
        Ok(Entered { new, told })
    }
}

/// Whether an entry is a formula rather than a value. Excel takes one that begins with a sign as well, but so
/// begin the names of items ("+ Nữ", "- Chi khác"): they are none unless they calculate with cells.
fn is_formula(workbook: &Workbook, sheet: SheetIndex, cell: CellRef, text: &str) -> bool {
    let text = text.trim();
    if let Some(formula) = text.strip_prefix('=') {
        return !formula.trim().is_empty();
    }
    text.starts_with(['+', '-', '@'])
        && text.chars().any(|c| c.is_ascii_digit() || c == '(')
        && FormulaReader::new(workbook)
            .formula(sheet, cell, text.strip_prefix('@').unwrap_or(text))
            .is_some_and(|formula| !formula.references().is_empty())
}

/// What a person meant by an entry: nothing, a truth value, a number, or text. A percentage means a hundredth,
/// a day its serial number where the cell shows dates. What begins with an apostrophe
/// is text, and so is a code where texts are kept.
fn read(workbook: &Workbook, sheet: SheetIndex, cell: CellRef, text: &str, marks: Marks) -> Input {
    let text = text.trim();
    if let Some(literal) = text.strip_prefix('\'') {
        return if literal.is_empty() { Input::Clear } else { Input::Text(literal.to_owned()) };
    }
    if text.is_empty() {
        return Input::Clear;
    }
    let now = workbook.sheet(sheet).and_then(|sheet| sheet.cell(cell));
    let style = now.map(|cell| cell.style).unwrap_or_default();
    let code = workbook.style(style).number_format;
    if code == "@" && (is_code(text) || now.is_some_and(|now| holds_code(&now.value))) {
        return Input::Text(text.to_owned());
    }
    if matches!(workbook.stored_value(Decimal::ONE, style), Value::Date(_))
        && let Some(serial) = date(text, workbook.date_1904)
    {
        return Input::Number(Number::from_decimal(serial));
    }
    if let Some(value) = truth(text).filter(|_| code != "@") {
        return Input::Bool(value);
    }
    if let Some(number) = scientific(text) {
        return number;
    }
    let Some(number) = figure(text, workbook.separators, marks) else { return Input::Text(text.to_owned()) };
    if !text.ends_with('%') {
        return Input::Number(number);
    }
    let share = number.value().checked_div(Decimal::ONE_HUNDRED);
    match share.map(|value| Number::new(value, number.decimals().saturating_add(2))) {
        Some(share) if code.contains('%') => Input::Number(share),
        Some(share) if keeps_formats(workbook) && code != "@" => Input::Percent(share),
        // Where no format can show it, and where texts are kept, it stays as it was written.
        _ => Input::Text(text.to_owned()),
    }
}

/// Whether a cell can be given another format: texts have none, and those of OpenDocument are not read.
fn keeps_formats(workbook: &Workbook) -> bool {
    use crate::workbook::Format::{Html, Xls, Xlsb, Xlsm, Xlsx, Xltm, Xltx, XmlSpreadsheet};
    matches!(workbook.format, Xlsx | Xlsm | Xltx | Xltm | Xls | Xlsb | XmlSpreadsheet | Html)
}

/// What a figure was taken for that means one number in Vietnam and another in programs ("1.234"); nothing where both
/// mean the same.
fn understood(cell: CellRef, text: &str, number: Number, workbook: &Workbook) -> Option<Bilingual> {
    let Written::Ambiguous { .. } = candidates(text) else { return None };
    // Such a figure has one kind of mark.
    let point = text.contains('.');
    let (mark, mark_en) = if point { ("dấu chấm", "point") } else { ("dấu phẩy", "comma") };
    let groups = point == (workbook.separators == Separators::Vietnamese);
    let (role, role_en) = if groups {
        ("ngăn hàng nghìn", "groups thousands")
    } else {
        ("ngăn phần thập phân", "begins the decimals")
    };
    let read = typed(number, workbook.separators);
    Some(Bilingual::new(
        format!("Ô {cell}: {text} được hiểu là {read} ({mark} {role})."),
        format!("Cell {cell}: {text} was taken for {read} (the {mark_en} {role_en})."),
    ))
}

/// A number in the notation that is meant or, where it is none in that, in the other one.
fn figure(text: &str, separators: Separators, marks: Marks) -> Option<Number> {
    if marks == Marks::OfPrograms {
        let digits = text.trim_end_matches('%').trim_end();
        if let (false, Ok(number)) = (digits.contains('_'), digits.parse::<Decimal>()) {
            return Some(Number::from_written(number));
        }
    }
    let notation = match separators {
        Separators::Vietnamese => Notation::Vietnamese,
        Separators::English => Notation::English,
    };
    let written = candidates(text);
    written.under(notation).or_else(|| written.under(notation.other()))
}

/// TRUE or FALSE, as Excel writes them in Vietnam too.
fn truth(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A number with an exponent: 1,5E+3. The mark before it can only be that of decimals.
fn scientific(text: &str) -> Option<Input> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &'_ str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let whole = unsigned(mantissa);
    let (whole, fraction) = whole.split_once([',', '.']).unwrap_or((&whole, "0"));
    if !(digits(whole) && digits(fraction) && digits(&unsigned(exponent))) {
        return None;
    }
    let stored = format!("{}E{exponent}", mantissa.replace(',', "."));
    let decimal = from_stored(&stored).map(|value| Input::Number(Number::from_decimal(value)));
    decimal.or_else(|| Vast::from_stored(&stored).map(Input::Vast))
}

/// Digits that name something and count nothing: with a zero before others, or more of them than a number keeps.
fn is_code(text: &str) -> bool {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits && (text.len() > SIGNIFICANT || text.len() > 1 && text.starts_with('0'))
}

/// Whether a cell holds what names something, so that what is typed there instead does as well.
fn holds_code(value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    let text = text.trim();
    is_code(text) || matches!(candidates(text), Written::Unreadable) && text.chars().any(|c| c.is_ascii_digit())
}

/// Whether a cell holds already what was typed.
pub(crate) fn same(value: &Value, input: &Input) -> bool {
    match (value, input) {
        (Value::Number(old), Input::Number(new)) => old.value() == new.value(),
        // The number may be the same, the format is not.
        (_, Input::Percent(_)) => false,
        (Value::Date(old), Input::Number(new)) => *old == new.value(),
        (Value::Vast(old), Input::Vast(new)) => old == new,
        (Value::Bool(old), Input::Bool(new)) => old == new,
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
        read(&workbook(format), SheetIndex(0), CellRef::default(), text, Marks::OfWorkbook)
    }

    fn text(text: &str) -> Input {
        Input::Text(text.to_owned())
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
        let is_formula = |text| is_formula(&workbook(""), SheetIndex(0), CellRef::default(), text);
        for text in ["=A1+B1", " =1", "+A1*2", "-SUM(A1:A3)", "@SUM(A1:A3)"] {
            assert!(is_formula(text), "{text}");
        }
        for text in
            ["=", "a=b", "1", "+5", "-7,5", "- Chi khác", "+ Nam (18-35 tuổi)", "-", "'=A1", "- A1 và B2", "-5E3"]
        {
            assert!(!is_formula(text), "{text}");
        }
    }

    #[test]
    fn truth_values_and_exponents_are_read_as_excel_does() {
        assert_eq!(entered("TRUE", ""), Input::Bool(true));
        assert_eq!(entered(" false ", ""), Input::Bool(false));
        assert_eq!(entered("1,5E+3", ""), number("1500", 0));
        assert_eq!(entered("-2.5e-3", ""), number("-0.0025", 4));
        assert_eq!(entered("1.5E+300", ""), Input::Vast(Vast::from_stored("1.5E+300").unwrap()));
        for kept in ["TRUE hay FALSE", "E5", "1E", "1.234,5E3", "1E400", "1E+", "Đúng"] {
            assert_eq!(entered(kept, ""), text(kept));
        }
    }

    #[test]
    fn an_apostrophe_makes_text_and_a_text_cell_keeps_codes() {
        assert_eq!(entered("'00456", ""), text("00456"));
        assert_eq!(entered("'=A1", "0%"), text("=A1"));
        assert_eq!(entered("'", ""), Input::Clear);
        assert_eq!(entered("00456", "@"), text("00456"));
        assert_eq!(entered("001203004567891234", "@"), text("001203004567891234"));
        assert_eq!(entered("00456", ""), number("456", 0));
        // What was typed as text by mistake becomes a number.
        assert_eq!(entered("1.234", "@"), number("1234", 0));
        let holding = |held: &str, typed: &str| {
            let mut workbook = workbook("@");
            let cell = Cell { value: Value::Text(held.to_owned()), ..Cell::default() };
            workbook.sheets[0].set(CellRef::default(), cell);
            read(&workbook, SheetIndex(0), CellRef::default(), typed, Marks::OfWorkbook)
        };
        assert_eq!(holding("00123", "456"), text("456"));
        assert_eq!(holding("A12", "13"), text("13"));
        assert_eq!(holding("1.324", "1.234"), number("1234", 0));
        assert_eq!(holding("", "7"), number("7", 0));
    }

    #[test]
    fn a_command_writes_a_point_before_decimals() {
        let typed = |text| read(&workbook(""), SheetIndex(0), CellRef::default(), text, Marks::OfPrograms);
        assert_eq!(typed("217.476"), number("217.476", 3));
        assert_eq!(typed("1.234.567,5"), number("1234567.5", 1));
        assert_eq!(typed("92,36"), number("92.36", 2));
        assert_eq!(typed("1,234"), number("1.234", 3));
        let percent = read(&workbook("0.0%"), SheetIndex(0), CellRef::default(), "12.125 %", Marks::OfPrograms);
        assert_eq!(percent, number("0.12125", 5));
    }

    #[test]
    fn a_percentage_is_a_hundredth_and_brings_its_format_where_the_cell_has_none() {
        assert_eq!(entered("45,5%", "0.0%"), number("0.455", 3));
        let share = |text: &str, decimals| Input::Percent(Number::new(text.parse().unwrap(), decimals));
        assert_eq!(entered("45,5%", "0.0"), share("0.455", 3));
        assert_eq!(entered("12 %", ""), share("0.12", 2));
        assert_eq!(entered("45,5%", "@"), text("45,5%"));
        let mut plain = workbook("");
        plain.format = crate::workbook::Format::Text;
        assert_eq!(read(&plain, SheetIndex(0), CellRef::default(), "45,5%", Marks::OfWorkbook), text("45,5%"));
    }

    #[test]
    fn a_figure_that_means_two_numbers_is_told_as_it_was_taken() {
        let mut workbook = workbook("");
        let told = |workbook: &Workbook, text: &str| {
            let Input::Number(number) = read(workbook, SheetIndex(0), CellRef::default(), text, Marks::OfWorkbook)
            else {
                panic!("{text} is a number");
            };
            understood(CellRef::default(), text, number, workbook).map(|told| told.vi)
        };
        let group = "Ô A1: 1.234 được hiểu là 1234 (dấu chấm ngăn hàng nghìn).";
        assert_eq!(told(&workbook, "1.234").as_deref(), Some(group));
        let decimals = "Ô A1: 1,234 được hiểu là 1,234 (dấu phẩy ngăn phần thập phân).";
        assert_eq!(told(&workbook, "1,234").as_deref(), Some(decimals));
        for plain in ["1234", "1.234,5", "12,5", "1.234.567", "-7"] {
            assert_eq!(told(&workbook, plain), None, "{plain}");
        }
        workbook.separators = Separators::English;
        let other = "Ô A1: 1,234 được hiểu là 1234 (dấu phẩy ngăn hàng nghìn).";
        assert_eq!(told(&workbook, "1,234").as_deref(), Some(other));
    }

    #[test]
    fn an_editor_starts_with_what_one_would_type() {
        let number = Number::new("12216.693".parse().unwrap(), 3);
        assert_eq!(typed(number, Separators::Vietnamese), "12216,693");
        assert_eq!(typed(number, Separators::English), "12216.693");
    }
}
