//! The relations of a table as one system, and what a change of a figure does to it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Site;
use super::changes::Changes;
use super::known::Known;
use super::state::Weight;
use crate::ledger::{FigureId, Ledger};
use crate::number::{Interval, Slack, Verdict, judge};
use crate::relation::{Computed, Expr, Judged, Relation, RelationKind, Standing};
use crate::table::Reading;

/// What it costs to leave a relation broken that is believed without doubt, in the unit of
/// [`super::search`] (natural logarithms of probabilities): as much as one more wrong cell with a
/// plausible slip, which is what it takes to break it.
const BROKEN: f64 = 12.0;

/// A relation in the system.
pub(super) struct Node {
    pub site: Site,
    pub kind: RelationKind,
    pub slack: Slack,
    pub relation: Relation<FigureId>,
    /// Target and operands, each once.
    pub cells: Vec<FigureId>,
    /// The cost of leaving it broken.
    pub weight: Weight,
    /// How many weights there are that are larger.
    pub rank: usize,
    /// The sign of each operand, by its figure; empty for anything but a sum or difference of cells.
    signs: Vec<(FigureId, bool)>,
    /// The first two negative operands: enough to know of one beside any cell.
    negatives: Vec<FigureId>,
    /// Whether a figure that is cut instead of rounded counts as wrong here.
    strict: bool,
    /// How it stands before any change; `None` when it cannot be computed.
    pub base: Option<Verdict>,
    standing: Option<Judged>,
}

/// The relations that touch a figure of a broken relation.
pub(super) struct System<'a> {
    pub nodes: Vec<Node>,
    pub ledger: &'a Ledger,
    /// The relations that each figure takes part in; of others than those of broken relations nothing is
    /// known.
    nodes_of: NodesOf,
    pub(super) known: Known,
    /// Figures that are not to be changed: a person vouches for them.
    pub right: BTreeSet<FigureId>,
}

impl<'a> System<'a> {
    /// Gathers the system; relations that touch no broken one are left out, they cannot matter.
    /// `figure` tells which figure of the ledger the laws mean.
    pub fn new<I: Copy + Ord>(
        standings: &[Standing<I>],
        ledger: &'a Ledger,
        figure: &impl Fn(I) -> Option<FigureId>,
        right: BTreeSet<FigureId>,
    ) -> Self {
        let mut is_concerned = vec![false; ledger.len()];
        for standing in standings.iter().filter(|standing| standing.is_arithmetic()) {
            for figure in standing.broken().flat_map(Relation::cells).filter_map(figure) {
                is_concerned.get_mut(figure.index()).into_iter().for_each(|is| *is = true);
            }
        }
        let is_concerned = |figure: FigureId| is_concerned.get(figure.index()).copied().unwrap_or(false);
        let mut system =
            Self { nodes: Vec::new(), ledger, nodes_of: NodesOf::default(), known: Known::default(), right };
        let mut taking_part: Vec<(FigureId, usize)> = Vec::new();
        for (at, standing) in standings.iter().enumerate().filter(|(_, standing)| standing.is_arithmetic()) {
            let kind = standing.pattern.kind;
            let believed = standing.confidence_without(1);
            let judged = standing.judged.iter().zip(&standing.slacks);
            let first = system.nodes.len();
            let mut strict = false;
            for (index, (relation, (judged, slack))) in standing.pattern.relations.iter().zip(judged).enumerate() {
                if !relation.cells().filter_map(figure).any(is_concerned) {
                    continue;
                }
                let Some(relation) = relation.over(figure) else { continue };
                // What a standing calls wrong although it is only cut, it calls wrong on every line.
                strict = strict
                    || judged.as_ref().is_ok_and(|judged| judged.verdict == Verdict::Wrong)
                        && relation
                            .judge(kind, *slack, ledger)
                            .is_ok_and(|judged| judged.verdict == Verdict::Truncated);
                let cells = relation.distinct_cells();
                let negative = |cell: &&FigureId| match ledger.reading(**cell) {
                    Reading::Number(number) => number.value().is_sign_negative() && !number.value().is_zero(),
                    Reading::Blank | Reading::Unreadable => false,
                };
                let negatives = cells.iter().skip(1).filter(negative).take(2).copied().collect();
                let node = system.nodes.len();
                taking_part.extend(cells.iter().filter(|cell| is_concerned(**cell)).map(|cell| (*cell, node)));
                system.nodes.push(Node {
                    site: Site { standing: at, relation: index },
                    kind,
                    slack: *slack,
                    signs: signs(&relation.expr),
                    relation,
                    cells,
                    negatives,
                    weight: Weight::of(BROKEN * believed * believed),
                    rank: 0,
                    strict: false,
                    base: judged.as_ref().ok().map(|judged| judged.verdict),
                    standing: judged.as_ref().ok().copied(),
                });
            }
            system.nodes.iter_mut().skip(first).for_each(|node| node.strict = strict);
        }
        system.nodes_of = NodesOf::of(taking_part, ledger.len());
        let weights: BTreeSet<Reverse<Weight>> = system.nodes.iter().map(|node| Reverse(node.weight)).collect();
        let weights: Vec<Reverse<Weight>> = weights.into_iter().collect();
        for node in &mut system.nodes {
            node.rank = weights.partition_point(|weight| *weight < Reverse(node.weight));
        }
        system
    }

    /// The relations that a figure takes part in. Only figures of broken relations are known.
    pub fn of_cell(&self, cell: FigureId) -> &[usize] {
        self.nodes_of.get(cell)
    }

    /// Whether a relation that touches what is broken computes the figure.
    pub fn is_computed(&self, cell: FigureId) -> bool {
        self.of_cell(cell).iter().filter_map(|node| self.nodes.get(*node)).any(|node| node.relation.target == cell)
    }

    /// What stands there under changes.
    pub fn reading(&self, cell: FigureId, changes: &Changes) -> Reading {
        changes.get(cell).map_or_else(|| self.ledger.reading(cell), Reading::Number)
    }

    /// How a relation stands under changes; `None` when it cannot be computed.
    pub fn judge(&self, node: usize, changes: &Changes) -> Option<Judged> {
        let node = self.nodes.get(node)?;
        let readings = |cell: FigureId| self.reading(cell, changes);
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
    fn moved(&self, node: &Node, changes: &Changes) -> Option<Judged> {
        if node.kind == RelationKind::Equality || node.signs.is_empty() {
            return None;
        }
        let Judged { found, mut computed, .. } = node.standing?;
        let found = changes.get(node.relation.target).unwrap_or(found);
        // Of a long total and many changes the fewer are gone through.
        let few = changes.made();
        let of_node = node.cells.iter().filter_map(|cell| Some((*cell, changes.get(*cell)?)));
        let own = (node.cells.len() <= few.len()).then_some(of_node).into_iter().flatten();
        let all = few.iter().copied().filter(|_| node.cells.len() > few.len());
        for (cell, new) in own.chain(all) {
            let Some(negative) = node.sign_of(cell) else { continue };
            let (value, old) = match self.ledger.reading(cell) {
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

/// Lists of relations, one for each figure, end to end.
#[derive(Default)]
struct NodesOf {
    /// Where the list of each figure begins, and where the last one ends.
    starts: Vec<u32>,
    nodes: Vec<usize>,
}

impl NodesOf {
    fn of(mut taking_part: Vec<(FigureId, usize)>, figures: usize) -> Self {
        taking_part.sort_unstable();
        let mut starts = Vec::with_capacity(figures.saturating_add(1));
        for (at, (figure, _)) in (0_u32..).zip(&taking_part) {
            starts.resize(starts.len().max(figure.index().saturating_add(1)), at);
        }
        let nodes: Vec<usize> = taking_part.into_iter().map(|(_, node)| node).collect();
        starts.resize(figures.saturating_add(1), u32::try_from(nodes.len()).unwrap_or(u32::MAX));
        Self { starts, nodes }
    }

    /// Ascending.
    fn get(&self, figure: FigureId) -> &[usize] {
        match self.starts.get(figure.index()..) {
            Some([from, to, ..]) => self.nodes.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl Node {
    /// Whether the cell is subtracted, where cells are added and subtracted and nothing else: the
    /// target then moves as the cell does, or against it.
    pub fn sign_of(&self, cell: FigureId) -> Option<bool> {
        let at = self.signs.binary_search_by_key(&cell, |(cell, _)| *cell).ok()?;
        self.signs.get(at).map(|(_, negative)| *negative)
    }

    /// Whether cells are added and subtracted and nothing else.
    pub fn is_additive(&self) -> bool {
        !self.signs.is_empty()
    }

    /// Whether an operand other than `cell` is negative.
    pub fn has_negative_beside(&self, cell: FigureId) -> bool {
        self.negatives.iter().any(|negative| *negative != cell)
    }
}

/// The sign of each cell of a sum or difference of cells, each once; empty for anything else.
fn signs(expr: &Expr<FigureId>) -> Vec<(FigureId, bool)> {
    let terms: Vec<(bool, &Expr<FigureId>)> = match expr {
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
