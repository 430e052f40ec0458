//! The last look before a file leaves: it reads back as what the session shows, and every part
//! that was not to change is the same to the byte.

use std::collections::BTreeMap;

use super::SaveError;
use super::container::{Addition, Change};
use crate::workbook::package::{Budget, Package};
use crate::workbook::{self, Cell, CellRef, Col, Format, Row, Sheet, StyleId, Value, Workbook};

/// Compares what was written with what was wanted.
pub(super) fn verify(
    original: &Package<'_>,
    changes: &BTreeMap<usize, Change>,
    bytes: &[u8],
    wanted: &Workbook,
) -> Result<(), SaveError> {
    untouched(original, changes, &[], bytes)?;
    if reads_as(bytes, wanted) { Ok(()) } else { Err(SaveError::NotFaithful) }
}

/// Sees to it that only the parts that were to change did, and only those that were to come came.
pub(super) fn untouched(
    original: &Package<'_>,
    changes: &BTreeMap<usize, Change>,
    additions: &[Addition],
    bytes: &[u8],
) -> Result<(), SaveError> {
    let written = Package::open(bytes).map_err(|_| SaveError::NotFaithful)?;
    let mut entries = written.entries.iter();
    for (index, old) in original.entries.iter().enumerate() {
        let change = changes.get(&index);
        if matches!(change, Some(Change::Remove)) {
            continue;
        }
        let new = entries.next().filter(|new| new.name == old.name).ok_or(SaveError::NotFaithful)?;
        let same = match change {
            Some(Change::Replace(content)) => {
                let unpacked = written.unpack(new, &mut Budget::default()).map_err(|_| SaveError::NotFaithful)?;
                unpacked == *content
            }
            _ => {
                let (_, before) = original.packed(old).map_err(|_| SaveError::NotFaithful)?;
                let (_, after) = written.packed(new).map_err(|_| SaveError::NotFaithful)?;
                before == after && (old.method, old.crc, old.unpacked) == (new.method, new.crc, new.unpacked)
            }
        };
        if !same {
            return Err(SaveError::NotFaithful);
        }
    }
    for addition in additions {
        let new = entries.next().filter(|new| new.name == addition.name).ok_or(SaveError::NotFaithful)?;
        let unpacked = written.unpack(new, &mut Budget::default()).map_err(|_| SaveError::NotFaithful)?;
        if unpacked != addition.content {
            return Err(SaveError::NotFaithful);
        }
    }
    if entries.next().is_some() { Err(SaveError::NotFaithful) } else { Ok(()) }
}

/// Whether a file reads as the workbook that was wanted.
pub(super) fn reads_as(bytes: &[u8], wanted: &Workbook) -> bool {
    workbook::read(bytes).is_ok_and(|reread| same_workbook(&reread, wanted))
}

/// Whether two workbooks hold and show the same.
pub(super) fn same_workbook(a: &Workbook, b: &Workbook) -> bool {
    // What a cell of a document looks like is that of the runs that are left in it.
    (a.styles == b.styles || b.format.is_document())
        && a.prose == b.prose
        && a.date_1904 == b.date_1904
        && (a.format == b.format || !b.format.is_kept())
        && a.sheets.len() == b.sheets.len()
        && a.sheets.iter().zip(&b.sheets).all(|(x, y)| same_sheet(x, y, b.format))
}

fn same_sheet(a: &Sheet, b: &Sheet, format: Format) -> bool {
    let is_opendocument = format.is_opendocument();
    // Beyond the cells in use, widths and hidden rows are read only as far as one may look: an edit out
    // there is read back with more of them.
    let used = a.used_range().map(|range| range.end);
    let last_col = used.map(|end| end.col).min(b.column_widths.last_key_value().map(|(col, _)| *col));
    let widths = |sheet: &Sheet| -> Vec<(Col, u64)> {
        let widths = sheet.column_widths.iter().map(|(col, width)| (*col, width.to_bits()));
        widths.take_while(|(col, _)| Some(*col) <= last_col).collect()
    };
    let last_row = used.map(|end| end.row).min(b.hidden_rows.last().copied());
    let hidden = |sheet: &Sheet| -> Vec<Row> {
        // Only rows that OpenDocument repeats are not all read.
        sheet.hidden_rows.iter().copied().take_while(|row| !is_opendocument || Some(*row) <= last_row).collect()
    };
    a.name == b.name
        && a.visibility == b.visibility
        && a.merges == b.merges
        && hidden(a) == hidden(b)
        && a.locks == b.locks
        && widths(a) == widths(b)
        && cells(a, format).eq(cells(b, format))
}

/// What the cells of a sheet hold and how they look, as far as it can be compared.
fn cells(sheet: &Sheet, format: Format) -> impl Iterator<Item = (CellRef, &Value, StyleId, Option<&str>)> {
    // Of the formats of OpenDocument only that of dates is known, and it shows in the value alone: a formula
    // that gave a date gives an error now.
    let style = move |cell: &Cell| match cell.value {
        Value::Date(_) => cell.style,
        _ if format.is_opendocument() || format.is_document() => StyleId::default(),
        _ => cell.style,
    };
    let cells = sheet.cells().map(move |(at, cell)| (at, &cell.value, style(cell), cell.formula.as_deref()));
    // A cell that was cleared where there was none is written nowhere.
    cells.filter(|(_, value, style, formula)| {
        **value != Value::Empty || *style != StyleId::default() || formula.is_some()
    })
}
