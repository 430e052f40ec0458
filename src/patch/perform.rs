//! What an edit does to a cell. The session and the saved file follow the same function, so they
//! cannot disagree.

use super::{docx, table};
use crate::finding::Input;
use crate::ledger::Span;
use crate::number::{Notation, Number};
use crate::workbook::decimal;
use crate::workbook::legacy::Spelling;
use crate::workbook::{
    Calculator, Cell, Engine, FormulaReader, Passage, Sheet, SheetCell, StyleId, Value, Workbook, Written,
};

/// A hundredth has two decimals more than what is shown of it.
const PERCENT_DECIMALS: u32 = 2;
/// As many digits as Excel keeps.
const MOST_DECIMALS: u32 = 15;

/// The cell after an edit. Its format stays and its formula goes, unless it gets a new one. A cell
/// that names the column of a table holds text, whatever is typed.
///
/// A number typed over text, in a format that would not show the decimals it was written with
/// (General or text), gets a number format of its own: `119,40` as text becomes 119.4 shown as
/// 119,40, and "1.800" keeps its grouping. Any other format is the person's choice and stays.
///
/// A text typed where the font is one from before Unicode is stored in the encoding of that font, as
/// it would have been typed there: format and file stay what they were. Only a text with a letter that
/// the font lacks (TCVN3 has no Ổ) stays Unicode, in the font of today that looks most like it.
pub fn edited(workbook: &mut Workbook, (sheet, at): SheetCell, new: &Input, engine: &dyn Engine) -> Cell {
    let before = workbook.sheet(sheet).and_then(|sheet| sheet.cell(at)).cloned().unwrap_or_default();
    if workbook.format.is_document() {
        return of_document(workbook, (sheet, at), new, before);
    }
    let is_header = workbook.sheet(sheet).is_some_and(|sheet| table::is_header(sheet, at));
    if let (true, Some(name)) = (is_header, table::name_of(new)) {
        let name = if let Spelling::Encoded(stored) = workbook.spelling(&before, &name) { stored } else { name };
        return Cell { value: Value::Text(name), style: before.style, formula: None };
    }
    let (value, style) = match new {
        Input::Number(number) => {
            // Excel keeps 15 significant digits.
            let value = decimal::from_double(decimal::to_double(number.value())).unwrap_or(number.value());
            let style = number_style(workbook, &before, value.normalize().scale(), number.decimals());
            (workbook.stored_value(value, style), style)
        }
        Input::Percent(share) => {
            let decimals = share.decimals().saturating_sub(PERCENT_DECIMALS).min(MOST_DECIMALS);
            let code = match decimals {
                0 => "0%".to_owned(),
                decimals => format!("0.{}%", "0".repeat(decimals as usize)),
            };
            let style = workbook.restyled(before.style, &code);
            let value = decimal::from_double(decimal::to_double(share.value())).unwrap_or(share.value());
            (workbook.stored_value(value, style), style)
        }
        Input::Vast(vast) => (Value::Vast(*vast), before.style),
        Input::Bool(value) => (Value::Bool(*value), before.style),
        Input::Text(text) => match workbook.spelling(&before, text) {
            Spelling::Encoded(stored) => (Value::Text(stored), before.style),
            Spelling::OtherFont => (Value::Text(text.clone()), workbook.in_unicode_font(before.style)),
            Spelling::AsTyped | Spelling::Refused => (Value::Text(text.clone()), before.style),
        },
        Input::Formula { formula, gives } => {
            let calculator = Calculator::new(workbook, engine);
            let parsed = FormulaReader::new(workbook).formula(sheet, at, formula);
            let written = |parsed| Written { at, formula: parsed, text: formula };
            let number = parsed.as_ref().and_then(|parsed| calculator.number(sheet, written(parsed)));
            let value = number.map_or(gives.value(), |number| number.value);
            let value = workbook.stored_value(value, before.style);
            return Cell { value, style: before.style, formula: Some(formula.as_str().into()) };
        }
        Input::Clear => (Value::Empty, before.style),
    };
    Cell { style: kept(workbook, &value, style), value, formula: None }
}

/// A paragraph after an edit of some of its characters, and what stands in their place; `None` when there are no such
/// characters, or when something keeps them from being changed.
pub fn reworded(workbook: &Workbook, span: Span, new: &Input) -> Option<(Passage, String)> {
    let passage = workbook.passage(span.paragraph)?;
    let length = usize::try_from(span.end.checked_sub(span.start)?).ok()?;
    let before: String = passage.paragraph.text.chars().skip(usize::try_from(span.start).ok()?).take(length).collect();
    let text = match new {
        Input::Number(number) | Input::Formula { gives: number, .. } => {
            docx::written(&before, *number, std::iter::empty())
        }
        Input::Text(text) => docx::one_line(text),
        Input::Percent(share) => percent(*share),
        Input::Vast(vast) => vast.to_string(),
        Input::Bool(_) => return None,
        Input::Clear => String::new(),
    };
    Some((passage.replaced(span.start, span.end, &text)?, text))
}

/// A share as a text of percents.
fn percent(share: Number) -> String {
    let points = share.value().checked_mul(rust_decimal::Decimal::ONE_HUNDRED).unwrap_or(share.value());
    let points = Number::new(points.normalize(), share.decimals().saturating_sub(2).max(points.normalize().scale()));
    format!("{}%", crate::number::format(points, Notation::Vietnamese))
}

/// The cell of a document after an edit: it holds text, whatever is typed, and a number is written as the one that
/// stood there.
fn of_document(workbook: &Workbook, (sheet, at): SheetCell, new: &Input, before: Cell) -> Cell {
    let number = |number: Number| {
        let text = |cell: &Cell| match &cell.value {
            Value::Text(text) => text.clone(),
            _ => String::new(),
        };
        let cells = workbook.sheet(sheet).into_iter().flat_map(Sheet::cells);
        let others = cells.filter(|(other, _)| other.col == at.col && *other != at);
        let column: Vec<String> = others.map(|(_, cell)| text(cell)).collect();
        docx::written(&text(&before), number, column.iter().map(String::as_str))
    };
    let text = match new {
        Input::Number(value) => number(*value),
        Input::Formula { gives, .. } => number(*gives),
        Input::Percent(share) => percent(*share),
        Input::Vast(vast) => vast.to_string(),
        Input::Bool(true) => "TRUE".to_owned(),
        Input::Bool(false) => "FALSE".to_owned(),
        Input::Text(text) => docx::tidy(text),
        Input::Clear => String::new(),
    };
    let text = match workbook.spelling(&before, &text) {
        Spelling::Encoded(stored) => stored,
        Spelling::AsTyped | Spelling::OtherFont | Spelling::Refused => text,
    };
    let value = if text.trim().is_empty() { Value::Empty } else { Value::Text(text) };
    Cell { value, style: before.style, formula: None }
}

/// An OpenDocument cell is a date by its value and not by its format, so a text typed over one
/// takes the format of dates off.
fn kept(workbook: &Workbook, value: &Value, style: StyleId) -> StyleId {
    if workbook.format.is_opendocument() && !matches!(value, Value::Date(_)) { StyleId(0) } else { style }
}

fn number_style(workbook: &mut Workbook, before: &Cell, stored: u32, written: u32) -> StyleId {
    // The formats of OpenDocument are not read, so none is made.
    if workbook.format.is_opendocument() {
        return before.style;
    }
    let style = workbook.style(before.style);
    let Value::Text(text) = &before.value else { return before.style };
    let code = style.number_format.as_str();
    let text_format = code == "@";
    if !(code.is_empty() || text_format) || text.trim().is_empty() {
        return before.style;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let marks = text.chars().filter(|c| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}')).count();
    // One mark is the decimal mark, when there are decimals; any other separates thousands.
    let grouped = digits > 3 && marks > usize::from(written > 0);
    if !grouped && stored == written && !text_format && !style.quote_prefix {
        return before.style;
    }
    let whole = if grouped { "#,##0" } else { "0" };
    let code = match written {
        0 => whole.to_owned(),
        decimals => format!("{whole}.{}", "0".repeat(decimals.min(MOST_DECIMALS) as usize)),
    };
    workbook.restyled(before.style, &code)
}
