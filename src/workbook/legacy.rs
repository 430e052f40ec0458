//! Texts that were typed in an encoding from before Unicode: which cells, how they read, and how what
//! is typed beside them is stored.

use std::borrow::Cow;

use super::{Cell, Sheet, SheetIndex, Style, StyleId, Value, Workbook};
use crate::text::legacy::{Encoding, Evidence, is_unicode, legible, unicode_font};

/// How the texts of a workbook are encoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Legacy {
    /// The encoding that each format's font stands for.
    by_style: Vec<Option<Encoding>>,
    /// The encoding of all other texts.
    elsewhere: Option<Encoding>,
    /// Whether any text reads otherwise than it is stored.
    any: bool,
    /// Whether the texts in legacy fonts are in Unicode all the same: somebody converted them and
    /// left the fonts.
    converted: bool,
}

/// How a text that was typed is stored in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// As it was typed.
    AsTyped,
    /// In the encoding of the cell's font, which shows it as it was typed.
    Encoded(String),
    /// As it was typed and in a font of Unicode, since that of the cell lacks a letter of it.
    OtherFont,
    /// Not at all: the encoding lacks a letter of it, and the font cannot be changed.
    Refused,
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
        let of_font = |cell: &Cell| legacy.by_style.get(usize::from(cell.style.0)).copied().flatten();
        let (mut unicode, mut encoded) = (0_usize, 0_usize);
        for (cell, text) in texts().filter(|(_, text)| !text.is_ascii()) {
            if let Some(encoding) = of_font(cell) {
                unicode += usize::from(is_unicode(text));
                encoded += usize::from(legible(text, Some(encoding)) != text.as_str());
            }
        }
        legacy.converted = unicode > encoded;
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
    /// How a text that was typed into a cell is stored there, so that Excel shows it as it was typed
    /// and the cell reads like its neighbours.
    pub(crate) fn spelling(&self, before: &Cell, text: &str) -> Spelling {
        if text.is_ascii() {
            return Spelling::AsTyped;
        }
        let of_font = self.legacy.by_style.get(usize::from(before.style.0)).copied().flatten();
        let encoding = match of_font {
            Some(_) if self.legacy.converted => None,
            Some(encoding) => Some(encoding),
            // The font says nothing: what stands there does.
            None => self.legacy.elsewhere.filter(|_| !matches!(&before.value, Value::Text(old) if is_unicode(old))),
        };
        let Some(encoding) = encoding else { return Spelling::AsTyped };
        match encoding.encode(text) {
            Some(encoded) => Spelling::Encoded(encoded),
            None if self.format.is_opendocument() || self.format.is_document() => Spelling::Refused,
            None if of_font.is_some() => Spelling::OtherFont,
            // A font of today shows it, whatever is around it.
            None => Spelling::AsTyped,
        }
    }

    /// The format that differs from `base` only in its font, which is one of Unicode.
    pub(crate) fn in_unicode_font(&mut self, base: StyleId) -> StyleId {
        let mut style = self.style(base);
        style.font.name = unicode_font(&style.font.name).to_owned();
        self.derive(base, style)
    }

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

impl Legacy {
    /// Takes note of a format that an edit made.
    pub(super) fn learn(&mut self, index: usize, style: &Style) {
        self.by_style.resize(index, None);
        self.by_style.push(Encoding::of_font(&style.font.name));
    }
}
