//! An OpenDocument spreadsheet with only the edited cells of `content.xml` rewritten (ISO/IEC
//! 26300-3, 9.1). Cells and rows that are written once for many are split around the edited one.
//! Every other entry of the package is copied as it is.

mod cell;
mod formula;
mod layout;

use std::collections::{BTreeMap, BTreeSet};

use cell::Writer;
use layout::{Element, RowPlace, TablePlace};

use super::SaveError;
use super::container::Change;
use super::splice::{Splices, set_mark_aside, text_of_part};
use crate::workbook::package::{Budget, Package};
use crate::workbook::{Cell, CellRef, Col, Row, Workbook};

const CONTENT: &str = "content.xml";

/// The entries that edits change.
pub(super) fn changes(
    package: &Package<'_>,
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
) -> Result<BTreeMap<usize, Change>, SaveError> {
    let index = package.find(CONTENT).ok_or(SaveError::Unreadable)?;
    let bytes = package.part(CONTENT, &mut Budget::default()).map_err(|_| SaveError::Unreadable)?;
    let text = text_of_part(bytes.ok_or(SaveError::Unreadable)?)?;
    let text = rewritten(&text, before, wanted, touched)?;
    Ok(BTreeMap::from([(index, Change::Replace(text.into_bytes()))]))
}

/// A spreadsheet that is a single document, with only the edited cells of it rewritten.
pub(super) fn flat(
    original: &[u8],
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
) -> Result<Vec<u8>, SaveError> {
    Ok(rewritten(&text_of_part(original.to_vec())?, before, wanted, touched)?.into_bytes())
}

fn rewritten(
    text: &str,
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
) -> Result<String, SaveError> {
    let (mark, body) = set_mark_aside(text);
    let layout = layout::scan(body)?;
    let mut splices = Splices::default();
    let (root, missing) = &layout.declarations;
    splices.replace(*root..*root, missing.as_str());
    for (number, cells) in touched {
        let table = layout.tables.get(*number).ok_or(SaveError::Unreadable)?;
        let (Some(old), Some(new)) = (before.sheets.get(*number), wanted.sheets.get(*number)) else {
            return Err(SaveError::Unreadable);
        };
        let blank = Cell::default();
        let mut rows: BTreeMap<Row, BTreeMap<Col, Edited<'_>>> = BTreeMap::new();
        for at in cells {
            let edited = Edited { old: old.cell(*at).unwrap_or(&blank), new: new.cell(*at).unwrap_or(&blank) };
            rows.entry(at.row).or_default().insert(at.col, edited);
        }
        let writer = Writer { prefixes: &layout.prefixes, workbook: wanted };
        Rows { body, table, writer }.patch(&rows, &mut splices)?;
    }
    Ok(format!("{mark}{}", splices.apply(body)?))
}

/// A cell before and after.
#[derive(Clone, Copy)]
pub(super) struct Edited<'a> {
    old: &'a Cell,
    new: &'a Cell,
}

type EditedRow<'a> = BTreeMap<Col, Edited<'a>>;

/// The rows of one table.
struct Rows<'a> {
    body: &'a str,
    table: &'a TablePlace,
    writer: Writer<'a>,
}

impl Rows<'_> {
    fn patch(&self, rows: &BTreeMap<Row, EditedRow<'_>>, splices: &mut Splices) -> Result<(), SaveError> {
        for place in &self.table.rows {
            let last = place.first.saturating_add(place.element.repeated).saturating_sub(1);
            let inside: Vec<_> = rows.range(Row(place.first)..=Row(last)).collect();
            if inside.is_empty() {
                continue;
            }
            let mut text = String::new();
            let mut next = place.first;
            for (row, cells) in inside {
                self.unchanged(place, row.0.saturating_sub(next), &mut text)?;
                let inner = self.row(place.element.inner(self.body)?, cells)?;
                place.element.write(
                    self.body,
                    "number-rows-repeated",
                    1,
                    Some(&inner),
                    &self.writer.prefixes.table,
                    &mut text,
                )?;
                next = row.0.saturating_add(1);
            }
            self.unchanged(place, last.saturating_add(1).saturating_sub(next), &mut text)?;
            splices.replace(place.element.span.clone(), text);
        }
        self.beyond(rows, splices)
    }

    fn unchanged(&self, place: &RowPlace, count: u32, text: &mut String) -> Result<(), SaveError> {
        if count == 0 {
            return Ok(());
        }
        place.element.write(self.body, "number-rows-repeated", count, None, &self.writer.prefixes.table, text)
    }

    /// Rows that the table does not have yet.
    fn beyond(&self, rows: &BTreeMap<Row, EditedRow<'_>>, splices: &mut Splices) -> Result<(), SaveError> {
        let table = &self.writer.prefixes.table;
        let Some(last) = self.table.rows.last() else {
            return if rows.is_empty() { Ok(()) } else { Err(SaveError::Unreadable) };
        };
        let mut next = last.first.saturating_add(last.element.repeated);
        let mut text = String::new();
        for (row, cells) in rows.range(Row(next)..) {
            let gap = row.0.saturating_sub(next);
            if gap > 0 {
                text.push_str(&format!(
                    "<{table}table-row {table}number-rows-repeated=\"{gap}\"><{table}table-cell/></{table}table-row>"
                ));
            }
            text.push_str(&format!("<{table}table-row>{}</{table}table-row>", self.row("", cells)?));
            next = row.0.saturating_add(1);
        }
        if !text.is_empty() {
            splices.replace(last.element.span.end..last.element.span.end, text);
        }
        Ok(())
    }

    /// The content of a row with the edited cells in it.
    fn row(&self, inner: &str, cells: &EditedRow<'_>) -> Result<String, SaveError> {
        let name = "number-columns-repeated";
        let prefix = &self.writer.prefixes.table;
        let (mut text, mut copied, mut first) = (String::new(), 0, 0_u32);
        for place in layout::cells(inner)? {
            let after = first.saturating_add(place.repeated);
            let mut next = first;
            for (col, edited) in cells.range(Col(first)..Col(after)) {
                text.push_str(inner.get(copied..place.span.start).unwrap_or_default());
                copied = place.span.start.max(copied);
                if col.0 > next {
                    place.write(inner, name, col.0.saturating_sub(next), None, prefix, &mut text)?;
                }
                text.push_str(&self.writer.cell(inner, Some(&place), *edited)?);
                next = col.0.saturating_add(1);
            }
            if next > first {
                if after > next {
                    place.write(inner, name, after.saturating_sub(next), None, prefix, &mut text)?;
                }
                copied = place.span.end;
            }
            first = after;
        }
        text.push_str(inner.get(copied..).unwrap_or_default());
        for (col, edited) in cells.range(Col(first)..) {
            if *edited.new == Cell::default() {
                continue;
            }
            let gap = col.0.saturating_sub(first);
            if gap > 0 {
                text.push_str(&format!("<{prefix}table-cell {prefix}{name}=\"{gap}\"/>"));
            }
            text.push_str(&self.writer.cell(inner, None::<&Element>, *edited)?);
            first = col.0.saturating_add(1);
        }
        Ok(text)
    }
}
