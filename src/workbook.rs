//! What was read from a file: sheets, cells, styles, and the addresses that name them.
//!
//! Nothing here knows what a table is. Reading never fails because of a part that only concerns
//! looks: a part that cannot be understood loses that part of the picture, never the file.

mod address;
mod read;
mod sheet;
mod style;

pub use address::{CellRange, CellRef, Col, ParseAddressError, Row};
pub use read::{Format, ReadError, read};
pub use sheet::{Cell, CellError, Sheet, Value, Visibility};
pub use style::{Alignment, Color, Font, Style, StyleId, VerticalAlignment};

/// A workbook as it was read, or as it stands after edits.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// The sheets in the order of their tabs.
    pub sheets: Vec<Sheet>,
    /// The cell formats that [`Cell::style`] points into; the first is the default.
    pub styles: Vec<Style>,
    /// Whether serial dates count from 1904 instead of 1900 (ECMA-376 Part 1, 18.2.28).
    pub date_1904: bool,
    /// What the file is.
    pub format: Format,
}

/// The index of a sheet, in the order of the tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct SheetIndex(pub usize);

impl Workbook {
    /// The sheet at an index.
    pub fn sheet(&self, index: SheetIndex) -> Option<&Sheet> {
        self.sheets.get(index.0)
    }

    /// The sheet of that name, compared as Excel does: without regard to case.
    pub fn sheet_named(&self, name: &str) -> Option<(SheetIndex, &Sheet)> {
        let wanted = name.to_lowercase();
        self.sheets
            .iter()
            .enumerate()
            .find(|(_, sheet)| sheet.name.to_lowercase() == wanted)
            .map(|(index, sheet)| (SheetIndex(index), sheet))
    }

    /// The format of a cell.
    pub fn style(&self, id: StyleId) -> Style {
        self.styles.get(usize::from(id.0)).cloned().unwrap_or_default()
    }
}
