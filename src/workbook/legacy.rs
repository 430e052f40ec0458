//! Texts that were typed in an encoding from before Unicode: which cells, and how they read.

use std::borrow::Cow;

use super::{Cell, Sheet, SheetIndex, Style, Value, Workbook};
use crate::text::legacy::{Encoding, Evidence, legible};

/// How the texts of a workbook are encoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Legacy {
    /// The encoding that each format's font stands for.
    by_style: Vec<Option<Encoding>>,
    /// The encoding of all other texts.
    elsewhere: Option<Encoding>,
    /// Whether any text reads otherwise than it is stored.
    any: bool,
}

impl Legacy {
    /// Looks at the fonts, and where they say nothing at the letters.
    pub(super) fn of(sheets: &[Sheet], styles: &[Style]) -> Self {
        let by_style: Vec<_> = styles.iter().map(|style| Encoding::of_font(&style.font.name)).collect();
        let mut legacy = Self { by_style, ..Self::default() };
        let mut evidence = Evidence::default();
        let texts = || {
            sheets.iter().flat_map(Sheet::cells).filter_map(|(_, cell)| match &cell.value {
                Value::Text(text) => Some((cell, text)),
                _ => None,
            })
        };
        for (cell, text) in texts() {
            if legacy.encoding(cell).is_none() {
                evidence.add(text);
            }
        }
        legacy.elsewhere = evidence.encoding();
        legacy.any = texts().any(|(cell, text)| legible(text, legacy.encoding(cell)) != text.as_str());
        legacy
    }

    fn encoding(&self, cell: &Cell) -> Option<Encoding> {
        self.by_style.get(usize::from(cell.style.0)).copied().flatten().or(self.elsewhere)
    }

    /// A text of a cell as a person reads it.
    pub(super) fn read<'t>(&self, cell: &Cell, text: &'t str) -> Cow<'t, str> {
        if self.any || !text.is_ascii() { legible(text, self.encoding(cell)) } else { Cow::Borrowed(text) }
    }
}

impl Workbook {
    /// A sheet with its texts in Unicode, for understanding; borrowed when they already are. What
    /// is saved keeps the texts that the file has.
    pub fn legible(&self, index: SheetIndex) -> Option<Cow<'_, Sheet>> {
        let sheet = self.sheet(index)?;
        if !self.legacy.any {
            return Some(Cow::Borrowed(sheet));
        }
        let mut read = sheet.clone();
        for (at, cell) in sheet.cells() {
            if let Value::Text(text) = &cell.value
                && let Cow::Owned(text) = self.legacy.read(cell, text)
            {
                read.set(at, Cell { value: Value::Text(text), ..cell.clone() });
            }
        }
        Some(Cow::Owned(read))
    }

    pub(super) fn with_legacy_told(mut self) -> Self {
        self.legacy = Legacy::of(&self.sheets, &self.styles);
        self
    }
}
