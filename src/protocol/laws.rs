//! The laws of a sheet on the wire.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::workbook::{CellRef, SheetIndex};

/// What is asked about the laws of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum LawRequest {
    /// Send all of them.
    List {
        /// The sheet.
        sheet: SheetIndex,
    },
    /// Tell where one stands.
    View {
        /// The sheet.
        sheet: SheetIndex,
        /// The law.
        law: String,
    },
    /// Tell what would come of one.
    Try {
        /// The sheet.
        sheet: SheetIndex,
        /// What was typed.
        text: String,
        /// The law that it would take the place of.
        replaces: Option<String>,
    },
    /// Put what a person points at behind what was typed.
    Point {
        /// The sheet.
        sheet: SheetIndex,
        /// Two corners of what is pointed at.
        corners: (CellRef, CellRef),
        /// How.
        what: Pointed,
        /// What was typed.
        text: String,
    },
    /// Tell what of a stored profile is about the forms of the open file.
    Remembered {
        /// The profile.
        stored: String,
    },
    /// Tell what is to be stored after what was decided.
    Remember {
        /// The profile that is stored.
        stored: String,
        /// Today.
        day: String,
    },
    /// The profile as a file to download.
    Export {
        /// Today.
        day: String,
    },
}

/// A decision about laws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "law", rename_all = "kebab-case")]
pub enum LawAsk {
    /// State one, in the place of another if one is named.
    State {
        /// The sheet.
        sheet: SheetIndex,
        /// What was typed.
        text: String,
        /// The law that it takes the place of.
        replaces: Option<String>,
        /// Today.
        day: String,
    },
    /// Turn some off, or on again.
    Turn {
        /// The sheet.
        sheet: SheetIndex,
        /// The laws.
        laws: Vec<String>,
        /// Whether they are to count.
        on: bool,
        /// Today.
        day: String,
    },
    /// Take the statement of one back.
    Drop {
        /// The sheet.
        sheet: SheetIndex,
        /// The law.
        id: String,
    },
    /// Take a profile over.
    Take {
        /// The profile as it is written.
        profile: String,
    },
}

/// The laws of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawList {
    /// The sheet.
    pub sheet: SheetIndex,
    /// Those that count and those that are turned off, in the order of their evidence.
    pub laws: Vec<LawRow>,
    /// What can be typed, as an example from a table of this sheet.
    pub example: Bilingual,
}

/// A law in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawRow {
    /// Tells it from others.
    pub id: String,
    /// "cột 2 = cột 4 + cột 6 + cột 8".
    pub formula: Bilingual,
    /// What that means; may be empty.
    pub meaning: Bilingual,
    /// Why it is believed: "In trên biểu, dòng 7".
    pub source: Bilingual,
    /// On how many places it holds, and on how many it can be computed.
    pub tally: (u32, u32),
    /// Whether these are columns; else lines.
    pub of_columns: bool,
    /// Whether it says nothing of what figures must be: then it cannot be mended.
    pub is_formula: bool,
    /// Whether the person stated it.
    pub own: bool,
    /// Since which day it is turned off.
    pub off: Option<String>,
    /// Why it says nothing here, where it does not.
    pub idle: Option<Bilingual>,
    /// The first place where it does not hold.
    pub fails: Option<CellRef>,
}

/// Where a law stands in the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawView {
    /// The sheet.
    pub sheet: SheetIndex,
    /// What it computes: two corners of each block.
    pub targets: Vec<(CellRef, CellRef)>,
    /// From what, each in its own colour: two corners of each block.
    pub operands: Vec<Vec<(CellRef, CellRef)>>,
    /// The targets for which it holds.
    pub holds: Vec<CellRef>,
    /// Those for which it does not.
    pub fails: Vec<CellRef>,
}

/// What would come of a law that is being typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriedLaw {
    /// As it was understood.
    pub formula: Bilingual,
    /// What that means.
    pub meaning: Bilingual,
    /// On how many places it holds, and on how many it can be computed.
    pub tally: (u32, u32),
    /// Whether these are columns; else lines.
    pub of_columns: bool,
    /// Where it does not hold, by name: the first of them.
    pub fails: Vec<(CellRef, String)>,
    /// Why it would not be taken.
    pub refused: Option<Bilingual>,
    /// Where it stands.
    pub view: LawView,
}

/// What a person points at while typing a law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pointed {
    /// A cell, or a block of them.
    Cells,
    /// Columns, by their heads.
    Columns,
    /// Lines, by their heads.
    Lines,
}

/// What is remembered of the forms in the open file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// Laws that were stated.
    pub laws: usize,
    /// Laws that were turned off.
    pub off: usize,
    /// When it was last changed.
    pub day: String,
    /// What these forms were called.
    pub names: Vec<String>,
    /// How many columns are alike, of how many, where not all are.
    pub alike: Option<(usize, usize)>,
    /// The headings of the columns that differ.
    pub differ: Vec<String>,
}

impl Remembered {
    /// Whether there is nothing to offer.
    pub fn is_empty(&self) -> bool {
        self.laws == 0 && self.off == 0
    }
}
