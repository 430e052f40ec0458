//! Workbooks of Excel 5.0 to 2003: .xls in BIFF5 and BIFF8 ([MS-XLS]).
//!
//! Read here and not by a library: offices still have many of them, their formulas and formats
//! must be right for what is said of them, and a file must not be able to make the reader lay out
//! more cells than it holds.

mod container;
mod formula;
mod looks;
mod record;
mod salvage;
mod sheet;

use self::formula::{Book, BookKind, Context, Name};
use self::looks::Looks;
use self::record::{Cursor, Records, code_page};
use self::sheet::{BOF, EOF, Shared, book_kind};
use super::limits::{MAX_CELLS, MAX_SHEETS};
use super::{Calculation, Format, ReadError, Sheet, Visibility, Workbook};

/// Reads an .xls.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, ReadError> {
    let stream = container::stream(bytes)?;
    match read_stream(&stream) {
        Err(error @ (ReadError::Damaged | ReadError::NotAWorkbook)) => salvage::read(&stream).ok_or(error),
        read => read,
    }
}

fn read_stream(stream: &[u8]) -> Result<Workbook, ReadError> {
    let globals = globals(stream)?;
    let mut workbook = Workbook::new(Vec::new(), globals.looks.into_styles()).of_format(Format::Xls);
    workbook.date_1904 = globals.date_1904;
    workbook.calculation = globals.calculation;
    let mut shared = Shared::new(globals.context, &mut workbook, globals.strings);
    let mut sheets = Vec::new();
    for (tab, number) in globals.tabs.into_iter().zip(0_u16..) {
        if !tab.is_worksheet {
            continue;
        }
        if sheets.len() >= MAX_SHEETS {
            return Err(ReadError::TooLarge);
        }
        let mut sheet = Sheet::new(tab.name);
        sheet.visibility = tab.visibility;
        let records = stream.get(tab.offset..).ok_or(ReadError::Damaged)?;
        sheet::read(records, number, &mut shared, &mut sheet)?;
        sheets.push(sheet);
    }
    if sheets.is_empty() {
        return Err(ReadError::NoSheets);
    }
    workbook.sheets = sheets;
    Ok(workbook)
}

/// What stands before the sheets.
struct Globals {
    context: Context,
    looks: Looks,
    strings: Vec<Box<str>>,
    tabs: Vec<Tab>,
    date_1904: bool,
    calculation: Calculation,
}

/// A tab (2.4.28).
struct Tab {
    name: String,
    offset: usize,
    visibility: Visibility,
    is_worksheet: bool,
}

fn globals(stream: &[u8]) -> Result<Globals, ReadError> {
    let mut records = Records::new(stream);
    let first = records.next().filter(|record| record.kind == BOF).ok_or(ReadError::NotAWorkbook)?;
    let is_8 = match first.reader().u16() {
        Some(0x0600) => true,
        Some(0x0500) => false,
        _ => return Err(ReadError::NotAWorkbook),
    };
    let mut globals = Globals {
        context: Context::new(is_8),
        looks: Looks::new(),
        strings: Vec::new(),
        tabs: Vec::new(),
        date_1904: false,
        calculation: Calculation::default(),
    };
    for record in records {
        let mut reader = record.reader();
        match record.kind {
            EOF => return Ok(globals),
            0x002f => return Err(ReadError::Encrypted),
            // SST
            0x00fc => globals.strings = strings(reader)?,
            kind => {
                let encoding = globals.context.encoding;
                match kind {
                    0x0031 => globals.looks.font(reader, is_8, encoding),
                    0x00e0 => globals.looks.format(reader, is_8),
                    0x041e => _ = globals.looks.code(reader, is_8, encoding),
                    0x0092 => _ = globals.looks.palette(reader),
                    // DATEMODE, PRECISION
                    0x0022 => globals.date_1904 = reader.u16() == Some(1),
                    0x000e => globals.calculation.as_displayed = reader.u16() == Some(0),
                    _ => _ = globals.take(kind, reader),
                }
            }
        }
    }
    Err(ReadError::Damaged)
}

impl Globals {
    /// Takes what formulas need to know.
    fn take(&mut self, kind: u16, mut reader: Cursor<'_, '_>) -> Option<()> {
        let context = &mut self.context;
        match kind {
            // CODEPAGE
            0x0042 => context.encoding = code_page(reader.u16()?),
            // BOUNDSHEET
            0x0085 => {
                let offset = usize::try_from(reader.u32()?).ok()?;
                let state = reader.u8()?;
                let is_worksheet = reader.u8()? == 0;
                let count = usize::from(reader.u8()?);
                let name = if context.is_8 { reader.unicode(count)? } else { reader.bytes(count, context.encoding)? };
                context.tabs.push(name.clone());
                let visibility = if state & 3 == 0 { Visibility::Visible } else { Visibility::Hidden };
                self.tabs.push(Tab { name, offset, visibility, is_worksheet });
            }
            // SUPBOOK
            0x01ae => {
                let kind = book_kind(reader).unwrap_or(BookKind::Other);
                context.books.push(Book { kind, names: Vec::new() });
            }
            // EXTERNNAME
            0x0023 if context.is_8 => {
                reader.skip(6)?;
                let count = usize::from(reader.u8()?);
                let name = reader.unicode(count).unwrap_or_default();
                context.books.last_mut()?.names.push(name);
            }
            // EXTERNSHEET
            0x0017 if context.is_8 => {
                for _ in 0..reader.u16()? {
                    context.sheets.push((reader.u16()?, reader.u16()?, reader.u16()?));
                }
            }
            // NAME
            0x0018 => {
                let name = read_name(reader, context);
                context.names.push(name.unwrap_or(Name { text: String::new(), filter_of: None, tokens: Vec::new() }));
            }
            _ => {}
        }
        Some(())
    }
}

/// A `Lbl` record (2.4.150). Macros keep their place and mean nothing.
fn read_name(mut reader: Cursor<'_, '_>, context: &Context) -> Option<Name> {
    let flags = reader.u16()?;
    reader.skip(1)?;
    let count = usize::from(reader.u8()?);
    let length = usize::from(reader.u16()?);
    reader.skip(2)?;
    let tab = reader.u16()?;
    reader.skip(4)?;
    let text = if context.is_8 { reader.unicode(count)? } else { reader.bytes(count, context.encoding)? };
    let is_builtin = flags & 0x20 != 0;
    let is_macro = flags & 0x0e != 0;
    let filter_of = (is_builtin && text == "\r").then_some(tab);
    let tokens = if is_macro { Vec::new() } else { reader.take(length)?.to_vec() };
    Some(Name { text, filter_of, tokens })
}

/// The texts that cells share (2.4.265).
fn strings(mut reader: Cursor<'_, '_>) -> Result<Vec<Box<str>>, ReadError> {
    let mut strings = Vec::new();
    if reader.skip(8).is_some() {
        while let Some(text) = reader.rich() {
            if strings.len() >= MAX_CELLS {
                return Err(ReadError::TooLarge);
            }
            strings.push(text.into_boxed_str());
        }
    }
    Ok(strings)
}
