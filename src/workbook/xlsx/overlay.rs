//! Conditional formats, notes and what lies over the sheets of an Office Open XML workbook. What cannot be
//! understood is not drawn.

mod conditions;
mod objects;
mod runs;

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::color::Palette;
use super::{Parts, relationships};
use crate::workbook::overlay::Overlay;
use crate::workbook::package::{Budget, Package};
use crate::workbook::xml::{attribute, gather, reader, understood};
use crate::workbook::{CellRef, Color, ReadError};

/// More notes than anybody reads.
const MAX_NOTES: usize = 5_000;
/// A note longer than this is cut.
const MAX_NOTE: usize = 2_000;

/// What lies over each sheet; nothing for a file that is no such workbook.
pub(crate) fn read(bytes: &[u8]) -> Vec<Overlay> {
    let Ok(package) = Package::open(bytes) else { return Vec::new() };
    let mut budget = Budget::default();
    let Ok(parts) = Parts::find(&package, &mut budget) else { return Vec::new() };
    let mut xml = |part: &Option<String>| package.xml(part.as_deref()?, &mut budget).ok().flatten();
    let palette = Palette::new(xml(&parts.theme).as_deref());
    let paints = conditions::paints(&xml(&parts.styles).unwrap_or_default(), &palette);
    let strings = xml(&parts.strings).map(|xml| runs::of_strings(&xml, &palette)).unwrap_or_default();
    // The sheets themselves have been read before, within the same bounds. What hangs on them has bounds of its own,
    // for all together: one part may hang on a thousand sheets.
    let mut of_sheets = Budget::default();
    let of_sheet = |part: &super::SheetPart| {
        let mut overlay = Overlay::default();
        let Ok(Some(sheet)) = package.xml(&part.part, &mut of_sheets) else { return overlay };
        overlay.tab = tab(&sheet, &palette);
        overlay.runs = runs::of_cells(&sheet, &strings);
        // What comes before are cells, by far the most of the part.
        let rest = sheet.rfind("sheetData").and_then(|at| sheet.get(at..)).unwrap_or_default();
        let rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        overlay.rules = conditions::read(rest, &paints, &palette);
        let relations = relationships(&package, &part.part, &mut budget).unwrap_or_default();
        // A thread of remarks comes after the note that stands for it in programs that know of none.
        for kind in ["comments", "threadedComment"] {
            for relation in relations.values().filter(|relation| relation.kind == kind) {
                let found = package.xml(&relation.target, &mut budget).ok().flatten();
                overlay.notes.extend(found.and_then(|xml| notes(&xml).ok()).unwrap_or_default());
            }
        }
        for relation in relations.values().filter(|relation| relation.kind == "drawing") {
            let found = package.xml(&relation.target, &mut budget).ok().flatten();
            overlay.objects.extend(found.map(|xml| objects::read(&xml)).unwrap_or_default());
        }
        overlay
    };
    parts.sheets.iter().map(of_sheet).collect()
}

/// The colour of the tab of a sheet (18.3.1.93): it stands before the cells.
fn tab(sheet: &str, palette: &Palette) -> Option<Color> {
    let head = sheet.get(..sheet.find("sheetData")?)?;
    let mut reader = reader(head);
    loop {
        match reader.read_event().ok()? {
            Event::Empty(element) | Event::Start(element) if element.local_name().into_inner() == "tabColor" => {
                return palette.color(&element);
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// The notes of a comments part (18.7), or the remarks of its younger kin, by cell.
fn notes(xml: &str) -> Result<BTreeMap<CellRef, String>, ReadError> {
    let xml = understood(xml);
    let mut reader = reader(&xml);
    let mut notes: BTreeMap<CellRef, String> = BTreeMap::new();
    let (mut authors, mut here) = (Vec::new(), None);
    loop {
        match reader.read_event().map_err(|_| ReadError::Damaged)? {
            Event::Start(element) => match element.local_name().into_inner() {
                "author" => authors.push(gather(&mut reader)?.trim().to_owned()),
                "comment" | "threadedComment" => {
                    let at: Option<CellRef> = attribute(&element, "ref").and_then(|at| at.parse().ok());
                    let author = attribute(&element, "authorId").and_then(|id| id.parse::<usize>().ok());
                    here = at.map(|at| (at, author));
                }
                "text" => {
                    let text = gather(&mut reader)?;
                    let Some((at, author)) = here.take() else { continue };
                    let author: Option<&String> = author.and_then(|author| authors.get(author));
                    let said = signed(text.trim(), author.map_or("", String::as_str));
                    if notes.len() < MAX_NOTES && !said.is_empty() {
                        notes.entry(at).and_modify(|note| *note = format!("{note}\n{said}")).or_insert(said);
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(notes),
            _ => {}
        }
    }
}

/// What is said, after the name of who says it, unless it begins with that or nobody is named.
fn signed(text: &str, author: &str) -> String {
    let text: String = text.chars().take(MAX_NOTE).collect();
    // What Excel calls somebody of whom it knows nothing.
    let nameless = author.is_empty() || author.eq_ignore_ascii_case("author") || author.starts_with("tc={");
    if nameless || text.is_empty() || text.starts_with(author) { text } else { format!("{author}:\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_tells_who_says_it_once() {
        let part = "<comments><authors><author>An</author><author></author></authors><commentList>\
            <comment ref=\"B4\" authorId=\"0\"><text><r><t>An:</t></r><r><t xml:space=\"preserve\">\nXem lại</t></r></text></comment>\
            <comment ref=\"C4\" authorId=\"0\"><text><t>Thiếu &amp; thừa</t></text></comment>\
            <comment ref=\"D4\" authorId=\"1\"><text><t>Không tên</t></text></comment></commentList></comments>";
        let notes = notes(part).unwrap();
        let at = |cell: &str| notes.get(&cell.parse().unwrap()).map(String::as_str);
        assert_eq!(at("B4"), Some("An:\nXem lại"));
        assert_eq!(at("C4"), Some("An:\nThiếu & thừa"));
        assert_eq!(at("D4"), Some("Không tên"));
    }

    #[test]
    fn remarks_of_a_thread_stand_one_below_the_other() {
        let part = "<ThreadedComments><threadedComment ref=\"A1\" id=\"{1}\"><text>Sai?</text></threadedComment>\
            <threadedComment ref=\"A1\" parentId=\"{1}\"><text>Đã xem</text></threadedComment></ThreadedComments>";
        assert_eq!(notes(part).unwrap().into_values().collect::<Vec<_>>(), ["Sai?\nĐã xem"]);
    }

    #[test]
    fn the_colour_of_a_tab_stands_before_the_cells() {
        let palette = Palette::new(None);
        let colored = r#"<worksheet><sheetPr><tabColor rgb="FFFF0000"/></sheetPr><sheetData/></worksheet>"#;
        assert_eq!(tab(colored, &palette), Some(Color(255, 0, 0)));
        assert_eq!(tab("<worksheet><sheetPr/><sheetData/><tabColor rgb=\"FFFF0000\"/></worksheet>", &palette), None);
        assert_eq!(tab("<worksheet", &palette), None);
    }

    #[test]
    fn the_looks_that_excel_draws_are_found_in_a_real_file() {
        assert!(read(b"PK no package").is_empty());
        assert_eq!(read(include_bytes!("../../../assets/sample.xlsx")).len(), 3);
    }
}
