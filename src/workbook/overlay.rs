//! What is drawn over the cells of a sheet and is no part of what they hold: fills that hang on values, bars, notes,
//! and where pictures and charts stand. The engine never asks for it, so it is read apart, when a sheet is to be seen.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{CellRange, CellRef, Color};

/// All of it for one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// Conditional formats, the most urgent first.
    pub rules: Vec<Rule>,
    /// Notes by their cells.
    pub notes: BTreeMap<CellRef, String>,
    /// Pictures, charts and texts that lie over the sheet.
    pub objects: Vec<Object>,
    /// The colour of its tab.
    pub tab: Option<Color>,
    /// The stretches of texts that do not look alike throughout.
    pub runs: BTreeMap<CellRef, Vec<Run>>,
}

/// A stretch of a text and what it says of its looks; what it does not say is as in the cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How many characters long it is.
    pub length: u32,
    /// Whether it is bold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bold: Option<bool>,
    /// Whether it is italic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub italic: Option<bool>,
    /// Whether it is underlined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub underline: Option<bool>,
    /// Whether it is struck through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strike: Option<bool>,
    /// Its colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<Color>,
    /// Whether it stands above or below the line.
    #[serde(default)]
    pub raised: Raised,
}

/// Whether letters stand above or below the line, smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Raised {
    /// On it.
    #[default]
    Not,
    /// Above: m².
    Above,
    /// Below: CO₂.
    Below,
}

/// A conditional format (18.3.1.10) as far as it hangs on plain values.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Where it holds.
    pub ranges: Vec<CellRange>,
    /// Whether no later rule counts where this one does.
    pub stops: bool,
    /// What it shows.
    pub shows: Shows,
}

/// What a conditional format shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shows {
    /// Other colours where something is so.
    Paint(Test, Paint),
    /// A bar behind the number.
    Bar(Bar),
    /// A colour between others.
    Scale(Vec<(Bound, Color)>),
}

/// Looks that take the place of a cell's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paint {
    /// The ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Color>,
    /// The letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ink: Option<Color>,
    /// Whether they are bold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bold: Option<bool>,
    /// Whether they are italic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub italic: Option<bool>,
    /// Whether they are struck through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strike: Option<bool>,
}

/// When other looks are shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The value stands so to one or two others.
    Compared(Comparison, Vec<Other>),
    /// The text has a piece at a place; or has none (`false`).
    Text(Piece, String, bool),
    /// The value stands in the ranges once more; or but once (`false`).
    Repeated(bool),
    /// Nothing is in the cell; or something (`false`).
    Blank(bool),
    /// An error value is; or none (`false`).
    Error(bool),
    /// It is among so many of the greatest (or least), or so many in a hundred.
    Extreme {
        /// How many.
        rank: u32,
        /// Whether that is a share in a hundred.
        percent: bool,
        /// Whether the least are meant.
        least: bool,
    },
    /// It lies above the mean of all; or below it (`false`). Whether the mean itself counts.
    Mean(bool, bool),
}

/// How two values stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names are those of the file format.
pub enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
    Between,
    NotBetween,
}

/// Where a piece of text is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // The names are those of the file format.
pub enum Piece {
    Anywhere,
    AtStart,
    AtEnd,
}

/// What a value is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Other {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// A cell, as seen from the first cell of the ranges; what is fixed does not move along.
    Cell {
        /// The cell.
        at: CellRef,
        /// Whether its row is fixed.
        row: bool,
        /// Whether its column is fixed.
        col: bool,
    },
}

/// A bar behind a number (18.3.1.28).
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it is shortest.
    pub from: Bound,
    /// Where it is longest.
    pub to: Bound,
    /// Its colour.
    pub color: Color,
    /// That of what is below zero; `None` for the same.
    pub below: Option<Color>,
    /// The shortest and the longest, in hundredths of the cell.
    pub lengths: (u32, u32),
    /// Whether what is below zero goes to the other side.
    pub axis: bool,
}

/// A value that a scale is laid out by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// The least of all.
    Least,
    /// The greatest of all.
    Greatest,
    /// The least, or zero if that is less.
    Lower,
    /// The greatest, or zero if that is more.
    Upper,
    /// A number.
    Number(Decimal),
    /// So many hundredths of the way from the least to the greatest.
    Percent(Decimal),
    /// What so many hundredths of all lie below.
    Percentile(Decimal),
}

/// Something that lies over the sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// What it is called, or says.
    pub text: String,
    /// The cell of its upper left corner, and how far into it, in points.
    pub from: (CellRef, (f64, f64)),
    /// The same of its lower right corner; or its size in points.
    pub to: Corner,
}

/// How far something reaches.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Corner {
    /// To a point of a cell.
    Cell(CellRef, (f64, f64)),
    /// So far right and down.
    Size(f64, f64),
}

/// What lies over the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectKind {
    /// A picture.
    Picture,
    /// A chart.
    Chart,
    /// A box with text.
    Text,
}
