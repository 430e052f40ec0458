//! The relations of a table as one system, and what a change of a cell does to it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Site;
use crate::number::{Interval, Number, Slack, Verdict, judge};
use crate::relation::{Computed, Expr, Judged, Readings, Relation, RelationKind, Standing};
use crate::table::Reading;
use crate::workbook::{CellRef, Row};

/// What it costs to leave a relation broken that is believed without doubt, in the unit of
/// [`super::search`] (natural logarithms of probabilities): as much as one more wrong cell with a
/// plausible slip, which is what it takes to break it.
const BROKEN: f64 = 12.0;

/// A relation in the system.
pub(super) struct Node<'a> {
    pub site: Site,
    pub kind: RelationKind,
    pub slack: Slack,
    pub relation: &'a Relation,
    /// Target and operands, each once.
    pub cells: Vec<CellRef>,
    /// The cost of leaving it broken.
    pub weight: f64,
    /// The sign of each operand, by its cell; empty for anything but a sum or difference of cells.
    signs: Vec<(CellRef, bool)>,
    /// The first two negative operands: enough to know of one beside any cell.
    negatives: Vec<CellRef>,
    /// Whether a figure that is cut instead of rounded counts as wrong here.
    strict: bool,
    /// How it stands before any change; `None` when it cannot be computed.
    pub base: Option<Verdict>,
    standing: Option<Judged>,
}

/// The relations that touch a cell of a broken relation.
pub(super) struct System<'a> {
    pub nodes: Vec<Node<'a>>,
    concerned: CellSet,
    /// For each of the cells that are concerned, the relations that it takes part in.
    by_cell: Vec<Vec<usize>>,
    readings: &'a dyn Readings,
}

/// Cells given other numbers.
pub(super) type Changes = BTreeMap<CellRef, Number>;

impl<'a> System<'a> {
    /// Gathers the system; relations that touch no broken one are left out, they cannot matter.
    pub fn new(standings: &'a [Standing], readings: &'a dyn Readings) -> Self {
        let mut concerned: Vec<CellRef> = Vec::new();
        for standing in standings.iter().filter(|standing| standing.is_arithmetic()) {
            for relation in standing.broken() {
                concerned.extend(relation.distinct_cells());
            }
        }
        let concerned = CellSet::new(concerned);
        let by_cell = vec![Vec::new(); concerned.cells.len()];
        let mut system = Self { nodes: Vec::new(), concerned, by_cell, readings };
        if system.by_cell.is_empty() {
            return system;
        }
        for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| standing.is_arithmetic()) {
            let believed = standing.confidence_without(1);
            let weight = BROKEN * believed * believed;
            // What a standing calls wrong although it is only cut, it calls wrong on every line.
            let strict = standing.pattern.relations.iter().zip(&standing.judged).zip(&standing.slacks).any(
                |((relation, judged), slack)| {
                    judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong)
                        && relation
                            .judge(standing.pattern.kind, *slack, readings)
                            .is_ok_and(|judged| judged.verdict == Verdict::Truncated)
                },
            );
            let judged = standing.judged.iter().zip(&standing.slacks);
            for (index, (relation, (judged, slack))) in standing.pattern.relations.iter().zip(judged).enumerate() {
                if !relation.cells().any(|cell| system.concerned.place(cell).is_some()) {
                    continue;
                }
                let cells = relation.distinct_cells();
                let negative = |cell: &&CellRef| match readings.reading(**cell) {
                    Reading::Number(number) => number.value().is_sign_negative() && !number.value().is_zero(),
                    Reading::Blank | Reading::Unreadable => false,
                };
                let negatives = cells.iter().skip(1).filter(negative).take(2).copied().collect();
                let node = system.nodes.len();
                for cell in &cells {
                    let place = system.concerned.place(*cell);
                    if let Some(nodes) = place.and_then(|place| system.by_cell.get_mut(place)) {
                        nodes.push(node);
                    }
                }
                system.nodes.push(Node {
                    site: Site { standing: at, relation: index },
                    kind: standing.pattern.kind,
                    slack: *slack,
                    relation,
                    cells,
                    signs: signs(&relation.expr),
                    negatives,
                    weight,
                    strict,
                    base: judged.as_ref().ok().map(|judged| judged.verdict),
                    standing: judged.as_ref().ok().copied(),
                });
            }
        }
        system
    }

    /// The relations that are broken before any change.
    pub fn broken(&self) -> BTreeSet<usize> {
        let broken = self.nodes.iter().enumerate().filter(|(_, node)| node.base == Some(Verdict::Wrong));
        broken.map(|(index, _)| index).collect()
    }

    /// The relations that a cell takes part in. Only cells of broken relations are known.
    pub fn of_cell(&self, cell: CellRef) -> &[usize] {
        self.concerned.place(cell).and_then(|place| self.by_cell.get(place)).map_or(&[], Vec::as_slice)
    }

    /// Whether a relation that touches what is broken computes the cell.
    pub fn is_computed(&self, cell: CellRef) -> bool {
        self.of_cell(cell).iter().filter_map(|node| self.nodes.get(*node)).any(|node| node.relation.target == cell)
    }

    /// What stands in a cell under changes.
    pub fn reading(&self, cell: CellRef, changes: &Changes) -> Reading {
        changes.get(&cell).map_or_else(|| self.readings.reading(cell), |number| Reading::Number(*number))
    }

    /// How a relation stands under changes; `None` when it cannot be computed.
    pub fn judge(&self, node: usize, changes: &Changes) -> Option<Judged> {
        let node = self.nodes.get(node)?;
        let readings = |cell: CellRef| self.reading(cell, changes);
        let mut judged = match self.moved(node, changes) {
            Some(judged) => judged,
            None => node.relation.judge(node.kind, node.slack, &readings).ok()?,
        };
        if node.strict && judged.verdict == Verdict::Truncated {
            judged.verdict = Verdict::Wrong;
        }
        Some(judged)
    }

    /// How a sum stands under changes, from how it stood before: a long total is not added up
    /// again for each of its terms.
    fn moved(&self, node: &Node<'_>, changes: &Changes) -> Option<Judged> {
        if node.kind == RelationKind::Equality || node.signs.is_empty() {
            return None;
        }
        let Judged { found, mut computed, .. } = node.standing?;
        let found = changes.get(&node.relation.target).copied().unwrap_or(found);
        for (cell, new) in changes {
            let Some(negative) = node.sign_of(*cell) else { continue };
            let (value, old) = match self.readings.reading(*cell) {
                Reading::Number(old) => (old.value(), old.interval()),
                Reading::Blank => (Decimal::ZERO, Interval::point(Decimal::ZERO)),
                Reading::Unreadable => return None,
            };
            let moved = new.value().checked_sub(value)?;
            let lower = new.interval().lo().checked_sub(old.lo())?;
            let upper = new.interval().hi().checked_sub(old.hi())?;
            let (by, lower, upper) = if negative { (-moved, -upper, -lower) } else { (moved, lower, upper) };
            let Computed { point, range } = computed;
            let range = Interval::new(range.lo().checked_add(lower)?, range.hi().checked_add(upper)?);
            computed = Computed { point: point.checked_add(by)?, range };
        }
        let verdict = judge(found, computed.point, computed.range, node.slack);
        Some(Judged { found, computed, verdict })
    }

    /// Whether a relation holds or cannot be computed under changes.
    pub fn holds(&self, node: usize, changes: &Changes) -> bool {
        self.judge(node, changes).is_none_or(|judged| judged.verdict.holds())
    }
}

impl Node<'_> {
    /// Whether the cell is subtracted, where cells are added and subtracted and nothing else: the
    /// target then moves as the cell does, or against it.
    pub fn sign_of(&self, cell: CellRef) -> Option<bool> {
        let at = self.signs.binary_search_by_key(&cell, |(cell, _)| *cell).ok()?;
        self.signs.get(at).map(|(_, negative)| *negative)
    }

    /// Whether an operand other than `cell` is negative.
    pub fn has_negative_beside(&self, cell: CellRef) -> bool {
        self.negatives.iter().any(|negative| *negative != cell)
    }
}

/// The sign of each cell of a sum or difference of cells, each once; empty for anything else.
fn signs(expr: &Expr) -> Vec<(CellRef, bool)> {
    let terms: Vec<(bool, &Expr)> = match expr {
        Expr::Cell(_) => vec![(false, expr)],
        Expr::Sum(terms) => terms.iter().map(|term| (false, term)).collect(),
        Expr::Difference(terms) => terms.iter().enumerate().map(|(index, term)| (index > 0, term)).collect(),
        _ => Vec::new(),
    };
    let mut signs = Vec::with_capacity(terms.len());
    for (negative, term) in terms {
        let Expr::Cell(cell) = term else { return Vec::new() };
        signs.push((*cell, negative));
    }
    signs.sort_unstable_by_key(|(cell, _)| *cell);
    let twice = signs.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
    if twice { Vec::new() } else { signs }
}

/// A set of cells in which each is found at once: every relation of a long table asks for its own.
struct CellSet {
    /// In the order of the sheet.
    cells: Vec<CellRef>,
    /// The row that `starts` begins with.
    first: Row,
    /// For each row from `first` to the last, where its cells begin, and where the last one's end.
    starts: Vec<usize>,
}

impl CellSet {
    fn new(mut cells: Vec<CellRef>) -> Self {
        cells.sort_unstable();
        cells.dedup();
        let first = cells.first().map_or(Row(0), |cell| cell.row);
        let mut starts = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            let row = cell.row.0.saturating_sub(first.0) as usize;
            if starts.len() <= row {
                starts.resize(row + 1, at);
            }
        }
        starts.push(cells.len());
        Self { cells, first, starts }
    }

    /// The place of a cell among all.
    fn place(&self, cell: CellRef) -> Option<usize> {
        let row = cell.row.0.checked_sub(self.first.0)? as usize;
        let [from, to, ..] = *self.starts.get(row..)? else { return None };
        let found = self.cells.get(from..to)?.binary_search_by_key(&cell.col, |cell| cell.col).ok()?;
        Some(from + found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Col;

    #[test]
    fn a_cell_is_found_where_it_stands_among_all() {
        let at = |row, col| CellRef::new(Row(row), Col(col));
        let set = CellSet::new(vec![at(9, 1), at(4, 2), at(4, 7), at(9, 0), at(4, 2)]);
        let places: Vec<Option<usize>> =
            [at(4, 2), at(4, 7), at(9, 0), at(9, 1)].into_iter().map(|cell| set.place(cell)).collect();
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3)]);
        for cell in [at(3, 2), at(4, 3), at(5, 2), at(9, 2), at(10, 0)] {
            assert_eq!(set.place(cell), None);
        }
        assert_eq!(CellSet::new(Vec::new()).place(at(0, 0)), None);
    }
}
