//! Binary workbooks: .xls (BIFF5, BIFF8) and .xlsb, read by calamine: values, formulas, merges.
//!
//! Calamine sets no bounds of its own, so what a file would make it allocate is measured first,
//! and natively a panic inside it is an unreadable file. On wasm a panic cannot be caught: there
//! the page starts its worker anew.

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, Reader, SheetVisible, Xls, XlsError, Xlsb, XlsbError};

use super::decimal::from_double;
use super::iso_date;
use super::limits::{MAX_CELLS, MAX_PART, MAX_SHEETS, MAX_TEXT};
use super::package::{Budget, Package};
use super::{
    Cell, CellError, CellRange, CellRef, Col, Format, ReadError, Row, Sheet, Style, StyleId, Value, Visibility,
    Workbook,
};

/// Cells that calamine lays out, empty ones between used ones included; 24 bytes each.
const MAX_LAID_OUT: u64 = 6_000_000;

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
            builder.workbook.sheets.push(sheet);
        }
        builder.finish()
    })
}

/// Reads an .xls.
pub(super) fn read_xls(bytes: &[u8]) -> Result<Workbook, ReadError> {
    measure_xls(bytes)?;
    guarded(|| {
        let mut source = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => ReadError::Encrypted,
            _ => ReadError::Damaged,
        })?;
        let mut builder = Builder::new(Format::Xls, source.has_1904_epoch());
        for meta in source.sheets_metadata().to_vec() {
            let mut sheet = builder.sheet(&meta.name, meta.visible)?;
            let Ok(range) = source.worksheet_range(&meta.name) else { continue };
            let (top, left) = range.start().unwrap_or_default();
            for (row, col, value) in range.used_cells() {
                builder.put(&mut sheet, offset(top, left, row, col), value.clone())?;
            }
            if let Ok(range) = source.worksheet_formula(&meta.name) {
                let (top, left) = range.start().unwrap_or_default();
                for (row, col, formula) in range.used_cells() {
                    builder.formula(&mut sheet, offset(top, left, row, col), formula);
                }
            }
            for merge in source.merge_cells_by_sheet_name(&meta.name).unwrap_or_default() {
                let at = |(row, col): (u32, u32)| CellRef::new(Row(row), Col(col));
                if sheet.merges.len() < super::limits::MAX_MERGES
                    && merge.end.0 < Row::COUNT
                    && merge.end.1 < Col::COUNT
                {
                    sheet.merges.push(CellRange::new(at(merge.start), at(merge.end)));
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

fn offset(top: u32, left: u32, row: usize, col: usize) -> (u32, u32) {
    let add = |base: u32, more: usize| base.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
    (add(top, row), add(left, col))
}

/// Walks the records of the workbook stream ([MS-XLS] 2.1.4) and adds up the rectangles that the
/// cells of each sheet span, which is what calamine allocates.
fn measure_xls(bytes: &[u8]) -> Result<(), ReadError> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| ReadError::Damaged)?;
    let path = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"].into_iter().find(|path| file.is_stream(path));
    let stream = file.open_stream(path.ok_or(ReadError::NotAWorkbook)?).map_err(|_| ReadError::Damaged)?;
    let mut records = Vec::new();
    stream.take(MAX_PART).read_to_end(&mut records).map_err(|_| ReadError::Damaged)?;
    let (mut total, mut bounds) = (0_u64, None);
    let mut at = 0_usize;
    while let Some(header) = records.get(at..at.saturating_add(4)) {
        let &[kind_low, kind_high, length_low, length_high] = header else { break };
        let kind = u16::from_le_bytes([kind_low, kind_high]);
        let length = usize::from(u16::from_le_bytes([length_low, length_high]));
        let body = records.get(at.saturating_add(4)..).unwrap_or_default();
        match kind {
            // Cell records, all of which start with row and column.
            0x0006 | 0x0201 | 0x0203..=0x0205 | 0x027e | 0x00bd | 0x00be | 0x00d6 | 0x00fd => {
                if let Some(&[row_low, row_high, col_low, col_high]) = body.get(..4) {
                    let row = u16::from_le_bytes([row_low, row_high]);
                    // A run of cells ends with its last column.
                    let last = match kind {
                        0x00bd | 0x00be => length.checked_sub(2).and_then(|from| body.get(from..length)),
                        _ => None,
                    };
                    let first = u16::from_le_bytes([col_low, col_high]);
                    let last = match last {
                        Some(&[low, high]) => u16::from_le_bytes([low, high]),
                        _ => first,
                    };
                    let (r1, r2, c1, c2) = bounds.unwrap_or((row, row, first, last));
                    bounds = Some((row.min(r1), row.max(r2), first.min(c1), last.max(c2)));
                }
            }
            // The end of a sheet.
            0x000a => {
                if let Some((r1, r2, c1, c2)) = bounds.take() {
                    total = total
                        .saturating_add((u64::from(r2 - r1) + 1).saturating_mul(u64::from(c2.saturating_sub(c1)) + 1));
                }
            }
            _ => {}
        }
        at = at.saturating_add(4).saturating_add(length);
    }
    if let Some((r1, r2, c1, c2)) = bounds {
        total = total.saturating_add((u64::from(r2 - r1) + 1).saturating_mul(u64::from(c2.saturating_sub(c1)) + 1));
    }
    if total > MAX_LAID_OUT { Err(ReadError::TooLarge) } else { Ok(()) }
}

/// Puts what calamine gives into a workbook, within bounds.
pub(super) struct Builder {
    pub(super) workbook: Workbook,
    cells: usize,
    text: usize,
}

/// The only formats that such a workbook has: General, and one for dates.
const DATE: StyleId = StyleId(1);

impl Builder {
    pub(super) fn new(format: Format, date_1904: bool) -> Self {
        let date = Style { number_format: "dd/mm/yyyy".to_owned(), ..Style::default() };
        let mut workbook = Workbook::new(Vec::new(), vec![Style::default(), date]).of_format(format);
        workbook.date_1904 = date_1904;
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
            from_double(value).map_or(Value::Text(value.to_string()), |value| {
                Value::Number(crate::number::Number::from_decimal(value))
            })
        };
        let date = |value: Option<rust_decimal::Decimal>, text: String| value.map_or(Value::Text(text), Value::Date);
        let value = match value {
            Data::Empty => return Ok(()),
            Data::Int(value) => Value::Number(crate::number::Number::from_decimal(value.into())),
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

    pub(super) fn value(&mut self, sheet: &mut Sheet, (row, col): (u32, u32), value: Value) -> Result<(), ReadError> {
        self.cells += 1;
        if let Value::Text(text) = &value {
            self.text = self.text.saturating_add(text.len());
        }
        if self.cells > MAX_CELLS || self.text > MAX_TEXT || row >= Row::COUNT || col >= Col::COUNT {
            return Err(ReadError::TooLarge);
        }
        let style = if matches!(value, Value::Date(_)) { DATE } else { StyleId(0) };
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
