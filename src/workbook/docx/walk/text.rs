//! What is read as text, and where it stands.

use std::ops::Range;

use quick_xml::events::{BytesStart, Event};

use super::super::super::Held;
use super::super::super::ReadError;
use super::super::super::xml::{attribute, push_reference};
use super::super::story::Piece;
use super::Walk;

impl Walk<'_> {
    /// Whether text counts that stands here.
    fn is_seen(&self) -> bool {
        let hidden = self.run.as_ref().is_none_or(|look| look.hidden == Some(true));
        !hidden && !self.in_drawing && self.fields.iter().all(|reached| *reached)
    }

    pub(super) fn held_here(&self) -> Option<Held> {
        if self.fields.is_empty() { self.held } else { self.held.max(Some(Held::Field)) }
    }

    pub(super) fn place(&self, from: u64) -> usize {
        usize::try_from(from).unwrap_or(usize::MAX).saturating_add(self.mark)
    }

    fn put(
        &mut self,
        text: String,
        tag: Range<usize>,
        content: Range<usize>,
        keeps_blanks: bool,
        is_sign: bool,
    ) -> Result<(), ReadError> {
        if text.is_empty() && is_sign || !self.is_seen() {
            return Ok(());
        }
        self.story.weigh(text.len())?;
        let held = self.held_here();
        let (Some(look), Some(open)) = (&self.run, self.lines.last_mut()) else { return Ok(()) };
        if open.line.pieces.is_empty() {
            open.line.letters = look.letters();
        }
        let bold = look.bold == Some(true);
        open.line.pieces.push(Piece { text, content, tag, keeps_blanks, bold, is_sign, held });
        Ok(())
    }

    pub(super) fn text(&mut self, element: &BytesStart<'_>, from: u64) -> Result<(), ReadError> {
        let start = self.reader.buffer_position();
        let keeps_blanks = attribute(element, "space").is_some_and(|space| space == "preserve");
        let mut text = String::new();
        let mut depth = 0_usize;
        let end = loop {
            let at = self.reader.buffer_position();
            match self.reader.read_event().map_err(|_| ReadError::Damaged)? {
                Event::Text(part) => text.push_str(&part.xml10_content()),
                Event::CData(part) => text.push_str(&part.xml10_content()),
                Event::GeneralRef(part) => push_reference(&mut text, &part),
                Event::Start(_) => depth += 1,
                Event::End(_) => match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => break at,
                },
                Event::Eof => return Err(ReadError::Damaged),
                _ => {}
            }
        };
        if !keeps_blanks {
            let is_blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\n');
            text = text.trim_matches(is_blank).to_owned();
        }
        // Line ends are blanks here: breaks have elements of their own.
        let text = text.replace(['\r', '\n', '\t'], " ");
        let (tag, content) = (self.place(from)..self.place(start), self.place(start)..self.place(end));
        self.put(text, tag, content, keeps_blanks, false)
    }

    /// A tab, a break, or a sign that an element stands for.
    pub(super) fn sign(&mut self, element: &BytesStart<'_>, name: &str, from: u64) -> Result<(), ReadError> {
        let is_empty = self.lines.last().is_none_or(|open| open.line.pieces.is_empty());
        let sign = match name {
            "tab" | "ptab" => "\t",
            // Where a page begins is no part of what a paragraph says.
            "br" if is_empty && attribute(element, "type").is_some_and(|kind| kind != "textWrapping") => return Ok(()),
            "br" | "cr" => "\n",
            "noBreakHyphen" => "-",
            "sym" => {
                let code = attribute(element, "char").and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
                let sign = code.and_then(char::from_u32).filter(|sign| !sign.is_control());
                let text = sign.map(String::from).unwrap_or_default();
                let range = self.place(from)..self.place(self.reader.buffer_position());
                return self.put(text, range.clone(), range, false, true);
            }
            _ => return Ok(()),
        };
        let range = self.place(from)..self.place(self.reader.buffer_position());
        self.put(sign.to_owned(), range.clone(), range, false, true)
    }
}
