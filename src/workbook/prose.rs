//! The running text of a document: what stands around its tables, paragraph by paragraph.

use super::SheetIndex;

/// A paragraph of a document, in the order in which one reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct ParagraphIndex(pub usize);

/// What a paragraph is in its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParagraphKind {
    /// Running text.
    #[default]
    Plain,
    /// A heading of that level, from 1.
    Heading(u8),
    /// An item of a list of that depth, from 0.
    Item(u8),
    /// A note at the foot of a page or at the end.
    Note,
    /// A text box.
    Box,
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paragraph {
    /// Its text as it is read, without what tracked changes took away and without the number of a list.
    pub text: String,
    /// What it is.
    pub kind: ParagraphKind,
    /// The number or bullet that the program puts before it: "1.1.", "-"; empty where there is none.
    pub marker: String,
    /// Bold stretches, in characters of `text`.
    pub bold: Vec<(u32, u32)>,
}

/// What stands in a document one below the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(ParagraphIndex),
    /// A table, which is a sheet of the workbook.
    Table(SheetIndex),
}

/// The running text of a document; empty in a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    /// All paragraphs outside tables: first those of the body, empty ones too, so that the index of each is the
    /// one that it has there; then notes and text boxes.
    pub paragraphs: Vec<Paragraph>,
    /// The order of paragraphs and tables.
    pub blocks: Vec<Block>,
}

impl Prose {
    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// A paragraph.
    pub fn paragraph(&self, index: ParagraphIndex) -> Option<&Paragraph> {
        self.paragraphs.get(index.0)
    }
}
