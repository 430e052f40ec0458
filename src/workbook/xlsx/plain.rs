//! The form in which programs write nearly every cell: `<c r="B7" s="3"><v>12</v></c>`.
//!
//! A large sheet is millions of these, and an XML reader takes five events for each. What is
//! exactly of that form is read here at once; whatever else XML allows is left to the reader.

/// A cell as it is written. An attribute that is missing is `None`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PlainCell<'a> {
    pub(super) reference: Option<&'a str>,
    pub(super) style: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) content: Content<'a>,
}

/// What stands in the element, without references or line ends that would have to be resolved.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// The text of `v`.
    Value(&'a str),
    /// The text of the only `t` of `is`.
    Inline(&'a str),
}

/// The cell that the XML begins with, and what follows it; `None` when it is of another form.
pub(super) fn cell(xml: &[u8]) -> Option<(PlainCell<'_>, &[u8])> {
    let mut rest = xml.strip_prefix(b"<c")?;
    let mut cell = PlainCell::default();
    while let Some(attribute) = rest.strip_prefix(b" ") {
        let (name, value) = attribute.split_first()?;
        let (value, after) = up_to(value.strip_prefix(b"=\"")?, b'"')?;
        match name {
            b'r' => cell.reference = Some(value),
            b's' => cell.style = Some(value),
            b't' => cell.kind = Some(value),
            _ => return None,
        }
        rest = after.strip_prefix(b"\"")?;
    }
    if let Some(rest) = rest.strip_prefix(b"/>") {
        return Some((cell, rest));
    }
    let inside = rest.strip_prefix(b">")?;
    let rest = if let Some(value) = inside.strip_prefix(b"<v>") {
        let (value, rest) = up_to(value, b'<')?;
        cell.content = Content::Value(value);
        rest.strip_prefix(b"</v></c>")?
    } else if let Some(text) = inside.strip_prefix(b"<is><t>") {
        let (text, rest) = up_to(text, b'<')?;
        cell.content = Content::Inline(text);
        rest.strip_prefix(b"</t></is></c>")?
    } else {
        inside.strip_prefix(b"</c>")?
    };
    Some((cell, rest))
}

/// The text before a byte, and what begins with that byte; `None` when something in it would have
/// to be resolved.
fn up_to(xml: &[u8], end: u8) -> Option<(&str, &[u8])> {
    let at = xml.iter().position(|byte| *byte == end || matches!(byte, b'<' | b'>' | b'&' | b'\r' | b'\n' | b'\t'))?;
    let (text, rest) = xml.split_at_checked(at)?;
    (rest.first() == Some(&end)).then_some(())?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_forms_are_read_and_all_others_are_left() {
        let read = |xml: &'static str| cell(xml.as_bytes());
        let (first, rest) = read(r#"<c r="B7" s="3"><v>1.5</v></c><c r="C7"/>"#).unwrap();
        let content = Content::Value("1.5");
        assert_eq!(first, PlainCell { reference: Some("B7"), style: Some("3"), kind: None, content });
        let (second, rest) = cell(rest).unwrap();
        assert_eq!((second.reference, second.content, rest), (Some("C7"), Content::Nothing, b"".as_slice()));
        let (text, _) = read(r#"<c t="inlineStr"><is><t>Tổng số</t></is></c>"#).unwrap();
        assert_eq!((text.kind, text.content), (Some("inlineStr"), Content::Inline("Tổng số")));
        for xml in [
            "",
            "<c",
            "<col/>",
            r#"<c r="B7"><f>A1</f><v>1</v></c>"#,
            r#"<c r="B7"><v>1&amp;2</v></c>"#,
            r#"<c r="B7" cm="1"><v>1</v></c>"#,
            r#"<c r='B7'><v>1</v></c>"#,
            "<c r=\"B7\"><v>1\r\n</v></c>",
            r#"<c r="B7"><v>1</v> </c>"#,
            r#"<c t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>"#,
            r#"<c r="B7"><v>1</v>"#,
        ] {
            assert_eq!(read(xml), None, "{xml}");
        }
    }
}
