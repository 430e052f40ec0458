//! Formulas that were never calculated: programs that cannot calculate write them without a value,
//! or with zero, and leave it to Excel.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::excerpt::{Asked, Shake, Values, in_turn};
use super::graph::Graph;
use super::stored;
use crate::workbook::{Cell, Sheet, Value, Workbook};

/// Gives formulas without a value the one that Excel would calculate on opening; where the workbook asks to be
/// calculated then, those too that are stored as zero, which is what programs write that cannot calculate: Excel
/// never shows that zero. What cannot be calculated stays as it is.
pub fn calculate_missing(workbook: &mut Workbook, engine: &dyn Engine) {
    if workbook.calculation.iterative || workbook.calculation.as_displayed {
        return;
    }
    put(workbook, engine, |cell| cell.value == Value::Empty);
    if workbook.calculation.on_load {
        put(workbook, engine, is_zero);
    }
}

/// Whether [`calculate_missing`] would look for a value: none of a workbook that a program calculated is.
pub fn lacks_values(workbook: &Workbook) -> bool {
    let mut formulas =
        workbook.sheets.iter().flat_map(Sheet::cells).map(|(_, cell)| cell).filter(|cell| cell.formula.is_some());
    formulas.any(|cell| cell.value == Value::Empty || (workbook.calculation.on_load && is_zero(cell)))
}

/// A number or, as PHPExcel writes it, a text.
fn is_zero(cell: &Cell) -> bool {
    match &cell.value {
        Value::Number(number) => number.value().is_zero(),
        Value::Date(serial) => serial.is_zero(),
        Value::Text(text) => text == "0",
        _ => false,
    }
}

/// Calculates the wanted formulas and stores what they give.
fn put(workbook: &mut Workbook, engine: &dyn Engine, wanted: fn(&Cell) -> bool) {
    let mut changed = Vec::new();
    for (place, after) in calculated(workbook, engine, wanted) {
        let before = workbook.sheet(place.0).and_then(|sheet| sheet.cell(place.1));
        // An empty text shows as little as no value.
        let empty = matches!(&after.value, Value::Text(text) if text.is_empty());
        if before != Some(&after) && !empty {
            changed.push((place, after));
        }
    }
    for ((index, at), cell) in changed {
        if let Some(sheet) = workbook.sheets.get_mut(index.0) {
            sheet.set(at, cell);
        }
    }
}

fn calculated(workbook: &Workbook, engine: &dyn Engine, wanted: fn(&Cell) -> bool) -> Vec<(super::SheetCell, Cell)> {
    let Some(graph) = Graph::of(workbook, wanted) else { return Vec::new() };
    let asked: Vec<Asked<'_>> = graph
        .in_order()
        .into_iter()
        .filter(|(_, circular)| !circular)
        .filter_map(|(index, _)| graph.formulas.get(index)?.asked())
        .collect();
    let nothing = BTreeMap::new();
    let answers = in_turn(Values { engine, workbook, instead: &nothing, shake: Shake::None, tasks: 1 }, &asked);
    let cells = asked.iter().zip(answers).filter_map(|(asked, answer)| {
        let cell = workbook.sheet(asked.place.0)?.cell(asked.place.1)?;
        Some((asked.place, Cell { value: stored(workbook, cell, answer?), ..cell.clone() }))
    });
    cells.collect()
}
