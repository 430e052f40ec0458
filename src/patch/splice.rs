//! Replacing stretches of a text, everything between them copied as it stands.

use std::ops::Range;

use encoding_rs::UTF_8;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::SaveError;
use crate::workbook::xml;

/// Replacements in one part.
#[derive(Debug, Default)]
pub(super) struct Splices {
    list: Vec<(Range<usize>, String)>,
}

impl Splices {
    /// Replaces a stretch; an empty one inserts. Of several at one place the first comes first.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, text.into()));
    }

    /// Performs them all.
    pub(super) fn apply(mut self, source: &str) -> Result<String, SaveError> {
        self.list.sort_by_key(|(range, _)| (range.start, range.end));
        let grown: usize = self.list.iter().map(|(_, text)| text.len()).sum();
        let mut out = String::with_capacity(source.len().saturating_add(grown));
        let mut at = 0;
        for (range, text) in self.list {
            // Two changes of one stretch would contradict each other.
            let between = source.get(at..range.start).ok_or(SaveError::NotFaithful)?;
            out.push_str(between);
            out.push_str(&text);
            at = range.end;
        }
        out.push_str(source.get(at..).ok_or(SaveError::NotFaithful)?);
        Ok(out)
    }
}

/// An event and the stretch of the text that it was read from.
pub(super) struct Spanned<'a> {
    pub(super) event: Event<'a>,
    pub(super) span: Range<usize>,
}

/// Reads the next event of a part.
pub(super) fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Spanned<'a>, SaveError> {
    let position = |reader: &Reader<&'a [u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    let start = position(reader);
    let event = reader.read_event().map_err(|_| SaveError::Unreadable)?;
    Ok(Spanned { event, span: start..position(reader) })
}

/// A part as text that can be spliced: its byte order mark apart, and its declaration as UTF-8.
pub(super) fn text_of_part(bytes: Vec<u8>) -> Result<String, SaveError> {
    let utf16 = matches!(bytes.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff]));
    let bytes = if utf16 {
        bytes
    } else {
        match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            // Bytes in no known encoding could not be written back as they were.
            Err(error) if xml::declared(error.as_bytes()).is_none_or(|declared| declared == UTF_8) => {
                return Err(SaveError::Unreadable);
            }
            Err(error) => error.into_bytes(),
        }
    };
    let text = xml::decode(bytes);
    let rest = match text.find("?>") {
        Some(end) if text.starts_with("<?xml") => text.get(end + 2..).unwrap_or_default(),
        _ => &text,
    };
    Ok(format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>{rest}"))
}

/// A text without its byte order mark, and the mark before it.
pub(super) fn set_mark_aside(text: &str) -> (&str, &str) {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    (text.get(..text.len().saturating_sub(body.len())).unwrap_or_default(), body)
}

/// The prefix of a name, colon included: `x:` of `x:row`, nothing of `row`.
pub(super) fn prefix(element: &BytesStart<'_>) -> String {
    element.name().prefix().map_or_else(String::new, |prefix| format!("{}:", prefix.into_inner()))
}

/// The attributes of an element as they are written, each with the space before it, without those
/// of the given names.
pub(super) fn attributes_without(element: &BytesStart<'_>, names: &[&str]) -> String {
    let mut kept = String::new();
    for attribute in element.attributes().with_checks(false).flatten() {
        if names.contains(&attribute.key.into_inner()) {
            continue;
        }
        let quote = if attribute.value.contains('"') { '\'' } else { '"' };
        kept.push(' ');
        kept.push_str(attribute.key.into_inner());
        kept.push('=');
        kept.push(quote);
        kept.push_str(&attribute.value);
        kept.push(quote);
    }
    kept
}

/// Text as the content of an element.
pub(super) fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
