//! One pass over a worksheet part (ECMA-376 Part 1, 18.3.1): cells, merges, widths, heights.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rust_decimal::Decimal;

use super::filter::Filter;
use super::formula::moved;
use super::plain::{self, Content, PlainCell};
use super::strings::rich_text;
use crate::workbook::decimal::from_stored;
use crate::workbook::format_code::Kind;
use crate::workbook::limits::{MAX_CELLS, MAX_DEPTH, MAX_FORMULAS, MAX_LOCKS, MAX_MERGES, MAX_TEXT};
use crate::workbook::show::Shower;
use crate::workbook::xml::{attribute, flag, gather, number, reader, skip, text_of, unescape_excel};
use crate::workbook::{
    Cell, CellError, CellRange, CellRef, Col, Lock, ReadError, Row, Sheet, StyleId, Value, Vast, WhatIf, iso_date,
};

/// What the cells of all sheets share.
pub(super) struct Shared<'a> {
    pub(super) strings: &'a [Box<str>],
    pub(super) showers: &'a [Shower],
    pub(super) date_1904: bool,
}

/// What all sheets together may take.
#[derive(Default)]
pub(super) struct Tally {
    cells: usize,
    text: usize,
    formulas: usize,
}

/// Reads the cells and the picture of a sheet into `sheet`.
pub(super) fn read(xml: &str, shared: &Shared<'_>, tally: &mut Tally, sheet: &mut Sheet) -> Result<(), ReadError> {
    let mut columns = Vec::new();
    let mut filter = Filter::default();
    let mut reader = reader(xml);
    // Elements below the root, and whether the cells have been seen.
    let (mut depth, mut in_merges) = (0_usize, false);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => {
                if depth == 1 && element.local_name().into_inner() == "sheetData" {
                    Rows { shared, tally, sheet, masters: BTreeMap::new(), next: Row(0) }.read(&mut reader)?;
                    continue;
                }
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(ReadError::Damaged);
                }
                in_merges = depth == 2 && element.local_name().into_inner() == "mergeCells";
                picture(sheet, &mut columns, &element, in_merges);
                filter.take(&element);
            }
            Event::Empty(element) => {
                picture(sheet, &mut columns, &element, in_merges);
                filter.take(&element);
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                in_merges &= depth >= 2;
            }
            Event::Eof if depth == 0 => break,
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
    spread_columns(sheet, &columns);
    filter.hide(sheet);
    Ok(())
}

/// A `col` element: the columns from `min` to `max`.
struct Columns {
    min: u32,
    max: u32,
    width: Option<f64>,
    hidden: bool,
}

fn picture(sheet: &mut Sheet, columns: &mut Vec<Columns>, element: &BytesStart<'_>, in_merges: bool) {
    let size = |name| number::<f64>(element, name).filter(|size| (0.0..=10_000.0).contains(size));
    match element.local_name().into_inner() {
        "mergeCell" if in_merges && sheet.merges.len() < MAX_MERGES => {
            if let Some(range) = attribute(element, "ref").and_then(|range| range.parse::<CellRange>().ok())
                && range.start != range.end
            {
                sheet.merges.push(range);
            }
        }
        "sheetFormatPr" => {
            sheet.default_width = size("defaultColWidth");
            sheet.default_height = size("defaultRowHeight");
        }
        "sheetView" => {
            sheet.hide_grid_lines = !flag(element, "showGridLines", true);
            sheet.hide_zeros = !flag(element, "showZeros", true);
        }
        "pane" if attribute(element, "state").is_some_and(|state| state.starts_with("frozen")) => {
            let split = |name| number::<f64>(element, name).filter(|split| (0.0..=65_536.0).contains(split));
            sheet.frozen = (split("ySplit").unwrap_or(0.0) as u32, split("xSplit").unwrap_or(0.0) as u32);
        }
        "col" if columns.len() < 16_384 => {
            if let (Some(min), Some(max)) = (number(element, "min"), number(element, "max")) {
                columns.push(Columns { min, max, width: size("width"), hidden: flag(element, "hidden", false) });
            }
        }
        _ => {}
    }
}

/// Column formats often run to the last column of the sheet; those beyond the used ones and the
/// next screen are of no use.
fn spread_columns(sheet: &mut Sheet, columns: &[Columns]) {
    let used = sheet.used_range().map_or(0, |range| range.end.col.0);
    let last = (used + 128).min(Col::COUNT - 1);
    for column in columns {
        for col in column.min.max(1) - 1..column.max.min(last + 1) {
            if let Some(width) = column.width {
                sheet.column_widths.insert(Col(col), width);
            }
            if column.hidden {
                sheet.hidden_columns.insert(Col(col));
            }
        }
    }
}

/// The formula that other cells of its group take over.
struct Master {
    at: CellRef,
    formula: Box<str>,
}

struct Rows<'a> {
    shared: &'a Shared<'a>,
    tally: &'a mut Tally,
    sheet: &'a mut Sheet,
    masters: BTreeMap<u32, Master>,
    /// Where a row without a number stands.
    next: Row,
}

impl Rows<'_> {
    fn read(mut self, reader: &mut Reader<&[u8]>) -> Result<(), ReadError> {
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) if element.local_name().into_inner() == "row" => {
                    let row = self.start_row(&element)?;
                    self.read_row(reader, row)?;
                }
                Event::Start(element) => skip(reader, &element)?,
                Event::Empty(element) if element.local_name().into_inner() == "row" => {
                    self.start_row(&element)?;
                }
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
        }
    }

    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<Row, ReadError> {
        let mut row = self.next;
        if let Some(text) = attribute(element, "r") {
            let number: u32 = text.trim().parse().map_err(|_| ReadError::Damaged)?;
            row = Row(number.checked_sub(1).ok_or(ReadError::Damaged)?);
        }
        if row.0 >= Row::COUNT {
            return Err(ReadError::Damaged);
        }
        if flag(element, "hidden", false) {
            self.sheet.hidden_rows.insert(row);
        }
        if let Some(height) = number::<f64>(element, "ht").filter(|height| (0.0..=10_000.0).contains(height)) {
            self.sheet.row_heights.insert(row, height);
        }
        self.next = Row(row.0 + 1);
        Ok(row)
    }

    fn read_row(&mut self, reader: &mut Reader<&[u8]>, row: Row) -> Result<(), ReadError> {
        let mut cells: Vec<(Col, Cell)> = Vec::new();
        let mut next = Col(0);
        // Whether the last event ended with a tag: then the reader stands right behind it.
        let mut behind_tag = true;
        loop {
            let xml: &[u8] = reader.get_ref();
            if behind_tag
                && let Some((plain, rest)) = plain::cell(xml)
                && let Some(head) = Head::of_plain(&plain, CellRef::new(row, next))
            {
                *reader.get_mut() = rest;
                let cell = self.plain_cell(&plain, &head)?;
                next = self.place(row, &head, cell, &mut cells)?;
                continue;
            }
            behind_tag = false;
            let (element, empty) = match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => break,
                Event::Eof => return Err(ReadError::Damaged),
                _ => continue,
            };
            if element.local_name().into_inner() != "c" {
                if !empty {
                    skip(reader, &element)?;
                }
                continue;
            }
            behind_tag = true;
            let head = Head::read(&element, CellRef::new(row, next))?;
            let cell =
                if empty { Cell { style: head.style, ..Cell::default() } } else { self.read_cell(reader, &head)? };
            next = self.place(row, &head, cell, &mut cells)?;
        }
        self.sheet.add_row(row, cells);
        Ok(())
    }

    /// Counts a cell and puts it into the cells of its row; where the next one stands that has no
    /// address.
    fn place(&mut self, row: Row, head: &Head, cell: Cell, cells: &mut Vec<(Col, Cell)>) -> Result<Col, ReadError> {
        self.tally.cells += 1;
        if self.tally.cells > MAX_CELLS {
            return Err(ReadError::TooLarge);
        }
        if head.at.row == row {
            cells.push((head.at.col, cell));
        } else {
            // The address of a cell counts more than the row it is written in.
            self.sheet.set(head.at, cell);
        }
        Ok(Col(head.at.col.0 + 1))
    }

    fn plain_cell(&mut self, plain: &PlainCell<'_>, head: &Head) -> Result<Cell, ReadError> {
        let value = match plain.content {
            Content::Nothing => Value::Empty,
            Content::Value(stored) => self.value(head, stored)?,
            Content::Inline(text) => self.text(unescape_excel(text.to_owned()))?,
        };
        Ok(Cell { value, style: head.style, ..Cell::default() })
    }

    fn read_cell(&mut self, reader: &mut Reader<&[u8]>, head: &Head) -> Result<Cell, ReadError> {
        let mut cell = Cell { style: head.style, ..Cell::default() };
        let (mut stored, mut inline) = (None, None);
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => match element.local_name().into_inner() {
                    "v" => stored = Some(gather(reader)?),
                    "is" => inline = Some(rich_text(reader)?),
                    "f" => {
                        let text = gather(reader)?;
                        cell.formula = self.formula(head.at, &element, text.into_owned())?;
                    }
                    _ => skip(reader, &element)?,
                },
                Event::Empty(element) if element.local_name().into_inner() == "f" => {
                    cell.formula = self.formula(head.at, &element, String::new())?;
                }
                Event::End(_) => break,
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
        }
        if let Some(text) = inline {
            cell.value = self.text(text)?;
        } else if let Some(stored) = stored {
            cell.value = self.value(head, &stored)?;
        }
        Ok(cell)
    }

    fn text(&mut self, text: String) -> Result<Value, ReadError> {
        self.tally.text += text.len();
        if self.tally.text > MAX_TEXT { Err(ReadError::TooLarge) } else { Ok(Value::Text(text)) }
    }

    fn value(&mut self, head: &Head, stored: &str) -> Result<Value, ReadError> {
        match head.kind {
            Type::Number => {
                let Some(value) = from_stored(stored) else {
                    if stored.trim().is_empty() {
                        return Ok(Value::Empty);
                    }
                    return match Vast::from_stored(stored) {
                        Some(vast) => Ok(Value::Vast(vast)),
                        None => self.text(stored.trim().to_owned()),
                    };
                };
                Ok(self.number(head.style, value))
            }
            Type::Shared => {
                let index: Option<usize> = stored.trim().parse().ok();
                match index.and_then(|index| self.shared.strings.get(index)) {
                    Some(text) => {
                        let text = text.to_string();
                        self.text(text)
                    }
                    None => Ok(Value::Empty),
                }
            }
            Type::Text => self.text(unescape_excel(stored.to_owned())),
            Type::Bool => Ok(Value::Bool(matches!(stored.trim(), "1" | "true"))),
            Type::Error => Ok(Value::Error(CellError::from_text(stored.trim()))),
            Type::Date => match iso_date::serial(stored.trim(), self.shared.date_1904) {
                Some(serial) => Ok(Value::Date(serial)),
                None => self.text(stored.to_owned()),
            },
        }
    }

    fn number(&self, style: StyleId, value: Decimal) -> Value {
        match self.shared.showers.get(usize::from(style.0)) {
            Some(shower) if shower.kind == Kind::Date => Value::Date(value),
            Some(shower) => Value::Number(shower.number(value)),
            None => Value::Number(crate::number::Number::from_decimal(value)),
        }
    }

    /// The formula of a cell; a member of a shared group gets its master's, moved.
    fn formula(&mut self, at: CellRef, element: &BytesStart<'_>, text: String) -> Result<Option<Box<str>>, ReadError> {
        let mut formula = text;
        let kind = attribute(element, "t");
        if kind.as_deref() == Some("dataTable") {
            self.what_if(element)?;
        } else if kind.as_deref() == Some("array")
            && let Some(range) = attribute(element, "ref").and_then(|range| range.parse::<CellRange>().ok())
        {
            if range.start == range.end {
                self.sheet.arrays.insert(range.start);
            } else if self.sheet.locks.len() >= MAX_LOCKS {
                return Err(ReadError::TooLarge);
            } else {
                self.sheet.locks.push((range, Lock::Array));
            }
        }
        if kind.as_deref() == Some("shared")
            && let Some(group) = number::<u32>(element, "si")
        {
            if formula.trim().is_empty() {
                let Some(master) = self.masters.get(&group) else { return Ok(None) };
                let rows = i64::from(at.row.0) - i64::from(master.at.row.0);
                let columns = i64::from(at.col.0) - i64::from(master.at.col.0);
                formula = moved(&master.formula, rows, columns);
            } else {
                self.masters.insert(group, Master { at, formula: formula.clone().into_boxed_str() });
            }
        }
        self.tally.formulas += formula.len();
        if self.tally.formulas > MAX_FORMULAS {
            return Err(ReadError::TooLarge);
        }
        Ok((!formula.trim().is_empty()).then(|| formula.into_boxed_str()))
    }
}

impl Rows<'_> {
    /// Takes note of a range that shows what would be with other values.
    fn what_if(&mut self, element: &BytesStart<'_>) -> Result<(), ReadError> {
        let at = |name| attribute(element, name).and_then(|cell| cell.parse::<CellRef>().ok());
        let Some(range) = attribute(element, "ref").and_then(|range| range.parse::<CellRange>().ok()) else {
            return Ok(());
        };
        let table = WhatIf {
            range,
            inputs: at("r1").into_iter().chain(at("r2")).collect(),
            two_way: flag(element, "dt2D", false),
            above: flag(element, "dtr", false),
        };
        self.sheet.add_what_if(table)
    }
}

/// The attributes of a `c` element.
struct Head {
    at: CellRef,
    style: StyleId,
    kind: Type,
}

/// What the text of `v` means (18.18.11).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Date,
}

impl Type {
    fn of(name: &str) -> Self {
        match name {
            "s" => Self::Shared,
            "str" | "inlineStr" => Self::Text,
            "b" => Self::Bool,
            "e" => Self::Error,
            "d" => Self::Date,
            _ => Self::Number,
        }
    }
}

impl Head {
    /// `None` when an attribute is not as simple as it looks.
    fn of_plain(plain: &PlainCell<'_>, default: CellRef) -> Option<Self> {
        let at = plain.reference.map_or(Some(default), |reference| reference.parse().ok())?;
        let style = StyleId(plain.style.map_or(Some(0), |style| style.parse().ok())?);
        let kind = plain.kind.map_or(Type::Number, Type::of);
        (at.col.0 < Col::COUNT).then_some(Self { at, style, kind })
    }

    fn read(element: &BytesStart<'_>, default: CellRef) -> Result<Self, ReadError> {
        let mut head = Self { at: default, style: StyleId(0), kind: Type::Number };
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.local_name().into_inner() {
                "r" => head.at = attribute.value.trim().parse().map_err(|_| ReadError::Damaged)?,
                "s" => head.style = StyleId(attribute.value.trim().parse().unwrap_or(0)),
                "t" => {
                    head.kind = Type::of(&text_of(attribute.value));
                }
                _ => {}
            }
        }
        if head.at.col.0 >= Col::COUNT { Err(ReadError::Damaged) } else { Ok(head) }
    }
}
