//! Defined names (ECMA-376 Part 1, 18.2.5). Those that stand for a cell or a range are kept; others
//! (formulas, constants, several ranges) are not known.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::Parts;
use crate::workbook::SheetIndex;
use crate::workbook::limits::MAX_NAMES;
use crate::workbook::names::DefinedName;
use crate::workbook::xml::{attribute, number, push_reference, reader};

/// The names that a workbook part defines. A part that is damaged defines those before the damage.
pub(super) fn read(xml: &str, parts: &Parts) -> Vec<DefinedName> {
    let (mut reader, tabs) = (reader(xml), Tabs::of(parts));
    let mut names = Vec::new();
    let mut open: Option<(String, Option<u32>)> = None;
    let mut text = String::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) if element.local_name().into_inner() == "definedName" => {
                let name = attribute(&element, "name").unwrap_or_default().into_owned();
                open = Some((name, number(&element, "localSheetId")));
                text.clear();
            }
            Event::Text(part) if open.is_some() => text.push_str(&part.xml10_content()),
            Event::GeneralRef(part) if open.is_some() => push_reference(&mut text, &part),
            Event::End(element) if element.local_name().into_inner() == "definedName" => {
                names.extend(open.take().and_then(|(name, tab)| tabs.defined(&name, tab, &text)));
                if names.len() >= MAX_NAMES {
                    break;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    names
}

/// The sheets by what names call them by.
struct Tabs {
    names: BTreeMap<String, SheetIndex>,
    numbers: BTreeMap<u32, SheetIndex>,
}

impl Tabs {
    fn of(parts: &Parts) -> Self {
        let sheets = || parts.sheets.iter().enumerate().map(|(index, sheet)| (sheet, SheetIndex(index)));
        Self {
            names: sheets().map(|(sheet, index)| (sheet.name.to_lowercase(), index)).collect(),
            numbers: sheets().map(|(sheet, index)| (sheet.tab, index)).collect(),
        }
    }

    fn defined(&self, name: &str, tab: Option<u32>, text: &str) -> Option<DefinedName> {
        let scope = match tab {
            Some(tab) => Some(*self.numbers.get(&tab)?),
            None => None,
        };
        DefinedName::new(name, scope, text, |sheet| self.names.get(&sheet.to_lowercase()).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::super::SheetPart;
    use super::*;

    fn read_names(xml: &str) -> Vec<String> {
        let sheet =
            |name: &str, tab| SheetPart { name: name.to_owned(), part: String::new(), id: 1, tab, hidden: false };
        // A chart stands between the two.
        let parts = Parts { sheets: vec![sheet("PB 01", 0), sheet("Data", 2)], ..Parts::default() };
        let xml = format!("<workbook><definedNames>{xml}</definedNames></workbook>");
        let names = read(&xml, &parts).into_iter();
        names.map(|name| format!("{} {:?} {}!{}", name.name, name.scope, name.sheet.0, name.range)).collect()
    }

    #[test]
    fn names_of_cells_and_ranges_are_known_in_their_scope() {
        assert_eq!(
            read_names(
                "<definedName name='TongChi'>'PB 01'!$B$5</definedName>
                 <definedName name=\"Vùng\" localSheetId=\"2\">Data!$A$1:$C$9</definedName>"
            ),
            ["TongChi None 0!B5", "Vùng Some(SheetIndex(1)) 1!A1:C9"]
        );
    }

    #[test]
    fn what_is_no_fixed_range_is_not_known() {
        assert_eq!(
            read_names(
                "<definedName name='_xlnm.Print_Area'>Data!$A$1:$C$9</definedName>
                 <definedName name='Thue'>0.1</definedName><definedName name='Tren'>Data!A1</definedName>
                 <definedName name='Hong'>#REF!</definedName><definedName name='Hai'>Data!$A$1,Data!$B$1</definedName>
                 <definedName name='Xa'>Khac!$A$1</definedName><definedName name='Trang' localSheetId='1'>Data!$A$1"
            ),
            Vec::<String>::new()
        );
    }
}
