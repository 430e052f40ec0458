//! Which cells with error values belong together: those of one column, and those that only pass on
//! the error of another cell.

use std::collections::{BTreeMap, BTreeSet};

use super::Facts;
use crate::workbook::{CellError, CellRange, CellRef, Col, Row, SheetIndex, Value};

/// Cells with one error that are told together.
pub(super) struct Group {
    pub(super) error: CellError,
    /// Where the error arises, row by row; at least one cell.
    pub(super) cells: Vec<CellRef>,
    /// Cells of the sheet that show the error only because they count with one of those.
    pub(super) followers: Vec<CellRef>,
    /// The other sheet that it comes from.
    pub(super) from: Option<SheetIndex>,
}

/// Columns that are looked into for what formulas refer to, in all: a sheet that asks for more has
/// its other cells told for themselves.
const MOST_LOOKUPS: usize = 2_000_000;
/// Cells of a range that are compared with the one that refers to it.
const MOST_COMPARED: usize = 64;

/// The groups of a sheet, the largest first.
pub(super) fn groups(facts: &Facts<'_>) -> Vec<Group> {
    let errors = Errors::of(facts);
    let roots = errors.roots(facts);
    let mut followers: BTreeMap<CellRef, Vec<CellRef>> = BTreeMap::new();
    // A column of one table, with what its cells show and where they have it from.
    type Key = (Option<usize>, CellError, Option<SheetIndex>);
    let mut columns: BTreeMap<(Key, Col), Vec<CellRef>> = BTreeMap::new();
    let ranges: Vec<Option<CellRange>> = facts.tables.iter().map(|facts| facts.table.range()).collect();
    for (at, error) in &errors.cells {
        match roots.get(at) {
            Some(Origin::Here(root)) => followers.entry(*root).or_default().push(*at),
            origin => {
                let table = ranges.iter().position(|range| range.is_some_and(|range| range.contains(*at)));
                let from = if let Some(Origin::Elsewhere(sheet)) = origin { Some(*sheet) } else { None };
                columns.entry(((table, *error, from), at.col)).or_default().push(*at);
            }
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut last: Option<(Key, Col, Vec<CellRef>)> = None;
    for ((key, col), cells) in columns {
        let goes_on = last.as_ref().is_some_and(|(other, before, left)| {
            *other == key && before.offset(1) == Some(col) && stand_side_by_side(left, &cells)
        });
        let (_, error, from) = key;
        match groups.last_mut().filter(|_| goes_on) {
            Some(group) => group.cells.extend(&cells),
            None => groups.push(Group { error, cells: cells.clone(), followers: Vec::new(), from }),
        }
        last = Some((key, col, cells));
    }
    for group in &mut groups {
        group.cells.sort_unstable();
        group.followers = group.cells.iter().filter_map(|cell| followers.remove(cell)).flatten().collect();
        group.followers.sort_unstable();
    }
    groups.sort_by(|a, b| b.size().cmp(&a.size()).then(a.cells.cmp(&b.cells)));
    groups
}

impl Group {
    fn size(&self) -> usize {
        self.cells.len() + self.followers.len()
    }
}

/// Whether two columns have their errors in the same rows, for the most part.
fn stand_side_by_side(left: &[CellRef], right: &[CellRef]) -> bool {
    let rows: BTreeSet<Row> = left.iter().map(|cell| cell.row).collect();
    let both = right.iter().filter(|cell| rows.contains(&cell.row)).count();
    both * 2 > left.len().max(right.len())
}

/// Where a cell has its error from.
enum Origin {
    Here(CellRef),
    Elsewhere(SheetIndex),
}

struct Errors {
    cells: BTreeMap<CellRef, CellError>,
    by_column: BTreeMap<Col, Vec<Row>>,
}

impl Errors {
    fn of(facts: &Facts<'_>) -> Self {
        let mut errors = Self { cells: BTreeMap::new(), by_column: BTreeMap::new() };
        for (at, cell) in facts.sheet.cells() {
            if let Value::Error(error) = cell.value {
                errors.cells.insert(at, error);
                errors.by_column.entry(at.col).or_default().push(at.row);
            }
        }
        errors
    }

    /// Where each cell that passes an error on has it from; the cells where it arises are left out.
    fn roots(&self, facts: &Facts<'_>) -> BTreeMap<CellRef, Origin> {
        let mut origins = BTreeMap::new();
        let mut left = MOST_LOOKUPS;
        for (at, error) in &self.cells {
            // A formula that has lost its reference is broken itself.
            let broken = |formula: &str| formula.contains(CellError::Ref.as_str());
            let written = facts.sheet.cell(*at).and_then(|cell| cell.formula.as_deref());
            let Some(formula) = facts.formulas.get(*at).filter(|_| written.is_some_and(|text| !broken(text))) else {
                continue;
            };
            let origin = formula.references().into_iter().find_map(|(sheet, range)| {
                if sheet == facts.index {
                    return self.first_in(range, *at, *error, &mut left).map(Origin::Here);
                }
                let cell = facts.workbook.sheet(sheet)?.cell(range.start)?;
                (range.start == range.end && cell.value == Value::Error(*error)).then_some(Origin::Elsewhere(sheet))
            });
            if let Some(origin) = origin {
                origins.insert(*at, origin);
            }
        }
        followed(origins)
    }

    /// The first cell of a range with that error.
    fn first_in(&self, range: CellRange, but: CellRef, error: CellError, left: &mut usize) -> Option<CellRef> {
        for (col, rows) in self.by_column.range(range.start.col..=range.end.col.max(range.start.col)) {
            *left = left.checked_sub(1)?;
            let first = rows.partition_point(|row| *row < range.start.row);
            let inside = rows.get(first..).unwrap_or_default().iter().take_while(|row| **row <= range.end.row);
            let mut cells = inside.take(MOST_COMPARED).map(|row| CellRef::new(*row, *col));
            if let Some(found) = cells.find(|cell| *cell != but && self.cells.get(cell) == Some(&error)) {
                return Some(found);
            }
        }
        None
    }
}

/// Each origin followed to where the error arises. Of cells that lead back to themselves the first
/// one counts as that.
fn followed(mut origins: BTreeMap<CellRef, Origin>) -> BTreeMap<CellRef, Origin> {
    let mut roots: BTreeMap<CellRef, CellRef> = BTreeMap::new();
    let all: Vec<CellRef> = origins.keys().copied().collect();
    for start in all {
        let mut path = Vec::new();
        let mut on_path = BTreeSet::new();
        let mut at = start;
        let root = loop {
            if let Some(root) = roots.get(&at) {
                break *root;
            }
            if !on_path.insert(at) {
                let circle = path.iter().skip_while(|cell| **cell != at);
                break circle.min().copied().unwrap_or(at);
            }
            path.push(at);
            match origins.get(&at) {
                Some(Origin::Here(next)) => at = *next,
                _ => break at,
            }
        };
        roots.extend(path.into_iter().map(|cell| (cell, root)));
    }
    origins.retain(|at, origin| match origin {
        Origin::Here(next) => {
            let root = roots.get(at).copied().unwrap_or(*next);
            *next = root;
            root != *at
        }
        Origin::Elsewhere(_) => true,
    });
    origins
}

/// Rectangles that hold these cells and no others: runs of each column, joined with equal ones of
/// the next.
pub(super) fn rectangles(cells: &[CellRef]) -> Vec<CellRange> {
    let mut by_column: BTreeMap<Col, Vec<Row>> = BTreeMap::new();
    for cell in cells {
        by_column.entry(cell.col).or_default().push(cell.row);
    }
    let mut all: Vec<CellRange> = Vec::new();
    // Those that end in the column before, by their rows.
    let mut open: BTreeMap<(Row, Row), usize> = BTreeMap::new();
    let mut before: Option<Col> = None;
    for (col, mut rows) in by_column {
        rows.sort_unstable();
        if before.and_then(|before| before.offset(1)) != Some(col) {
            open.clear();
        }
        before = Some(col);
        let mut runs: Vec<(Row, Row)> = Vec::new();
        for row in rows {
            match runs.last_mut() {
                Some((_, last)) if last.offset(1) == Some(row) => *last = row,
                _ => runs.push((row, row)),
            }
        }
        let mut here = BTreeMap::new();
        for (first, last) in runs {
            let index = open.get(&(first, last)).copied().unwrap_or(all.len());
            match all.get_mut(index) {
                Some(range) => range.end.col = col,
                None => all.push(CellRange::new(CellRef::new(first, col), CellRef::new(last, col))),
            }
            here.insert((first, last), index);
        }
        open = here;
    }
    all.sort_unstable_by_key(|range| range.start);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_hold_the_cells_and_no_others() {
        let cells: Vec<CellRef> =
            ["B2", "C2", "B3", "C3", "C4", "E2", "E4", "E5"].iter().map(|at| at.parse().unwrap()).collect();
        let texts: Vec<String> = rectangles(&cells).iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["B2:B3", "C2:C4", "E2", "E4:E5"]);
        assert_eq!(rectangles(&cells[..4]).iter().map(ToString::to_string).collect::<Vec<_>>(), ["B2:C3"]);
    }
}
