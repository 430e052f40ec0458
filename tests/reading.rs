//! Reading against an independent reader: calamine must see the same values and formulas.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::BTreeMap;

use calamine::{Data, Reader, Xlsx};
use soatbieu::workbook::{self, CellRef, Col, Row, Value, Workbook};
use support::{fixture, workbooks};

/// Every value, as text that both readers can be brought to.
fn ours(workbook: &Workbook) -> BTreeMap<(String, CellRef), String> {
    let mut values = BTreeMap::new();
    for sheet in &workbook.sheets {
        for (at, cell) in sheet.cells() {
            let text = match &cell.value {
                Value::Empty => continue,
                Value::Number(number) => number.value().normalize().to_string(),
                Value::Vast(vast) => vast.to_string(),
                Value::Date(serial) => serial.normalize().to_string(),
                Value::Text(text) if text.is_empty() => continue,
                Value::Text(text) => text.clone(),
                Value::Bool(value) => value.to_string(),
                Value::Error(error) => error.as_str().to_owned(),
            };
            values.insert((sheet.name.clone(), at), text);
        }
    }
    values
}

fn theirs(bytes: &[u8]) -> BTreeMap<(String, CellRef), String> {
    let mut workbook = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let number = |value: f64| {
        let text = format!("{value:.14e}");
        rust_decimal::Decimal::from_scientific(&text).unwrap().normalize().to_string()
    };
    let mut values = BTreeMap::new();
    for name in workbook.sheet_names() {
        let Ok(range) = workbook.worksheet_range(&name) else { continue };
        let Some((top, left)) = range.start() else { continue };
        for (row, col, value) in range.used_cells() {
            let text = match value {
                Data::Int(value) => value.to_string(),
                Data::Float(value) => number(*value),
                Data::DateTime(value) => number(value.as_f64()),
                Data::String(text) if text.is_empty() => continue,
                Data::String(text) => text.clone(),
                Data::Bool(value) => value.to_string(),
                Data::Error(error) => error.to_string(),
                _ => continue,
            };
            let at = CellRef::new(Row(top + u32::try_from(row).unwrap()), Col(left + u32::try_from(col).unwrap()));
            values.insert((name.clone(), at), text);
        }
    }
    values
}

#[test]
fn calamine_sees_the_same_values() {
    let names = workbooks();
    assert!(!names.is_empty());
    for name in names {
        let bytes = fixture(&name);
        let ours = ours(&workbook::read(&bytes).unwrap());
        let theirs = theirs(&bytes);
        assert!(ours.len() > 1, "{name}");
        for (at, value) in &theirs {
            assert_eq!(ours.get(at), Some(value), "{name} {} {}", at.0, at.1);
        }
        assert_eq!(ours.len(), theirs.len(), "{name}");
    }
}

#[test]
fn calamine_sees_the_same_formulas() {
    for name in workbooks() {
        let bytes = fixture(&name);
        let ours = workbook::read(&bytes).unwrap();
        let mut theirs = Xlsx::new(std::io::Cursor::new(&bytes)).unwrap();
        for sheet in &ours.sheets {
            let Ok(range) = theirs.worksheet_formula(&sheet.name) else { continue };
            let (top, left) = range.start().unwrap_or((0, 0));
            let mut count = 0;
            for (row, col, formula) in range.used_cells() {
                if formula.is_empty() {
                    continue;
                }
                count += 1;
                let at = CellRef::new(Row(top + row as u32), Col(left + col as u32));
                let cell = sheet.cell(at).unwrap();
                assert_eq!(cell.formula.as_deref(), Some(formula.as_str()), "{name} {} {at}", sheet.name);
            }
            assert_eq!(sheet.cells().filter(|(_, cell)| cell.formula.is_some()).count(), count, "{name}");
        }
    }
}

#[test]
fn the_picture_of_the_sheet_is_read() {
    let workbook = workbook::read(&fixture("appendices-numbers.xlsx")).unwrap();
    let (_, sheet) = workbook.sheet_named("pb03").unwrap();
    assert!(!sheet.merges.is_empty());
    assert!(!sheet.column_widths.is_empty());
    let bold = sheet.cells().filter(|(_, cell)| workbook.style(cell.style).font.bold).count();
    assert!(bold > 0 && bold < sheet.cells().count());
    let total = sheet.cell("D17".parse().unwrap()).unwrap();
    assert_eq!(workbook.shown(total), "26.344,701");
}
