//! How cells look, as far as the picture of the sheet and the understanding of a table need it.

use serde::{Deserialize, Serialize};

/// The index of a [`Style`] in its workbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StyleId(pub u16);

/// A colour as red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Color(pub u8, pub u8, pub u8);

/// Horizontal alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Alignment {
    /// Text left, numbers right, truth values centred.
    #[default]
    General,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
    /// Centred over the empty cells to the right.
    CenterContinuous,
    /// Justified, distributed or filled.
    Justify,
}

/// Vertical alignment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VerticalAlignment {
    /// Top.
    Top,
    /// Middle.
    Center,
    /// Bottom, the default of Excel.
    #[default]
    Bottom,
}

/// A font.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Font {
    /// The name of the face; legacy Vietnamese fonts (`.VnTime`, `VNI-Times`) are told by it.
    pub name: String,
    /// Size in points.
    pub size: f64,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Struck through.
    pub strike: bool,
    /// Colour, when it is not automatic.
    pub color: Option<Color>,
}

impl Default for Font {
    fn default() -> Self {
        Self {
            name: "Calibri".to_owned(),
            size: 11.0,
            bold: false,
            italic: false,
            underline: false,
            strike: false,
            color: None,
        }
    }
}

/// What borders are beside single lines at the edges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lines {
    /// Which of them are two lines: left, right, top, bottom.
    pub double: [bool; 4],
    /// Whether a line runs from the upper left to the lower right.
    pub down: bool,
    /// Whether one runs from the lower left to the upper right.
    pub up: bool,
}

impl Lines {
    fn are_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// The format of a cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Style {
    /// The font.
    pub font: Font,
    /// Background colour of a solid fill.
    pub fill: Option<Color>,
    /// Whether a border is drawn: left, right, top, bottom.
    pub borders: [bool; 4],
    /// What they are beside single lines at the edges.
    #[serde(default, skip_serializing_if = "Lines::are_plain")]
    pub lines: Lines,
    /// Horizontal alignment.
    pub horizontal: Alignment,
    /// Vertical alignment.
    pub vertical: VerticalAlignment,
    /// Whether text breaks into lines.
    pub wrap: bool,
    /// Whether what is too wide for its cell is written smaller (18.8.1, `shrinkToFit`).
    #[serde(default)]
    pub shrink: bool,
    /// How text is turned, as it is stored (18.8.1, `textRotation`): to 90 degrees up, from 91 down, 255 letter below
    /// letter.
    #[serde(default)]
    pub rotation: u8,
    /// Indent in steps of three spaces.
    pub indent: u8,
    /// The number format code (`#,##0.00`); empty for General.
    pub number_format: String,
    /// Whether the cell was marked as text by a leading apostrophe (18.8.45, `quotePrefix`).
    #[serde(default)]
    pub quote_prefix: bool,
}

/// Text that does not lie as lines do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Read with the head to the left.
    Up,
    /// Read with the head to the right.
    Down,
    /// Letter below letter.
    Stacked,
}

impl Style {
    /// How text is turned; nothing for one that leans by less than half a right angle, which is drawn as it would lie.
    pub fn turned(&self) -> Option<Turned> {
        match self.rotation {
            45..=90 => Some(Turned::Up),
            135..=180 => Some(Turned::Down),
            255 => Some(Turned::Stacked),
            _ => None,
        }
    }
}
