//! Calculating formulas with [Formualizer](https://docs.rs/formualizer-eval), whose interpreter
//! finds in the cells of a task what the formulas refer to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use formualizer_common::{DateSystem, ExcelError, ExcelErrorKind, LiteralValue};
use formualizer_eval::engine::range_view::RangeView;
use formualizer_eval::interpreter::Interpreter;
use formualizer_eval::traits::{
    EvaluationContext, Function, FunctionProvider, NamedRangeResolver, Range, RangeResolver, ReferenceResolver,
    Resolver, SourceResolver, Table, TableResolver,
};
use formualizer_parse::parser::{
    ASTNode, ASTNodeType, BinaryOperator, Parser, ReferenceType, TableReference, UnaryOperator,
};

use super::lying::{Area, Lying, put};
use super::task::{Content, Excerpt, LeftOut, Question, Task};
use super::value::{content, literal};
use super::weight::{self, Shape, weigh};
use crate::workbook::{Col, Row};

/// Cells that all ranges of a task may look at; what is left is not known. It takes some tenths of a
/// second.
const MAX_LOOKS: u64 = 10_000_000;

/// Cells of a range that are laid out for one formula.
const MAX_RANGE: u64 = 1 << 18;

/// Laying out a cell takes as long as looking at so many.
const LAYING_OUT: u64 = 4;

/// Beginning to look at a range, or to lay it out, takes as long as looking at so many cells; and so
/// does each of its columns.
const A_RANGE: u64 = 32;
const A_LAYOUT: u64 = 256;
const A_COLUMN: u64 = 16;

/// Reading a cell takes as long as looking at so many.
const A_CELL: u64 = 8;

/// Operators inside each other after which what they give is put in their place, outside functions.
const HIGH: usize = 4;

/// Operators inside each other in one formula.
const HIGHEST: usize = 1_000;

/// Cells of an array that a formula makes in passing.
const MAX_ARRAY: u64 = 1 << 16;

/// Bytes of the text of a cell that a formula refers to: texts that are joined, or put into each other, are
/// as long as all of them, or worse.
const MAX_TEXT: usize = 1 << 10;

/// Functions whose result hangs on more than the cells they refer to: on the day, on chance, on the
/// program, or on references that are only made when it is calculated; those that make arrays or texts
/// out of nothing; and those that count up to a number that is given to them, which may be any.
const UNSTEADY: &[&str] = &[
    "NOW",
    "TODAY",
    "RAND",
    "RANDBETWEEN",
    "RANDARRAY",
    "INDIRECT",
    "OFFSET",
    "CELL",
    "INFO",
    "LAMBDA",
    "LET",
    "MAP",
    "REDUCE",
    "SCAN",
    "BYROW",
    "BYCOL",
    "MAKEARRAY",
    "FORMULATEXT",
    "SEQUENCE",
    "MUNIT",
    "EXPAND",
    "REPT",
    "WORKDAY",
    "WORKDAY.INTL",
    "NETWORKDAYS.INTL",
    "CUMIPMT",
    "CUMPRINC",
    "DB",
    "DDB",
    "VDB",
    "SERIESSUM",
    "GROUPBY",
    "PIVOTBY",
    "TEXTSPLIT",
];

/// Whether a function gives the same from the same cells, wherever it is calculated.
pub(super) fn is_steady(function: &str) -> bool {
    !UNSTEADY.contains(&function)
}

/// What the formulas of a task give.
pub(super) fn evaluate(task: &Task) -> Vec<Option<Content>> {
    formualizer_eval::builtins::load_builtins();
    let mut cells = Cells::of(task);
    task.questions.iter().map(|question| cells.answer(question)).collect()
}

/// The cells that formulas are calculated from.
struct Cells<'t> {
    sheets: Vec<Lying<'t>>,
    tabs: BTreeMap<String, usize>,
    dates: DateSystem,
    /// What formulas gave so far, by sheet, row and column.
    given: BTreeMap<(usize, u32, u32), LiteralValue>,
    without: LeftOut,
    /// The wildcards of the text that has most of them.
    stars: u64,
    looks: AtomicU64,
    max_looks: u64,
    /// Whether the formula asked for something that is not known, whatever it made of that: `IFERROR` would
    /// turn it into a value.
    missed: AtomicBool,
}

impl<'t> Cells<'t> {
    fn of(task: &'t Task) -> Self {
        let named = task.sheets.iter().enumerate().filter(|(_, sheet)| !sheet.name.is_empty());
        let tabs = named.map(|(index, sheet)| (sheet.name.to_lowercase(), index)).collect();
        let texts = task.sheets.iter().flat_map(|sheet| &sheet.cells).filter_map(|(_, _, content)| match content {
            Content::Text(text) => Some(weight::stars(text)),
            _ => None,
        });
        Self {
            stars: texts.max().unwrap_or(0),
            sheets: task.sheets.iter().map(Lying::of).collect(),
            tabs,
            dates: if task.date_1904 { DateSystem::Excel1904 } else { DateSystem::Excel1900 },
            given: BTreeMap::new(),
            without: LeftOut::Nothing,
            looks: AtomicU64::new(0),
            max_looks: task.looks.min(MAX_LOOKS),
            missed: AtomicBool::new(false),
        }
    }

    fn answer(&mut self, question: &Question) -> Option<Content> {
        let mut tree = Parser::builder().parse(format!("={}", question.formula)).ok()?;
        self.without = question.without;
        self.missed.store(false, Ordering::Relaxed);
        let name = self.sheets.get(question.sheet)?.excerpt.name.as_str();
        let home = formualizer_eval::CellRef::new_absolute(
            u16::try_from(question.sheet).ok()?,
            question.row.0,
            question.col.0,
        );
        let interpreter = Interpreter::new_with_cell(self, name, home);
        self.settle(&interpreter, name, &mut tree, 0)?;
        let outcome = self.given_by(&interpreter, name, &tree)?;
        if self.missed.load(Ordering::Relaxed) {
            return None;
        }
        let content = content(&outcome, self.dates)?;
        if let Content::Text(text) = &content {
            self.look(u64::try_from(text.len()).unwrap_or(u64::MAX)).ok()?;
        }
        if question.is_kept {
            self.given.insert((question.sheet, question.row.0, question.col.0), literal(&content));
        }
        Some(content)
    }

    /// What a formula or a part of it gives; `None` when that would take too much.
    fn given_by(&self, interpreter: &Interpreter<'_>, sheet: &str, tree: &ASTNode) -> Option<LiteralValue> {
        let weight = weigh(tree, &|reference| self.shape(reference, sheet), self.stars);
        if weight.largest > MAX_ARRAY {
            return None;
        }
        self.look(weight.cells()).ok()?;
        Some(match interpreter.evaluate_ast(tree) {
            Ok(value) => value.into_literal(),
            Err(error) => LiteralValue::Error(error),
        })
    }

    /// Puts what operators give in their place where many are inside each other: the engine looks at all
    /// that is inside one before each of them. How many are left inside each other; `None` when they are
    /// too many, or take too much.
    fn settle(&self, interpreter: &Interpreter<'_>, sheet: &str, tree: &mut ASTNode, above: usize) -> Option<usize> {
        let above = above.checked_add(1).filter(|above| *above <= HIGHEST)?;
        let height = match &mut tree.node_type {
            ASTNodeType::UnaryOp { op: UnaryOperator::Plus | UnaryOperator::Minus | UnaryOperator::Percent, expr } => {
                self.settle(interpreter, sheet, expr, above)?
            }
            ASTNodeType::BinaryOp { op, left, right }
                if !matches!(op, BinaryOperator::Range | BinaryOperator::Union | BinaryOperator::Intersection) =>
            {
                let left = self.settle(interpreter, sheet, left, above)?;
                left.max(self.settle(interpreter, sheet, right, above)?)
            }
            _ => return Some(0),
        };
        let height = height.checked_add(1)?;
        if height < HIGH {
            return Some(height);
        }
        let value = self.given_by(interpreter, sheet, tree)?;
        if matches!(value, LiteralValue::Array(_)) {
            return Some(height);
        }
        tree.node_type = ASTNodeType::Literal(value);
        Some(0)
    }

    /// Rows and columns of what a reference is, as far as there are cells.
    fn shape(&self, reference: &ReferenceType, sheet: &str) -> Shape {
        if matches!(reference, ReferenceType::Cell { .. }) {
            return (1, 1);
        }
        let place = self.place(reference, sheet).ok();
        let seen = place.and_then(|(index, area)| Some(self.sheets.get(index)?.seen(area)));
        seen.map_or((1, 1), |area| (area.rows(), area.columns()))
    }

    fn sheet(&self, name: &str) -> Result<usize, ExcelError> {
        self.tabs.get(&name.to_lowercase()).copied().ok_or_else(unknown)
    }

    /// Notes that something is not known.
    fn known<T>(&self, found: Result<T, ExcelError>) -> Result<T, ExcelError> {
        if found.is_err() {
            self.missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// Counts cells that are looked at; an error when they are too many.
    fn look(&self, cells: u64) -> Result<(), ExcelError> {
        let looks = self.looks.load(Ordering::Relaxed).saturating_add(cells);
        if looks > self.max_looks {
            return Err(unknown());
        }
        self.looks.store(looks, Ordering::Relaxed);
        Ok(())
    }

    /// The area of a range; a side that is open ends where the cells do.
    fn area(&self, index: usize, bounds: [Option<u32>; 4]) -> Result<Area, ExcelError> {
        let sheet = self.sheets.get(index).ok_or_else(unknown)?;
        let [top, left, bottom, right] = bounds;
        let from_zero = |bound: Option<u32>, open: u32| match bound {
            Some(bound) => bound.checked_sub(1).ok_or_else(unknown),
            None => Ok(open),
        };
        let area = Area {
            top: from_zero(top, 0)?,
            left: from_zero(left, 0)?,
            bottom: from_zero(bottom, sheet.rows.saturating_sub(1))?,
            right: from_zero(right, sheet.columns.saturating_sub(1))?,
        };
        if area.bottom < area.top || area.right < area.left { Err(unknown()) } else { Ok(area) }
    }

    /// The sheet and the area that a reference means.
    fn place(&self, reference: &ReferenceType, current_sheet: &str) -> Result<(usize, Area), ExcelError> {
        let (sheet, bounds) = match reference {
            ReferenceType::Cell { sheet, row, col, .. } => (sheet, [Some(*row), Some(*col), Some(*row), Some(*col)]),
            ReferenceType::Range { sheet, start_row, start_col, end_row, end_col, .. } => {
                (sheet, [*start_row, *start_col, *end_row, *end_col])
            }
            _ => return Err(unknown()),
        };
        let index = self.sheet(sheet.as_deref().unwrap_or(current_sheet))?;
        Ok((index, self.area(index, bounds)?))
    }

    fn view(&self, index: usize, area: Area) -> Result<RangeView<'static>, ExcelError> {
        let sheet = self.sheets.get(index).ok_or_else(unknown)?;
        let seen = sheet.seen(area);
        // Empty columns cost as much as others.
        let columns = area.columns().saturating_mul(seen.rows().saturating_add(A_COLUMN));
        self.look(columns.saturating_add(A_RANGE))?;
        let changed = self.changed(index, area);
        if changed.is_empty()
            && self.without == LeftOut::Nothing
            && let Some(dense) = sheet.dense(self.dates)
        {
            let place = |index: u32| usize::try_from(index).unwrap_or(usize::MAX);
            let size = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
            return Ok(dense.sub_view(place(area.top), place(area.left), size(area.rows()), size(area.columns())));
        }
        if seen.size() > MAX_RANGE {
            return Err(unknown());
        }
        self.look(seen.size().saturating_mul(LAYING_OUT).saturating_add(A_LAYOUT))?;
        let mut rows = sheet.rows_of(seen);
        for (row, column, value) in changed {
            put(&mut rows, seen, row, column, value);
        }
        self.leave_out(sheet.excerpt, seen, &mut rows);
        let view = RangeView::from_owned_rows(rows, self.dates);
        let size = |length: u64| usize::try_from(length).unwrap_or(usize::MAX);
        Ok(view.expand_to(size(area.rows()), size(area.columns())))
    }

    /// What formulas gave in an area.
    fn changed(&self, index: usize, area: Area) -> Vec<(u32, u32, LiteralValue)> {
        let rows = (index, area.top, 0)..=(index, area.bottom, u32::MAX);
        let given = self.given.range(rows).filter(|((_, _, column), _)| (area.left..=area.right).contains(column));
        given.map(|((_, row, column), value)| (*row, *column, value.clone())).collect()
    }

    fn leave_out(&self, sheet: &Excerpt, area: Area, rows: &mut [Vec<LiteralValue>]) {
        let hidden = match self.without {
            LeftOut::Nothing => return,
            LeftOut::Filtered => &sheet.filtered,
            LeftOut::Hidden => &sheet.hidden,
        };
        for (row, col) in &sheet.subtotals {
            put(rows, area, row.0, col.0, LiteralValue::Empty);
        }
        for Row(row) in hidden {
            let line = row.checked_sub(area.top).and_then(|line| rows.get_mut(usize::try_from(line).ok()?));
            line.into_iter().flatten().for_each(|cell| *cell = LiteralValue::Empty);
        }
    }
}

/// What is not known here.
fn unknown() -> ExcelError {
    ExcelError::new(ExcelErrorKind::NImpl)
}

impl EvaluationContext for Cells<'_> {
    fn materialized_array_cells(&self) -> u64 {
        MAX_ARRAY
    }

    fn date_system(&self) -> DateSystem {
        self.dates
    }

    fn resolve_cell_reference_value(
        &self,
        sheet: Option<&str>,
        row: u32,
        col: u32,
        current_sheet: &str,
    ) -> Result<LiteralValue, ExcelError> {
        self.known(self.resolve_cell_reference(Some(sheet.unwrap_or(current_sheet)), row, col))
    }

    fn resolve_range_view<'c>(
        &'c self,
        reference: &ReferenceType,
        current_sheet: &str,
    ) -> Result<RangeView<'c>, ExcelError> {
        let found = self.place(reference, current_sheet).and_then(|(index, area)| self.view(index, area));
        self.known(found)
    }

    fn sheet_bounds(&self, _: &str) -> Option<(u32, u32)> {
        Some((Row::COUNT, Col::COUNT))
    }
}

impl ReferenceResolver for Cells<'_> {
    fn resolve_cell_reference(&self, sheet: Option<&str>, row: u32, col: u32) -> Result<LiteralValue, ExcelError> {
        let index = self.sheet(sheet.ok_or_else(unknown)?)?;
        let (row, col) = row.checked_sub(1).zip(col.checked_sub(1)).ok_or_else(unknown)?;
        self.look(A_CELL)?;
        let value = match self.given.get(&(index, row, col)) {
            Some(given) => given.clone(),
            None => self.sheets.get(index).ok_or_else(unknown)?.cell(row, col),
        };
        if let LiteralValue::Text(text) = &value {
            if text.len() > MAX_TEXT {
                return Err(unknown());
            }
            self.look(u64::try_from(text.len()).unwrap_or(u64::MAX))?;
        }
        Ok(value)
    }
}

impl RangeResolver for Cells<'_> {
    fn resolve_range_reference(
        &self,
        _: Option<&str>,
        _: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
        _: Option<u32>,
    ) -> Result<Box<dyn Range>, ExcelError> {
        Err(unknown())
    }
}

impl NamedRangeResolver for Cells<'_> {
    fn resolve_named_range_reference(&self, _: &str) -> Result<Vec<Vec<LiteralValue>>, ExcelError> {
        Err(unknown())
    }
}

impl TableResolver for Cells<'_> {
    fn resolve_table_reference(&self, _: &TableReference) -> Result<Box<dyn Table>, ExcelError> {
        Err(unknown())
    }
}

impl SourceResolver for Cells<'_> {}

impl Resolver for Cells<'_> {}

impl FunctionProvider for Cells<'_> {
    fn get_function(&self, namespace: &str, name: &str) -> Option<Arc<dyn Function>> {
        let (namespace, name) = (namespace.to_uppercase(), name.to_uppercase());
        let function = formualizer_eval::function_registry::get(&namespace, &name).filter(|_| is_steady(&name));
        // Functions of later versions are looked for with and without their prefix.
        if function.is_none() && !name.starts_with("_XLFN") {
            self.missed.store(true, Ordering::Relaxed);
        }
        function
    }
}
