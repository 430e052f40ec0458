//! What was read from a file: sheets, cells, styles, and the addresses that name them.
//!
//! Nothing here knows what a table is. Reading never fails because of a part that only concerns
//! looks: a part that cannot be understood loses that part of the picture, never the file.

mod address;
mod binary;
pub(crate) mod calc;
mod data_table;
pub(crate) mod decimal;
pub(crate) mod docx;
pub(crate) mod format_code;
mod held;
mod html;
mod interchange;
pub(crate) mod iso_date;
pub(crate) mod legacy;
pub(crate) mod limits;
mod names;
pub(crate) mod package;
pub(crate) mod ods;
pub mod overlay;
pub(crate) mod plain;
mod prose;
mod r1c1;
mod read;
pub(crate) mod separated;
mod sheet;
mod show;
mod spreadsheetml;
mod style;
mod text_table;
mod xls;
mod xlsb;
pub(crate) mod xlsx;
pub(crate) mod xml;

use std::borrow::Cow;
use std::collections::BTreeMap;

use show::Shower;
pub(crate) use show::plain_date;

use rust_decimal::Decimal;

use crate::number::Number;

pub use address::{CellRange, CellRef, Col, ParseAddressError, Row};
#[cfg(feature = "formulas")]
pub use calc::answer;
pub use calc::{
    Answer, Calculated, Calculator, Content, Engine, Formula, FormulaReader, Recalculated, Recalculation, Remote,
    SheetCell, Task, Without, Written, calculate_missing, filled, follow, lacks_values, own as own_engine, recalculate,
};
pub use data_table::DataTable;
pub use decimal::Vast;
pub use held::{Held, Holds};
pub use names::{DefinedName, Names};
pub use prose::{Block, Paragraph, ParagraphIndex, ParagraphKind, Passage, Prose};
pub use read::{Format, ReadError, read, read_pasted};
pub use sheet::{Cell, CellError, Lock, Sheet, Value, Visibility, WhatIf};
pub use show::Separators;
pub use style::{Alignment, Color, Font, Lines, Style, StyleId, Turned, VerticalAlignment};

/// How the program that a workbook belongs to calculates it (ECMA-376 Part 1, 18.2.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calculation {
    /// Everything is calculated anew when the workbook is opened, whatever is stored.
    pub on_load: bool,
    /// Formulas may lead back to themselves.
    pub iterative: bool,
    /// Calculates with what is shown instead of what is stored ("Precision as displayed").
    pub as_displayed: bool,
}

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
    /// How numbers are shown.
    pub separators: Separators,
    /// How it is calculated.
    pub calculation: Calculation,
    /// What names stand for in formulas.
    pub names: Names,
    /// The tables that formulas can refer to, by their names in lower case.
    pub data_tables: BTreeMap<String, DataTable>,
    /// Whether the file carries a digital signature, which any change makes void.
    pub signed: bool,
    /// Whether the formats of cells could not be read, so that what a person sees may have fewer decimals than
    /// what is stored.
    pub unformatted: bool,
    /// The running text, where the file is a document and its sheets are the tables of it.
    pub prose: Prose,
    /// What of a document cannot be changed.
    pub holds: Holds,
    /// How texts are encoded. Private: derived from the fonts and the texts.
    legacy: legacy::Legacy,
    /// One for each style. Private: derived from the styles.
    showers: Vec<Shower>,
    /// Formats that edits made: the last of `styles`, each with the format it was derived from.
    derived: Vec<StyleId>,
}

/// A format that an edit made of one of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Derived<'a> {
    /// The format of the file.
    pub(crate) base: StyleId,
    /// Another number format.
    pub(crate) code: Option<&'a str>,
    /// A font of another name.
    pub(crate) font: Option<&'a str>,
}

/// The index of a sheet, in the order of the tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct SheetIndex(pub usize);

impl Workbook {
    /// A workbook of these sheets, whose cells refer to these formats.
    pub fn new(sheets: Vec<Sheet>, styles: Vec<Style>) -> Self {
        let showers = styles.iter().map(|style| Shower::new(&style.number_format)).collect();
        Self { sheets, styles, showers, ..Self::default() }
    }

    fn of_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Whether any cell is calculated from others.
    pub fn has_formulas(&self) -> bool {
        self.sheets.iter().any(|sheet| !sheet.what_ifs.is_empty())
            || self.sheets.iter().flat_map(Sheet::cells).any(|(_, cell)| cell.formula.is_some())
    }

    /// What is seen in a cell: the value in its number format and in the separators of this
    /// workbook; empty for an empty cell. Computed when asked, since only the cells on the screen
    /// and in messages are ever shown.
    pub fn shown<'a>(&self, cell: &'a Cell) -> Cow<'a, str> {
        match &cell.value {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) => self.legacy.read(cell, text),
            Value::Bool(true) => Cow::Borrowed("TRUE"),
            Value::Bool(false) => Cow::Borrowed("FALSE"),
            Value::Error(error) => Cow::Borrowed(error.as_str()),
            Value::Number(number) => Cow::Owned(match self.showers.get(usize::from(cell.style.0)) {
                Some(shower) => shower.show_number(*number, self.separators, self.date_1904),
                None => Shower::new("").show_number(*number, self.separators, self.date_1904),
            }),
            Value::Vast(vast) => Cow::Owned(show::scientific(vast.double(), self.separators)),
            Value::Date(serial) => Cow::Owned(self.shown_value(*serial, cell.style)),
        }
    }

    /// What a cell of that format shows of a value.
    pub fn shown_value(&self, value: Decimal, style: StyleId) -> String {
        match self.showers.get(usize::from(style.0)) {
            Some(shower) => shower.show(value, self.separators, self.date_1904),
            None => show::general(value, self.separators),
        }
    }

    /// The number that a cell of that format holds when it stores `value`: with the decimals that
    /// are shown, or those that are stored when they are more.
    pub fn stored_number(&self, value: Decimal, style: StyleId) -> Number {
        self.showers
            .get(usize::from(style.0))
            .map_or_else(|| Number::from_decimal(value), |shower| shower.number(value))
    }

    /// How often a format multiplies what it shows by a hundred: once for each percent sign.
    pub fn percents(&self, style: StyleId) -> u32 {
        match self.showers.get(usize::from(style.0)).map(|shower| shower.kind) {
            Some(format_code::Kind::Fixed { percents, .. }) => percents,
            _ => 0,
        }
    }

    /// Whether a format is General or shows whole numbers: what a cell has after a number was typed into it.
    pub fn shows_no_decimals(&self, style: StyleId) -> bool {
        if self.unformatted {
            return false;
        }
        match self.showers.get(usize::from(style.0)).map_or(format_code::Kind::General, |shower| shower.kind) {
            format_code::Kind::General => true,
            format_code::Kind::Fixed { decimals, percents, thousands, .. } => decimals + percents + thousands == 0,
            _ => false,
        }
    }

    /// What a cell of that format holds when it stores a number.
    pub(crate) fn stored_value(&self, value: Decimal, style: StyleId) -> Value {
        match self.showers.get(usize::from(style.0)) {
            Some(shower) if shower.kind == format_code::Kind::Date => {
                if !self.format.is_opendocument() {
                    return Value::Date(value);
                }
                // There a date is written as such, not as a number.
                let written = value.round_dp(iso_date::DECIMALS).normalize();
                let is_date = style == binary::TIME || iso_date::is_writable(written, self.date_1904);
                if is_date { Value::Date(written) } else { Value::Number(self.stored_number(value, style)) }
            }
            _ => Value::Number(self.stored_number(value, style)),
        }
    }

    /// The format that differs from `base` only in its number format; made when there is none.
    pub(crate) fn restyled(&mut self, base: StyleId, number_format: &str) -> StyleId {
        let style = Style { number_format: number_format.to_owned(), quote_prefix: false, ..self.style(base) };
        self.derive(base, style)
    }

    /// The format of that look that was derived from `base`; made when there is none.
    fn derive(&mut self, base: StyleId, style: Style) -> StyleId {
        let first = self.styles.len().saturating_sub(self.derived.len());
        // What was derived from a derived format is one from the format of the file.
        let made = usize::from(base.0).checked_sub(first).and_then(|offset| self.derived.get(offset));
        let base = made.copied().unwrap_or(base);
        let same = |(offset, from): (usize, &StyleId)| {
            let index = first.checked_add(offset)?;
            (*from == base && self.styles.get(index) == Some(&style)).then_some(index)
        };
        let found = self.derived.iter().enumerate().find_map(same);
        let index = found.unwrap_or(self.styles.len());
        // A workbook with all formats taken keeps the old one.
        let Ok(id) = u16::try_from(index) else { return base };
        if found.is_none() {
            self.showers.push(Shower::new(&style.number_format));
            self.legacy.learn(index, &style);
            self.styles.push(style);
            self.derived.push(base);
        }
        StyleId(id)
    }

    /// The formats that edits made: what each was derived from, and how it differs from that.
    pub(crate) fn derived_styles(&self) -> impl Iterator<Item = Derived<'_>> {
        let first = self.styles.len().saturating_sub(self.derived.len());
        self.derived.iter().zip(self.styles.iter().skip(first)).map(|(base, style)| {
            let old = self.styles.get(usize::from(base.0));
            Derived {
                base: *base,
                code: Some(style.number_format.as_str()).filter(|code| {
                    old.is_none_or(|old| old.number_format != *code || old.quote_prefix != style.quote_prefix)
                }),
                font: Some(style.font.name.as_str()).filter(|name| old.is_none_or(|old| old.font.name != *name)),
            }
        })
    }

    /// How many cells hold what may be a figure: a number, or a text that begins like one.
    pub fn figures(&self) -> usize {
        let begins =
            |text: &str| text.trim_start().starts_with(|first: char| first.is_ascii_digit() || "-(+".contains(first));
        let may_be = |cell: &Cell| match &cell.value {
            Value::Number(_) => true,
            Value::Text(text) => begins(text),
            _ => false,
        };
        self.sheets.iter().flat_map(Sheet::cells).filter(|(_, cell)| may_be(cell)).count()
    }

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
