//! Binary workbooks of Excel 2007 and later (.xlsb), read by calamine: values and formulas.
//!
//! Calamine sets no bounds of its own, so what a file would make it allocate is measured first,
//! and natively a panic inside it is an unreadable file. On wasm a panic cannot be caught: there
//! the page starts its worker anew.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::decimal::{Vast, from_double};
use super::iso_date;
use super::limits::{MAX_CELLS, MAX_NAMES, MAX_SHEETS, MAX_TEXT};
use super::package::{Budget, Package};
use super::xlsb::{self, LeftOut};
use super::{
    Cell, CellError, CellRef, Col, DefinedName, Format, ReadError, Row, Sheet, SheetIndex, Style, StyleId, Value,
    Visibility, Workbook,
};
use crate::number::Number;

/// Reads an .xlsb.
pub(super) fn read_xlsb(bytes: &[u8], package: &Package<'_>) -> Result<Workbook, ReadError> {
    // Whatever calamine will unpack must pass the guard.
    let mut budget = Budget::default();
    for entry in package
        .entries
        .iter()
        .filter(|entry| entry.name.ends_with(".bin") || entry.name.ends_with(".xml") || entry.name.ends_with(".rels"))
    {
        if entry.name.contains("/media/")
            || entry.name.ends_with("vbaProject.bin")
            || entry.name.contains("printerSettings")
        {
            continue;
        }
        package.unpack(entry, &mut budget)?;
    }
    let left_out = xlsb::cells_left_out(package)?;
    guarded(|| {
        let mut source = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsbError::Password => ReadError::Encrypted,
            _ => ReadError::Damaged,
        })?;
        let date_1904 = source.has_1904_epoch();
        let mut builder = Builder::new(Format::Xlsb, date_1904);
        for meta in source.sheets_metadata().to_vec() {
            let mut sheet = builder.sheet(&meta.name, meta.visible)?;
            let Ok(mut cells) = source.worksheet_cells_reader(&meta.name) else { continue };
            while let Some(cell) = cells.next_cell().map_err(|_| ReadError::Damaged)? {
                builder.put(&mut sheet, cell.get_position(), Data::from(cell.get_value().clone()))?;
            }
            drop(cells);
            if let Ok(mut formulas) = source.worksheet_cells_reader(&meta.name) {
                while let Ok(Some(formula)) = formulas.next_formula() {
                    builder.formula(&mut sheet, formula.get_position(), formula.get_value());
                }
            }
            for LeftOut { at, value } in
                left_out.iter().filter(|(name, _)| *name == meta.name).flat_map(|(_, cells)| cells)
            {
                let formula = sheet.cell(*at).map(|cell| (cell.value == Value::Empty, cell.formula.clone()));
                if let (true, formula) = formula.unwrap_or((true, None)) {
                    builder.value(&mut sheet, (at.row.0, at.col.0), value.clone())?;
                    if let Some(formula) = formula {
                        builder.formula(&mut sheet, (at.row.0, at.col.0), &formula);
                    }
                }
            }
            builder.workbook.sheets.push(sheet);
        }
        let names = source.defined_names().iter().take(MAX_NAMES);
        let sheets = &builder.workbook.sheets;
        let find = |name: &str| sheets.iter().position(|sheet| sheet.name == name).map(SheetIndex);
        let names = names.filter_map(|(name, refers_to)| DefinedName::new(name, None, refers_to, find)).collect();
        builder.workbook.names = names;
        builder.finish()
    })
}

/// Reads the values and formulas of an .xls whose size was measured before.
pub(super) fn read_xls(bytes: Vec<u8>) -> Result<Workbook, ReadError> {
    guarded(|| {
        let mut source = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => ReadError::Encrypted,
            _ => ReadError::Damaged,
        })?;
        let mut builder = Builder::new(Format::Xls, source.has_1904_epoch());
        for meta in source.sheets_metadata().to_vec() {
            if meta.typ != SheetType::WorkSheet {
                continue;
            }
            let mut sheet = builder.sheet(&meta.name, meta.visible)?;
            let range = source.worksheet_range(&meta.name).map_err(|_| ReadError::Damaged)?;
            let (top, left) = range.start().unwrap_or_default();
            let place = |row: usize, col: usize| {
                let moved = |first: u32, by| u32::try_from(by).ok().and_then(|by: u32| first.checked_add(by));
                Some((moved(top, row)?, moved(left, col)?))
            };
            for (row, col, value) in range.used_cells() {
                builder.put(&mut sheet, place(row, col).ok_or(ReadError::Damaged)?, value.clone())?;
            }
            drop(range);
            let formulas = source.worksheet_formula(&meta.name).map_err(|_| ReadError::Damaged)?;
            let (top, left) = formulas.start().unwrap_or_default();
            for (row, col, formula) in formulas.used_cells() {
                let at = u32::try_from(row).ok().zip(u32::try_from(col).ok());
                let Some((row, col)) = at else { continue };
                // What it cannot read it gives as a sentence.
                if !formula.starts_with("Unrecognised formula") {
                    builder.formula(&mut sheet, (top.saturating_add(row), left.saturating_add(col)), formula);
                }
            }
            builder.workbook.sheets.push(sheet);
        }
        builder.finish()
    })
}

/// Runs calamine; a panic of it is a file that cannot be read.
fn guarded(read: impl FnOnce() -> Result<Workbook, ReadError>) -> Result<Workbook, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(ReadError::Damaged))
}

/// Puts what calamine gives into a workbook, within bounds.
pub(super) struct Builder {
    pub(super) workbook: Workbook,
    cells: usize,
    text: usize,
}

/// The only formats that such a workbook has: General, one for dates, and one for times.
const DATE: StyleId = StyleId(1);
pub(super) const TIME: StyleId = StyleId(2);

impl Builder {
    pub(super) fn new(format: Format, date_1904: bool) -> Self {
        let date = Style { number_format: "dd/mm/yyyy".to_owned(), ..Style::default() };
        let time = Style { number_format: "[h]:mm:ss".to_owned(), ..Style::default() };
        let mut workbook = Workbook::new(Vec::new(), vec![Style::default(), date, time]).of_format(format);
        workbook.date_1904 = date_1904;
        workbook.unformatted = matches!(format, Format::Xls | Format::Xlsb);
        Self { workbook, cells: 0, text: 0 }
    }

    fn sheet(&self, name: &str, visible: SheetVisible) -> Result<Sheet, ReadError> {
        if self.workbook.sheets.len() >= MAX_SHEETS {
            return Err(ReadError::TooLarge);
        }
        let mut sheet = Sheet::new(name);
        if visible != SheetVisible::Visible {
            sheet.visibility = Visibility::Hidden;
        }
        Ok(sheet)
    }

    pub(super) fn put(&mut self, sheet: &mut Sheet, (row, col): (u32, u32), value: Data) -> Result<(), ReadError> {
        let number = |value: f64| {
            let decimal = from_double(value).map(|value| Value::Number(Number::from_decimal(value)));
            decimal.or_else(|| Vast::from_double(value).map(Value::Vast)).unwrap_or(Value::Text(format!("{value:E}")))
        };
        let date = |value: Option<rust_decimal::Decimal>, text: String| value.map_or(Value::Text(text), Value::Date);
        let value = match value {
            Data::Empty => return Ok(()),
            Data::Int(value) => Value::Number(Number::from_decimal(value.into())),
            Data::Float(value) => number(value),
            Data::String(text) => Value::Text(text),
            Data::Bool(value) => Value::Bool(value),
            Data::DateTime(value) => date(from_double(value.as_f64()), String::new()),
            Data::DateTimeIso(text) => date(iso_date::serial(&text, self.workbook.date_1904), text),
            Data::DurationIso(text) => Value::Text(text),
            Data::Error(error) => Value::Error(CellError::from_text(&error.to_string())),
        };
        self.value(sheet, (row, col), value)
    }

    pub(super) fn value(&mut self, sheet: &mut Sheet, at: (u32, u32), value: Value) -> Result<(), ReadError> {
        let style = if matches!(value, Value::Date(_)) { DATE } else { StyleId(0) };
        self.styled(sheet, at, value, style)
    }

    pub(super) fn styled(
        &mut self,
        sheet: &mut Sheet,
        (row, col): (u32, u32),
        value: Value,
        style: StyleId,
    ) -> Result<(), ReadError> {
        self.cells += 1;
        if let Value::Text(text) = &value {
            self.text = self.text.saturating_add(text.len());
        }
        if self.cells > MAX_CELLS || self.text > MAX_TEXT || row >= Row::COUNT || col >= Col::COUNT {
            return Err(ReadError::TooLarge);
        }
        sheet.set(CellRef::new(Row(row), Col(col)), Cell { value, style, formula: None });
        Ok(())
    }

    pub(super) fn formula(&mut self, sheet: &mut Sheet, (row, col): (u32, u32), formula: &str) {
        let formula = formula.trim_start_matches('=');
        if formula.is_empty() || row >= Row::COUNT || col >= Col::COUNT {
            return;
        }
        let at = CellRef::new(Row(row), Col(col));
        let mut cell = sheet.cell(at).cloned().unwrap_or_default();
        cell.formula = Some(formula.into());
        sheet.set(at, cell);
    }

    pub(super) fn finish(self) -> Result<Workbook, ReadError> {
        if self.workbook.sheets.is_empty() { Err(ReadError::NoSheets) } else { Ok(self.workbook) }
    }
}
