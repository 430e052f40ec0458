//! Stretches of a text that look otherwise than their cell (18.4.4): in the shared strings, and in the cells that show
//! them.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::color::Palette;
use crate::workbook::CellRef;
use crate::workbook::overlay::{Raised, Run};
use crate::workbook::xml::{attribute, flag, push_reference, reader, unescape_excel};

/// More cells with such texts than anybody looks at.
const MAX_CELLS: usize = 20_000;
/// More stretches than that in one text are not drawn apart.
const MAX_RUNS: usize = 100;

/// The strings of the shared part that have stretches of their own looks, by their places.
pub(super) fn of_strings(xml: &str, palette: &Palette) -> BTreeMap<usize, Vec<Run>> {
    let mut found = BTreeMap::new();
    // Most files have none, and are not read for them.
    if !xml.contains("rPr") {
        return found;
    }
    let mut reader = reader(xml);
    let mut place = 0_usize;
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) if element.local_name().into_inner() == "si" => {
                let Some(runs) = string(&mut reader, palette) else { break };
                if runs.len() > 1 && runs.len() <= MAX_RUNS {
                    found.insert(place, runs);
                }
                place += 1;
            }
            Event::Empty(element) if element.local_name().into_inner() == "si" => place += 1,
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

/// Reads an `si` to its end; `None` when it is cut off.
fn string(reader: &mut Reader<&[u8]>, palette: &Palette) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut depth, mut text, mut in_text, mut phonetic) = (0_usize, String::new(), false, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) => {
                depth += 1;
                match element.local_name().into_inner() {
                    "r" => runs.push(Run::default()),
                    "t" => in_text = !phonetic,
                    "rPh" => phonetic = true,
                    other => {
                        if let Some(run) = runs.last_mut() {
                            look(run, other, &element, palette);
                        }
                    }
                }
            }
            Event::Empty(element) => {
                if let Some(run) = runs.last_mut() {
                    look(run, element.local_name().into_inner(), &element, palette);
                }
            }
            Event::End(element) => {
                match element.local_name().into_inner() {
                    "t" if in_text => {
                        in_text = false;
                        let length = unescape_excel(std::mem::take(&mut text)).chars().count();
                        if let Some(run) = runs.last_mut() {
                            run.length = run.length.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
                        }
                    }
                    "rPh" => phonetic = false,
                    _ => {}
                }
                match depth.checked_sub(1) {
                    Some(outer) => depth = outer,
                    None => return Some(runs),
                }
            }
            Event::Text(part) if in_text => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if in_text => push_reference(&mut text, &part),
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn look(run: &mut Run, name: &str, element: &BytesStart<'_>, palette: &Palette) {
    match name {
        // From here on all is said anew: what is not said is not so.
        "rPr" => {
            run.bold = Some(false);
            run.italic = Some(false);
            run.underline = Some(false);
            run.strike = Some(false);
        }
        "b" => run.bold = Some(flag(element, "val", true)),
        "i" => run.italic = Some(flag(element, "val", true)),
        "strike" => run.strike = Some(flag(element, "val", true)),
        "u" => run.underline = Some(attribute(element, "val").is_none_or(|val| val != "none")),
        "color" => run.ink = palette.color(element),
        "vertAlign" => {
            run.raised = match attribute(element, "val").as_deref() {
                Some("superscript") => Raised::Above,
                Some("subscript") => Raised::Below,
                _ => Raised::Not,
            };
        }
        _ => {}
    }
}

/// The cells of a sheet that show such strings.
pub(super) fn of_cells(sheet: &str, strings: &BTreeMap<usize, Vec<Run>>) -> BTreeMap<CellRef, Vec<Run>> {
    let mut found = BTreeMap::new();
    if strings.is_empty() {
        return found;
    }
    let mut reader = reader(sheet);
    let (mut here, mut in_value) = (None::<CellRef>, false);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => match element.local_name().into_inner() {
                "c" => {
                    let shared = attribute(&element, "t").is_some_and(|kind| kind == "s");
                    here = attribute(&element, "r").filter(|_| shared).and_then(|at| at.parse().ok());
                }
                "v" => in_value = here.is_some(),
                _ => {}
            },
            Event::Text(part) if in_value => {
                let place = part.xml10_content().trim().parse::<usize>().ok();
                if let (Some(runs), Some(at)) = (place.and_then(|place| strings.get(&place)), here)
                    && found.len() < MAX_CELLS
                {
                    found.insert(at, runs.clone());
                }
            }
            Event::End(element) => match element.local_name().into_inner() {
                "v" => in_value = false,
                "c" => here = None,
                "sheetData" => break,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Color;

    #[test]
    fn stretches_are_told_with_their_lengths() {
        let strings = r#"<sst><si><t>thường</t></si><si><r><t xml:space="preserve">Chữ </t></r><r><rPr><b/><color rgb="FF0000FF"/></rPr><t>đậm &amp; x</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>2</t></r><rPh><t>zz</t></rPh></si></sst>"#;
        let found = of_strings(strings, &Palette::new(None));
        let runs = &found[&1];
        assert_eq!(found.len(), 1);
        assert_eq!(runs.iter().map(|run| run.length).collect::<Vec<_>>(), [4, 7, 1]);
        assert_eq!((runs[0].bold, runs[1].bold, runs[1].ink), (None, Some(true), Some(Color(0, 0, 255))));
        assert_eq!(runs[2].raised, Raised::Above);
        let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>1</v></c><c r="C1" t="s"><v>0</v></c></row></sheetData></worksheet>"#;
        let cells = of_cells(sheet, &found);
        assert_eq!(cells.keys().map(ToString::to_string).collect::<Vec<_>>(), ["A1"]);
        assert!(of_strings("<sst><si><r><rPr", &Palette::new(None)).is_empty());
    }
}
