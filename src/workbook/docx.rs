//! Word documents (ECMA-376 Part 1, 17): every table is a sheet of the workbook, what stands around them is its prose.
//!
//! Figures stay the text that they are. What is read of a part for saving too is read by one walk ([`walk`]).

mod captions;
mod numbering;
mod properties;
mod sheets;
mod story;
mod styles;
#[cfg(test)]
pub(crate) mod tests;
mod walk;

use std::collections::BTreeMap;

use self::numbering::Numbering;
pub(crate) use self::sheets::places;
pub(crate) use self::story::{DocumentTable, Line, Part, Piece, Story, StoryBlock, TableCell, TableRow};
use self::styles::Styles;
use super::package::{Budget, Package};
use super::prose::{Block, Paragraph, ParagraphKind, Prose};
use super::xlsx::{Relation, relationships};
use super::xml::{attribute, for_each_element};
use super::{Format, Held, ParagraphIndex, ReadError, SheetIndex, Workbook};

/// Where the parts of a document are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    /// The main part.
    pub(crate) body: String,
    /// The parts of the notes.
    pub(crate) footnotes: Option<String>,
    /// Those at the end.
    pub(crate) endnotes: Option<String>,
    styles: Option<String>,
    numbering: Option<String>,
    format: Format,
}

impl Parts {
    /// The parts of a document; `None` when the package is none.
    pub(crate) fn find(package: &Package<'_>, budget: &mut Budget) -> Result<Option<Self>, ReadError> {
        let root = relationships(package, "", budget)?;
        let mut main = root.values().find(|relation| relation.kind == "officeDocument");
        let known = Relation { kind: String::new(), target: "word/document.xml".to_owned() };
        if main.is_none_or(|main| package.find(&main.target).is_none()) && package.find(&known.target).is_some() {
            main = Some(&known);
        }
        let Some(body) = main.map(|main| main.target.clone()) else { return Ok(None) };
        let Some(format) = format_of(package, &body, budget)? else { return Ok(None) };
        let relations = relationships(package, &body, budget)?;
        let part = |kind: &str| {
            relations.values().find(|relation| relation.kind == kind).map(|relation| relation.target.clone())
        };
        Ok(Some(Self {
            footnotes: part("footnotes"),
            endnotes: part("endnotes"),
            styles: part("styles"),
            numbering: part("numbering"),
            body,
            format,
        }))
    }

    /// The part that a paragraph stands in.
    pub(crate) fn name(&self, part: Part) -> Option<&str> {
        match part {
            Part::Body => Some(&self.body),
            Part::Footnotes => self.footnotes.as_deref(),
            Part::Endnotes => self.endnotes.as_deref(),
        }
    }
}

/// What the content type of the main part says that the file is; `None` when it is no document. A document that
/// lost its content types is told by its name.
fn format_of(package: &Package<'_>, body: &str, budget: &mut Budget) -> Result<Option<Format>, ReadError> {
    let mut named = None;
    if let Some(types) = package.xml("[Content_Types].xml", budget)? {
        for_each_element(&types, |_, element| {
            let is_body = attribute(element, "PartName")
                .is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(body));
            if is_body {
                named = attribute(element, "ContentType").map(|kind| kind.into_owned());
            }
        })?;
    }
    let Some(named) = named else {
        return Ok(body.eq_ignore_ascii_case("word/document.xml").then_some(Format::Docx));
    };
    let is_document = named.contains("wordprocessingml") || named.contains("ms-word");
    Ok(is_document.then(|| match (named.contains("template"), named.contains("macroEnabled")) {
        (false, false) => Format::Docx,
        (false, true) => Format::Docm,
        (true, false) => Format::Dotx,
        (true, true) => Format::Dotm,
    }))
}

/// What a document holds, with the places that it was read from. `text` gives the text of a part.
pub(crate) fn story(
    parts: &Parts,
    mut text: impl FnMut(&str) -> Result<Option<String>, ReadError>,
) -> Result<Story, ReadError> {
    let mut xml = |part: &Option<String>| match part {
        Some(part) => text(part),
        None => Ok(None),
    };
    // Looks are not worth refusing a file for; text is.
    let styles = Styles::read(&xml(&parts.styles).ok().flatten().unwrap_or_default());
    let numbering = xml(&parts.numbering).ok().flatten().unwrap_or_default();
    let mut numbering = Numbering::read(&numbering, &styles);
    let mut story = Story::default();
    let body = xml(&Some(parts.body.clone()))?.ok_or(ReadError::Damaged)?;
    // A part of that name without a body is something else.
    if ![":body", "<body"].iter().any(|body_of| body.contains(body_of)) {
        return Err(ReadError::NotAWorkbook);
    }
    walk::walk(&body, Part::Body, &styles, &mut story)?;
    drop(body);
    for (part, name) in [(Part::Footnotes, &parts.footnotes), (Part::Endnotes, &parts.endnotes)] {
        if let Some(notes) = xml(name)? {
            walk::walk(&notes, part, &styles, &mut story)?;
        }
    }
    // Notes are read in the order in which they are cited, not in that of their part.
    story.notes.sort_by_key(|(cited, line)| (line.part, *cited));
    story.number(&mut numbering);
    Ok(story)
}

impl Story {
    /// Counts the lists, in the order in which one reads.
    fn number(&mut self, numbering: &mut Numbering) {
        let Self { body, tables, boxes, .. } = self;
        for block in body {
            match block {
                StoryBlock::Line(line) => numbering.mark(line),
                StoryBlock::Table(table) => {
                    let rows = tables.get_mut(*table).into_iter().flat_map(|table| &mut table.rows);
                    rows.flat_map(|row| &mut row.cells)
                        .flat_map(|cell| &mut cell.lines)
                        .for_each(|line| numbering.mark(line));
                }
            }
        }
        boxes.iter_mut().for_each(|line| numbering.mark(line));
    }
}

/// Reads a document from its package; `None` when the package is none.
pub(super) fn read(package: &Package<'_>) -> Result<Option<Workbook>, ReadError> {
    let mut budget = Budget::default();
    let Some(parts) = Parts::find(package, &mut budget)? else { return Ok(None) };
    let story = story(&parts, |part| package.xml(part, &mut budget))?;
    let mut workbook = workbook(&story)?;
    workbook.format = parts.format;
    workbook.signed = package.entries.iter().any(|entry| entry.name.starts_with("_xmlsignatures/"));
    Ok(Some(workbook))
}

/// The workbook of what a document holds.
pub(super) fn workbook(story: &Story) -> Result<Workbook, ReadError> {
    let (prose, above) = prose(story);
    let mut workbook = sheets::workbook(story, above)?;
    workbook.holds.spans = spans(story);
    workbook.prose = prose;
    Ok(workbook)
}

/// The running text, and the lines above each table.
fn prose(story: &Story) -> (Prose, Vec<Vec<String>>) {
    let mut prose = Prose::default();
    let mut above = vec![Vec::new(); story.tables.len()];
    let mut before: Vec<&Line> = Vec::new();
    let add = |prose: &mut Prose, paragraph: Paragraph| {
        prose.blocks.push(Block::Paragraph(ParagraphIndex(prose.paragraphs.len())));
        prose.paragraphs.push(paragraph);
    };
    for block in &story.body {
        match block {
            StoryBlock::Line(line) => {
                before.push(line);
                add(&mut prose, paragraph(line, None));
            }
            StoryBlock::Table(table) => {
                prose.blocks.push(Block::Table(SheetIndex(*table)));
                if let Some(above) = above.get_mut(*table) {
                    *above = captions::above(&before);
                }
                before.clear();
            }
        }
    }
    // What is cited first is the first note.
    let mut counts = [0_i64; 2];
    let mut last: Option<usize> = None;
    for (cited, line) in story.notes() {
        let mut paragraph = paragraph(line, Some(ParagraphKind::Note));
        let is_end = line.part == Part::Endnotes;
        if last != Some(cited)
            && let Some(count) = counts.get_mut(usize::from(is_end))
        {
            *count += 1;
            paragraph.marker = numbering::written(*count, if is_end { "lowerRoman" } else { "decimal" });
        }
        last = Some(cited);
        add(&mut prose, paragraph);
    }
    for line in &story.boxes {
        add(&mut prose, paragraph(line, Some(ParagraphKind::Box)));
    }
    (prose, above)
}

/// What of the running text cannot be changed.
fn spans(story: &Story) -> BTreeMap<ParagraphIndex, Vec<(u32, u32, Held)>> {
    let mut all = BTreeMap::new();
    for (index, line) in (0..).map(ParagraphIndex).zip(story.prose_lines()) {
        let (mut at, mut spans) = (0_u32, Vec::new());
        for piece in &line.pieces {
            let end = at.saturating_add(u32::try_from(piece.text.chars().count()).unwrap_or(u32::MAX));
            spans.extend(piece.held.map(|held| (at, end, held)));
            at = end;
        }
        if !spans.is_empty() {
            all.insert(index, spans);
        }
    }
    all
}

impl Story {
    /// The paragraphs of notes in the order in which they are cited, with the place of each among the citations.
    pub(crate) fn notes(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.notes.iter().map(|(cited, line)| (*cited, line))
    }

    /// All paragraphs outside tables, in the order of [`Prose::paragraphs`].
    pub(crate) fn prose_lines(&self) -> impl Iterator<Item = &Line> {
        let body = self.body.iter().filter_map(|block| match block {
            StoryBlock::Line(line) => Some(line),
            StoryBlock::Table(_) => None,
        });
        body.chain(self.notes().map(|(_, line)| line)).chain(&self.boxes)
    }
}

fn paragraph(line: &Line, kind: Option<ParagraphKind>) -> Paragraph {
    let kind = kind.unwrap_or(match (line.outline, line.list) {
        (Some(level), _) => ParagraphKind::Heading(level + 1),
        (None, Some((_, depth))) => ParagraphKind::Item(depth),
        (None, None) => ParagraphKind::Plain,
    });
    let (mut text, mut at) = (String::new(), 0_u32);
    let mut bold: Vec<(u32, u32)> = Vec::new();
    for piece in &line.pieces {
        text.push_str(&piece.text);
        let end = at.saturating_add(u32::try_from(piece.text.chars().count()).unwrap_or(u32::MAX));
        if piece.bold && end > at {
            match bold.last_mut() {
                Some(last) if last.1 == at => last.1 = end,
                _ => bold.push((at, end)),
            }
        }
        at = end;
    }
    Paragraph { text, kind, marker: line.marker.clone(), bold }
}
