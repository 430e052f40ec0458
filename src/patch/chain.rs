//! The calculation chain: cells whose formula is gone must leave it, or Excel calls the file
//! damaged (ECMA-376 Part 1, 18.6).

use std::collections::BTreeSet;

use quick_xml::events::Event;

use super::SaveError;
use super::splice::{Spanned, Splices, attributes_without, next};
use crate::workbook::CellRef;
use crate::workbook::xml::{attribute, number, reader};

/// The chain without the given cells (by sheet id); `None` when nothing would be left.
pub(super) fn without(xml: &str, gone: &BTreeSet<(u32, CellRef)>) -> Result<Option<String>, SaveError> {
    let mut splices = Splices::default();
    let mut reader = reader(xml);
    let shift = xml.len().saturating_sub(xml.strip_prefix('\u{feff}').unwrap_or(xml).len());
    // An entry without a sheet is on the sheet of the one before it, as written and as kept.
    let (mut sheet, mut kept_sheet) = (0, None);
    let (mut kept, mut removed) = (0_usize, false);
    let mut open: Option<usize> = None;
    loop {
        let Spanned { event, span } = next(&mut reader)?;
        let span = span.start + shift..span.end + shift;
        match event {
            Event::Empty(element) | Event::Start(element) if element.local_name().into_inner() == "c" => {
                let empty = xml.get(..span.end).is_some_and(|text| text.ends_with("/>"));
                sheet = number(&element, "i").unwrap_or(sheet);
                let at: Option<CellRef> = attribute(&element, "r").and_then(|at| at.trim().parse().ok());
                if at.is_some_and(|at| gone.contains(&(sheet, at))) {
                    removed = true;
                    if empty {
                        splices.replace(span, "");
                    } else {
                        open = Some(span.start);
                    }
                    continue;
                }
                kept += 1;
                if kept_sheet != Some(sheet) && attribute(&element, "i").is_none() {
                    let rest = attributes_without(&element, &["r"]);
                    let name = element.name().into_inner().to_owned();
                    let at = attribute(&element, "r").unwrap_or_default();
                    let end = if empty { "/>" } else { ">" };
                    splices.replace(span, format!("<{name} r=\"{at}\" i=\"{sheet}\"{rest}{end}"));
                }
                kept_sheet = Some(sheet);
            }
            Event::End(_) => {
                if let Some(start) = open.take() {
                    splices.replace(start..span.end, "");
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !removed {
        return Ok(Some(xml.to_owned()));
    }
    if kept == 0 { Ok(None) } else { splices.apply(xml).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_of_a_removed_entry_passes_to_the_next() {
        let chain = r#"<calcChain><c r="A1" i="1"/><c r="A2"/><c r="B1" i="2" l="1"/><c r="B2"/></calcChain>"#;
        let gone = BTreeSet::from([(1, "A1".parse().unwrap()), (2, "B1".parse().unwrap())]);
        assert_eq!(
            without(chain, &gone).unwrap().unwrap(),
            r#"<calcChain><c r="A2" i="1"/><c r="B2" i="2"/></calcChain>"#
        );
    }

    #[test]
    fn an_empty_chain_is_none() {
        let chain = r#"<calcChain><c r="A1" i="1"/></calcChain>"#;
        assert_eq!(without(chain, &BTreeSet::from([(1, "A1".parse().unwrap())])).unwrap(), None);
    }
}
