//! Names of cells (ISO/IEC 26300-3, 9.4.11 to 9.4.16). Those that stand for a fixed cell or range are kept,
//! as of other formats; others (formulas, constants, ranges that move with the formula) are not known.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::formula::{excel_formula, excel_reference, looks_like_address};
use crate::workbook::limits::{MAX_DEPTH, MAX_NAMES};
use crate::workbook::xml::attribute;
use crate::workbook::{DefinedName, Names, ReadError, Sheet, SheetIndex};

/// Names as they are met, before all sheets are known.
#[derive(Default)]
pub(super) struct Found {
    named: Vec<Name>,
    /// Ranges that hold a database, which formulas may call by their name too.
    databases: Vec<Name>,
}

struct Name {
    scope: Option<SheetIndex>,
    name: String,
    /// What it stands for as Excel writes it.
    refers_to: String,
}

impl Found {
    /// Keeps what an element defines, if it defines a name.
    pub(super) fn note(&mut self, element: &BytesStart<'_>, scope: Option<SheetIndex>) {
        let said = |name| attribute(element, name);
        let (list, refers_to) = match element.local_name().into_inner() {
            "named-range" => (&mut self.named, said("cell-range-address").map(|range| excel_reference(&range))),
            "named-expression" => (&mut self.named, said("expression").map(|formula| excel_formula(&formula))),
            "database-range" => {
                let range = said("target-range-address").map(|range| fixed(&excel_reference(&range)));
                (&mut self.databases, range)
            }
            _ => return,
        };
        if let (Some(name), Some(refers_to)) = (said("name"), refers_to)
            && list.len() < MAX_NAMES
            && is_name(&name)
        {
            let low_line = if looks_like_address(&name) { "_" } else { "" };
            list.push(Name { scope, name: format!("{low_line}{name}"), refers_to });
        }
    }

    /// Reads the names of a sheet, up to the end of the element that holds them.
    pub(super) fn read(&mut self, reader: &mut Reader<&[u8]>, scope: SheetIndex) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        loop {
            match reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Empty(element) => self.note(&element, Some(scope)),
                Event::Start(element) => {
                    self.note(&element, Some(scope));
                    depth += 1;
                }
                Event::End(_) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Ok(()),
                },
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
            if depth > MAX_DEPTH {
                return Err(ReadError::Damaged);
            }
        }
    }

    /// The names of cells of these sheets.
    pub(super) fn among(self, sheets: &[Sheet]) -> Names {
        let find = |name: &str| sheets.iter().position(|sheet| sheet.name == name).map(SheetIndex);
        let all = self.named.into_iter().chain(self.databases);
        all.filter_map(|Name { scope, name, refers_to }| DefinedName::new(&name, scope, &refers_to, find)).collect()
    }
}

/// A range with dollar signs: that of a database is fixed whether it has them or not (9.4.15).
fn fixed(range: &str) -> String {
    let (sheet, cells) = range.rsplit_once('!').unwrap_or(("", range));
    match cells.parse::<crate::workbook::CellRange>() {
        Ok(range) => {
            let (start, end) = (range.start, range.end);
            format!("{sheet}!${}${}:${}${}", start.col, start.row, end.col, end.row)
        }
        Err(_) => range.to_owned(),
    }
}

/// Whether Excel takes it as a name, after a low line where it looks like an address: others would make it
/// call a new workbook damaged.
fn is_name(name: &str) -> bool {
    name.chars().count() < 255
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '\\')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?'))
}
