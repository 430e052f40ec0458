//! The running text of a document: what stands around its tables, paragraph by paragraph.

use super::{Held, SheetIndex, Workbook};

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

/// A paragraph with what of it cannot be changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Passage {
    /// The paragraph.
    pub paragraph: Paragraph,
    /// Stretches that cannot be changed, in characters.
    held: Vec<(u32, u32, Held)>,
}

impl Passage {
    /// Puts other characters in the place of some. `None` when there are no such characters, or when something keeps
    /// them from being changed.
    #[must_use]
    pub fn replaced(&self, start: u32, end: u32, new: &str) -> Option<Self> {
        let touches = |(from, to, _): &&(u32, u32, Held)| *from < end.max(start.saturating_add(1)) && start < *to;
        if start > end || self.held.iter().any(|held| touches(&held)) {
            return None;
        }
        let paragraph = self.paragraph.replaced(start, end, new)?;
        let grown = u32::try_from(new.chars().count()).ok()?;
        let moved = |at: u32| at.saturating_sub(end).saturating_add(start).saturating_add(grown);
        let held = self.held.iter().map(|(from, to, held)| match *from >= end {
            true => (moved(*from), moved(*to), *held),
            false => (*from, *to, *held),
        });
        Some(Self { paragraph, held: held.collect() })
    }
}

impl Workbook {
    /// A paragraph with what of it cannot be changed.
    pub fn passage(&self, index: ParagraphIndex) -> Option<Passage> {
        let paragraph = self.prose.paragraph(index)?.clone();
        Some(Passage { paragraph, held: self.holds.spans.get(&index).cloned().unwrap_or_default() })
    }

    /// Puts a paragraph in the place of the one at an index.
    pub(crate) fn set_passage(&mut self, index: ParagraphIndex, passage: Passage) {
        let Some(paragraph) = self.prose.paragraphs.get_mut(index.0) else { return };
        *paragraph = passage.paragraph;
        if !passage.held.is_empty() {
            self.holds.spans.insert(index, passage.held);
        }
    }
}

impl Paragraph {
    /// Puts other characters in the place of some; they look as the first of these did. `None` when there are no
    /// such characters.
    #[must_use]
    pub fn replaced(&self, start: u32, end: u32, new: &str) -> Option<Self> {
        let at = |count: u32| {
            let mut places = self.text.char_indices().map(|(at, _)| at).chain([self.text.len()]);
            places.nth(usize::try_from(count).ok()?)
        };
        let (from, to) = (at(start)?, at(end)?);
        let mut text = self.text.get(..from)?.to_owned();
        text.push_str(new);
        text.push_str(self.text.get(to..)?);
        let grown = u32::try_from(new.chars().count()).ok()?;
        let is_bold = |place: u32| self.bold.iter().any(|(from, to)| (*from..*to).contains(&place));
        let shifted = |place: u32| place.saturating_sub(end).saturating_add(start).saturating_add(grown);
        let before = self.bold.iter().map(|(from, to)| (*from, (*to).min(start)));
        let inside = is_bold(start).then_some((start, start.saturating_add(grown)));
        let behind =
            self.bold.iter().filter(|(_, to)| *to > end).map(|(from, to)| (shifted((*from).max(end)), shifted(*to)));
        let mut bold: Vec<(u32, u32)> = Vec::new();
        for (from, to) in before.chain(inside).chain(behind).filter(|(from, to)| from < to) {
            match bold.last_mut() {
                Some(last) if last.1 == from => last.1 = to,
                _ => bold.push((from, to)),
            }
        }
        Some(Self { text, bold, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_place_of_characters_looks_as_they_did() {
        let paragraph =
            Paragraph {
                text: "Thu 1.200 tỷ".to_owned(), bold: vec![(0, 3), (4, 6), (10, 12)], ..Paragraph::default()
            };
        let replaced = paragraph.replaced(4, 9, "98").unwrap();
        assert_eq!((replaced.text.as_str(), replaced.bold), ("Thu 98 tỷ", vec![(0, 3), (4, 6), (7, 9)]));
        assert_eq!(paragraph.replaced(12, 12, "!").unwrap().text, "Thu 1.200 tỷ!");
        assert_eq!(paragraph.replaced(12, 13, ""), None);
    }
}
