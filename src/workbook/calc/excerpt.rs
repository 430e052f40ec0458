//! Asking a formula engine about formulas of a workbook: which cells it has to know.

use std::collections::{BTreeMap, BTreeSet};

use super::SheetCell;
use super::engine::{Answer, Engine, ask};
use super::parse::Node;
use super::task::{Content, Excerpt, LeftOut, Question, Task};
use crate::workbook::decimal::to_double;
use crate::workbook::{Cell, CellRange, CellRef, SheetIndex, Value, Workbook};

/// Cells that an engine is told of at once, which bounds the memory it takes; formulas that refer to
/// more are not calculated.
const MAX_CELLS: usize = 1_000_000;

/// Cells that it is told of in all tasks of one kind.
const ALL_CELLS: usize = 6_000_000;

/// What all tasks of one kind may look at.
const ALL_LOOKS: u64 = 15_000_000;

/// A formula to be asked about.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Its cell.
    pub(super) place: SheetCell,
    /// What it is.
    pub(super) node: &'a Node,
    /// Its text, without the leading `=`, with addresses for names and tables.
    pub(super) text: &'a str,
}

/// The values that formulas are calculated from.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// What calculates.
    pub(super) engine: &'a dyn Engine,
    /// The cells.
    pub(super) workbook: &'a Workbook,
    /// Cells that count instead of those of the workbook.
    pub(super) instead: &'a BTreeMap<SheetCell, Cell>,
    /// How numbers are moved by less than anybody would notice.
    pub(super) shake: Shake,
    /// How many tasks like it there may be: each sheet is one where sheets are looked at one by one.
    pub(super) tasks: usize,
}

/// Numbers moved by a hair, every other one the other way: what a formula gives then shows how much of
/// its result hangs on the last digits of doubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shake {
    /// As they are.
    None,
    /// The first number up.
    Up,
    /// The first number down.
    Down,
}

/// How far, as a part of the number: well above the noise of a long sum of doubles, and well below
/// the 15 digits that Excel shows.
const HAIR: f64 = 1e-12;

impl Shake {
    fn moved(self, number: f64, at: CellRef) -> f64 {
        let up = match self {
            Self::None => return number,
            Self::Up => true,
            Self::Down => false,
        };
        let even = at.row.0.wrapping_add(at.col.0).is_multiple_of(2);
        if up == even { number * (1.0 + HAIR) } else { number * (1.0 - HAIR) }
    }
}

/// Calculates each formula from the values as they stand.
pub(super) fn each(values: Values<'_>, formulas: &[Asked<'_>]) -> Answer {
    calculated(values, formulas, false)
}

/// Calculates formulas one after the other, each from what those before it gave.
pub(super) fn in_turn(values: Values<'_>, formulas: &[Asked<'_>]) -> Answer {
    calculated(values, formulas, true)
}

fn calculated(values: Values<'_>, formulas: &[Asked<'_>], is_kept: bool) -> Answer {
    let questions: Vec<Option<Question>> = formulas.iter().map(|asked| question(asked, is_kept)).collect();
    let seen = formulas.iter().zip(&questions).filter(|(_, question)| question.is_some()).map(|(asked, _)| asked.node);
    let homes = formulas.iter().map(|asked| asked.place.0).collect();
    let Some(sheets) = excerpts(values, seen, &homes) else { return vec![None; formulas.len()] };
    let answered: Vec<bool> = questions.iter().map(Option::is_some).collect();
    let task = Task {
        date_1904: values.workbook.date_1904,
        sheets,
        questions: questions.into_iter().flatten().collect(),
        looks: ALL_LOOKS / u64::try_from(values.tasks.max(1)).unwrap_or(u64::MAX),
    };
    let mut answers = ask(values.engine, &task).into_iter();
    answered.into_iter().map(|asked| if asked { answers.next().flatten() } else { None }).collect()
}

/// The question about a formula; `None` when the engine would not see what the formula sees, or may take more
/// for it than anybody has.
fn question(asked: &Asked<'_>, is_kept: bool) -> Option<Question> {
    let (SheetIndex(sheet), at) = asked.place;
    let formula = asked.text.to_owned();
    if asked.node.may_swell() {
        return None;
    }
    let without = left_out(asked.node)?;
    Some(Question { sheet, row: at.row, col: at.col, formula, without, is_kept })
}

/// What the ranges of a formula leave out; `None` where one leaves out what another does not.
fn left_out(node: &Node) -> Option<LeftOut> {
    let mut found = Vec::new();
    ranges(node, LeftOut::Nothing, &mut found)?;
    let first = found.first().copied().unwrap_or_default();
    found.iter().all(|other| *other == first).then_some(first)
}

fn ranges(node: &Node, within: LeftOut, found: &mut Vec<LeftOut>) -> Option<()> {
    match node {
        Node::Range(..) => found.push(within),
        // A cell by itself is seen whatever is left out of ranges.
        Node::Cell(..) if within != LeftOut::Nothing => return None,
        Node::Negative(inner) | Node::Percent(inner) => ranges(inner, within, found)?,
        Node::Binary(_, left, right) => {
            ranges(left, within, found)?;
            ranges(right, within, found)?;
        }
        Node::Call(name, arguments) => {
            let within = match (name.as_str(), arguments.first()) {
                ("SUBTOTAL", Some(Node::Number(kind))) if *kind > 100.0 => LeftOut::Hidden,
                ("SUBTOTAL", Some(Node::Number(_))) => LeftOut::Filtered,
                // What it leaves out hangs on its second argument.
                ("SUBTOTAL" | "AGGREGATE" | "_XLFN.AGGREGATE", _) => return None,
                _ => within,
            };
            for argument in arguments {
                ranges(argument, within, found)?;
            }
        }
        Node::Cell(..)
        | Node::Number(_)
        | Node::Text(_)
        | Node::Bool(_)
        | Node::Nothing
        | Node::Error
        | Node::Elsewhere => {}
    }
    Some(())
}

/// The cells that formulas refer to: of each sheet, the rectangle that holds them. `None` when they are
/// too many. Sheets that no formula stands on or refers to have no name.
fn excerpts<'n>(
    values: Values<'_>,
    nodes: impl Iterator<Item = &'n Node>,
    homes: &BTreeSet<SheetIndex>,
) -> Option<Vec<Excerpt>> {
    let mut boxes: BTreeMap<SheetIndex, CellRange> = BTreeMap::new();
    let mut subtotals = false;
    for node in nodes {
        subtotals |= node.has_call("SUBTOTAL");
        node.each_reference(&mut |sheet, range| {
            boxes.entry(sheet).and_modify(|whole| *whole = whole.hull(range)).or_insert(range);
        });
    }
    let mut left = (ALL_CELLS / values.tasks.max(1)).min(MAX_CELLS);
    let mut excerpts = Vec::new();
    for (index, sheet) in values.workbook.sheets.iter().enumerate() {
        let mut excerpt = Excerpt::default();
        if boxes.contains_key(&SheetIndex(index)) || homes.contains(&SheetIndex(index)) {
            excerpt.name.clone_from(&sheet.name);
        }
        if let Some(whole) = boxes.get(&SheetIndex(index)) {
            for (at, cell) in sheet.cells_in(*whole) {
                let value = &values.instead.get(&(SheetIndex(index), at)).unwrap_or(cell).value;
                let content = match content(value) {
                    Content::Empty => continue,
                    Content::Number(number) => Content::Number(values.shake.moved(number, at)),
                    content => content,
                };
                left = left.checked_sub(1)?;
                excerpt.cells.push((at.row, at.col, content));
                if subtotals && cell.formula.as_deref().is_some_and(is_subtotal) {
                    excerpt.subtotals.push((at.row, at.col));
                }
            }
            if subtotals {
                excerpt.hidden = sheet.hidden_rows.iter().copied().collect();
                excerpt.filtered = sheet.filtered_rows.iter().copied().collect();
            }
        }
        excerpts.push(excerpt);
    }
    Some(excerpts)
}

fn is_subtotal(formula: &str) -> bool {
    let formula = formula.to_ascii_uppercase();
    formula.contains("SUBTOTAL(") || formula.contains("AGGREGATE(")
}

/// What a formula finds in a cell.
pub(super) fn content(value: &Value) -> Content {
    match value {
        Value::Empty => Content::Empty,
        Value::Number(number) => Content::Number(to_double(number.value())),
        Value::Vast(vast) => Content::Number(vast.double()),
        Value::Date(serial) => Content::Number(to_double(*serial)),
        Value::Text(text) => Content::Text(text.clone()),
        Value::Bool(value) => Content::Bool(*value),
        Value::Error(error) => Content::Error(*error),
    }
}
