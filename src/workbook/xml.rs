//! Small helpers over `quick_xml`: names are compared without their prefix, so that documents
//! that write `x:c` for `c`, and strict ones with other namespaces, read the same.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ReadError;
use super::limits::MAX_DEPTH;

/// The text of a part: UTF-16 by its byte order mark, the encoding that its declaration names, or
/// UTF-8. Bytes that do not fit become replacement characters.
pub(crate) fn decode(bytes: Vec<u8>) -> String {
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => decode_utf16(&bytes, u16::from_le_bytes),
        Some([0xfe, 0xff]) => decode_utf16(&bytes, u16::from_be_bytes),
        _ => String::from_utf8(bytes).unwrap_or_else(|error| {
            let bytes = error.as_bytes();
            let encoding = declared(bytes).unwrap_or(encoding_rs::UTF_8);
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        }),
    }
}

/// The encoding that an XML declaration names (XML 1.0, 4.3.3).
pub(crate) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let declaration = bytes.strip_prefix(b"<?xml")?.split(|byte| *byte == b'>').next()?;
    let declaration = std::str::from_utf8(declaration.get(..declaration.len().min(200))?).ok()?;
    let (_, value) = declaration.split_once("encoding")?;
    let label = value.trim_start().strip_prefix('=')?.trim_start().split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes())
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().skip(1).map(|pair| unit(*pair)))
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// A reader that lets stray ampersands pass.
pub(crate) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml.strip_prefix('\u{feff}').unwrap_or(xml));
    reader.config_mut().allow_dangling_amp = true;
    reader
}

/// The attribute of that local name, without its prefix.
pub(crate) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)
        .map(|attribute| text_of(attribute.value))
}

/// Resolves the references in an attribute's value; what cannot be resolved stays.
pub(crate) fn text_of(raw: Cow<'_, str>) -> Cow<'_, str> {
    if !raw.contains('&') {
        return raw;
    }
    match unescape(&raw) {
        Ok(text) => Cow::Owned(text.into_owned()),
        Err(_) => raw,
    }
}

/// Whether an attribute of type `xsd:boolean` is true; `default` when it is absent.
pub(crate) fn flag(element: &BytesStart<'_>, name: &str, default: bool) -> bool {
    attribute(element, name).map_or(default, |value| matches!(value.trim(), "1" | "true" | "on"))
}

/// The attribute as a number.
pub(crate) fn number<T: std::str::FromStr>(element: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(element, name)?.trim().parse().ok()
}

/// Adds what an entity or character reference stands for. Entities of a document type are never
/// expanded: no part of a workbook may have one.
pub(crate) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    match &**reference {
        "lt" => text.push('<'),
        "gt" => text.push('>'),
        "amp" => text.push('&'),
        "quot" => text.push('"'),
        "apos" => text.push('\''),
        _ => {
            if let Ok(Some(c)) = reference.resolve_char_ref() {
                text.push(c);
            }
        }
    }
}

/// Calls `visit` with the path of local names and each start tag of a small part.
pub(crate) fn for_each_element(xml: &str, mut visit: impl FnMut(&[String], &BytesStart<'_>)) -> Result<(), ReadError> {
    let mut reader = reader(xml);
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => {
                visit(&path, &element);
                path.push(element.local_name().into_inner().to_owned());
                if path.len() > MAX_DEPTH {
                    return Err(ReadError::Damaged);
                }
            }
            Event::Empty(element) => visit(&path, &element),
            Event::End(_) => {
                path.pop();
            }
            Event::Eof => return if path.is_empty() { Ok(()) } else { Err(ReadError::Damaged) },
            _ => {}
        }
    }
}

/// Passes an element that is of no interest, up to its end.
pub(crate) fn skip(reader: &mut Reader<&[u8]>, element: &BytesStart<'_>) -> Result<(), ReadError> {
    reader.read_to_end(element.name()).map(|_| ()).map_err(|_| ReadError::Damaged)
}

/// The text up to the end of the element that was just opened.
///
/// Nearly always one piece of text without references, which is then borrowed from the part.
pub(crate) fn gather<'a>(reader: &mut Reader<&'a [u8]>) -> Result<Cow<'a, str>, ReadError> {
    let mut text = Cow::Borrowed("");
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Text(part) if text.is_empty() => text = without_carriage_returns(part.into_inner()),
            Event::Text(part) => text.to_mut().push_str(&part.xml10_content()),
            Event::CData(part) => text.to_mut().push_str(&part.xml10_content()),
            Event::GeneralRef(part) => push_reference(text.to_mut(), &part),
            Event::Start(_) => depth += 1,
            Event::End(_) => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return Ok(text),
            },
            Event::Eof => return Err(ReadError::Damaged),
            _ => {}
        }
    }
}

/// Line ends as XML sees them.
fn without_carriage_returns(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text }
}

/// The text of a part as a reader that knows no extension sees it (ECMA-376 Part 3, 9.3): of each
/// `AlternateContent` only what stands in its `Fallback`. All else is blanked, so that places stay
/// what they are.
pub(crate) fn understood(xml: &str) -> Cow<'_, str> {
    if !xml.contains("AlternateContent") {
        return Cow::Borrowed(xml);
    }
    let body = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mark = xml.len() - body.len();
    let mut out = String::with_capacity(xml.len());
    let mut kept = 0;
    let mut reader = reader(body);
    // How deep in a choice, which is left out with all that it holds.
    let mut inside = 0_usize;
    let mut from = mark;
    loop {
        let Ok(event) = reader.read_event() else { return Cow::Borrowed(xml) };
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).saturating_add(mark);
        let wrapper = |name: &str| matches!(name, "AlternateContent" | "Fallback");
        let blank = match &event {
            Event::Start(element) => {
                let name = element.local_name().into_inner();
                let starts = inside > 0 || name == "Choice";
                inside += usize::from(starts);
                starts || wrapper(name)
            }
            Event::Empty(element) => {
                let name = element.local_name().into_inner();
                inside > 0 || name == "Choice" || wrapper(name)
            }
            Event::End(element) => {
                let ends = inside > 0;
                inside = inside.saturating_sub(1);
                ends || wrapper(element.local_name().into_inner())
            }
            Event::Eof => break,
            _ => inside > 0,
        };
        if blank {
            out.push_str(xml.get(kept..from).unwrap_or_default());
            out.extend(std::iter::repeat_n(' ', to.saturating_sub(from)));
            kept = to;
        }
        from = to;
    }
    out.push_str(xml.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

/// Undoes the `_x000D_` notation of characters that XML cannot carry (ECMA-376 Part 1, 22.4.2.4).
pub(crate) fn unescape_excel(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                out.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_alternatives_the_one_for_everybody_is_read_where_it_stands() {
        let xml = concat!(
            "\u{feff}<a>é<m:AlternateContent><m:Choice Requires=\"h\"><x><y/>z</x></m:Choice>",
            "<m:Fallback><x é=\"\"/></m:Fallback></m:AlternateContent><b/></a>"
        );
        let read = understood(xml);
        assert_eq!((read.len(), read.find("<x é"), read.find("<b/>")), (xml.len(), xml.find("<x é"), xml.find("<b/>")));
        assert_eq!(read.replace(' ', ""), "\u{feff}<a>é<xé=\"\"/><b/></a>");
        assert_eq!(understood("<a><m:AlternateContent></b>"), "<a><m:AlternateContent></b>");
    }
}
