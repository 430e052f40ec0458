//! What a document holds before it is a workbook: paragraphs in pieces, each with the place it was read from, and
//! tables of cells. Reading makes sheets and prose of it; saving finds in it what an edit has to change.

use std::ops::Range;

use super::super::Alignment;
use super::super::limits::{MAX_CELLS, MAX_SHEETS, MAX_TEXT};
use super::super::{Color, Held, ReadError, VerticalAlignment};

/// The part that a paragraph stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// The main part.
    #[default]
    Body,
    /// Footnotes.
    Footnotes,
    /// Endnotes.
    Endnotes,
}

/// A stretch of text that stands in one element.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Piece {
    /// What it says.
    pub(crate) text: String,
    /// Where its content stands in its part.
    pub(crate) content: Range<usize>,
    /// Where the tag before its content ends that says whether blanks at its ends count.
    pub(crate) tag: Range<usize>,
    /// Whether it says that they do.
    pub(crate) keeps_blanks: bool,
    /// Whether it is bold.
    pub(crate) bold: bool,
    /// Whether it is no text, but a tab, a break or a sign, which an element stands for.
    pub(crate) is_sign: bool,
    /// What keeps it from being changed.
    pub(crate) held: Option<Held>,
}

/// How the letters of a paragraph look: those of its first piece.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Letters {
    /// The name of the font.
    pub(crate) font: Option<String>,
    /// Half points.
    pub(crate) size: Option<u32>,
    /// Italic.
    pub(crate) italic: bool,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    /// The part that it stands in.
    pub(crate) part: Part,
    /// Its pieces from left to right.
    pub(crate) pieces: Vec<Piece>,
    /// The level of the outline that it opens, from 0.
    pub(crate) outline: Option<u8>,
    /// Its list, and the depth of it in that list.
    pub(crate) list: Option<(i64, u8)>,
    /// The number or bullet before it, once all are counted.
    pub(crate) marker: String,
    /// Its alignment.
    pub(crate) align: Alignment,
    /// How its letters look.
    pub(crate) letters: Letters,
    /// Whether a change that nobody has accepted took something out of it.
    pub(crate) is_cut: bool,
    /// What keeps it from being changed as a whole.
    pub(crate) held: Option<Held>,
    /// Where it stands in its part, tags included; where its end tag begins, unless it is one empty tag.
    pub(crate) place: (Range<usize>, Option<usize>),
    /// Where its properties stand.
    pub(crate) properties: Range<usize>,
}

impl Line {
    /// Its text without the number of its list.
    pub(crate) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }
}

/// How a cell goes on from the one above it or before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Merge {
    /// It is one by itself.
    #[default]
    None,
    /// It is the first of several.
    Start,
    /// It belongs to the one before.
    Continued,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableCell {
    /// Columns of the grid that it takes.
    pub(crate) span: u32,
    /// Downwards.
    pub(crate) down: Merge,
    /// To the right, as old programs write it.
    pub(crate) right: Merge,
    /// Its paragraphs.
    pub(crate) lines: Vec<Line>,
    /// Its background.
    pub(crate) fill: Option<Color>,
    /// How its text stands in its height.
    pub(crate) vertical: VerticalAlignment,
    /// Whether a change that nobody has accepted took it out.
    pub(crate) is_gone: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct TableRow {
    /// Columns of the grid before its first cell.
    pub(crate) before: u32,
    /// Its cells.
    pub(crate) cells: Vec<TableCell>,
    /// Whether a change that nobody has accepted took it out.
    pub(crate) is_gone: bool,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub(crate) struct DocumentTable {
    /// Its rows.
    pub(crate) rows: Vec<TableRow>,
    /// The widths of its columns in twentieths of a point.
    pub(crate) widths: Vec<u32>,
}

/// What stands in the body one below the other.
#[derive(Clone, Debug)]
pub(crate) enum StoryBlock {
    /// A paragraph.
    Line(Line),
    /// A table, by its index among all.
    Table(usize),
}

/// A document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Story {
    /// The body.
    pub(crate) body: Vec<StoryBlock>,
    /// All tables in the order in which they begin: one in a cell comes after the one that it stands in.
    pub(crate) tables: Vec<DocumentTable>,
    /// The paragraphs of notes, with the place of each among those that are cited.
    pub(crate) notes: Vec<(usize, Line)>,
    /// The paragraphs of text boxes.
    pub(crate) boxes: Vec<Line>,
    /// The notes that the text refers to, in its order.
    pub(crate) cited: Vec<(Part, String)>,
    weight: Weight,
}

/// How much a document has asked for.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    things: usize,
    text: usize,
}

impl Story {
    /// Counts paragraphs, cells and pieces, each of which takes memory however few bytes write it.
    pub(crate) fn weigh(&mut self, text: usize) -> Result<(), ReadError> {
        self.weight.things = self.weight.things.saturating_add(1);
        self.weight.text = self.weight.text.saturating_add(text);
        let fits =
            self.weight.things <= MAX_CELLS / 3 && self.weight.text <= MAX_TEXT && self.tables.len() <= MAX_SHEETS;
        if fits { Ok(()) } else { Err(ReadError::TooLarge) }
    }
}
