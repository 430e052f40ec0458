//! Formats for marked cells: copies of the cell's own format with another fill, and the few that
//! the list of findings is written in (ECMA-376 Part 1, 18.8).

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Severity;
use crate::patch::SaveError;
use crate::patch::outline::{Element, Outline};
use crate::patch::splice::{Splices, escaped, set_mark_aside};
use crate::workbook::{Color, Style, StyleId, Workbook};

/// Excel's own bound on cell formats.
const MOST_FORMATS: usize = 65_490;

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

/// The colours that Excel itself calls bad and neutral, and a quiet blue.
fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color(0xff, 0xc7, 0xce),
        Severity::Warning => Color(0xff, 0xeb, 0x9c),
        Severity::Info => Color(0xdd, 0xeb, 0xf7),
    }
}

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
const HEAD: Color = Color(0xe2, 0xef, 0xda);

/// The formats that were added.
pub(super) struct Paint {
    /// Of marked cells, by the format that each is a copy of.
    marks: BTreeMap<(StyleId, Severity), (StyleId, Style)>,
    /// Of the list: title, plain, heads, wrapped text, figures, links; then grades.
    list: [usize; 6],
    grades: [usize; 3],
}

/// What a cell of the list is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListStyle {
    Title,
    Plain,
    Head,
    Text,
    Figure,
    Link,
    Grade(Severity),
}

impl Paint {
    /// The format of a cell of that format once it is marked.
    pub(super) fn style(&self, base: StyleId, severity: Severity) -> Option<StyleId> {
        self.marks.get(&(base, severity)).map(|(style, _)| *style)
    }

    /// How the new formats of marked cells look, in their order.
    pub(super) fn looks(&self) -> Vec<Style> {
        let mut looks: Vec<_> = self.marks.values().collect();
        looks.sort_by_key(|(id, _)| *id);
        looks.into_iter().map(|(_, look)| look.clone()).collect()
    }

    pub(super) fn of_list(&self, style: ListStyle) -> usize {
        let [title, plain, head, text, figure, link] = self.list;
        let [error, warning, info] = self.grades;
        match style {
            ListStyle::Title => title,
            ListStyle::Plain => plain,
            ListStyle::Head => head,
            ListStyle::Text => text,
            ListStyle::Figure => figure,
            ListStyle::Link => link,
            ListStyle::Grade(Severity::Error) => error,
            ListStyle::Grade(Severity::Warning) => warning,
            ListStyle::Grade(Severity::Info) => info,
        }
    }
}

/// A styles part with the formats that are needed, and where they are.
pub(super) fn add(
    xml: &str,
    workbook: &Workbook,
    needed: &BTreeSet<(StyleId, Severity)>,
) -> Result<(String, Paint), SaveError> {
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(body, 3)?;
    let root = outline.root()?;
    let p = root.prefix.as_str();
    let (formats_at, formats) = outline.child(0, "cellXfs").ok_or(SaveError::Unreadable)?;
    let originals: Vec<&Element> = outline
        .children(formats_at)
        .filter(|(_, element)| element.local() == "xf")
        .map(|(_, element)| element)
        .collect();
    let mut splices = Splices::default();

    let font = workbook.style(StyleId(0)).font;
    let (name, size) = (escaped(&font.name), font.size);
    let face = |extra: &str, size: f64, colour: &str| {
        format!("<{p}font>{extra}<{p}sz val=\"{size}\"/>{colour}<{p}name val=\"{name}\"/></{p}font>")
    };
    let fonts = [
        face("", size, ""),
        face(&format!("<{p}b/>"), size, ""),
        face(&format!("<{p}b/>"), size + 3.0, ""),
        face(&format!("<{p}u/>"), size, &format!("<{p}color rgb=\"FF0563C1\"/>")),
    ];
    let fill = |Color(red, green, blue): Color| {
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"FF{red:02X}{green:02X}{blue:02X}\"/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    };
    let fills: Vec<String> = SEVERITIES.map(colour).into_iter().chain([HEAD]).map(fill).collect();
    let line = |side: &str| format!("<{p}{side} style=\"thin\"><{p}color rgb=\"FFBFBFBF\"/></{p}{side}>");
    let border =
        format!("<{p}border>{}<{p}diagonal/></{p}border>", ["left", "right", "top", "bottom"].map(line).concat());

    let plain_font = format!("<{p}font><{p}sz val=\"{size}\"/><{p}name val=\"{name}\"/></{p}font>");
    let reserved =
        ["none", "gray125"].map(|kind| format!("<{p}fill><{p}patternFill patternType=\"{kind}\"/></{p}fill>"));
    let first_font = section(&outline, &mut splices, "fonts", &fonts, &[plain_font])?;
    let first_fill = section(&outline, &mut splices, "fills", &fills, &reserved)?;
    let first_border = section(&outline, &mut splices, "borders", &[border], &[format!("<{p}border/>")])?;

    let mut added = Vec::new();
    if originals.is_empty() {
        added.push(format!("<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"));
    }
    let mut marks = BTreeMap::new();
    for (base, severity) in needed {
        let place = SEVERITIES.iter().position(|other| other == severity).unwrap_or_default();
        let fill = first_fill + place;
        let index = originals.len() + added.len();
        let copy = match originals.get(usize::from(base.0)) {
            Some(original) => {
                let kept = original.attributes_without(&["fillId", "applyFill"]);
                let children =
                    original.close.and_then(|close| body.get(original.open.end..close)).unwrap_or_default().trim();
                format!("<{p}xf{kept} fillId=\"{fill}\" applyFill=\"1\">{children}</{p}xf>")
            }
            // A cell whose format is not there has the default look.
            None => format!("<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"{fill}\" borderId=\"0\" applyFill=\"1\"/>"),
        };
        added.push(copy);
        let id = u16::try_from(index).map_err(|_| SaveError::Unreadable)?;
        let look = Style { fill: Some(colour(*severity)), ..workbook.style(*base) };
        marks.insert((*base, *severity), (StyleId(id), look));
    }
    let mut of_list = |font: usize, fill: usize, border: usize, alignment: &str| {
        added.push(format!(
            "<{p}xf numFmtId=\"49\" fontId=\"{}\" fillId=\"{fill}\" borderId=\"{border}\" applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment vertical=\"top\"{alignment}/></{p}xf>",
            first_font + font
        ));
        originals.len() + added.len() - 1
    };
    let wrapped = " wrapText=\"1\"";
    let list = [
        of_list(2, 0, 0, ""),
        of_list(0, 0, 0, ""),
        of_list(1, first_fill + 3, first_border, " horizontal=\"center\" wrapText=\"1\""),
        of_list(0, 0, first_border, wrapped),
        of_list(0, 0, first_border, " horizontal=\"right\" wrapText=\"1\""),
        of_list(3, 0, first_border, ""),
    ];
    let grades = [0, 1, 2].map(|place| of_list(1, first_fill + place, first_border, ""));
    if originals.len() + added.len() > MOST_FORMATS {
        return Err(SaveError::TooManyFormats);
    }
    grow(formats, &mut splices, originals.len() + added.len(), &added.concat());
    Ok((format!("{mark}{}", splices.apply(body)?), Paint { marks, list, grades }))
}

/// Adds entries to a list of the styles part and gives the index of the first; a list that is not
/// there is made, with the entries that it must begin with.
fn section(
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
    let at = next.map_or(root.open.end, |element| element.open.start);
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
fn grow(element: &Element, splices: &mut Splices, count: usize, content: &str) {
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

    fn added(xml: &str, needed: &[(u16, Severity)]) -> (String, Paint) {
        let workbook = Workbook::new(Vec::new(), vec![Style::default(), Style::default()]);
        add(xml, &workbook, &needed.iter().map(|(base, severity)| (StyleId(*base), *severity)).collect()).unwrap()
    }

    #[test]
    fn a_copy_of_a_format_differs_in_its_fill_alone() {
        let (xml, paint) = added(
            concat!(
                "<x:styleSheet xmlns:x='m'><x:fonts count=\"1\"><x:font/></x:fonts><x:fills count='2'><x:fill/><x:fill/></x:fills>",
                "<x:borders count=\"1\"><x:border/></x:borders><x:cellXfs count=\"2\"><x:xf numFmtId=\"0\"/>",
                "<x:xf numFmtId='4' fontId='0' fillId='1' applyFill='0' xfId=\"0\"><x:alignment wrapText=\"1\"/></x:xf></x:cellXfs><x:dxfs/></x:styleSheet>"
            ),
            &[(1, Severity::Warning)],
        );
        assert_eq!(paint.style(StyleId(1), Severity::Warning), Some(StyleId(2)));
        assert!(
            xml.contains(
                "</x:xf><x:xf numFmtId=\"4\" fontId=\"0\" xfId=\"0\" fillId=\"3\" applyFill=\"1\"><x:alignment wrapText=\"1\"/></x:xf>"
            ),
            "{xml}"
        );
        assert!(xml.contains("<x:fills count=\"6\"><x:fill/><x:fill/>"), "{xml}");
        assert!(xml.ends_with("</x:cellXfs><x:dxfs/></x:styleSheet>"), "{xml}");
    }

    #[test]
    fn lists_that_are_missing_are_made_in_their_place() {
        let (xml, _) = added("<styleSheet><cellXfs><xf/></cellXfs></styleSheet>", &[(0, Severity::Error)]);
        let places: Vec<usize> =
            ["<fonts ", "<fills ", "<borders ", "<cellXfs "].iter().map(|name| xml.find(name).unwrap()).collect();
        assert!(places.is_sorted(), "{xml}");
        assert!(xml.contains("<fills count=\"6\"><fill><patternFill patternType=\"none\"/></fill>"), "{xml}");
    }
}
