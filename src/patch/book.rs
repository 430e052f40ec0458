//! What edits force in the parts around the sheets: Excel is told to calculate anew, new formats
//! are added, and an empty calculation chain is taken out.

use quick_xml::events::Event;

use super::SaveError;
use super::splice::{Spanned, Splices, attributes_without, escaped, next, prefix};
use crate::workbook::StyleId;
use crate::workbook::xml::{attribute, number, reader};

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

/// The styles part with formats appended: each a copy of another with its own number format.
pub(super) fn with_formats<'a>(
    xml: &str,
    formats: impl Iterator<Item = (StyleId, &'a str)>,
) -> Result<String, SaveError> {
    let body = xml.strip_prefix('\u{feff}').unwrap_or(xml);
    let table = FormatTable::scan(body)?;
    let mut splices = Splices::default();
    let (mut added, mut codes, mut next_code) = (String::new(), String::new(), table.free_code);
    let (mut count, mut code_count) = (0_usize, 0_usize);
    for (base, code) in formats {
        let (attributes, children) = table.formats.get(usize::from(base.0)).ok_or(SaveError::Unreadable)?;
        let id = match builtin_id(code) {
            Some(id) => id,
            None => {
                codes.push_str(&format!(
                    "<{}numFmt numFmtId=\"{next_code}\" formatCode=\"{}\"/>",
                    table.prefix,
                    escaped(code)
                ));
                code_count += 1;
                next_code += 1;
                next_code - 1
            }
        };
        added.push_str(&format!("<{}xf numFmtId=\"{id}\"{attributes} applyNumberFormat=\"1\"", table.prefix));
        let children = body.get(children.clone()).unwrap_or_default();
        if children.is_empty() {
            added.push_str("/>");
        } else {
            added.push_str(&format!(">{children}</{}xf>", table.prefix));
        }
        count += 1;
    }
    let formats_end = table.formats_end.ok_or(SaveError::Unreadable)?;
    splices.replace(formats_end..formats_end, added);
    if let Some(open) = &table.formats_open {
        splices
            .replace(open.clone(), table.open_tag("cellXfs", table.formats.len() + count, &table.formats_attributes));
    }
    if code_count > 0 {
        match (&table.codes_open, table.codes_end) {
            (Some(open), Some(end)) => {
                splices.replace(
                    open.clone(),
                    table.open_tag("numFmts", table.codes + code_count, &table.codes_attributes),
                );
                splices.replace(end..end, codes);
            }
            _ => {
                let at = table.root_end.ok_or(SaveError::Unreadable)?;
                let tag = table.open_tag("numFmts", code_count, "");
                splices.replace(at..at, format!("{tag}{codes}</{}numFmts>", table.prefix));
            }
        }
    }
    with_mark(xml, body, splices)
}

fn builtin_id(code: &str) -> Option<u32> {
    match code {
        "0" => Some(1),
        "0.00" => Some(2),
        "#,##0" => Some(3),
        "#,##0.00" => Some(4),
        _ => None,
    }
}

type Span = std::ops::Range<usize>;

/// The cell formats of a styles part, and where things stand in it.
#[derive(Default)]
struct FormatTable {
    prefix: String,
    /// Attributes that are kept, and the stretch of the children.
    formats: Vec<(String, Span)>,
    formats_open: Option<Span>,
    formats_end: Option<usize>,
    formats_attributes: String,
    codes: usize,
    codes_open: Option<Span>,
    codes_end: Option<usize>,
    codes_attributes: String,
    root_end: Option<usize>,
    /// A number that no custom format has.
    free_code: u32,
}

impl FormatTable {
    fn scan(xml: &str) -> Result<Self, SaveError> {
        let mut table = Self { free_code: 164, ..Self::default() };
        let mut reader = reader(xml);
        let mut path: Vec<String> = Vec::new();
        loop {
            let Spanned { event, span } = next(&mut reader)?;
            let (element, empty) = match event {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => {
                    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
                        [_, "cellXfs"] => table.formats_end = Some(span.start),
                        [_, "numFmts"] => table.codes_end = Some(span.start),
                        [_, "cellXfs", "xf"] => {
                            if let Some((_, children)) = table.formats.last_mut() {
                                children.end = span.start;
                            }
                        }
                        _ => {}
                    }
                    path.pop();
                    continue;
                }
                Event::Eof => return Ok(table),
                _ => continue,
            };
            let name = element.local_name().into_inner().to_owned();
            match (path.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), name.as_str()) {
                ([], _) => {
                    table.prefix = prefix(&element);
                    table.root_end = Some(span.end);
                }
                ([_], "cellXfs") if !empty => {
                    table.formats_open = Some(span.clone());
                    table.formats_attributes = attributes_without(&element, &["count"]);
                }
                ([_], "numFmts") if !empty => {
                    table.codes_open = Some(span.clone());
                    table.codes_attributes = attributes_without(&element, &["count"]);
                }
                ([_, "numFmts"], "numFmt") => {
                    table.codes += 1;
                    if let Some(id) = number::<u32>(&element, "numFmtId") {
                        table.free_code = table.free_code.max(id.saturating_add(1));
                    }
                }
                ([_, "cellXfs"], "xf") => {
                    let kept = attributes_without(&element, &["numFmtId", "applyNumberFormat", "quotePrefix"]);
                    table.formats.push((kept, span.end..span.end));
                }
                _ => {}
            }
            if !empty {
                path.push(name);
            }
        }
    }

    fn open_tag(&self, name: &str, count: usize, attributes: &str) -> String {
        format!("<{}{name} count=\"{count}\"{attributes}>", self.prefix)
    }
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
    fn formats_are_copied_with_their_number_format() {
        let styles = concat!(
            "<styleSheet><fonts/><cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\"/>",
            "<xf numFmtId=\"49\" fontId=\"1\" quotePrefix=\"1\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>"
        );
        let out = with_formats(styles, [(StyleId(1), "#,##0.000"), (StyleId(0), "0")].into_iter()).unwrap();
        assert_eq!(
            out,
            concat!(
                "<styleSheet><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"#,##0.000\"/></numFmts><fonts/>",
                "<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\"/>",
                "<xf numFmtId=\"49\" fontId=\"1\" quotePrefix=\"1\"><alignment wrapText=\"1\"/></xf>",
                "<xf numFmtId=\"164\" fontId=\"1\" applyNumberFormat=\"1\"><alignment wrapText=\"1\"/></xf>",
                "<xf numFmtId=\"1\" fontId=\"0\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            )
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
