//! Calculating formulas anew after an edit.
//!
//! The functions are those of an engine made for it ([`engine`]). A formula is trusted to it only when
//! it gives the value that was stored with it from the values before the edit; any other keeps its
//! stored value, is marked, and Excel calculates it on opening. So what the engine does not know, or
//! does in its own way, can be missing, but never wrong.

mod calculator;
mod engine;
#[cfg(feature = "formulas")]
mod evaluate;
mod excerpt;
mod formula;
mod graph;
#[cfg(feature = "formulas")]
mod lying;
mod missing;
mod node;
mod parse;
mod task;
#[cfg(test)]
mod tests;
#[cfg(feature = "formulas")]
mod value;
#[cfg(feature = "formulas")]
mod weight;

use std::collections::BTreeMap;

pub use calculator::{Calculated, Calculator, FormulaReader, Written};
#[cfg(feature = "formulas")]
pub use engine::answer;
pub use engine::{Answer, Engine, Remote, Without, own};
pub use formula::{Formula, filled};
pub use missing::{calculate_missing, lacks_values};

use excerpt::{Asked, Shake, Values};
use graph::Graph;
pub use task::{Content, Task};

use super::decimal::from_double;
use super::{Cell, CellRef, SheetIndex, Value, Vast, Workbook};

/// Formulas that are calculated anew after each edit; larger workbooks wait for Excel.
const MAX_FORMULAS: usize = 100_000;

/// Bytes of the formulas that are understood at once: each takes some thirty times as much memory once
/// it is.
pub(crate) const MAX_FORMULA_TEXT: usize = 8 << 20;

/// A cell of a workbook.
pub type SheetCell = (SheetIndex, CellRef);

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

/// What an edit does to the formulas of a workbook.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recalculation {
    /// Those that have a new value.
    pub changed: Vec<Recalculated>,
    /// Those that depend on the edit, or may, and keep the value they had: Excel calculates them.
    pub outdated: Vec<SheetCell>,
}

/// [Follows](follow) edits, and puts the new values into the workbook.
pub fn recalculate(workbook: &mut Workbook, before: &BTreeMap<SheetCell, Cell>, engine: &dyn Engine) -> Recalculation {
    let recalculation = follow(workbook, before, engine);
    for change in &recalculation.changed {
        if let Some(sheet) = workbook.sheets.get_mut(change.sheet.0) {
            sheet.set(change.at, change.after.clone());
        }
    }
    recalculation
}

/// What the edits of a workbook do to the formulas that depend on them. `before` holds the edited cells as
/// they were.
pub fn follow(workbook: &Workbook, before: &BTreeMap<SheetCell, Cell>, engine: &dyn Engine) -> Recalculation {
    let Some(graph) = Graph::of(workbook, |_| true) else { return everything(workbook, before) };
    let mut reached = vec![false; graph.formulas.len()];
    let mut order = Vec::new();
    for (index, circular) in graph.in_order() {
        let (Some(known), Some(precedents)) = (graph.formulas.get(index), graph.precedents.get(index)) else {
            continue;
        };
        let follows = precedents.iter().any(|other| reached.get(*other).copied().unwrap_or(false));
        if follows
            || before.contains_key(&known.place)
            || known.parsed.as_ref().is_none_or(|parsed| parsed.node.may_see(before))
        {
            reached.get_mut(index).into_iter().for_each(|flag| *flag = true);
            order.push((index, circular));
        }
    }
    let asked = order.iter().filter(|(_, circular)| !circular);
    let asked = asked.filter_map(|(index, _)| graph.formulas.get(*index)?.asked()).collect();
    let trusted = trusted(workbook, before, asked, engine);
    let nothing = BTreeMap::new();
    let answers =
        excerpt::in_turn(Values { engine, workbook, instead: &nothing, shake: Shake::None, tasks: 1 }, &trusted);
    let mut answers: BTreeMap<SheetCell, Content> =
        trusted.iter().zip(answers).filter_map(|(asked, answer)| Some((asked.place, answer?))).collect();
    let mut recalculation = Recalculation::default();
    let mut lost = vec![false; graph.formulas.len()];
    for (index, _) in order {
        let (Some(known), Some(precedents)) = (graph.formulas.get(index), graph.precedents.get(index)) else {
            continue;
        };
        let (sheet, at) = known.place;
        let answer = answers.remove(&known.place);
        let Some(cell) = workbook.sheet(sheet).and_then(|sheet| sheet.cell(at)) else { continue };
        // What is calculated from a value that waits for Excel waits as well.
        let waits = precedents.iter().any(|other| lost.get(*other).copied().unwrap_or(false));
        match answer.filter(|_| !waits) {
            Some(content) => {
                let after = Cell { value: stored(workbook, cell, content), ..cell.clone() };
                if after != *cell {
                    recalculation.changed.push(Recalculated { sheet, at, before: cell.clone(), after });
                }
            }
            None => {
                lost.get_mut(index).into_iter().for_each(|flag| *flag = true);
                recalculation.outdated.push(known.place);
            }
        }
    }
    recalculation.changed.sort_by_key(|change| (change.sheet, change.at));
    recalculation.outdated.sort();
    recalculation
}

/// Of too many formulas, any may depend on an edit.
fn everything(workbook: &Workbook, before: &BTreeMap<SheetCell, Cell>) -> Recalculation {
    let formulas = workbook.sheets.iter().enumerate().flat_map(|(index, sheet)| {
        let formulas = sheet.cells().filter(|(at, cell)| cell.formula.is_some() || sheet.is_what_if(*at));
        formulas.map(move |(at, _)| (SheetIndex(index), at))
    });
    let outdated = formulas.filter(|place| !before.contains_key(place)).collect();
    Recalculation { changed: Vec::new(), outdated }
}

/// Those formulas for which the engine gives the stored value from the values before the edit, and
/// those that the edit has put there.
fn trusted<'a>(
    workbook: &Workbook,
    before: &BTreeMap<SheetCell, Cell>,
    formulas: Vec<Asked<'a>>,
    engine: &dyn Engine,
) -> Vec<Asked<'a>> {
    let past = Values { engine, workbook, instead: before, shake: Shake::None, tasks: 1 };
    let answers = excerpt::each(past, &formulas);
    let agrees = |asked: &Asked<'a>, answer: Option<Content>| {
        before.contains_key(&asked.place)
            || answer
                .zip(workbook.sheet(asked.place.0).and_then(|sheet| sheet.cell(asked.place.1)))
                .is_some_and(|(answer, cell)| is_stored(&cell.value, &answer))
    };
    formulas.into_iter().zip(answers).filter_map(|(asked, answer)| agrees(&asked, answer).then_some(asked)).collect()
}

/// Whether a formula gives the value that is stored with it.
fn is_stored(value: &Value, gives: &Content) -> bool {
    match (excerpt::content(value), gives) {
        (Content::Number(stored), Content::Number(now)) => {
            // Excel's own sums differ in the last of 15 digits.
            (stored - now).abs() <= stored.abs().max(now.abs()) * 1e-12
        }
        // A reference to an empty cell is stored as zero.
        (Content::Number(stored), Content::Empty) => stored.abs() <= 0.0,
        (stored, now) => stored == *now,
    }
}

fn stored(workbook: &Workbook, cell: &Cell, content: Content) -> Value {
    match content {
        Content::Number(number) => match from_double(number) {
            Some(value) => workbook.stored_value(value, cell.style),
            None => Vast::from_double(number).map_or_else(|| cell.value.clone(), Value::Vast),
        },
        Content::Text(text) => Value::Text(text),
        Content::Bool(value) => Value::Bool(value),
        Content::Error(error) => Value::Error(error),
        // A formula that refers to an empty cell shows zero.
        Content::Empty => workbook.stored_value(rust_decimal::Decimal::ZERO, cell.style),
    }
}
