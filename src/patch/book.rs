//! What edits force in the parts around the sheets: Excel is told to calculate anew, and an empty
//! calculation chain is taken out.

use quick_xml::events::Event;

use super::SaveError;
use super::splice::{Spanned, Splices, attributes_without, next, prefix};
use crate::workbook::xml::{attribute, reader};

/// The workbook part with `fullCalcOnLoad` (18.2.2): values stored with formulas are those of
/// before the edits, and Excel replaces them on opening.
pub(super) fn recalculated(xml: &str) -> Result<String, SaveError> {
    let body = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut splices = Splices::default();
    let mut reader = reader(body);
    let (mut depth, mut root) = (0_usize, String::new());
    // Where the element may stand: after these and before all others.
    let mut after: Option<usize> = None;
    let mut done = false;
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        let (element, empty) = match event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 1 && after == Some(usize::MAX) {
                    after = Some(span.end);
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        if depth == 0 {
            root = prefix(&element);
        }
        if depth == 1 {
            match element.local_name().into_inner() {
                "calcPr" => {
                    let kept = attributes_without(&element, &["fullCalcOnLoad"]);
                    let end = if empty { "/>" } else { ">" };
                    let name = element.name().into_inner();
                    splices.replace(span.clone(), format!("<{name}{kept} fullCalcOnLoad=\"1\"{end}"));
                    done = true;
                }
                "sheets" | "functionGroups" | "externalReferences" | "definedNames" => {
                    after = Some(if empty { span.end } else { usize::MAX });
                }
                _ => {}
            }
        }
        if !empty {
            depth = depth.saturating_add(1);
        }
    }
    if !done {
        let at = after.filter(|at| *at < usize::MAX).ok_or(SaveError::Unreadable)?;
        splices.replace(at..at, format!("<{root}calcPr fullCalcOnLoad=\"1\"/>"));
    }
    with_mark(xml, body, splices)
}

/// `[Content_Types].xml` or a relationships part without the entry of a part.
pub(super) fn without_entry(xml: &str, names_part: impl Fn(&str) -> bool) -> Result<String, SaveError> {
    let body = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let mut splices = Splices::default();
    let mut reader = reader(body);
    let mut open = None;
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        match event {
            Event::Empty(element) | Event::Start(element) => {
                let named = ["PartName", "Target"].iter().find_map(|name| attribute(&element, name));
                if named.is_some_and(|name| names_part(&name)) {
                    if body.get(..span.end).is_some_and(|text| text.ends_with("/>")) {
                        splices.replace(span, "");
                    } else {
                        open = Some(span.start);
                    }
                }
            }
            Event::End(_) => {
                if let Some(start) = open.take() {
                    splices.replace(start..span.end, "");
                }
            }
            Event::Eof => return with_mark(xml, body, splices),
            _ => {}
        }
    }
}

/// Performs the splices of a text whose byte order mark was set aside.
pub(super) fn with_mark(xml: &str, body: &str, splices: Splices) -> Result<String, SaveError> {
    let mark = xml.get(..xml.len().saturating_sub(body.len())).unwrap_or_default();
    Ok(format!("{mark}{}", splices.apply(body)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_is_told_to_calculate_where_the_schema_allows_it() {
        let book = "<x:workbook><x:sheets><x:sheet/></x:sheets><x:definedNames><x:definedName/></x:definedNames><x:pivotCaches/></x:workbook>";
        let told = recalculated(book).unwrap();
        assert!(told.contains("</x:definedNames><x:calcPr fullCalcOnLoad=\"1\"/><x:pivotCaches/>"), "{told}");
        let book = "<workbook><sheets/><calcPr calcId='191029' fullCalcOnLoad=\"0\"/></workbook>";
        assert_eq!(
            recalculated(book).unwrap(),
            "<workbook><sheets/><calcPr calcId=\"191029\" fullCalcOnLoad=\"1\"/></workbook>"
        );
    }

    #[test]
    fn the_entry_of_a_part_is_taken_out() {
        let types = "<Types><Override PartName=\"/xl/calcChain.xml\" ContentType=\"a\"/><Override PartName=\"/xl/b.xml\"/></Types>";
        assert_eq!(
            without_entry(types, |name| name == "/xl/calcChain.xml").unwrap(),
            "<Types><Override PartName=\"/xl/b.xml\"/></Types>"
        );
    }
}
