//! Formats for marked cells: copies of the cell's own format with another fill, and the few that
//! the list of findings is written in (ECMA-376 Part 1, 18.8).

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Severity;
use crate::patch::SaveError;
use crate::patch::outline::{Element, Outline};
use crate::patch::splice::{Splices, escaped, set_mark_aside};
use crate::patch::styles::{grow, section, with_content};
use crate::text::legacy;
use crate::workbook::xml::understood;
use crate::workbook::{Color, Style, StyleId, Workbook};

/// Excel's own bound on cell formats.
const MOST_FORMATS: usize = 65_490;

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
    let xml = &with_content(xml)?;
    let (mark, body) = set_mark_aside(xml);
    let outline = Outline::of(&understood(body), 3)?;
    let root = outline.root()?;
    let p = root.prefix.as_str();
    let formats = outline.child(0, "cellXfs");
    let originals: Vec<&Element> = formats
        .into_iter()
        .flat_map(|(formats, _)| outline.children(formats))
        .filter(|(_, element)| element.local() == "xf")
        .map(|(_, element)| element)
        .collect();
    let mut splices = Splices::default();

    let font = workbook.style(StyleId(0)).font;
    // What is listed is Unicode, which a font from before it would not show.
    let is_legacy = legacy::Encoding::of_font(&font.name).is_some();
    let (name, size) =
        (escaped(if is_legacy { legacy::unicode_font(&font.name) } else { font.name.as_str() }), font.size);
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
    let reserved = added.clone();
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
    match formats {
        Some((_, formats)) => grow(formats, &mut splices, originals.len() + added.len(), &added.concat()),
        None => {
            section(&outline, &mut splices, "cellXfs", added.get(reserved.len()..).unwrap_or_default(), &reserved)?;
        }
    }
    Ok((format!("{mark}{}", splices.apply(body)?), Paint { marks, list, grades }))
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
    fn a_part_that_is_empty_or_has_no_formats_gets_them() {
        for xml in
            ["<?xml version=\"1.0\"?>\n<x:styleSheet xmlns:x=\"m\"/>", "<x:styleSheet xmlns:x=\"m\"></x:styleSheet>"]
        {
            let (xml, paint) = added(xml, &[(0, Severity::Error)]);
            let places: Vec<usize> = ["<x:fonts ", "<x:fills ", "<x:borders ", "<x:cellXfs "]
                .iter()
                .map(|name| xml.find(name).unwrap())
                .collect();
            assert!(places.is_sorted() && xml.ends_with("</x:cellXfs></x:styleSheet>"), "{xml}");
            assert_eq!(xml.matches("<x:xf ").count(), 11, "{xml}");
            assert!(xml.contains("<x:cellXfs count=\"11\">"), "{xml}");
            assert_eq!(paint.style(StyleId(0), Severity::Error), Some(StyleId(1)));
        }
        let (xml, _) = added("<styleSheet><numFmts/><dxfs/></styleSheet>", &[(0, Severity::Error)]);
        let places: Vec<usize> =
            ["<numFmts/>", "<fonts ", "<cellXfs ", "<dxfs/>"].iter().map(|name| xml.find(name).unwrap()).collect();
        assert!(places.is_sorted(), "{xml}");
    }

    #[test]
    fn formats_between_alternatives_are_counted_once() {
        let (xml, paint) = added(
            concat!(
                "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><m:AlternateContent><m:Choice Requires=\"h\"><xf h:x=\"1\"/></m:Choice>",
                "<m:Fallback><xf numFmtId=\"4\"/></m:Fallback></m:AlternateContent></cellXfs></styleSheet>"
            ),
            &[(1, Severity::Error)],
        );
        assert_eq!(paint.style(StyleId(1), Severity::Error), Some(StyleId(2)));
        assert!(xml.contains("</m:AlternateContent><xf numFmtId=\"4\" fillId"), "{xml}");
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
