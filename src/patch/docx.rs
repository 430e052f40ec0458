//! Edits of a document. Only the text of the runs that hold what was edited changes: the first of them takes what is
//! new, so a figure that is split over several keeps the look of its first digit.

mod figure;
mod lines;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(super) use figure::written;

use self::lines::Segment;
use super::SaveError;
use super::container::Change;
use super::perform::reworded;
use super::splice::Splices;
use crate::finding::Input;
use crate::ledger::Span;
use crate::workbook::docx::{Part, Parts, Story, TableCell, places, story};
use crate::workbook::package::{Budget, Package};
use crate::workbook::{CellRef, ParagraphIndex, ReadError, Sheet, SheetIndex, Value, Workbook};

/// The parts of a document that edits change.
pub(super) fn changes(
    package: &Package<'_>,
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
    prose: &[(ParagraphIndex, Range<u32>, String)],
) -> Result<BTreeMap<usize, Change>, SaveError> {
    let mut document = Document::open(package)?;
    if !touched.is_empty() {
        document.edit_cells(before, wanted, touched)?;
    }
    // Each says where it is in the text as the ones before it left it.
    for (paragraph, range, new) in prose {
        document.edit_paragraph(*paragraph, range.clone(), new)?;
    }
    Ok(document.changes)
}

struct Document<'p, 'b> {
    package: &'p Package<'b>,
    parts: Parts,
    changes: BTreeMap<usize, Change>,
}

impl<'p, 'b> Document<'p, 'b> {
    fn open(package: &'p Package<'b>) -> Result<Self, SaveError> {
        let parts = Parts::find(package, &mut Budget::default()).ok().flatten().ok_or(SaveError::Unreadable)?;
        Ok(Self { package, parts, changes: BTreeMap::new() })
    }

    /// A part as it stands now. One in another encoding than UTF-8 could not be written back as it was.
    fn text(&self, part: &str) -> Result<Option<String>, SaveError> {
        let Some(index) = self.package.find(part) else { return Ok(None) };
        let bytes = match self.changes.get(&index) {
            Some(Change::Replace(content)) => content.clone(),
            Some(Change::Remove) => return Ok(None),
            None => {
                let bytes = self.package.part(part, &mut Budget::default()).map_err(|_| SaveError::Unreadable)?;
                bytes.ok_or(SaveError::Unreadable)?
            }
        };
        String::from_utf8(bytes).map(Some).map_err(|_| SaveError::Unreadable)
    }

    fn story(&self) -> Result<Story, SaveError> {
        story(&self.parts, |part| self.text(part).map_err(|_| ReadError::Damaged)).map_err(|_| SaveError::Unreadable)
    }

    fn edit_cells(
        &mut self,
        before: &Workbook,
        wanted: &Workbook,
        touched: &BTreeMap<usize, BTreeSet<CellRef>>,
    ) -> Result<(), SaveError> {
        let story = self.story()?;
        let mut all = Changes::default();
        for (index, cells) in touched {
            let table = story.tables.get(*index).ok_or(SaveError::Unreadable)?;
            let places = places(table).map_err(|_| SaveError::Unreadable)?;
            for at in cells {
                let text = |book: &Workbook| plain(book.sheets.get(*index), *at);
                let place = places.iter().find(|(range, _)| range.start == *at);
                let (_, cell) = place.ok_or(SaveError::NoCell(name(wanted, SheetIndex(*index), *at)))?;
                all.cell(self, cell, &text(before), &text(wanted))?;
            }
        }
        self.perform(all)
    }

    fn edit_paragraph(&mut self, paragraph: ParagraphIndex, range: Range<u32>, new: &str) -> Result<(), SaveError> {
        let story = self.story()?;
        let line = story.prose_lines().nth(paragraph.0).ok_or(SaveError::Unreadable)?;
        let segments = lines::of_paragraph(line);
        let text: String = segments.iter().map(Segment::text).collect();
        let byte = |count: u32| {
            let mut places = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            usize::try_from(count).ok().and_then(|count| places.nth(count)).ok_or(SaveError::Unreadable)
        };
        let range = byte(range.start)?..byte(range.end)?;
        let mut all = Changes::default();
        lines::replace(&segments, range, new, &mut |part| self.part_text(part), &mut all)?;
        self.perform(all)
    }

    fn part_text(&self, part: Part) -> Result<String, SaveError> {
        let name = self.parts.name(part).ok_or(SaveError::Unreadable)?;
        self.text(name)?.ok_or(SaveError::Unreadable)
    }

    fn perform(&mut self, all: Changes) -> Result<(), SaveError> {
        for (part, splices) in all.0 {
            let text = splices.apply(&self.part_text(part)?)?;
            let index = self.parts.name(part).and_then(|name| self.package.find(name)).ok_or(SaveError::Unreadable)?;
            self.changes.insert(index, Change::Replace(text.into_bytes()));
        }
        Ok(())
    }
}

/// What changes in each part.
#[derive(Default)]
struct Changes(BTreeMap<Part, Splices>);

impl Changes {
    fn replace(&mut self, part: Part, range: Range<usize>, text: impl Into<String>) {
        self.0.entry(part).or_default().replace(range, text);
    }

    fn cell(
        &mut self,
        document: &Document<'_, '_>,
        cell: &TableCell,
        before: &str,
        after: &str,
    ) -> Result<(), SaveError> {
        let mut text = |part| document.part_text(part);
        let segments = lines::of_cell(cell);
        if after.is_empty() {
            return lines::clear(&segments, &mut text, self);
        }
        let (range, new) = difference(before, after);
        lines::replace(&segments, range, new, &mut text, self)
    }
}

/// What a cell says.
fn plain(sheet: Option<&Sheet>, at: CellRef) -> String {
    match sheet.and_then(|sheet| sheet.cell(at)).map(|cell| &cell.value) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

fn name(workbook: &Workbook, sheet: SheetIndex, at: CellRef) -> String {
    format!("{}!{at}", workbook.sheet(sheet).map_or("", |sheet| sheet.name.as_str()))
}

/// What differs between two texts: the stretch of the first, and what stands there in the second. A figure differs
/// as a whole.
fn difference<'t>(before: &str, after: &'t str) -> (Range<usize>, &'t str) {
    let same = |(a, b): &(char, char)| a == b;
    let ahead: usize = before.chars().zip(after.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (before.get(ahead..).unwrap_or_default(), after.get(ahead..).unwrap_or_default());
    let behind: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let of_figure = |c: &char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let head = before.get(..ahead).unwrap_or_default();
    let tail = before.get(before.len().saturating_sub(behind)..).unwrap_or_default();
    let more_head: usize = head.chars().rev().take_while(of_figure).map(char::len_utf8).sum();
    let more_tail: usize = tail.chars().take_while(of_figure).map(char::len_utf8).sum();
    let (ahead, behind) = (ahead.saturating_sub(more_head), behind.saturating_sub(more_tail));
    let end = |text: &str| text.len().saturating_sub(behind);
    (ahead..end(before), after.get(ahead..end(after)).unwrap_or_default())
}

/// Why an edit of a cell of a document cannot be made; `None` when it can.
pub(super) fn refusal(workbook: &Workbook, sheet: SheetIndex, at: CellRef, after: &str) -> Option<SaveError> {
    let place = name(workbook, sheet, at);
    if let Some(held) = workbook.holds.cell(sheet, at) {
        return Some(SaveError::Held { place, held });
    }
    let cell = workbook.sheet(sheet)?.cell(at);
    // Outside of the table there is nothing to write into.
    if cell.is_none() {
        return Some(SaveError::NoCell(place));
    }
    let before = plain(workbook.sheet(sheet), at);
    let (range, new) = difference(&before, after);
    let breaks = |text: &str| text.contains('\n');
    let is_split = !after.is_empty() && (before.get(range).is_some_and(breaks) || breaks(new));
    is_split.then_some(SaveError::ManyParagraphs(place))
}

/// What a stretch of a paragraph holds of what was typed: it stays in its line.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Why a change of some characters of a paragraph cannot be made; `None` when it can.
pub(super) fn refusal_of_span(workbook: &Workbook, span: Span, new: &Input) -> Option<SaveError> {
    let place = format!("¶{}", span.paragraph.0.saturating_add(1));
    if let Some(held) = workbook.holds.span(span.paragraph, span.start, span.end) {
        return Some(SaveError::Held { place, held });
    }
    reworded(workbook, span, new).is_none().then_some(SaveError::NotFaithful)
}

/// What a text of a document holds of what was typed: no control characters, and no blanks at its end, which nobody sees.
pub(super) fn tidy(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control() || *c == '\n').collect::<String>();
    kept.trim_end().to_owned()
}

#[cfg(test)]
mod tests;
