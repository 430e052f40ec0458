//! The relations of a table as one system, and what a change of a cell does to it.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::Site;
use crate::number::{Interval, Number, Slack, Verdict, judge};
use crate::relation::{Computed, Expr, Judged, Readings, Relation, RelationKind, Standing};
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
    by_cell: BTreeMap<CellRef, Vec<usize>>,
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
        concerned.sort_unstable();
        concerned.dedup();
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
                let negative = |cell: &&CellRef| match readings.reading(**cell) {
                    Reading::Number(number) => number.value().is_sign_negative() && !number.value().is_zero(),
                    Reading::Blank | Reading::Unreadable => false,
                };
                let negatives = cells.iter().skip(1).filter(negative).take(2).copied().collect();
                let node = system.nodes.len();
                for cell in cells.iter().filter(|cell| concerned.binary_search(cell).is_ok()) {
                    system.by_cell.entry(*cell).or_default().push(node);
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

/// Whether a relation has a cell of the set, without listing its cells.
fn touches(relation: &Relation, cells: &[CellRef]) -> bool {
    relation.cells().any(|cell| cells.binary_search(&cell).is_ok())
}
