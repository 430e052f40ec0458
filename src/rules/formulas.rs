//! What the rules about formulas share: the formulas of a sheet, what a formula gives, and how a
//! finding about a formula takes the place of one about its result.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use crate::finding::{Applicability, Finding, Fix, Input, RuleCode, Severity, Suspect};
use crate::ledger::Place;
use crate::number::Number;
use crate::text::Bilingual;
use crate::workbook::calc::MAX_FORMULA_TEXT;
use crate::workbook::{
    Calculated, Calculator, Cell, CellRange, CellRef, Col, Formula, FormulaReader, Row, Sheet, SheetIndex, Value,
    Workbook, Written,
};

/// Formulas of one sheet that are compared with each other; a sheet with more is left alone.
const MAX_FORMULAS: usize = 100_000;

/// The formulas of a sheet that are understood. Those that fill a range as one are left out.
#[derive(Default)]
pub struct Formulas {
    cells: BTreeMap<CellRef, Formula>,
    /// Ranges of one column that are added up, by that column: where, and what.
    sums: BTreeMap<Col, Vec<(CellRef, CellRange)>>,
}

impl Formulas {
    /// Reads the formulas of a sheet.
    pub(super) fn of(workbook: &Workbook, sheet: &Sheet, index: SheetIndex) -> Self {
        let texts = || sheet.cells().filter_map(|(at, cell)| Some((at, cell.formula.as_deref()?)));
        let (count, text) = texts().fold((0, 0), |(count, text), (_, formula)| (count + 1, text + formula.len()));
        if count == 0 || count > MAX_FORMULAS || text > MAX_FORMULA_TEXT {
            return Self::default();
        }
        let reader = FormulaReader::new(workbook);
        let cells: BTreeMap<CellRef, Formula> = texts()
            .filter(|(at, _)| sheet.lock_at(*at).is_none())
            .filter_map(|(at, text)| Some((at, reader.formula(index, at, text)?)))
            .collect();
        let mut sums: BTreeMap<Col, Vec<(CellRef, CellRange)>> = BTreeMap::new();
        for (at, formula) in &cells {
            for (_, range) in formula.summed().into_iter().filter(|(sheet, _)| *sheet == index) {
                if range.start.col == range.end.col {
                    sums.entry(range.start.col).or_default().push((*at, range));
                }
            }
        }
        Self { cells, sums }
    }

    /// The formulas that add up a cell in a range of its column.
    pub(super) fn adding(&self, cell: CellRef) -> impl Iterator<Item = CellRef> {
        let sums = self.sums.get(&cell.col).map(Vec::as_slice).unwrap_or_default();
        sums.iter().filter(move |(_, range)| range.contains(cell)).map(|(at, _)| *at)
    }

    /// Those in a run of rows, both ends included.
    pub(super) fn between(&self, first: Row, last: Row) -> impl Iterator<Item = (CellRef, &Formula)> {
        let range = CellRef::new(first.min(last), Col(0))..=CellRef::new(first.max(last), Col(Col::COUNT));
        self.cells.range(range).map(|(at, formula)| (*at, formula))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// All of them, row by row.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CellRef, &Formula)> {
        self.cells.iter().map(|(at, formula)| (*at, formula))
    }

    /// The formula of a cell.
    pub(super) fn get(&self, at: CellRef) -> Option<&Formula> {
        self.cells.get(&at)
    }
}

impl Facts<'_> {
    /// Whether formulas give the same wherever they are calculated: not when they lead back to
    /// themselves or count with what is shown.
    pub(super) fn can_recalculate(&self) -> bool {
        let calculation = self.workbook.calculation;
        !calculation.iterative && !calculation.as_displayed
    }

    /// What a cell of the format of `cell` shows of a calculated number.
    pub(super) fn shows(&self, cell: &Cell, calculated: &Calculated) -> String {
        self.workbook.shown_value(calculated.value, cell.style).trim().to_owned()
    }

    /// What a formula written for a cell gives there from the stored values.
    pub(super) fn calculated(&self, at: CellRef, formula: &str) -> Option<Calculated> {
        let parsed = FormulaReader::new(self.workbook).formula(self.index, at, formula)?;
        Calculator::new(self.workbook, self.engine).number(self.index, Written { at, formula: &parsed, text: formula })
    }

    /// The number that a cell holds, unless it is a date.
    pub(super) fn stored(&self, at: CellRef) -> Option<(&Cell, Number)> {
        let cell = self.sheet.cell(at)?;
        match cell.value {
            Value::Number(number) => Some((cell, number)),
            _ => None,
        }
    }

    /// "Đặt lại công thức =…".
    pub(super) fn formula_fix(&self, title: Bilingual, at: CellRef, formula: &str, gives: Number) -> Fix {
        let new = Input::Formula { formula: formula.to_owned(), gives };
        Fix { title, applicability: Applicability::Suggested, edits: vec![self.edit(at, new)] }
    }

    /// A finding that a cell should hold what a formula gives, with the fix that puts it there.
    pub(super) fn formula_finding(
        &self,
        code: RuleCode,
        severity: Severity,
        at: CellRef,
        (formula, calculated): (&str, &Calculated),
        fix_title: Bilingual,
    ) -> Option<Finding> {
        let (cell, found) = self.stored(at)?;
        let gives = self.workbook.stored_number(calculated.value, cell.style);
        let mut finding = self.finding(code, severity, at);
        finding.expected = Some(self.shows(cell, calculated));
        if let Some(difference) = found.value().checked_sub(calculated.value)
            && !difference.is_zero()
        {
            let sign = if difference.is_sign_negative() { "-" } else { "+" };
            let shown = self.workbook.shown_value(difference.abs(), cell.style);
            finding.difference = Some(format!("{sign}{}", shown.trim()));
        }
        finding.suspects = vec![Suspect { place: self.place(at), repaired: Some(gives), slip: None }];
        finding.fixes = vec![self.formula_fix(fix_title, at, formula, gives)];
        Some(finding)
    }

    /// The cells that a formula refers to, as an explanation names them; none of many.
    pub(super) fn name_operands(&self, finding: &mut Finding, formula: &Formula) {
        const MOST: usize = 12;
        let Some(about) = finding.cell() else { return };
        let mut tables = self.tables.iter().map(|facts| &facts.table);
        let Some(table) = tables.find(|table| table.range().is_some_and(|range| range.contains(about))) else { return };
        let mut cells = Vec::new();
        for (sheet, range) in formula.references() {
            if sheet != self.index {
                continue;
            }
            cells.extend(self.sheet.cells_in(range).filter(|(_, cell)| !cell.is_blank()).map(|(at, _)| at).take(MOST));
        }
        if cells.len() <= MOST {
            finding.operands = cells.into_iter().map(|at| self.operand(table, about, at)).collect();
        }
    }
}

/// Rules whose findings say that a figure is wrong, without knowing of its formula.
const ABOUT_RESULTS: [&str; 6] = [
    "column-formula-mismatch",
    "total-mismatch",
    "total-omits-line",
    "percent-mismatch",
    "arithmetic-mismatch",
    "rounding-only",
];

/// Adds a finding about the formula of a cell. One defect is one finding: what was said of its
/// result goes, and leaves its gravity and its evidence.
pub(super) fn report(findings: &mut Vec<Finding>, finding: Finding) {
    report_all(findings, vec![finding]);
}

/// The same for findings about different cells, of which a workbook that was never calculated has very many.
pub(super) fn report_all(findings: &mut Vec<Finding>, all: Vec<Finding>) {
    let mut results: BTreeMap<Place, Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate() {
        if ABOUT_RESULTS.contains(&finding.rule.0) {
            results.entry(finding.place).or_default().push(index);
        }
    }
    let mut replaced = BTreeSet::new();
    let mut added = Vec::with_capacity(all.len());
    for mut finding in all {
        for index in results.get(&finding.place).into_iter().flatten() {
            if let Some(other) = findings.get(*index) {
                inherit(&mut finding, other);
                replaced.insert(*index);
            }
        }
        added.push(finding);
    }
    let mut index = 0_usize;
    findings.retain(|_| {
        let kept = !replaced.contains(&index);
        index = index.saturating_add(1);
        kept
    });
    findings.append(&mut added);
}

/// The gravity and the evidence of a finding that another takes the place of.
fn inherit(finding: &mut Finding, other: &Finding) {
    if other.severity < finding.severity {
        finding.severity = other.severity;
    }
    if other.confidence > finding.confidence {
        finding.confidence = other.confidence;
    }
    if finding.law == Bilingual::default() {
        finding.law = other.law.clone();
    }
    if finding.operands.is_empty() {
        finding.operands.clone_from(&other.operands);
    }
}
