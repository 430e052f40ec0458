//! What the formulas next to a cell agree on: the formula that it should have.
//!
//! Down a column are compared lines of one kind, one depth and one unit; along the row of a total,
//! the formulas that add up their own column. Nothing is said where the neighbours differ among
//! themselves, so that subtotals of different groups never disturb each other.

use std::collections::BTreeMap;

use super::{Facts, TableFacts};
use crate::table::{Column, Line, LineKind, Reading, Table, Unit};
use crate::text::Bilingual;
use crate::workbook::{CellRef, Col, Formula};

/// The formula that the neighbours of a cell have.
pub(super) struct Peers {
    /// The nearest of them.
    pub(super) nearest: CellRef,
    /// How many cells share the formula.
    pub(super) same: usize,
    /// How many cells hold something else.
    pub(super) other: usize,
    /// Whether they stand in one row, and not in one column.
    pub(super) in_row: bool,
}

/// The cells of a table that are compared with each other: of each run, what they hold.
pub(super) struct Run {
    cells: Vec<CellRef>,
    in_row: bool,
}

/// All runs of a table.
pub(super) fn runs(table: &Table) -> Vec<Run> {
    let mut runs = Vec::new();
    for column in table.number_columns() {
        let mut groups: BTreeMap<(u32, Option<&Unit>), Vec<CellRef>> = BTreeMap::new();
        for line in table.lines.iter().filter(|line| line.kind == LineKind::Data) {
            groups.entry((line.depth, line.unit.as_ref())).or_default().push(CellRef::new(line.row, column.col));
        }
        runs.extend(groups.into_values().map(|cells| Run { cells, in_row: false }));
    }
    let is_whole = |line: &&Line| !matches!(line.kind, LineKind::Heading | LineKind::Other);
    for line in table.lines.iter().filter(is_whole) {
        let adds = |column: &&Column| !column.unit.as_ref().is_some_and(Unit::is_rate);
        let cells = table.number_columns().filter(adds).map(|column| CellRef::new(line.row, column.col)).collect();
        runs.push(Run { cells, in_row: true });
    }
    runs
}

impl Run {
    /// The cells of a run that its other cells agree against, with what these agree on.
    pub(super) fn outliers(&self, facts: &Facts<'_>, table: &TableFacts) -> Vec<(CellRef, Peers)> {
        let held: Vec<(CellRef, Option<&str>)> = self
            .running(facts)
            .iter()
            .filter(|at| table.table.reading(**at) != Reading::Blank)
            .map(|at| {
                (
                    *at,
                    facts.formulas.get(*at).filter(|formula| self.compares(facts, *at, formula)).map(Formula::pattern),
                )
            })
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for pattern in held.iter().filter_map(|(_, pattern)| *pattern) {
            *counts.entry(pattern).or_default() += 1;
        }
        let Some((pattern, same)) = counts.into_iter().max_by_key(|(_, count)| *count) else { return Vec::new() };
        let other = held.len() - same;
        // Exceptions are few.
        let (least, share) = if self.in_row { (2, 2) } else { (3, 3) };
        if same < least || same < other * share {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (index, (at, own)) in held.iter().enumerate() {
            if *own == Some(pattern) {
                continue;
            }
            let agrees = |index: Option<usize>| {
                index.and_then(|index| held.get(index)).filter(|(_, held)| *held == Some(pattern)).map(|(at, _)| *at)
            };
            let (before, after) = (agrees(index.checked_sub(1)), agrees(index.checked_add(1)));
            let at_start = index == 0 && agrees(Some(2)).is_some();
            let at_end = index + 1 == held.len() && agrees(index.checked_sub(2)).is_some();
            let nearest = match (before, after) {
                (Some(before), Some(_)) => before,
                (None, Some(after)) if at_start => after,
                (Some(before), None) if at_end => before,
                _ => continue,
            };
            found.push((*at, Peers { nearest, same, other, in_row: self.in_row }));
        }
        found
    }

    /// The cells of a run without those that a balance is opened and closed with: one that is typed and that the
    /// formula below carries on, and a last one that adds up totals. They are what they are whatever stands between.
    fn running(&self, facts: &Facts<'_>) -> &[CellRef] {
        let mut cells = self.cells.as_slice();
        if self.in_row {
            return cells;
        }
        let reads = |at: CellRef, other: CellRef| {
            let read = facts.formulas.get(at).map(Formula::references).unwrap_or_default();
            read.into_iter().any(|(sheet, range)| sheet == facts.index && range.start == other && range.end == other)
        };
        if let [first, second, rest @ ..] = cells
            && let Some(after) = rest.first()
            && facts.formulas.get(*first).is_none()
            && reads(*second, *first)
            && reads(*after, *second)
        {
            cells = cells.get(1..).unwrap_or_default();
        }
        if let [before @ .., last] = cells
            && !before.is_empty()
            && adds_totals(facts, before, *last)
        {
            cells = before;
        }
        cells
    }

    /// Along a row only formulas over their own column are compared.
    fn compares(&self, facts: &Facts<'_>, at: CellRef, formula: &Formula) -> bool {
        !self.in_row || own_column(facts, at.col, formula)
    }
}

/// Whether the formula of a cell reads, in other columns, sums of the lines that stand before it.
fn adds_totals(facts: &Facts<'_>, before: &[CellRef], at: CellRef) -> bool {
    let read = facts.formulas.get(at).map(Formula::references).unwrap_or_default();
    read.into_iter().any(|(sheet, range)| {
        let sums = facts.formulas.get(range.start).and_then(Formula::sum_of);
        sheet == facts.index
            && range.start == range.end
            && range.start.col != at.col
            && sums.is_some_and(|(_, summed)| {
                let inside = |cell: &&CellRef| (summed.start.row..=summed.end.row).contains(&cell.row);
                summed.start.col == range.start.col && before.iter().filter(inside).count() > 1
            })
    })
}

/// Whether a formula refers to cells of its own column only.
pub(super) fn own_column(facts: &Facts<'_>, col: Col, formula: &Formula) -> bool {
    let references = formula.references();
    !references.is_empty()
        && references
            .iter()
            .all(|(sheet, range)| *sheet == facts.index && range.start.col == col && range.end.col == col)
}

/// Whether the formula of a cell is repeated in its row, as that of a total is.
pub(super) fn repeated_in_row(facts: &Facts<'_>, table: &Table, at: CellRef) -> bool {
    let Some(own) = facts.formulas.get(at) else { return false };
    table
        .number_columns()
        .filter(|column| column.col != at.col)
        .filter_map(|column| facts.formulas.get(CellRef::new(at.row, column.col)))
        .any(|other| other.pattern() == own.pattern())
}

/// Whether the formula of a cell is that of others in its column.
pub(super) fn repeated_in_column(facts: &Facts<'_>, table: &Table, at: CellRef) -> bool {
    let Some(own) = facts.formulas.get(at) else { return false };
    let others = table.lines.iter().filter(|line| line.row != at.row);
    others
        .filter_map(|line| facts.formulas.get(CellRef::new(line.row, at.col)))
        .any(|other| other.pattern() == own.pattern())
}

/// Cells that agree on a formula before one that gives something else is told as wrong, and not only as strange:
/// three may be a group of their own. Set on the published and the made workbooks with live formulas.
const SURE: usize = 4;

impl Peers {
    /// Whether a cell that gives another result than the formula of these is wrong: they stand in one column, are
    /// many, and no other is an exception.
    pub(super) fn are_sure(&self) -> bool {
        !self.in_row && self.same >= SURE && self.other <= 1
    }

    /// What the neighbours have: "4/5 ô trong cột có công thức dạng =D2/C2*100".
    pub(super) fn law(&self, facts: &Facts<'_>) -> Bilingual {
        let of = self.same + self.other;
        let cell = facts.sheet.cell(self.nearest);
        let formula = cell.and_then(|cell| cell.formula.as_deref()).unwrap_or_default();
        let (place, where_) = if self.in_row { ("dòng", "row") } else { ("cột", "column") };
        Bilingual::new(
            format!("{} trên {of} ô cùng loại trong {place} có công thức như {}: ={formula}", self.same, self.nearest),
            format!(
                "{} of {of} such cells of the {where_} have the formula of {}: ={formula}",
                self.same, self.nearest
            ),
        )
    }
}
