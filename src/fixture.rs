//! Workbooks written as text, for tests and for the examples in the rules' documentation: one row
//! a line, cells between bars, numbers in Vietnamese notation, `'` before a number typed as text,
//! `=SUM(B2:B4)→12` for a formula and the value that is stored with it, «» around the cells that a finding is expected in.

use std::collections::BTreeSet;

use crate::number::{Notation, parse};
use crate::workbook::{Cell, CellRef, Col, Row, Sheet, Style, Value, Workbook};

/// Reads the text; returns the workbook and the marked cells.
pub fn workbook(text: &str) -> (Workbook, BTreeSet<CellRef>) {
    let mut sheet = Sheet::new("Bảng");
    let mut marked = BTreeSet::new();
    for (row, line) in (0..).map(Row).zip(text.trim_matches('\n').lines()) {
        for (col, cell) in (0..).map(Col).zip(line.split('|')) {
            let mut text = cell.trim();
            if let Some(inside) = text.strip_prefix('«').and_then(|text| text.strip_suffix('»')) {
                text = inside.trim();
                marked.insert(CellRef::new(row, col));
            }
            let (formula, text) = match text.strip_prefix('=').and_then(|text| text.split_once('→')) {
                Some((formula, stored)) => (Some(Box::from(formula.trim())), stored.trim()),
                None => (None, text),
            };
            if let Some(value) = value(text) {
                sheet.set(CellRef::new(row, col), Cell { value, formula, ..Cell::default() });
            }
        }
    }
    (Workbook::new(vec![sheet], vec![Style::default()]), marked)
}

fn value(text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    if let Some(typed) = text.strip_prefix('\'') {
        return Some(Value::Text(typed.to_owned()));
    }
    if text == "#REF!" {
        return Some(Value::Error(crate::workbook::CellError::Ref));
    }
    Some(parse(text, Notation::Vietnamese).map_or_else(|| Value::Text(text.to_owned()), Value::Number))
}
