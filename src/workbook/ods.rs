//! OpenDocument spreadsheets (ISO/IEC 26300-3, part 9), as packages and as single documents: values,
//! formulas, merges, and what is hidden. Repeated cells and rows are written out only as far as they hold
//! anything.

pub(crate) mod formula;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use self::formula::excel_formula;
use self::names::Found;
use super::binary::{Builder, TIME};
use super::decimal::{Vast, from_stored};
use super::limits::{MAX_DEPTH, MAX_HIDDEN, MAX_LOCKS, MAX_MERGES, MAX_PART, MAX_SHEETS};
use super::package::{Budget, Package};
use super::xml::{attribute, number, push_reference, reader, skip};
use super::{
    Calculation, CellError, CellRange, CellRef, Col, Format, Lock, ReadError, Row, Sheet, SheetIndex, Value,
    Visibility, Workbook, iso_date,
};
use crate::number::Number;

/// Reads an .ods.
pub(super) fn read(package: &Package<'_>) -> Result<Workbook, ReadError> {
    let mut budget = Budget::default();
    if let Some(manifest) = package.xml("META-INF/manifest.xml", &mut budget)?
        && manifest.contains("encryption-data")
    {
        return Err(ReadError::Encrypted);
    }
    let content = package.xml("content.xml", &mut budget)?.ok_or(ReadError::NotAWorkbook)?;
    let mut builder = Builder::new(Format::Ods, false);
    builder.workbook.signed = package.find("META-INF/documentsignatures.xml").is_some();
    sheets(&content, builder)
}

/// Whether a text is a spreadsheet as a single document (3.1.2).
pub(super) fn is_flat(text: &str) -> bool {
    let mut reader = reader(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(root)) => {
                return root.local_name().into_inner() == "document"
                    && attribute(&root, "mimetype").is_some_and(|kind| kind.starts_with(SPREADSHEET));
            }
            Ok(Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Text(_) | Event::DocType(_)) => {}
            _ => return false,
        }
    }
}

/// What a spreadsheet is called; a template's name is longer.
const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// Reads such a document.
pub(super) fn read_flat(text: &str) -> Result<Workbook, ReadError> {
    if text.len() as u64 > MAX_PART {
        return Err(ReadError::TooLarge);
    }
    sheets(text, Builder::new(Format::Fods, false))
}

fn sheets(content: &str, mut builder: Builder) -> Result<Workbook, ReadError> {
    let mut reader = reader(content);
    let (mut in_spreadsheet, mut depth) = (false, 0_usize);
    // Hidden sheets are hidden by their style; columns have their width from theirs.
    let (mut style, mut hidden, mut widths) = (String::new(), BTreeSet::new(), BTreeMap::new());
    let (mut names, mut hidden_left) = (Found::default(), MAX_HIDDEN);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Empty(element)
                if element.local_name().into_inner() == "table-properties"
                    && attribute(&element, "display").is_some_and(|display| display == "false") =>
            {
                hidden.insert(style.clone());
            }
            Event::Empty(element) if element.local_name().into_inner() == "table-column-properties" => {
                if let Some(width) = attribute(&element, "column-width").and_then(|width| characters(&width)) {
                    widths.insert(style.clone(), width);
                }
            }
            Event::Empty(element) => {
                names.note(&element, None);
                settings(&element, &mut builder.workbook.calculation);
            }
            Event::Start(element) => match element.local_name().into_inner() {
                "style" => {
                    style = attribute(&element, "name").unwrap_or_default().into_owned();
                    depth += 1;
                }
                "spreadsheet" => {
                    in_spreadsheet = true;
                    depth += 1;
                }
                "calculation-settings" => {
                    settings(&element, &mut builder.workbook.calculation);
                    depth += 1;
                }
                "table" if in_spreadsheet && is_copy(&element) => skip(&mut reader, &element)?,
                "table" if in_spreadsheet => {
                    if builder.workbook.sheets.len() >= MAX_SHEETS {
                        return Err(ReadError::TooLarge);
                    }
                    let mut sheet = Sheet::new(attribute(&element, "name").unwrap_or_default());
                    if attribute(&element, "style-name").is_some_and(|style| hidden.contains(&*style)) {
                        sheet.visibility = Visibility::Hidden;
                    }
                    let (builder, sheet_read) = (&mut builder, &mut sheet);
                    let index = SheetIndex(builder.workbook.sheets.len());
                    let mut table = Table::new(builder, sheet_read, &widths, &mut hidden_left);
                    table.read(&mut reader, &mut names, index)?;
                    builder.workbook.sheets.push(sheet);
                }
                _ => {
                    names.note(&element, None);
                    depth += 1;
                }
            },
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Eof if in_spreadsheet && depth == 0 => {
                builder.workbook.names = names.among(&builder.workbook.sheets);
                return builder.finish();
            }
            Event::Eof if depth == 0 => return Err(ReadError::NotAWorkbook),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(ReadError::Damaged);
        }
    }
}

/// Whether a table is no sheet, but what LibreOffice keeps of a sheet of another file for the formulas
/// that count with it: its name is the address of that file and sheet, `'file:///a.ods'#Sheet1`.
pub(crate) fn is_copy(table: &BytesStart<'_>) -> bool {
    attribute(table, "name").is_some_and(|name| name.starts_with('\'') && name.contains("'#"))
}

/// How the document is calculated (9.4.1, 9.4.3).
fn settings(element: &BytesStart<'_>, calculation: &mut Calculation) {
    let says = |name, value: &str| attribute(element, name).is_some_and(|said| said == value);
    match element.local_name().into_inner() {
        "calculation-settings" => calculation.as_displayed = says("precision-as-shown", "true"),
        "iteration" => calculation.iterative = says("status", "enable"),
        _ => {}
    }
}

struct Table<'a> {
    builder: &'a mut Builder,
    sheet: &'a mut Sheet,
    row: u32,
    /// Widths in characters by the names of column styles.
    widths: &'a BTreeMap<String, f64>,
    columns: Vec<Columns>,
    /// The next column that is described.
    col: u32,
    /// Rows that are not shown: the first, how many, and whether a filter hides them.
    hidden: Vec<(u32, u32, bool)>,
    /// How many more rows of the workbook may be kept as hidden.
    hidden_left: &'a mut usize,
}

/// Columns side by side that look the same.
struct Columns {
    first: u32,
    count: u32,
    width: Option<f64>,
    hidden: bool,
}

/// A cell before it is known where it is repeated.
struct OdsCell {
    value: Value,
    /// A time of day or a duration: what is no date.
    is_time: bool,
    formula: Option<String>,
    repeated: u32,
    span: (u32, u32),
    /// The rows and columns that its formula fills as one (19.676, 19.677).
    matrix: Option<(u32, u32)>,
}

impl OdsCell {
    fn holds(&self) -> bool {
        self.value != Value::Empty || self.formula.is_some()
    }
}

impl<'a> Table<'a> {
    fn new(
        builder: &'a mut Builder,
        sheet: &'a mut Sheet,
        widths: &'a BTreeMap<String, f64>,
        hidden_left: &'a mut usize,
    ) -> Self {
        Self { builder, sheet, row: 0, widths, columns: Vec::new(), col: 0, hidden: Vec::new(), hidden_left }
    }

    fn read(&mut self, reader: &mut Reader<&[u8]>, names: &mut Found, index: SheetIndex) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => match element.local_name().into_inner() {
                    "table-row" => self.read_row(reader, &element)?,
                    // Rows may be grouped; anything else has none.
                    "table-row-group"
                    | "table-rows"
                    | "table-header-rows"
                    | "table-column-group"
                    | "table-columns"
                    | "table-header-columns" => depth += 1,
                    "table-column" => {
                        self.describe(&element);
                        skip(reader, &element)?;
                    }
                    "named-expressions" => names.read(reader, index)?,
                    _ => skip(reader, &element)?,
                },
                Event::Empty(element) if element.local_name().into_inner() == "table-column" => {
                    self.describe(&element);
                }
                Event::Empty(element) if element.local_name().into_inner() == "table-row" => {
                    self.pass(&element);
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => {
                        self.spread_columns();
                        self.spread_rows();
                        // Those of empty cells may have been met before others of their row.
                        self.sheet.merges.sort_by_key(|merge| merge.start);
                        return Ok(());
                    }
                },
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(ReadError::Damaged);
            }
        }
    }

    fn describe(&mut self, element: &BytesStart<'_>) {
        let count = repeated(element, "number-columns-repeated");
        let style = attribute(element, "style-name");
        let width = style.and_then(|style| self.widths.get(&*style).copied());
        let hidden = attribute(element, "visibility").is_some_and(|visibility| visibility != "visible");
        if self.columns.len() < Col::COUNT as usize {
            self.columns.push(Columns { first: self.col, count, width, hidden });
        }
        self.col = self.col.saturating_add(count);
    }

    /// The last columns often stand for all to the edge: what is beyond the next screen is of no use.
    fn spread_columns(&mut self) {
        let used = self.sheet.used_range().map_or(0, |range| range.end.col.0);
        let edge = used.saturating_add(32).min(Col::COUNT);
        for columns in &self.columns {
            for col in (columns.first..columns.first.saturating_add(columns.count).min(edge)).map(Col) {
                if let Some(width) = columns.width {
                    self.sheet.column_widths.insert(col, width);
                }
                if columns.hidden {
                    self.sheet.hidden_columns.insert(col);
                }
            }
        }
    }

    /// Passes a row element; gives the first of its rows, and how many there are.
    fn pass(&mut self, element: &BytesStart<'_>) -> (u32, u32) {
        let (first, count) = (self.row, repeated(element, "number-rows-repeated"));
        match attribute(element, "visibility").as_deref() {
            None | Some("visible") => {}
            Some(how) if first < Row::COUNT => self.hidden.push((first, count, how == "filter")),
            Some(_) => {}
        }
        self.row = first.saturating_add(count);
        (first, count)
    }

    /// Often all rows below the last one in use are hidden: of these, too, only those that may come into
    /// view matter. Where that ends must not hang on how the file writes its rows, since an edit splits them.
    fn spread_rows(&mut self) {
        let used = self.sheet.used_range().map_or(0, |range| range.end.row.0);
        let edge = used.saturating_add(1_000).min(Row::COUNT);
        for (first, count, filtered) in &self.hidden {
            let rows = (*first..first.saturating_add(*count).min(edge)).take(*self.hidden_left).map(Row);
            *self.hidden_left = self.hidden_left.saturating_sub(rows.len());
            if *filtered {
                self.sheet.filtered_rows.extend(rows.clone());
            }
            self.sheet.hidden_rows.extend(rows);
        }
    }

    fn read_row(&mut self, reader: &mut Reader<&[u8]>, start: &BytesStart<'_>) -> Result<(), ReadError> {
        let (first_row, rows) = self.pass(start);
        let mut cells = Vec::new();
        loop {
            let (element, empty) = match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => break,
                Event::Eof => return Err(ReadError::Damaged),
                _ => continue,
            };
            match element.local_name().into_inner() {
                "table-cell" | "covered-table-cell" => {
                    let text = if empty { String::new() } else { paragraphs(reader)? };
                    cells.push(cell(&element, text, self.builder.workbook.date_1904));
                }
                _ if !empty => skip(reader, &element)?,
                _ => {}
            }
        }
        let blank = !cells.iter().any(OdsCell::holds);
        let mut col = 0_u32;
        for cell in &cells {
            if !cell.holds() {
                self.merge_blank(first_row..self.row, col, cell);
            }
            col = col.saturating_add(cell.repeated);
        }
        for row in (first_row..self.row).take(if blank { 0 } else { rows as usize }) {
            let mut col = 0_u32;
            for cell in &cells {
                for col in
                    (col..col.saturating_add(cell.repeated)).take(if cell.holds() { cell.repeated as usize } else { 0 })
                {
                    if cell.is_time {
                        self.builder.styled(self.sheet, (row, col), cell.value.clone(), TIME)?;
                    } else {
                        self.builder.value(self.sheet, (row, col), cell.value.clone())?;
                    }
                    if let Some(formula) = &cell.formula {
                        self.builder.formula(self.sheet, (row, col), formula);
                    }
                    self.merge(row, col, cell.span);
                    if let Some(matrix) = cell.matrix {
                        self.lock(row, col, matrix)?;
                    }
                }
                col = col.saturating_add(cell.repeated);
            }
        }
        Ok(())
    }

    fn lock(&mut self, row: u32, col: u32, (rows, cols): (u32, u32)) -> Result<(), ReadError> {
        let last = |first: u32, count: u32| first.saturating_add(count).saturating_sub(1);
        let (start, end) = (CellRef::new(Row(row), Col(col)), CellRef::new(Row(last(row, rows)), Col(last(col, cols))));
        if start != end {
            if self.sheet.locks.len() >= MAX_LOCKS {
                return Err(ReadError::TooLarge);
            }
            self.sheet.locks.push((CellRange::new(start, end), Lock::Array));
        } else {
            self.sheet.arrays.insert(start);
        }
        Ok(())
    }

    /// A merge whose cell is empty.
    fn merge_blank(&mut self, rows: Range<u32>, first: u32, cell: &OdsCell) {
        let (height, width) = cell.span;
        if cell.span == (1, 1) {
            return;
        }
        let last = |count: u32, span: u32| count.saturating_sub(span).saturating_add(1);
        for row in rows.start..rows.end.min(last(Row::COUNT, height)) {
            for col in first..first.saturating_add(cell.repeated).min(last(Col::COUNT, width)) {
                if self.sheet.merges.len() >= MAX_MERGES {
                    return;
                }
                self.merge(row, col, cell.span);
            }
        }
    }

    fn merge(&mut self, row: u32, col: u32, (rows, cols): (u32, u32)) {
        let last = |first: u32, count: u32| first.saturating_add(count).saturating_sub(1);
        let end = CellRef::new(Row(last(row, rows)), Col(last(col, cols)));
        let start = CellRef::new(Row(row), Col(col));
        if start != end && self.sheet.merges.len() < MAX_MERGES && end.row.0 < Row::COUNT && end.col.0 < Col::COUNT {
            self.sheet.merges.push(CellRange::new(start, end));
        }
    }
}

/// A length (`2.258cm`) as the width of a column in characters of the default font, seven pixels
/// each and five around them.
fn characters(length: &str) -> Option<f64> {
    let unit = length.find(|c: char| c.is_ascii_alphabetic())?;
    let (value, unit) = length.split_at_checked(unit)?;
    let inches = value.parse::<f64>().ok()?
        / match unit {
            "in" => 1.0,
            "cm" => 2.54,
            "mm" => 25.4,
            "pt" => 72.0,
            "pc" => 6.0,
            _ => return None,
        };
    let width = (inches * 96.0 - 5.0) / 7.0;
    (0.0..=255.0).contains(&width).then(|| (width * 100.0).round() / 100.0)
}

fn repeated(element: &BytesStart<'_>, name: &str) -> u32 {
    number(element, name).unwrap_or(1).clamp(1, Row::COUNT)
}

fn cell(element: &BytesStart<'_>, text: String, date_1904: bool) -> OdsCell {
    let formula = attribute(element, "formula").map(|formula| excel_formula(&formula));
    let or_text = |value: Option<Value>| value.unwrap_or_else(|| Value::Text(text.clone()));
    let stored = |name| attribute(element, name).and_then(|value| from_stored(&value));
    let value = match attribute(element, "value-type").as_deref() {
        // An error is a text that no string has.
        _ if text.starts_with('#') && formula.is_some() && CellError::from_text(&text) != CellError::Other => {
            Value::Error(CellError::from_text(&text))
        }
        Some("float" | "currency" | "percentage") => {
            let vast = || attribute(element, "value").and_then(|value| Vast::from_stored(&value)).map(Value::Vast);
            or_text(stored("value").map(|value| Value::Number(Number::from_decimal(value))).or_else(vast))
        }
        Some("date") => or_text(
            attribute(element, "date-value").and_then(|date| iso_date::serial(&date, date_1904)).map(Value::Date),
        ),
        Some("time") => {
            or_text(attribute(element, "time-value").and_then(|time| iso_date::duration(&time)).map(Value::Date))
        }
        Some("boolean") => Value::Bool(attribute(element, "boolean-value").is_some_and(|value| value == "true")),
        Some(_) => Value::Text(attribute(element, "string-value").map_or(text.clone(), |value| value.into_owned())),
        None if text.is_empty() => Value::Empty,
        None => Value::Text(text.clone()),
    };
    let span = (repeated(element, "number-rows-spanned"), repeated(element, "number-columns-spanned"));
    let matrix = attribute(element, "number-matrix-rows-spanned")
        .map(|_| (repeated(element, "number-matrix-rows-spanned"), repeated(element, "number-matrix-columns-spanned")));
    let is_time = matches!(value, Value::Date(_)) && attribute(element, "time-value").is_some();
    OdsCell { matrix, value, is_time, formula, repeated: repeated(element, "number-columns-repeated"), span }
}

/// The paragraphs of a cell up to its end, without its comment.
fn paragraphs(reader: &mut Reader<&[u8]>) -> Result<String, ReadError> {
    let (mut text, mut depth, mut count) = (String::new(), 0_usize, 0);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => match element.local_name().into_inner() {
                "annotation" | "table" | "shapes" | "frame" => skip(reader, &element)?,
                // Only paragraphs are the cell's own text: shapes that stand in it have theirs.
                name if depth == 0 && name != "p" => skip(reader, &element)?,
                name => {
                    if name == "p" {
                        if count > 0 {
                            text.push('\n');
                        }
                        count += 1;
                    }
                    depth += 1;
                }
            },
            Event::Empty(element) => match element.local_name().into_inner() {
                "p" if depth == 0 => {
                    if count > 0 {
                        text.push('\n');
                    }
                    count += 1;
                }
                "s" => {
                    let spaces = number::<usize>(&element, "c").unwrap_or(1).min(1_000);
                    text.extend(std::iter::repeat_n(' ', spaces));
                }
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                _ => {}
            },
            Event::Text(part) if depth > 0 => text.push_str(&part.xml10_content()),
            Event::CData(part) if depth > 0 => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if depth > 0 => push_reference(&mut text, &part),
            Event::End(_) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Ok(text),
            },
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(ReadError::Damaged);
        }
    }
}
