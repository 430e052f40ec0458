//! What is added to the styles part (ECMA-376 Part 1, 18.8): formats that edits made, and whatever a
//! marked copy needs.

use std::borrow::Cow;

use super::SaveError;
use super::outline::{Element, Outline};
use super::splice::{Splices, escaped, set_mark_aside};
use crate::workbook::Derived;
use crate::workbook::xml::understood;

/// What stands in a styles part, in the order that the schema asks for.
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];

/// The part with an end tag: what has no content has no place for any.
pub(super) fn with_content(xml: &str) -> Result<Cow<'_, str>, SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(body, 0)?;
    let root = outline.root()?;
    if root.close.is_some() {
        return Ok(Cow::Borrowed(xml));
    }
    let before = body.get(..root.open.start).unwrap_or_default();
    let (name, raw) = (&root.name, root.attributes_without(&[]));
    Ok(Cow::Owned(format!("{mark}{before}<{name}{raw}></{name}>")))
}

/// The part with formats appended: each a copy of another with its own number format, or font, or both.
pub(super) fn with_formats<'a>(xml: &str, formats: impl Iterator<Item = Derived<'a>>) -> Result<String, SaveError> {
    let xml = &with_content(xml)?;
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(&understood(body), 4)?;
    let p = outline.root()?.prefix.as_str();
    let entries = |list: &str, name: &str| -> Vec<(usize, &Element)> {
        let list = outline.child(0, list).into_iter().flat_map(|(list, _)| outline.children(list));
        list.filter(|(_, element)| element.local() == name).collect()
    };
    let (originals, old_fonts) = (entries("cellXfs", "xf"), entries("fonts", "font"));
    let custom = entries("numFmts", "numFmt");
    let ids = custom.iter().filter_map(|(_, code)| code.attribute("numFmtId")?.trim().parse::<u32>().ok());
    let mut free_code = ids.map(|id| id.saturating_add(1)).max().unwrap_or(0).max(164);
    let (mut added, mut codes, mut fonts) = (Vec::new(), Vec::new(), Vec::new());
    for format in formats {
        let original = originals.get(usize::from(format.base.0)).map(|(_, element)| *element);
        if original.is_none() && !originals.is_empty() {
            return Err(SaveError::Unreadable);
        }
        let (mut changed, mut tag, mut applied) = (Vec::new(), format!("<{p}xf"), String::new());
        if let Some(code) = format.code {
            let id = builtin_id(code).unwrap_or_else(|| {
                codes.push(format!("<{p}numFmt numFmtId=\"{free_code}\" formatCode=\"{}\"/>", escaped(code)));
                free_code = free_code.saturating_add(1);
                free_code.saturating_sub(1)
            });
            changed.extend(["numFmtId", "applyNumberFormat", "quotePrefix"]);
            tag.push_str(&format!(" numFmtId=\"{id}\""));
            applied.push_str(" applyNumberFormat=\"1\"");
        }
        if let Some(name) = format.font {
            let font = original.and_then(|original| original.attribute("fontId")?.trim().parse::<usize>().ok());
            let font = old_fonts.get(font.unwrap_or(0));
            tag.push_str(&format!(" fontId=\"{}\"", old_fonts.len().saturating_add(fonts.len())));
            fonts.push(renamed(body, &outline, font.copied(), name, p));
            changed.extend(["fontId", "applyFont"]);
            applied.push_str(" applyFont=\"1\"");
        }
        let kept = original.map(|original| original.attributes_without(&changed)).unwrap_or_default();
        let children = original.map(|original| content(body, original)).unwrap_or_default();
        added.push(match children {
            "" => format!("{tag}{kept}{applied}/>"),
            children => format!("{tag}{kept}{applied}>{children}</{p}xf>"),
        });
    }
    let mut splices = Splices::default();
    if !codes.is_empty() {
        section(&outline, &mut splices, "numFmts", &codes, &[])?;
    }
    if !fonts.is_empty() {
        section(&outline, &mut splices, "fonts", &fonts, &[])?;
    }
    let default = format!("<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
    section(&outline, &mut splices, "cellXfs", &added, &[default])?;
    Ok(format!("{mark}{}", splices.apply(body)?))
}

/// A font as it is but for its name, and without what overrules the name.
fn renamed(body: &str, outline: &Outline, font: Option<(usize, &Element)>, name: &str, p: &str) -> String {
    let looks: String = font
        .into_iter()
        .flat_map(|(index, _)| outline.children(index))
        .filter(|(_, part)| !matches!(part.local(), "name" | "charset" | "family" | "scheme"))
        .filter_map(|(_, part)| body.get(part.open.start..part.end))
        .collect();
    format!("<{p}font>{looks}<{p}name val=\"{}\"/></{p}font>", escaped(name))
}

/// What stands between the tags of an element.
fn content<'x>(body: &'x str, element: &Element) -> &'x str {
    element.close.and_then(|close| body.get(element.open.end..close)).unwrap_or_default()
}

fn builtin_id(code: &str) -> Option<u32> {
    match code {
        "" => Some(0),
        "0" => Some(1),
        "0.00" => Some(2),
        "#,##0" => Some(3),
        "#,##0.00" => Some(4),
        _ => None,
    }
}

/// Adds entries to a list of the styles part and gives the index of the first; a list that is not
/// there is made, with the entries that it must begin with.
pub(super) fn section(
    outline: &Outline,
    splices: &mut Splices,
    name: &str,
    entries: &[String],
    reserved: &[String],
) -> Result<usize, SaveError> {
    if let Some((index, element)) = outline.child(0, name) {
        let count = outline.children(index).count();
        // The first entries are the defaults that formats without an own one point to.
        let missing = if count == 0 { reserved } else { &[] };
        let all = count + missing.len() + entries.len();
        grow(element, splices, all, &[missing.concat(), entries.concat()].concat());
        return Ok(count + missing.len());
    }
    let root = outline.root()?;
    let place = ORDER.iter().position(|other| *other == name).unwrap_or_default();
    let later = ORDER.get(place + 1..).unwrap_or_default();
    let next = outline.children(0).map(|(_, element)| element).find(|element| later.contains(&element.local()));
    let at = next.map_or(root.close.unwrap_or(root.open.end), |element| element.open.start);
    let p = &root.prefix;
    let text = format!(
        "<{p}{name} count=\"{}\">{}{}</{p}{name}>",
        reserved.len() + entries.len(),
        reserved.concat(),
        entries.concat()
    );
    splices.replace(at..at, text);
    Ok(reserved.len())
}

/// Adds content to a list that counts its entries.
pub(super) fn grow(element: &Element, splices: &mut Splices, count: usize, content: &str) {
    let open = format!("<{} count=\"{count}\"{}>", element.name, element.attributes_without(&["count"]));
    match element.close {
        Some(close) => {
            splices.replace(element.open.clone(), open);
            splices.replace(close..close, content);
        }
        None => splices.replace(element.open.clone(), format!("{open}{content}</{}>", element.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::StyleId;

    fn derived<'a>(base: u16, code: Option<&'a str>, font: Option<&'a str>) -> Derived<'a> {
        Derived { base: StyleId(base), code, font }
    }

    #[test]
    fn formats_are_copied_with_their_number_format() {
        let styles = concat!(
            "<styleSheet><fonts/><cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\"/>",
            "<xf numFmtId=\"49\" fontId=\"1\" quotePrefix=\"1\"><alignment wrapText=\"1\"/></xf></cellXfs></styleSheet>"
        );
        let formats = [derived(1, Some("#,##0.000"), None), derived(0, Some("0"), None)];
        assert_eq!(
            with_formats(styles, formats.into_iter()).unwrap(),
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
    fn a_font_is_copied_under_another_name() {
        let styles = concat!(
            "<s:styleSheet xmlns:s=\"m\"><s:fonts count=\"1\"><s:font><s:b/><s:sz val=\"12\"/><s:name val=\".VnTime\"/><s:family val=\"2\"/></s:font></s:fonts>",
            "<s:cellXfs count=\"1\"><s:xf numFmtId=\"4\" fontId=\"0\"/></s:cellXfs></s:styleSheet>"
        );
        let written = with_formats(styles, [derived(0, None, Some("Times New Roman"))].into_iter()).unwrap();
        assert!(
            written.contains("<s:font><s:b/><s:sz val=\"12\"/><s:name val=\"Times New Roman\"/></s:font></s:fonts>"),
            "{written}"
        );
        assert!(written.contains("<s:fonts count=\"2\">") && written.contains("<s:cellXfs count=\"2\">"), "{written}");
        assert!(written.contains("<s:xf fontId=\"1\" numFmtId=\"4\" applyFont=\"1\"/></s:cellXfs>"), "{written}");
    }

    #[test]
    fn a_part_without_formats_gets_the_default_one_before() {
        for styles in ["<styleSheet/>", "<styleSheet></styleSheet>"] {
            let written = with_formats(styles, [derived(0, Some("0.00"), None)].into_iter()).unwrap();
            assert_eq!(
                written,
                "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/><xf numFmtId=\"2\" applyNumberFormat=\"1\"/></cellXfs></styleSheet>"
            );
        }
        let full = "<styleSheet><cellXfs><xf/></cellXfs></styleSheet>";
        assert!(with_formats(full, [derived(7, Some("0"), None)].into_iter()).is_err());
    }
}
