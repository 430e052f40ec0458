//! The relations of a table as one system, and what a change of a cell does to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Site;
use crate::number::{Number, Slack, Verdict};
use crate::relation::{Expr, Judged, Readings, Relation, RelationKind, Standing};
use crate::table::Reading;
use crate::workbook::CellRef;

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
    /// Whether a figure that is cut instead of rounded counts as wrong here.
    strict: bool,
    /// How it stands before any change; `None` when it cannot be computed.
    pub base: Option<Verdict>,
}

/// The relations that touch a cell of a broken relation.
pub(super) struct System<'a> {
    pub nodes: Vec<Node<'a>>,
    by_cell: BTreeMap<CellRef, Vec<usize>>,
    readings: &'a dyn Readings,
}

/// Cells given other numbers.
pub(super) type Changes = BTreeMap<CellRef, Number>;

impl<'a> System<'a> {
    /// Gathers the system; relations that touch no broken one are left out, they cannot matter.
    pub fn new(standings: &'a [Standing], readings: &'a dyn Readings) -> Self {
        let mut concerned: BTreeSet<CellRef> = BTreeSet::new();
        for standing in standings.iter().filter(|standing| standing.is_arithmetic()) {
            for relation in standing.broken() {
                concerned.extend(relation.distinct_cells());
            }
        }
        let mut system = Self { nodes: Vec::new(), by_cell: BTreeMap::new(), readings };
        if concerned.is_empty() {
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
                if !touches(relation, &concerned) {
                    continue;
                }
                let cells = relation.distinct_cells();
                let node = system.nodes.len();
                for cell in cells.iter().filter(|cell| concerned.contains(cell)) {
                    system.by_cell.entry(*cell).or_default().push(node);
                }
                system.nodes.push(Node {
                    site: Site { standing: at, relation: index },
                    kind: standing.pattern.kind,
                    slack: *slack,
                    relation,
                    cells,
                    weight,
                    strict,
                    base: judged.as_ref().ok().map(|judged| judged.verdict),
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
        self.by_cell.get(&cell).map_or(&[], Vec::as_slice)
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
        let mut judged = node.relation.judge(node.kind, node.slack, &readings).ok()?;
        if node.strict && judged.verdict == Verdict::Truncated {
            judged.verdict = Verdict::Wrong;
        }
        Some(judged)
    }

    /// Whether a relation holds or cannot be computed under changes.
    pub fn holds(&self, node: usize, changes: &Changes) -> bool {
        self.judge(node, changes).is_none_or(|judged| judged.verdict.holds())
    }
}

impl Node<'_> {
    /// +1 or -1 where the cell is added or subtracted and nothing else: the target then moves as
    /// the cell does.
    pub fn sign_of(&self, cell: CellRef) -> Option<bool> {
        let plain = |terms: &[Expr], negative: bool| {
            let mut count = terms.iter().filter(|term| **term == Expr::Cell(cell));
            (count.next().is_some() && count.next().is_none()).then_some(negative)
        };
        let cells = |terms: &[Expr]| terms.iter().all(|term| matches!(term, Expr::Cell(_)));
        match &self.relation.expr {
            Expr::Cell(only) => (*only == cell).then_some(false),
            Expr::Sum(terms) if cells(terms) => plain(terms, false),
            Expr::Difference(terms) if cells(terms) => {
                let (first, rest) = terms.split_first()?;
                match (plain(std::slice::from_ref(first), false), plain(rest, true)) {
                    (Some(sign), None) | (None, Some(sign)) => Some(sign),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Whether a relation has a cell of the set, without listing its cells.
fn touches(relation: &Relation, cells: &BTreeSet<CellRef>) -> bool {
    relation.cells().any(|cell| cells.contains(&cell))
}
