//! Formulas that were never calculated: programs that cannot calculate write them without a value,
//! or with zero, and leave it to Excel.

use std::collections::BTreeMap;

use super::evaluate::Context;
use super::parse::{Node, parse};
use super::{MAX_FORMULA_TEXT, MAX_FORMULAS, Place, sheet_names, stored};
use crate::workbook::{Cell, SheetIndex, Value, Workbook};

/// Gives formulas without a value the one that Excel would calculate on opening, and those of a
/// workbook whose formulas are nearly all stored as zero. What cannot be calculated stays as it is.
pub fn calculate_missing(workbook: &mut Workbook) {
    if workbook.calculation.iterative || workbook.calculation.as_displayed {
        return;
    }
    let empty = formulas(workbook, |value| *value == Value::Empty);
    put(workbook, empty, |_| true);
    if workbook.calculation.on_load {
        let all = workbook.sheets.iter().flat_map(|sheet| sheet.cells()).filter(|(_, cell)| cell.formula.is_some());
        let all = all.count();
        let zeros = formulas(workbook, |value| matches!(value, Value::Number(number) if number.value().is_zero()));
        put(workbook, zeros, |changed| changed > 1 && changed * 2 > all);
    }
}

/// The formulas that are understood whose stored value is of a kind.
fn formulas(workbook: &Workbook, is_wanted: fn(&Value) -> bool) -> BTreeMap<Place, Node> {
    let names = sheet_names(workbook);
    let mut found = BTreeMap::new();
    let mut text = 0_usize;
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        for (at, cell) in sheet.cells().filter(|(_, cell)| is_wanted(&cell.value)) {
            let Some(formula) = cell.formula.as_deref() else { continue };
            text = text.saturating_add(formula.len());
            if found.len() >= MAX_FORMULAS || text > MAX_FORMULA_TEXT || sheet.lock_at(at).is_some() {
                continue;
            }
            if let Some(node) = parse(formula, SheetIndex(index), &names) {
                found.insert((SheetIndex(index), at), node);
            }
        }
    }
    found
}

/// Calculates formulas and stores what they give, if so many changes are to be believed.
fn put(workbook: &mut Workbook, formulas: BTreeMap<Place, Node>, believed: impl Fn(usize) -> bool) {
    if formulas.is_empty() {
        return;
    }
    let mut context = Context::new(workbook, formulas);
    let places: Vec<Place> = context.formulas().collect();
    let mut changed = Vec::new();
    for (index, at) in places {
        let Some(outcome) = context.calculated((index, at)) else { continue };
        let Some(cell) = workbook.sheet(index).and_then(|sheet| sheet.cell(at)) else { continue };
        let after = Cell { value: stored(workbook, cell, outcome), ..cell.clone() };
        // An empty text shows as little as no value.
        let empty = matches!(&after.value, Value::Text(text) if text.is_empty());
        if after != *cell && !empty {
            changed.push((index, at, after));
        }
    }
    if !believed(changed.len()) {
        return;
    }
    for (index, at, cell) in changed {
        if let Some(sheet) = workbook.sheets.get_mut(index.0) {
            sheet.set(at, cell);
        }
    }
}
