//! The operands that stand in the tokens themselves ([MS-XLS] 2.5.198): cells, areas and the sheets
//! they are on, and constant arrays.

use super::machine::Machine;
use super::{Context, MAX_LENGTH, Place, error_text, number_text};
use crate::workbook::{CellRef, Col, Row};

impl Machine<'_> {
    pub(super) fn sheet(&mut self, context: &Context) -> Option<String> {
        let number = self.tokens.u16()?;
        if context.is_8 {
            return context.sheet(number);
        }
        self.tokens.skip(8)?;
        let (first, last) = (self.tokens.u16()?, self.tokens.u16()?);
        // A negative number is this file.
        if number & 0x8000 == 0 { None } else { context.tabs_named(first, last) }
    }

    pub(super) fn cell(&mut self, context: &Context, offset: bool) -> Option<String> {
        let row = self.tokens.u16()?;
        if context.is_8 {
            let col = self.tokens.u16()?;
            self.reference(row, col & 0xff, col & 0x8000 != 0, col & 0x4000 != 0, offset).map(|cell| cell.text())
        } else {
            let col = u16::from(self.tokens.u8()?);
            self.reference(row & 0x3fff, col, row & 0x8000 != 0, row & 0x4000 != 0, offset).map(|cell| cell.text())
        }
    }

    pub(super) fn area(&mut self, context: &Context, offset: bool) -> Option<String> {
        let (first, last) = (self.tokens.u16()?, self.tokens.u16()?);
        let (start, end, all_rows) = if context.is_8 {
            let (left, right) = (self.tokens.u16()?, self.tokens.u16()?);
            let corner =
                |row: u16, col: u16| self.reference(row, col & 0xff, col & 0x8000 != 0, col & 0x4000 != 0, offset);
            (corner(first, left)?, corner(last, right)?, 65_535)
        } else {
            let (left, right) = (u16::from(self.tokens.u8()?), u16::from(self.tokens.u8()?));
            let corner =
                |row: u16, col: u16| self.reference(row & 0x3fff, col, row & 0x8000 != 0, row & 0x4000 != 0, offset);
            (corner(first, left)?, corner(last, right)?, 16_383)
        };
        // Whole columns and rows stay whole in the larger sheets of later versions.
        Some(if start.at.row.0 == 0 && end.at.row.0 == all_rows {
            format!("{}:{}", start.column(), end.column())
        } else if start.at.col.0 == 0 && end.at.col.0 == 255 {
            format!("{}:{}", start.row(), end.row())
        } else {
            format!("{}:{}", start.text(), end.text())
        })
    }

    fn reference(&self, row: u16, col: u16, row_moves: bool, col_moves: bool, offset: bool) -> Option<Reference> {
        let (mut row, mut col) = (u32::from(row), u32::from(col));
        match self.place {
            Place::Name(_) if row_moves || col_moves => return None,
            Place::Shared(base) if offset => {
                // Counted from the cell, around the edges of the sheet.
                if row_moves {
                    row = row.wrapping_add(base.row.0) & 0xffff;
                }
                if col_moves {
                    col = col.wrapping_add(base.col.0) & 0xff;
                }
            }
            _ if offset && (row_moves || col_moves) => return None,
            _ => {}
        }
        Some(Reference { at: CellRef::new(Row(row), Col(col)), row_moves, col_moves })
    }

    /// A constant array (2.5.198.8), `{1,2;3,4}`.
    pub(super) fn array(&mut self, context: &Context) -> Option<String> {
        let cols = usize::from(self.extra.u8()?);
        let rows = usize::from(self.extra.u16()?);
        let (cols, rows) = if context.is_8 { (cols + 1, rows + 1) } else { (if cols == 0 { 256 } else { cols }, rows) };
        let mut text = "{".to_owned();
        for row in 0..rows {
            for col in 0..cols {
                if col > 0 {
                    text.push(',');
                } else if row > 0 {
                    text.push(';');
                }
                match self.extra.u8()? {
                    1 => text.push_str(&number_text(self.extra.f64()?)?),
                    2 => {
                        let value = if context.is_8 {
                            let count = usize::from(self.extra.u16()?);
                            self.extra.unicode(count)?
                        } else {
                            let count = usize::from(self.extra.u8()?);
                            self.extra.bytes(count, context.encoding)?
                        };
                        text.push('"');
                        text.push_str(&value.replace('"', "\"\""));
                        text.push('"');
                    }
                    4 => {
                        text.push_str(if self.extra.u8()? != 0 { "TRUE" } else { "FALSE" });
                        self.extra.skip(7)?;
                    }
                    0x10 => {
                        text.push_str(error_text(self.extra.u8()?)?);
                        self.extra.skip(7)?;
                    }
                    _ => return None,
                }
                if text.len() > MAX_LENGTH {
                    return None;
                }
            }
        }
        text.push('}');
        Some(text)
    }
}

/// A reference to a cell, and which parts of it move when it is filled.
struct Reference {
    at: CellRef,
    row_moves: bool,
    col_moves: bool,
}

impl Reference {
    fn text(&self) -> String {
        self.column() + &self.row()
    }

    fn column(&self) -> String {
        let fixed = if self.col_moves { "" } else { "$" };
        format!("{fixed}{}", self.at.col)
    }

    fn row(&self) -> String {
        let fixed = if self.row_moves { "" } else { "$" };
        format!("{fixed}{}", self.at.row)
    }
}
