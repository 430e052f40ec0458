//! What was found out about a figure once, and still holds.
//!
//! A search comes back to the same line in many states that differ elsewhere. What may have been meant in
//! a cell hangs on the relation that it is to repair, on how that stands, and on what stands around: where
//! all of these are as they once were, it is the same.

use std::cell::RefCell;
use std::rc::Rc;

use rust_decimal::prelude::ToPrimitive;

use super::candidate::{Candidate, DEEP, NEAR, WIDE, candidates};
use super::changes::Changes;
use super::system::{Node, System};
use crate::ledger::FigureId;
use crate::number::Number;
use crate::relation::{Judged, RelationKind};
use crate::table::Reading;

/// Of relations of more figures the changes are gone through instead, to see which of them are of the relation.
const MOST_LOOKED_THROUGH: usize = 64;

/// What is known so far.
#[derive(Default)]
pub(super) struct Known {
    /// Which figures stand around one, in its column and its line.
    around: PerFigure<FigureId>,
    /// Which stand right beside it.
    adjacent: PerFigure<FigureId>,
    /// And farther off.
    along: PerFigure<FigureId>,
    /// How large the figures around one are.
    sizes: PerFigure<f64>,
    /// How large each is by itself.
    sizes_alone: RefCell<Vec<Option<Size>>>,
    candidates: RefCell<Found>,
}

/// The natural logarithm of a figure; zeros have none.
type Size = Option<f64>;

/// A list for each figure, in the order of their numbers.
struct PerFigure<T>(RefCell<Vec<Option<Rc<[T]>>>>);

impl<T> Default for PerFigure<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T> PerFigure<T> {
    fn of(&self, figure: FigureId, look: impl FnOnce() -> Rc<[T]>) -> Rc<[T]> {
        if let Some(Some(known)) = self.0.borrow().get(figure.index()) {
            return Rc::clone(known);
        }
        let found = look();
        let mut lists = self.0.borrow_mut();
        if lists.len() <= figure.index() {
            lists.resize(figure.index().saturating_add(1), None);
        }
        if let Some(list) = lists.get_mut(figure.index()) {
            *list = Some(Rc::clone(&found));
        }
        found
    }
}

/// Figures that were found to repair relations.
#[derive(Default)]
struct Found {
    /// For each figure in whose place they are put, and for each of its relations.
    of: Vec<Vec<(usize, Vec<Repairs>)>>,
    /// How many there are in all.
    kept: usize,
}

/// The figures that would repair a relation in one way of standing.
struct Repairs {
    judged: Judged,
    /// The changes, of those that the figures hang on.
    changes: Vec<(FigureId, Number)>,
    candidates: Rc<[Candidate]>,
}

/// A long total stands in as many ways as there are changes in its column: so many of them are kept for each of its
/// terms, the last ones.
const MOST_KEPT: usize = 32;
/// So many are kept in all, some thirty megabytes; then it begins anew.
const MOST_KEPT_IN_ALL: usize = 100_000;

impl Found {
    fn get(
        &self,
        node: usize,
        cell: FigureId,
        judged: &Judged,
        changes: &[(FigureId, Number)],
    ) -> Option<Rc<[Candidate]>> {
        let (_, known) = self.of.get(cell.index())?.iter().find(|(of, _)| *of == node)?;
        let same = known.iter().rev().find(|known| known.changes == changes && known.judged == *judged)?;
        Some(Rc::clone(&same.candidates))
    }

    fn keep(&mut self, node: usize, cell: FigureId, repairs: Repairs) {
        if self.kept >= MOST_KEPT_IN_ALL {
            *self = Self::default();
        }
        if self.of.len() <= cell.index() {
            self.of.resize_with(cell.index().saturating_add(1), Vec::new);
        }
        let Some(of_cell) = self.of.get_mut(cell.index()) else { return };
        let at = of_cell.iter().position(|(of, _)| *of == node).unwrap_or(of_cell.len());
        if at == of_cell.len() {
            of_cell.push((node, Vec::new()));
        }
        let Some((_, known)) = of_cell.get_mut(at) else { return };
        if known.len() >= MOST_KEPT {
            known.remove(0);
        } else {
            self.kept = self.kept.saturating_add(1);
        }
        known.push(repairs);
    }
}

impl System<'_> {
    /// The figures around another in its column and its line.
    pub fn around(&self, figure: FigureId) -> Rc<[FigureId]> {
        let look = || {
            let steps = (-NEAR..=NEAR).filter(|step| *step != 0);
            let near =
                steps.flat_map(|step| [self.ledger.beside(figure, step, 0), self.ledger.beside(figure, 0, step)]);
            near.flatten().collect()
        };
        self.known.around.of(figure, look)
    }

    /// The figures right beside another.
    pub fn adjacent(&self, figure: FigureId) -> Rc<[FigureId]> {
        let look = || {
            let steps = [(0, -1), (0, 1), (-1, 0), (1, 0)].into_iter();
            steps.filter_map(|(down, right)| self.ledger.beside(figure, down, right)).collect()
        };
        self.known.adjacent.of(figure, look)
    }

    /// The figures in whose place another may have been taken: those of its line, and of its column.
    pub fn along(&self, figure: FigureId) -> Rc<[FigureId]> {
        let look = || {
            let along = (-WIDE..=WIDE).map(|step| (0, step));
            let down = (-DEEP..=DEEP).map(|step| (step, 0));
            along.chain(down).filter_map(|(rows, cols)| self.ledger.beside(figure, rows, cols)).collect()
        };
        self.known.along.of(figure, look)
    }

    /// The figures for `cell` that make a broken relation hold. `judged` is how it stands.
    pub fn candidates(&self, at: usize, judged: &Judged, cell: FigureId, changes: &Changes) -> Rc<[Candidate]> {
        let Some(node) = self.nodes.get(at) else { return Rc::default() };
        let Some(hangs_on) = self.hangs_on(node, cell, changes) else {
            return candidates(self, node, judged, cell, changes).into();
        };
        let known = self.known.candidates.borrow().get(at, cell, judged, &hangs_on);
        known.unwrap_or_else(|| {
            let found: Rc<[Candidate]> = candidates(self, node, judged, cell, changes).into();
            let repairs = Repairs { judged: *judged, changes: hangs_on, candidates: Rc::clone(&found) };
            self.known.candidates.borrow_mut().keep(at, cell, repairs);
            found
        })
    }

    /// The natural logarithms of the figures around another; zeros have none.
    pub fn sizes(&self, figure: FigureId, changes: &Changes) -> Rc<[f64]> {
        let around = self.around(figure);
        let size = |near: &FigureId| match changes.get(*near) {
            Some(number) => size(Reading::Number(number)),
            None => self.size_alone(*near),
        };
        let look = || around.iter().filter_map(size).collect();
        if changes.of(&around).next().is_some() {
            return look();
        }
        self.known.sizes.of(figure, look)
    }

    /// The natural logarithm of a figure as it stands, which all figures around it ask for.
    fn size_alone(&self, figure: FigureId) -> Size {
        let mut sizes = self.known.sizes_alone.borrow_mut();
        if sizes.len() <= figure.index() {
            sizes.resize(figure.index().saturating_add(1), None);
        }
        let known = sizes.get_mut(figure.index())?;
        *known.get_or_insert_with(|| size(self.ledger.reading(figure)))
    }

    /// The changes that a candidate for `cell` hangs on, beside how the relation stands, in the order of their figures;
    /// `None` where it would take too long to tell.
    fn hangs_on(&self, node: &Node, cell: FigureId, changes: &Changes) -> Option<Vec<(FigureId, Number)>> {
        let mut found = Vec::new();
        if changes.made().is_empty() {
            return Some(found);
        }
        let mut add = |figures: &[FigureId]| found.extend(changes.of(figures));
        let is_target = cell == node.relation.target;
        add(&self.around(cell));
        if is_target
            && node.kind == RelationKind::Ratio
            && let Some(other) = node.cells.get(2)
        {
            add(&self.along(*other));
        }
        // The term of a sum is moved by what is lacking, whatever the others are.
        if is_target || node.sign_of(cell).is_none() {
            if node.cells.len() <= MOST_LOOKED_THROUGH {
                add(&node.cells);
            } else if is_target && node.is_additive() {
                found.extend(changes.made().iter().filter(|(figure, _)| node.sign_of(*figure).is_some()));
            } else {
                return None;
            }
        }
        found.sort_unstable_by_key(|(figure, _)| *figure);
        found.dedup_by_key(|(figure, _)| *figure);
        Some(found)
    }
}

fn size(reading: Reading) -> Size {
    match reading {
        Reading::Number(number) if !number.value().is_zero() => number.value().abs().to_f64().map(f64::ln),
        _ => None,
    }
}
