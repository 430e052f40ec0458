//! Text: the shared strings part, and rich text in place (ECMA-376 Part 1, 18.4).

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::workbook::ReadError;
use crate::workbook::limits::MAX_DEPTH;
use crate::workbook::xml::{push_reference, reader, unescape_excel};

/// All shared strings, runs of rich text joined.
pub(super) fn read(xml: &str) -> Result<Vec<Box<str>>, ReadError> {
    let mut reader = reader(xml);
    let mut strings = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) if element.local_name().into_inner() == "si" => {
                strings.push(rich_text(&mut reader)?.into_boxed_str());
            }
            Event::Empty(element) if element.local_name().into_inner() == "si" => strings.push(Box::from("")),
            Event::Eof => return Ok(strings),
            _ => {}
        }
    }
}

/// Reads `si` or `is` to its end: the text of all `t`, without phonetic hints (`rPh`).
pub(super) fn rich_text(reader: &mut Reader<&[u8]>) -> Result<String, ReadError> {
    let mut text = String::new();
    let (mut depth, mut in_text, mut phonetic) = (0_usize, false, None);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(ReadError::Damaged);
                }
                match element.local_name().into_inner() {
                    "t" => in_text = true,
                    "rPh" => phonetic = phonetic.or(Some(depth)),
                    _ => {}
                }
            }
            Event::End(_) => {
                in_text = false;
                if phonetic == Some(depth) {
                    phonetic = None;
                }
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Ok(unescape_excel(text)),
                }
            }
            Event::Text(part) if in_text && phonetic.is_none() => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text && phonetic.is_none() => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if in_text && phonetic.is_none() => push_reference(&mut text, &part),
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}
