//! Calculating formulas anew after an edit: arithmetic, comparisons and the functions that totals
//! and rates are made of.
//!
//! A formula is trusted to this calculator only when it gives the value that was stored with it
//! from the values before the edit; any other keeps its stored value, and Excel calculates it on
//! opening. So what is not known here can be missing, but never wrong.

mod calculator;
mod evaluate;
mod formula;
mod missing;
mod parse;

use std::collections::{BTreeMap, BTreeSet};

pub use calculator::{Calculated, Calculator};
pub use formula::{Formula, filled};
pub use missing::calculate_missing;

use evaluate::{Context, Outcome};
use parse::{Node, parse};

use super::decimal::from_double;
use super::{Cell, CellRef, Sheet, SheetIndex, Value, Workbook};

/// Formulas that are calculated anew after each edit; larger workbooks wait for Excel.
const MAX_FORMULAS: usize = 100_000;

/// Bytes of the formulas that are understood at once: each takes some thirty times as much memory once
/// it is.
pub(crate) const MAX_FORMULA_TEXT: usize = 8 << 20;

/// Steps of looking for what depends on an edit, after which the rest waits for Excel.
const MAX_WORK: usize = 30_000_000;

/// A cell of a workbook.
type Place = (SheetIndex, CellRef);

/// A formula whose value has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalculated {
    /// Its sheet.
    pub sheet: SheetIndex,
    /// Its cell.
    pub at: CellRef,
    /// The cell as it was.
    pub before: Cell,
    /// The cell with its new value.
    pub after: Cell,
}

/// Calculates the formulas that depend on edited cells, puts their values into the workbook, and
/// gives what has changed. `before` holds the edited cells as they were.
pub fn recalculate(workbook: &mut Workbook, before: &BTreeMap<Place, Cell>) -> Vec<Recalculated> {
    let Some(affected) = affected(workbook, before) else { return Vec::new() };
    // An edited cell that has a formula got it from the edit.
    let trusted = affected
        .into_iter()
        .filter(|(place, node)| before.contains_key(place) || is_trusted(workbook, before, *place, node))
        .collect();
    let mut context = Context::new(workbook, trusted);
    let places: Vec<Place> = context.formulas().collect();
    let mut changed = Vec::new();
    for place in places {
        let Some(value) = context.calculated(place) else { continue };
        let Some(cell) = workbook.sheet(place.0).and_then(|sheet| sheet.cell(place.1)) else { continue };
        let after = Cell { value: stored(workbook, cell, value), ..cell.clone() };
        if after != *cell {
            changed.push(Recalculated { sheet: place.0, at: place.1, before: cell.clone(), after });
        }
    }
    for change in &changed {
        if let Some(sheet) = workbook.sheets.get_mut(change.sheet.0) {
            sheet.set(change.at, change.after.clone());
        }
    }
    changed
}

/// The formulas that depend on the edited cells, directly or through others; `None` when that is
/// too much to find out.
fn affected(workbook: &Workbook, before: &BTreeMap<Place, Cell>) -> Option<BTreeMap<Place, Node>> {
    let formulas = workbook.sheets.iter().flat_map(Sheet::cells).filter_map(|(_, cell)| cell.formula.as_deref());
    let (count, text) = formulas.fold((0, 0), |(count, text), formula| (count + 1, text + formula.len()));
    if count == 0 || count > MAX_FORMULAS || text > MAX_FORMULA_TEXT {
        return None;
    }
    let names = sheet_names(workbook);
    let mut waiting: Vec<(Place, Node)> = Vec::new();
    for (index, sheet) in workbook.sheets.iter().enumerate() {
        for (at, cell) in sheet.cells() {
            // One formula that fills a range is not calculated cell by cell.
            if sheet.lock_at(at).is_some() {
                continue;
            }
            if let Some(node) = cell.formula.as_deref().and_then(|formula| parse(formula, SheetIndex(index), &names)) {
                waiting.push(((SheetIndex(index), at), node));
            }
        }
    }
    let mut found = BTreeMap::new();
    let mut fresh: BTreeSet<Place> = before.keys().copied().collect();
    let mut work = 0_usize;
    while !fresh.is_empty() && !waiting.is_empty() {
        work = work.saturating_add(waiting.len().saturating_mul(fresh.len().min(64)));
        if work > MAX_WORK {
            return None;
        }
        let (reached, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, node)| node.depends_on(&fresh));
        waiting = rest;
        fresh = reached.iter().map(|(place, _)| *place).collect();
        found.extend(reached);
    }
    Some(found)
}

/// The sheets by their names, as formulas name them: without regard to case.
fn sheet_names(workbook: &Workbook) -> BTreeMap<String, SheetIndex> {
    let names = workbook.sheets.iter().enumerate();
    names.map(|(index, sheet)| (sheet.name.to_lowercase(), SheetIndex(index))).collect()
}

/// Whether the calculator gives the stored value from the values before the edit.
fn is_trusted(workbook: &Workbook, before: &BTreeMap<Place, Cell>, place: Place, node: &Node) -> bool {
    let Some(cell) = workbook.sheet(place.0).and_then(|sheet| sheet.cell(place.1)) else { return false };
    let Some(outcome) = Context::of_the_past(workbook, before).evaluate(node, place) else { return false };
    match (&cell.value, outcome) {
        (Value::Number(_) | Value::Date(_), outcome @ Outcome::Number(_)) => {
            let (Some(stored), Some(now)) = (number_of(&cell.value), outcome.number()) else { return false };
            // Excel's own sums differ in the last of 15 digits.
            let scale = stored.abs().max(now.abs());
            (stored - now).abs() <= scale * 1e-12
        }
        (Value::Text(stored), Outcome::Text(now)) => *stored == now,
        (Value::Bool(stored), Outcome::Bool(now)) => *stored == now,
        (Value::Error(stored), Outcome::Error(now)) => *stored == now,
        _ => false,
    }
}

/// The number that a value counts as in a formula.
fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(super::decimal::to_double(number.value())),
        Value::Date(serial) => Some(super::decimal::to_double(*serial)),
        _ => None,
    }
}

fn stored(workbook: &Workbook, cell: &Cell, outcome: Outcome) -> Value {
    match outcome {
        Outcome::Number(number) => match from_double(number) {
            Some(value) => workbook.stored_value(value, cell.style),
            None => cell.value.clone(),
        },
        Outcome::Text(text) => Value::Text(text),
        Outcome::Bool(value) => Value::Bool(value),
        Outcome::Error(error) => Value::Error(error),
        // A formula that refers to an empty cell shows zero.
        Outcome::Empty => workbook.stored_value(rust_decimal::Decimal::ZERO, cell.style),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;
    use crate::workbook::Style;

    fn at(address: &str) -> Place {
        (SheetIndex(0), address.parse().unwrap())
    }

    fn book(cells: &[(&str, &str, &str)]) -> Workbook {
        let mut sheet = Sheet::new("Bảng 1");
        for (address, value, formula) in cells {
            let value = match value.parse() {
                Ok(number) => Value::Number(Number::from_decimal(number)),
                Err(_) => Value::Text((*value).to_owned()),
            };
            let formula = (!formula.is_empty()).then(|| Box::from(*formula));
            sheet.set(address.parse().unwrap(), Cell { value, formula, ..Cell::default() });
        }
        Workbook::new(vec![sheet], vec![Style::default()])
    }

    /// Sets a cell and gives what the formulas show then.
    fn after(book: &mut Workbook, address: &str, value: &str) -> Vec<(String, String)> {
        let cell = book.sheets[0].cell(address.parse().unwrap()).cloned().unwrap_or_default();
        let value = Value::Number(Number::from_decimal(value.parse().unwrap()));
        book.sheets[0].set(address.parse().unwrap(), Cell { value, formula: None, ..cell.clone() });
        let changed = recalculate(book, &BTreeMap::from([(at(address), cell)]));
        changed.iter().map(|change| (change.at.to_string(), book.shown(&change.after).into_owned())).collect()
    }

    #[test]
    fn totals_and_what_depends_on_them_follow() {
        let mut book = book(&[
            ("A1", "1.5", ""),
            ("A2", "2", ""),
            ("A3", "3.5", "SUM(A1:A2)"),
            ("B3", "57.14", "ROUND('Bảng 1'!A1/$A$3*100+14.283,2)"),
            ("C3", "7", "A3*2"),
            ("D1", "5", "2+3"),
        ]);
        assert_eq!(
            after(&mut book, "A2", "3"),
            [("A3", "4,5"), ("B3", "47,62"), ("C3", "9")].map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
        );
    }

    #[test]
    fn what_the_calculator_gets_wrong_or_does_not_know_keeps_its_value() {
        let mut book = book(&[
            ("A1", "1", ""),
            ("B1", "99", "A1+1"),
            ("B2", "1", "VLOOKUP(A1,A:B,1)"),
            ("B3", "1", "A1+Bảng[Cột]"),
        ]);
        assert_eq!(after(&mut book, "A1", "5"), []);
    }

    #[test]
    fn conditions_texts_and_errors_are_calculated() {
        let mut book = book(&[
            ("A1", "2", ""),
            ("B1", "Đạt", "IF(A1>=2,\"Đạt\",\"Không \"&\"đạt\")"),
            ("C1", "5", "IFERROR(10/A1,0)"),
            ("D1", "0.5", "1/A1"),
        ]);
        let shown = after(&mut book, "A1", "0");
        assert_eq!(
            shown,
            [("B1", "Không đạt"), ("C1", "0"), ("D1", "#DIV/0!")]
                .map(|(cell, shown)| (cell.to_owned(), shown.to_owned()))
        );
    }

    #[test]
    fn circles_come_to_an_end() {
        let mut book = book(&[("A1", "1", ""), ("B1", "1", "A1+C1-C1"), ("C1", "1", "B1*1")]);
        after(&mut book, "A1", "2");
    }

    proptest::proptest! {
        #[test]
        fn any_formula_is_calculated_or_left(formula in "[A-C1-9+*/^%(),:<>=&\"SUMIF.!'$ -]{0,30}") {
            let mut book = book(&[("A1", "1", ""), ("B2", "1", &formula)]);
            after(&mut book, "A1", "2");
        }
    }
}
