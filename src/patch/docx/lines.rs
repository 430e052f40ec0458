//! Characters of a paragraph or a cell, and the elements that they were read from.

use std::ops::Range;

use quick_xml::events::Event;

use super::Changes;
use crate::patch::SaveError;
use crate::patch::splice::{self, escaped};
use crate::workbook::docx::{Line, Part, Piece, TableCell};
use crate::workbook::xml;

/// A stretch of what is seen.
pub(super) enum Segment<'s> {
    /// What no element says: the number of a list, the end of a paragraph.
    Made(String),
    /// What an element says.
    Piece(&'s Line, &'s Piece),
    /// A paragraph without any text, where some may be put.
    Nothing(&'s Line),
}

impl Segment<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Made(text) => text,
            Self::Piece(_, piece) => &piece.text,
            Self::Nothing(_) => "",
        }
    }
}

/// The characters of a paragraph.
pub(super) fn of_paragraph(line: &Line) -> Vec<Segment<'_>> {
    if line.pieces.is_empty() {
        return vec![Segment::Nothing(line)];
    }
    line.pieces.iter().map(|piece| Segment::Piece(line, piece)).collect()
}

/// The characters of a cell.
pub(super) fn of_cell(cell: &TableCell) -> Vec<Segment<'_>> {
    let mut segments = Vec::new();
    for (index, line) in cell.lines.iter().enumerate() {
        if index > 0 {
            segments.push(Segment::Made("\n".to_owned()));
        }
        if !line.marker.is_empty() {
            let gap = if line.text().is_empty() { "" } else { " " };
            segments.push(Segment::Made(format!("{}{gap}", line.marker)));
        }
        segments.extend(of_paragraph(line));
    }
    segments
}

/// The text of a part.
type Text<'t> = &'t mut dyn FnMut(Part) -> Result<String, SaveError>;

/// Puts a text in the place of a stretch of characters.
pub(super) fn replace(
    segments: &[Segment<'_>],
    range: Range<usize>,
    new: &str,
    text: Text<'_>,
    changes: &mut Changes,
) -> Result<(), SaveError> {
    let mut at = 0_usize;
    let places: Vec<Range<usize>> = segments
        .iter()
        .map(|segment| {
            let start = at;
            at = at.saturating_add(segment.text().len());
            start..at
        })
        .collect();
    if range.start > range.end || range.end > at {
        return Err(SaveError::NotFaithful);
    }
    // The first that holds any of it takes what is new; where there is none of it, the one that it follows.
    let holds = |place: &Range<usize>| place.start < range.end && range.start < place.end;
    let takes = |index: usize| matches!(segments.get(index), Some(Segment::Piece(_, piece)) if !piece.is_sign);
    let first = (0..segments.len()).find(|index| takes(*index) && places.get(*index).is_some_and(holds));
    let beside = |index: &usize| {
        let touches = places.get(*index).is_some_and(|place| place.start <= range.start && range.start <= place.end);
        touches && (takes(*index) || matches!(segments.get(*index), Some(Segment::Nothing(_))))
    };
    let Some(first) = first.or_else(|| (0..segments.len()).find(beside)) else { return Err(SaveError::NotFaithful) };
    for (index, (segment, place)) in segments.iter().zip(&places).enumerate() {
        if index != first && !holds(place) {
            continue;
        }
        let inside = |at: usize| at.clamp(place.start, place.end).saturating_sub(place.start);
        let gone = inside(range.start)..inside(range.end);
        let taken = if index == first { new } else { "" };
        match segment {
            Segment::Made(_) => return Err(SaveError::NotFaithful),
            Segment::Nothing(line) => put(line, taken, text, changes)?,
            Segment::Piece(line, piece) => {
                if piece.held.is_some() {
                    return Err(SaveError::NotFaithful);
                }
                let mut changed = piece.text.clone();
                if changed.get(gone.clone()).is_none() {
                    return Err(SaveError::NotFaithful);
                }
                changed.replace_range(gone, taken);
                rewrite(line, piece, &changed, text, changes)?;
            }
        }
    }
    Ok(())
}

/// Takes all characters away.
pub(super) fn clear(segments: &[Segment<'_>], text: Text<'_>, changes: &mut Changes) -> Result<(), SaveError> {
    for segment in segments {
        match segment {
            Segment::Made(made) if made == "\n" => {}
            Segment::Made(_) => return Err(SaveError::NotFaithful),
            Segment::Piece(_, piece) if piece.held.is_some() => return Err(SaveError::NotFaithful),
            Segment::Piece(line, piece) => rewrite(line, piece, "", text, changes)?,
            Segment::Nothing(_) => {}
        }
    }
    Ok(())
}

fn rewrite(line: &Line, piece: &Piece, new: &str, text: Text<'_>, changes: &mut Changes) -> Result<(), SaveError> {
    if piece.text == new {
        return Ok(());
    }
    if changes.is_plain {
        changes.replace(line.part, piece.content.clone(), new.replace(['\n', '\t'], " "));
        return Ok(());
    }
    let part = text(line.part)?;
    let tag = part.get(piece.tag.clone()).ok_or(SaveError::NotFaithful)?;
    if piece.is_sign {
        // One that is written as a pair of tags is left alone.
        if !new.is_empty() || !tag.ends_with("/>") {
            return Err(SaveError::NotFaithful);
        }
        changes.replace(line.part, piece.tag.clone(), "");
        return Ok(());
    }
    let name = tag.trim_start_matches('<').split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next();
    let prefix =
        name.and_then(|name| name.split_once(':')).map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
    changes.replace(line.part, piece.content.clone(), content(new, &prefix));
    let has_edges = new.starts_with(is_blank) || new.ends_with(is_blank);
    if has_edges && !piece.keeps_blanks {
        let before_end = piece.tag.end.saturating_sub(1);
        changes.replace(line.part, before_end..before_end, " xml:space=\"preserve\"");
    }
    Ok(())
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

/// A text as the content of an element of text; a line break is one of its own beside it.
fn content(text: &str, prefix: &str) -> String {
    let broken = format!("</{prefix}t><{prefix}br/><{prefix}t xml:space=\"preserve\">");
    text.split('\n').map(escaped).collect::<Vec<_>>().join(&broken)
}

/// Puts a text into a paragraph that has none, with the look of its mark.
fn put(line: &Line, new: &str, text: Text<'_>, changes: &mut Changes) -> Result<(), SaveError> {
    if new.is_empty() {
        return Ok(());
    }
    let part = text(line.part)?;
    let (range, end) = (line.place.0.clone(), line.place.1);
    let whole = part.get(range.clone()).ok_or(SaveError::NotFaithful)?;
    let name: String =
        whole.trim_start_matches('<').chars().take_while(|c| !c.is_whitespace() && !matches!(c, '>' | '/')).collect();
    let prefix = name.strip_suffix('p').ok_or(SaveError::NotFaithful)?;
    let look = part.get(line.properties.clone()).and_then(mark_look).unwrap_or_default();
    let run =
        format!("<{prefix}r>{look}<{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}r>", content(new, prefix));
    match end {
        Some(end) => changes.replace(line.part, end..end, run),
        None => {
            let open = whole.strip_suffix("/>").ok_or(SaveError::NotFaithful)?.trim_end();
            changes.replace(line.part, range, format!("{open}>{run}</{name}>"));
        }
    }
    Ok(())
}

/// How the mark of a paragraph looks, as its properties write it; `None` where a tracked change is part of it.
fn mark_look(properties: &str) -> Option<&str> {
    let mut reader = xml::reader(properties);
    let (mut depth, mut from) = (0_usize, None);
    loop {
        let read = splice::next(&mut reader).ok()?;
        match read.event {
            Event::Start(element) => {
                let name = element.local_name().into_inner();
                if depth == 1 && name == "rPr" {
                    from = Some(read.span.start);
                } else if from.is_some() && (name.ends_with("Change") || matches!(name, "ins" | "del")) {
                    return None;
                }
                depth += 1;
            }
            Event::Empty(element) => {
                let name = element.local_name().into_inner();
                if from.is_some() && matches!(name, "ins" | "del" | "moveFrom" | "moveTo") {
                    return None;
                }
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if depth == 1
                    && let Some(from) = from
                {
                    return properties.get(from..read.span.end);
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}
