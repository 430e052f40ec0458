//! One worksheet of an .xls: the records between its `BOF` and its `EOF` ([MS-XLS] 2.1.7.20.5).

use std::collections::BTreeMap;

use super::formula::{BookKind, Context, Place, attach, error_text};
use super::record::{Cursor, Record, Records};
use crate::workbook::decimal::{Vast, from_double};
use crate::workbook::limits::{MAX_CELLS, MAX_FORMULAS, MAX_LOCKS, MAX_MERGES, MAX_TEXT};
use crate::workbook::{
    Cell, CellError, CellRange, CellRef, Col, Lock, ReadError, Row, Sheet, StyleId, Value, WhatIf, Workbook,
};

/// What all sheets share, and what they may still take.
pub(super) struct Shared<'w> {
    pub(super) context: Context,
    /// The workbook so far, which knows what a number is in a format.
    pub(super) workbook: &'w mut Workbook,
    pub(super) strings: Vec<Box<str>>,
    pub(super) cells_left: usize,
    pub(super) text_left: usize,
    pub(super) formulas_left: usize,
}

impl<'w> Shared<'w> {
    pub(super) fn new(context: Context, workbook: &'w mut Workbook, strings: Vec<Box<str>>) -> Self {
        Self { context, workbook, strings, cells_left: MAX_CELLS, text_left: MAX_TEXT, formulas_left: MAX_FORMULAS }
    }
}

/// A formula that several cells share.
struct Group<'a> {
    /// The cell that the record stands after.
    anchor: CellRef,
    range: CellRange,
    tokens: &'a [u8],
    extra: &'a [u8],
    is_array: bool,
}

struct Reading<'a, 's, 'w> {
    shared: &'s mut Shared<'w>,
    sheet: &'s mut Sheet,
    /// The cell of the last formula, whose text or group may follow.
    last: Option<CellRef>,
    groups: Vec<Group<'a>>,
    /// Cells that take their formula from the group at the address.
    members: BTreeMap<CellRef, CellRef>,
    columns: Vec<(u16, u16, f64, bool)>,
    frozen: bool,
    is_filtered: bool,
}

/// Reads a sheet from where its records start.
pub(super) fn read(stream: &[u8], tab: u16, shared: &mut Shared<'_>, sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut reading = Reading {
        shared,
        sheet,
        last: None,
        groups: Vec::new(),
        members: BTreeMap::new(),
        columns: Vec::new(),
        frozen: false,
        is_filtered: false,
    };
    // Charts stand inside the sheet with a beginning and an end of their own.
    let mut depth = 0_usize;
    for record in Records::new(stream) {
        match record.kind {
            BOF => depth += 1,
            EOF => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    reading.finish(tab);
                    return Ok(());
                }
            }
            _ if depth == 1 => {
                reading.take(&record)?;
            }
            _ => {}
        }
    }
    // A sheet that does not end was cut off.
    Err(ReadError::Damaged)
}

pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;

/// A range that shows what would be with other values (2.4.313).
fn what_if(read: &mut Cursor<'_, '_>) -> Option<WhatIf> {
    let (first, last) = (read.u16()?, read.u16()?);
    let (left, right) = (read.u8()?, read.u8()?);
    let flags = read.u16()?;
    let at = |row: u16, col: u16| CellRef::new(Row(u32::from(row)), Col(u32::from(col)));
    let range = CellRange::new(at(first, left.into()), at(last, right.into()));
    let (two_way, above) = (flags & 0x08 != 0, flags & 0x04 != 0);
    let mut inputs = vec![at(read.u16()?, read.u16()?)];
    if two_way {
        inputs.push(at(read.u16()?, read.u16()?));
    }
    Some(WhatIf { range, inputs, two_way, above })
}

impl<'a> Reading<'a, '_, '_> {
    /// Takes what a record says; one that is too short says nothing.
    fn take(&mut self, record: &Record<'a>) -> Result<(), ReadError> {
        let mut reader = record.reader();
        let read = &mut reader;
        match record.kind {
            0x0203 | 0x027e | 0x00fd | 0x0204 | 0x00d6 | 0x0205 | 0x0201 => {
                let Some((at, style)) = head(read) else { return Ok(()) };
                let value = match record.kind {
                    0x0203 => read.f64().map(|value| self.number(value, style)),
                    0x027e => read.u32().map(|packed| self.number(unpacked(packed), style)),
                    0x00fd => self.shared_text(read),
                    0x0205 => truth_or_error(read),
                    0x0201 => Some(Value::Empty),
                    _ => self.text(read),
                };
                value.map_or(Ok(()), |value| self.put(at, style, value))
            }
            0x00bd | 0x00be => self.run(record.kind, read),
            // Some writers take the number of earlier versions.
            0x0006 | 0x0206 | 0x0406 => self.formula(read),
            0x0207 => self.result(read),
            0x04bc | 0x0221 => {
                self.group(record.kind == 0x0221, read);
                Ok(())
            }
            // TABLE
            0x0236 => what_if(read).map_or(Ok(()), |table| self.sheet.add_what_if(table)),
            _ => {
                self.picture(record.kind, read);
                Ok(())
            }
        }
    }

    fn put(&mut self, at: CellRef, style: StyleId, value: Value) -> Result<(), ReadError> {
        let shared = &mut *self.shared;
        shared.cells_left = shared.cells_left.checked_sub(1).ok_or(ReadError::TooLarge)?;
        if let Value::Text(text) = &value {
            shared.text_left = shared.text_left.checked_sub(text.len()).ok_or(ReadError::TooLarge)?;
        }
        self.sheet.set(at, Cell { value, style, formula: None });
        Ok(())
    }

    fn number(&self, value: f64, style: StyleId) -> Value {
        match from_double(value) {
            Some(value) => self.shared.workbook.stored_value(value, style),
            None => Vast::from_double(value).map_or_else(|| Value::Text(format!("{value:E}")), Value::Vast),
        }
    }

    fn shared_text(&self, read: &mut Cursor<'_, '_>) -> Option<Value> {
        let index = usize::try_from(read.u32()?).ok()?;
        self.shared.strings.get(index).map(|text| Value::Text(text.to_string()))
    }

    fn text(&self, read: &mut Cursor<'_, '_>) -> Option<Value> {
        let count = usize::from(read.u16()?);
        let context = &self.shared.context;
        let text = if context.is_8 { read.unicode(count)? } else { read.bytes(count, context.encoding)? };
        Some(Value::Text(text))
    }

    /// Cells of one row side by side, numbers or empty ones.
    fn run(&mut self, kind: u16, read: &mut Cursor<'_, '_>) -> Result<(), ReadError> {
        let (Some(row), Some(mut col)) = (read.u16(), read.u16()) else { return Ok(()) };
        let size = if kind == 0x00bd { 6 } else { 2 };
        // The last column stands at the end.
        while read.rest().len() >= size + 2 {
            let Some(style) = read.u16().map(StyleId) else { break };
            let value = match kind {
                0x00bd => read.u32().map_or(Value::Empty, |packed| self.number(unpacked(packed), style)),
                _ => Value::Empty,
            };
            let at = CellRef::new(Row(u32::from(row)), Col(u32::from(col)));
            if at.col.0 >= Col::COUNT {
                break;
            }
            self.put(at, style, value)?;
            col = col.saturating_add(1);
        }
        Ok(())
    }

    /// A `FORMULA` record (2.4.127): the value that was calculated, then the program.
    fn formula(&mut self, read: &mut Cursor<'a, '_>) -> Result<(), ReadError> {
        let Some((at, style)) = head(read) else { return Ok(()) };
        let Some(result) = read.take(8) else { return Ok(()) };
        let value = match *result {
            [kind, _, code, .., 0xff, 0xff] => match kind {
                1 => Value::Bool(code != 0),
                2 => Value::Error(error_text(code).map_or(CellError::Other, CellError::from_text)),
                // The text stands in a record of its own.
                _ => Value::Text(String::new()),
            },
            [a, b, c, d, e, f, g, h] => self.number(f64::from_le_bytes([a, b, c, d, e, f, g, h]), style),
            _ => Value::Empty,
        };
        self.put(at, style, value)?;
        self.last = Some(at);
        let program = read.skip(6).and_then(|()| program(read));
        let Some((tokens, extra)) = program else { return Ok(()) };
        // A member of a group only says which.
        if let [0x01, row_low, row_high, col_low, col_high, ..] = *tokens {
            let row = u32::from(u16::from_le_bytes([row_low, row_high]));
            let col = u32::from(u16::from_le_bytes([col_low, col_high]));
            self.members.insert(at, CellRef::new(Row(row), Col(col)));
            return Ok(());
        }
        if let Some(formula) = self.shared.context.formula(tokens, extra, Place::Cell) {
            self.give(at, formula);
        }
        Ok(())
    }

    /// The text that the last formula gave.
    fn result(&mut self, read: &mut Cursor<'_, '_>) -> Result<(), ReadError> {
        if let (Some(at), Some(text)) = (self.last, self.text(read))
            && let Some(cell) = self.sheet.cell(at)
        {
            let (style, formula) = (cell.style, cell.formula.clone());
            self.put(at, style, text)?;
            if let Some(formula) = formula {
                self.give(at, formula.into_string());
            }
        }
        Ok(())
    }

    fn give(&mut self, at: CellRef, formula: String) {
        if let Some(cell) = self.sheet.cell(at) {
            let mut cell = cell.clone();
            if attach(&mut cell, formula, &mut self.shared.formulas_left).is_some() {
                self.sheet.set(at, cell);
            }
        }
    }

    /// A formula for many cells, `SHRFMLA` (2.4.260) or `ARRAY` (2.4.4).
    fn group(&mut self, is_array: bool, read: &mut Cursor<'a, '_>) -> Option<()> {
        let (first, last) = (read.u16()?, read.u16()?);
        let (left, right) = (read.u8()?, read.u8()?);
        let at = |row: u16, col: u8| CellRef::new(Row(u32::from(row)), Col(u32::from(col)));
        let range = CellRange::new(at(first, left), at(last, right));
        read.skip(if !is_array {
            2
        } else if self.shared.context.is_8 {
            6
        } else {
            2
        })?;
        let (tokens, extra) = program(read)?;
        self.groups.push(Group { anchor: self.last?, range, tokens, extra, is_array });
        if is_array && range.start == range.end {
            self.sheet.arrays.insert(range.start);
        } else if is_array && self.sheet.locks.len() < MAX_LOCKS {
            self.sheet.locks.push((range, Lock::Array));
        }
        Some(())
    }

    /// What a record says of the picture.
    fn picture(&mut self, kind: u16, read: &mut Cursor<'_, '_>) -> Option<()> {
        let sheet = &mut *self.sheet;
        match kind {
            // ROW
            0x0208 => {
                let row = Row(u32::from(read.u16()?));
                read.skip(4)?;
                let height = read.u16()?;
                read.skip(4)?;
                let flags = read.u16()?;
                if flags & 0x20 != 0 {
                    sheet.hidden_rows.insert(row);
                }
                if flags & 0x40 != 0 && height & 0x8000 == 0 {
                    sheet.row_heights.insert(row, f64::from(height) / 20.0);
                }
            }
            // COLINFO
            0x007d => {
                let (first, last) = (read.u16()?, read.u16()?);
                let width = f64::from(read.u16()?) / 256.0;
                read.skip(2)?;
                self.columns.push((first, last.min(255), width, read.u16()? & 1 != 0));
            }
            // DEFCOLWIDTH, DEFAULTROWHEIGHT
            0x0055 => sheet.default_width = Some(f64::from(read.u16()?)),
            0x0225 => {
                read.skip(2)?;
                sheet.default_height = Some(f64::from(read.u16()?) / 20.0);
            }
            // WINDOW2, PANE
            0x023e => {
                let flags = read.u16()?;
                sheet.hide_grid_lines = flags & 2 == 0;
                sheet.hide_zeros = flags & 0x10 == 0;
                self.frozen = flags & 8 != 0;
            }
            0x0041 if self.frozen => {
                let (columns, rows) = (read.u16()?, read.u16()?);
                sheet.frozen = (u32::from(rows), u32::from(columns));
            }
            // MERGEDCELLS
            0x00e5 => {
                for _ in 0..read.u16()? {
                    let (first, last) = (read.u16()?, read.u16()?);
                    let (left, right) = (read.u16()?, read.u16()?);
                    let at = |row: u16, col: u16| CellRef::new(Row(u32::from(row)), Col(u32::from(col)));
                    let (start, end) = (at(first, left), at(last, right));
                    if start != end && sheet.merges.len() < MAX_MERGES && end.col.0 < Col::COUNT {
                        sheet.merges.push(CellRange::new(start, end));
                    }
                }
            }
            // FILTERMODE
            0x009b => self.is_filtered = true,
            // ITERATION
            0x0011 if read.u16()? != 0 => self.shared.workbook.calculation.iterative = true,
            _ => {}
        }
        Some(())
    }

    fn finish(mut self, tab: u16) {
        for (at, key) in std::mem::take(&mut self.members) {
            let group = self
                .groups
                .iter()
                .find(|group| group.anchor == key)
                .or_else(|| self.groups.iter().find(|group| group.range.start == key && group.range.contains(at)));
            let Some(group) = group else { continue };
            // An array has its formula in its first cell.
            if group.is_array && at != group.range.start {
                continue;
            }
            let place = if group.is_array { Place::Cell } else { Place::Shared(at) };
            if let Some(formula) = self.shared.context.formula(group.tokens, group.extra, place) {
                self.give(at, formula);
            }
        }
        self.let_go();
        let used = self.sheet.used_range().map_or(0, |range| range.end.col.0);
        for (first, last, width, hidden) in &self.columns {
            for col in u32::from(*first)..=u32::from(*last).min(used.saturating_add(128)) {
                self.sheet.column_widths.insert(Col(col), *width);
                if *hidden {
                    self.sheet.hidden_columns.insert(Col(col));
                }
            }
        }
        if self.is_filtered {
            self.filtered(tab);
        }
    }

    /// An array whose formula cannot be told is left as the values that it gave: such cells can be
    /// changed one by one.
    fn let_go(&mut self) {
        let sheet = &mut *self.sheet;
        let told = |range: &CellRange| sheet.cell(range.start).is_some_and(|cell| cell.formula.is_some());
        let mut locks = sheet.locks.clone();
        locks.retain(|(range, lock)| *lock != Lock::Array || told(range));
        locks.sort_by_key(|(range, _)| range.start);
        sheet.locks = locks;
    }

    /// The rows that a filter hides: those hidden ones inside its range, which has a name.
    fn filtered(&mut self, tab: u16) -> Option<()> {
        let number = tab.checked_add(1)?;
        let context = &self.shared.context;
        let name = context.names.iter().find(|name| name.filter_of == Some(number))?;
        let mut tokens = Cursor::over(&name.tokens);
        // The range stands with its sheet: `Ref3d` leaves no room for another form.
        if tokens.u8()? & 0x1f != 0x1b {
            return None;
        }
        tokens.skip(if context.is_8 { 2 } else { 14 })?;
        let (first, last) = (tokens.u16()?, tokens.u16()?);
        if first <= last {
            let rows = Row(u32::from(first))..=Row(u32::from(last));
            self.sheet.filtered_rows = self.sheet.hidden_rows.range(rows).copied().collect();
        }
        Some(())
    }
}

/// The tokens of a formula, and what stands after them.
fn program<'a>(read: &mut Cursor<'a, '_>) -> Option<(&'a [u8], &'a [u8])> {
    let length = usize::from(read.u16()?);
    Some((read.take(length)?, read.rest()))
}

/// Where a cell stands, and its format.
fn head(read: &mut Cursor<'_, '_>) -> Option<(CellRef, StyleId)> {
    let (row, col) = (Row(u32::from(read.u16()?)), Col(u32::from(read.u16()?)));
    let style = StyleId(read.u16()?);
    (col.0 < Col::COUNT).then_some((CellRef::new(row, col), style))
}

fn truth_or_error(read: &mut Cursor<'_, '_>) -> Option<Value> {
    let value = read.u8()?;
    Some(if read.u8()? == 0 {
        Value::Bool(value != 0)
    } else {
        Value::Error(error_text(value).map_or(CellError::Other, CellError::from_text))
    })
}

/// A number in four bytes (2.5.217): a whole one, or the high half of a double; perhaps in hundredths.
fn unpacked(packed: u32) -> f64 {
    let value = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & !3) << 32)
    };
    if packed & 1 != 0 { value / 100.0 } else { value }
}

/// What kind of book a `SUPBOOK` record speaks of (2.4.271).
pub(super) fn book_kind(mut reader: Cursor<'_, '_>) -> Option<BookKind> {
    reader.skip(2)?;
    Some(match reader.u16()? {
        0x0401 => BookKind::Own,
        0x3a01 => BookKind::AddIn,
        _ => BookKind::Other,
    })
}
