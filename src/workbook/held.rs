//! What of a document cannot be changed by rewriting its text alone.

use std::collections::BTreeMap;

use super::{CellRef, ParagraphIndex, SheetIndex};

/// What keeps a text of a document from being changed, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// The numbers of a list, which the program counts.
    Numbering,
    /// A picture, a text box or an equation, which may say it twice for programs of different ages.
    Drawing,
    /// A field calculates it.
    Field,
    /// A content control that is locked, or whose content is stored elsewhere too.
    Control,
    /// A change that waits for somebody to accept it.
    Tracked,
}

/// All that cannot be changed in a document; nothing in a spreadsheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holds {
    /// By cell.
    pub(super) cells: BTreeMap<(SheetIndex, CellRef), Held>,
    /// Stretches of paragraphs, in characters.
    pub(super) spans: BTreeMap<ParagraphIndex, Vec<(u32, u32, Held)>>,
}

impl Holds {
    /// What keeps a cell from being changed.
    pub fn cell(&self, sheet: SheetIndex, at: CellRef) -> Option<Held> {
        self.cells.get(&(sheet, at)).copied()
    }

    /// What keeps characters of a paragraph from being changed.
    pub fn span(&self, paragraph: ParagraphIndex, start: u32, end: u32) -> Option<Held> {
        let held = self.spans.get(&paragraph)?.iter();
        let end = end.max(start.saturating_add(1));
        held.filter(|(from, to, _)| *from < end && start < *to).map(|(.., held)| *held).max()
    }
}
