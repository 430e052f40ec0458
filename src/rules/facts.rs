//! What the rules look at, and the words they share.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rust_decimal::Decimal;

use super::SheetReport;
use super::exceptions::Misses;
use super::formulas::Formulas;
use super::repair::Decimals;
use super::vouched::Vouched;
use crate::across::Chart;
use crate::diagnose::Case;
use crate::finding::{
    Applicability, Confidence, Edit, Finding, FindingKey, Fix, Input, Operand, RuleCode, Severity, Suspect,
};
use crate::ledger::Place;
use crate::number::{self, Notation, Number};
use crate::relation::Standing;
use crate::table::{Beside, Column, Reading, Table, change_in_words};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Engine, Sheet, SheetIndex, Value, Workbook};

/// All that is known of one sheet before any rule speaks.
pub struct Facts<'a> {
    /// The workbook.
    pub workbook: &'a Workbook,
    /// Calculates formulas.
    pub engine: &'a dyn Engine,
    /// The sheet.
    pub sheet: &'a Sheet,
    /// Its index.
    pub index: SheetIndex,
    /// Its tables, with the laws that each obeys.
    pub tables: Vec<TableFacts>,
    /// Its formulas.
    pub(super) formulas: Formulas,
}

/// All that sheets show each other, and what was said of each by itself.
pub struct Book<'a> {
    /// The workbook.
    pub workbook: &'a Workbook,
    /// The tables of all sheets, as others see them.
    pub charts: &'a [Chart],
    /// What is known of each sheet.
    pub reports: Vec<&'a SheetReport>,
}

/// A table, its laws, and what is wrong with it.
pub struct TableFacts {
    /// The table.
    pub table: Table,
    /// The laws, each with the verdict on all its relations.
    pub standings: Vec<Standing>,
    /// Where formulas are printed that are law.
    pub(super) printed: BTreeSet<CellRef>,
    /// What there is to know of the broken relations of each law.
    pub(super) misses: Vec<Misses>,
    /// What the laws confirm.
    pub(super) vouched: Vouched,
    /// The broken relations, gathered by the cell that explains them.
    pub cases: Vec<Case>,
    /// The decimals of its columns.
    pub(super) decimals: Decimals,
}

impl Facts<'_> {
    /// A number as the table would show it.
    pub fn show(&self, table: &Table, number: Number) -> String {
        number::format(number, notation(table))
    }

    /// What a cell shows; empty when it is blank.
    pub fn shown(&self, cell: CellRef) -> String {
        self.sheet.cell(cell).map(|cell| self.workbook.shown(cell).trim().to_owned()).unwrap_or_default()
    }

    /// A cell as an explanation names it: by its column's header when it stands in the line of
    /// the cell that is explained, by its line's label otherwise.
    pub fn operand(&self, table: &Table, about: CellRef, cell: CellRef) -> Operand {
        let label = if cell.row == about.row {
            table.column(cell.col).map(Column::title).unwrap_or_default()
        } else {
            table.line_at(cell.row).map(|(_, line)| line.label.clone()).unwrap_or_default()
        };
        Operand { place: self.place(cell), label, shown: self.shown(cell) }
    }

    /// A cell of the sheet as a place.
    pub fn place(&self, cell: CellRef) -> Place {
        Place::of_cell(self.index, cell)
    }

    /// Cells of which one is wrong, without knowing what should stand there.
    pub fn suspects(&self, cells: impl IntoIterator<Item = CellRef>) -> Vec<Suspect> {
        cells.into_iter().map(|cell| Suspect { place: self.place(cell), repaired: None, slip: None }).collect()
    }

    /// What makes a cell hold something else.
    pub fn edit(&self, cell: CellRef, new: Input) -> Edit {
        Edit::of_cell(self.index, cell, new)
    }

    /// The stable name of a finding: its rule, its place, and the values of the cells it speaks of.
    pub fn key(&self, rule: RuleCode, cell: CellRef, cells: impl IntoIterator<Item = CellRef>) -> FindingKey {
        let mut key = format!("{rule}|{}|{cell}", self.sheet.name);
        for cell in cells {
            let _ = match self.sheet.cell(cell).map(|cell| &cell.value) {
                Some(Value::Number(number)) => write!(key, "|{cell}={}", number.value().normalize()),
                _ => write!(key, "|{cell}={}", self.shown(cell)),
            };
        }
        FindingKey(key)
    }

    /// A finding that speaks of one cell, to be filled in by its rule.
    pub fn finding(&self, rule: RuleCode, severity: Severity, cell: CellRef) -> Finding {
        Finding {
            rule,
            severity,
            confidence: Confidence(1.0),
            key: self.key(rule, cell, [cell]),
            place: self.place(cell),
            found: self.shown(cell),
            expected: None,
            difference: None,
            operands: Vec::new(),
            suspects: Vec::new(),
            related: Vec::new(),
            cause: None,
            title: Bilingual::default(),
            message: Bilingual::default(),
            law: Bilingual::default(),
            likely: Bilingual::default(),
            fixes: Vec::new(),
        }
    }

    /// "Sửa thành 217,476"
    pub fn fix(&self, table: &Table, applicability: Applicability, edits: &[(CellRef, Number)]) -> Fix {
        let title = match edits {
            [(cell, number)] => {
                let shown = self.show(table, *number);
                Bilingual::new(format!("Sửa {cell} thành {shown}"), format!("Change {cell} to {shown}"))
            }
            _ => Bilingual::new(format!("Sửa {} ô", edits.len()), format!("Change {} cells", edits.len())),
        };
        let edits = edits
            .iter()
            .map(|(cell, number)| {
                if table.marks.get(cell) == Some(&Beside::Change) {
                    let told = change_in_words(*number, &self.show(table, *number));
                    return self.edit(*cell, Input::Text(told));
                }
                let stored = if table.points.contains(cell) { as_fraction(*number) } else { *number };
                self.edit(*cell, Input::Number(stored))
            })
            .collect();
        Fix { title, applicability, edits }
    }
}

/// What a cell that shows percents stores of a number of percent points.
fn as_fraction(points: Number) -> Number {
    let value = points.value().checked_div(Decimal::ONE_HUNDRED).unwrap_or_default();
    Number::new(value, points.decimals().saturating_add(2))
}

/// The notation that most typed columns of a table are written in; Vietnamese where none is typed.
pub fn notation(table: &Table) -> Notation {
    let english = table.notations.values().filter(|notation| **notation == Notation::English).count();
    if english * 2 > table.notations.len() { Notation::English } else { Notation::Vietnamese }
}

/// The cells of a table that hold numbers, with the number each is read as.
pub fn numbers(table: &Table) -> impl Iterator<Item = (CellRef, Number)> {
    table.readings.iter().filter_map(|(cell, reading)| match reading {
        Reading::Number(number) => Some((cell, number)),
        _ => None,
    })
}
