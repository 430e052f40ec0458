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
use crate::workbook::plain::story as plain_story;
use crate::workbook::separated::decode;
use crate::workbook::{CellRef, ParagraphIndex, ReadError, Sheet, SheetIndex, Value, Workbook};

/// The parts of a document that edits change.
pub(super) fn changes(
    package: &Package<'_>,
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
    prose: &[Wording],
) -> Result<BTreeMap<usize, Change>, SaveError> {
    let document = Document::open(package)?;
    Ok(document.edit(before, wanted, touched, prose)?.changes)
}

/// The bytes of a report in plain text after edits. One in an encoding from before Unicode becomes UTF-8.
pub(super) fn plain(
    original: &[u8],
    before: &Workbook,
    wanted: &Workbook,
    touched: &BTreeMap<usize, BTreeSet<CellRef>>,
    prose: &[Wording],
) -> Result<Vec<u8>, SaveError> {
    let (mark, text) = match std::str::from_utf8(original) {
        Ok(text) => {
            let body = text.strip_prefix('\u{feff}').unwrap_or(text);
            (text.len() > body.len(), body.to_owned())
        }
        Err(_) => (true, decode(original).ok_or(SaveError::Unreadable)?),
    };
    let document = Document { source: Source::Text(text), changes: BTreeMap::new() };
    let text = document.edit(before, wanted, touched, prose)?.part_text(Part::Body)?;
    Ok(if mark { format!("\u{feff}{text}") } else { text }.into_bytes())
}

/// Characters of a paragraph, and what takes their place.
pub(super) type Wording = (ParagraphIndex, Range<u32>, String);

impl<'p, 'b> Document<'p, 'b> {
    fn edit(
        mut self,
        before: &Workbook,
        wanted: &Workbook,
        touched: &BTreeMap<usize, BTreeSet<CellRef>>,
        prose: &[Wording],
    ) -> Result<Self, SaveError> {
        let document = &mut self;
        if !touched.is_empty() {
            document.edit_cells(before, wanted, touched)?;
        }
        // Each says where it is in the text as the ones before it left it.
        for (paragraph, range, new) in prose {
            document.edit_paragraph(*paragraph, range.clone(), new)?;
        }
        Ok(self)
    }
}

/// Where a document is read from and written to.
enum Source<'p, 'b> {
    /// A package with its parts.
    Package(&'p Package<'b>, Parts),
    /// Plain text as it stands now.
    Text(String),
}

struct Document<'p, 'b> {
    source: Source<'p, 'b>,
    changes: BTreeMap<usize, Change>,
}

impl<'p, 'b> Document<'p, 'b> {
    fn open(package: &'p Package<'b>) -> Result<Self, SaveError> {
        let parts = Parts::find(package, &mut Budget::default()).ok().flatten().ok_or(SaveError::Unreadable)?;
        Ok(Self { source: Source::Package(package, parts), changes: BTreeMap::new() })
    }

    /// A part as it stands now. One in another encoding than UTF-8 could not be written back as it was.
    fn text(&self, package: &Package<'_>, part: &str) -> Result<Option<String>, SaveError> {
        let Some(index) = package.find(part) else { return Ok(None) };
        let bytes = match self.changes.get(&index) {
            Some(Change::Replace(content)) => content.clone(),
            Some(Change::Remove) => return Ok(None),
            None => {
                let bytes = package.part(part, &mut Budget::default()).map_err(|_| SaveError::Unreadable)?;
                bytes.ok_or(SaveError::Unreadable)?
            }
        };
        String::from_utf8(bytes).map(Some).map_err(|_| SaveError::Unreadable)
    }

    fn story(&self) -> Result<Story, SaveError> {
        let story = match &self.source {
            Source::Package(package, parts) => {
                story(parts, |part| self.text(package, part).map_err(|_| ReadError::Damaged))
            }
            Source::Text(text) => plain_story(text),
        };
        story.map_err(|_| SaveError::Unreadable)
    }

    fn edit_cells(
        &mut self,
        before: &Workbook,
        wanted: &Workbook,
        touched: &BTreeMap<usize, BTreeSet<CellRef>>,
    ) -> Result<(), SaveError> {
        let story = self.story()?;
        let mut all = self.no_changes();
        for (index, cells) in touched {
            let table = story.tables.get(*index).ok_or(SaveError::Unreadable)?;
            let places = places(table).map_err(|_| SaveError::Unreadable)?;
            for at in cells {
                let text = |book: &Workbook| said(book.sheets.get(*index), *at);
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
        let mut all = self.no_changes();
        lines::replace(&segments, range, new, &mut |part| self.part_text(part), &mut all)?;
        self.perform(all)
    }

    fn no_changes(&self) -> Changes {
        Changes { parts: BTreeMap::new(), is_plain: matches!(self.source, Source::Text(_)) }
    }

    fn part_text(&self, part: Part) -> Result<String, SaveError> {
        match &self.source {
            Source::Package(package, parts) => {
                let name = parts.name(part).ok_or(SaveError::Unreadable)?;
                self.text(package, name)?.ok_or(SaveError::Unreadable)
            }
            Source::Text(text) => Ok(text.clone()),
        }
    }

    fn perform(&mut self, all: Changes) -> Result<(), SaveError> {
        for (part, splices) in all.parts {
            let text = splices.apply(&self.part_text(part)?)?;
            match &mut self.source {
                Source::Package(package, parts) => {
                    let index = parts.name(part).and_then(|name| package.find(name)).ok_or(SaveError::Unreadable)?;
                    self.changes.insert(index, Change::Replace(text.into_bytes()));
                }
                Source::Text(now) => *now = text,
            }
        }
        Ok(())
    }
}

/// What changes in each part.
struct Changes {
    parts: BTreeMap<Part, Splices>,
    /// Whether the parts are plain text, without elements.
    is_plain: bool,
}

impl Changes {
    fn replace(&mut self, part: Part, range: Range<usize>, text: impl Into<String>) {
        self.parts.entry(part).or_default().replace(range, text);
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
fn said(sheet: Option<&Sheet>, at: CellRef) -> String {
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
    let before = said(workbook.sheet(sheet), at);
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
