//! What was found out about a figure once, and still holds.
//!
//! A search comes back to the same line in many states that differ elsewhere. What may have been meant in
//! a cell hangs on the relation that it is to repair, on how that stands, and on what stands around: as
//! long as none of these is changed, it is the same.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rust_decimal::prelude::ToPrimitive;

use super::candidate::{Candidate, DEEP, NEAR, WIDE, candidates};
use super::changes::Changes;
use super::system::{Node, System};
use crate::ledger::FigureId;
use crate::relation::{Judged, RelationKind};
use crate::table::Reading;

/// Relations of more figures are not gone through to see whether one of them is changed.
const MOST_LOOKED_THROUGH: usize = 64;

/// What is known so far.
#[derive(Default)]
pub(super) struct Known {
    /// Which figures stand around one, in its column and its line.
    around: RefCell<BTreeMap<FigureId, Rc<[FigureId]>>>,
    /// And farther off.
    along: RefCell<BTreeMap<FigureId, Rc<[FigureId]>>>,
    /// The figures that would repair a relation, by the relation and the figure in whose place they are
    /// put, with how the relation stood.
    candidates: RefCell<BTreeMap<(usize, FigureId), Vec<Found>>>,
    /// How large the figures around one are.
    sizes: RefCell<BTreeMap<FigureId, Rc<[f64]>>>,
}

/// Figures that would repair a relation, and how it stood.
type Found = (Judged, Rc<[Candidate]>);

/// A long total stands in as many ways as there are changes in its column: so many of them are kept.
const MOST_KEPT: usize = 8;

impl System<'_> {
    /// The figures around another in its column and its line.
    pub fn around(&self, figure: FigureId) -> Rc<[FigureId]> {
        let look = || {
            let steps = (-NEAR..=NEAR).filter(|step| *step != 0);
            let near =
                steps.flat_map(|step| [self.ledger.beside(figure, step, 0), self.ledger.beside(figure, 0, step)]);
            near.flatten().collect()
        };
        self.known.around.borrow_mut().entry(figure).or_insert_with(look).clone()
    }

    /// The figures in whose place another may have been taken: those of its line, and of its column.
    pub fn along(&self, figure: FigureId) -> Rc<[FigureId]> {
        let look = || {
            let along = (-WIDE..=WIDE).map(|step| (0, step));
            let down = (-DEEP..=DEEP).map(|step| (step, 0));
            along.chain(down).filter_map(|(rows, cols)| self.ledger.beside(figure, rows, cols)).collect()
        };
        self.known.along.borrow_mut().entry(figure).or_insert_with(look).clone()
    }

    /// The figures for `cell` that make a broken relation hold. `judged` is how it stands.
    pub fn candidates(&self, at: usize, judged: &Judged, cell: FigureId, changes: &Changes) -> Rc<[Candidate]> {
        let Some(node) = self.nodes.get(at) else { return Rc::default() };
        let is_as_it_was = self.is_as_it_was(node, cell, changes);
        if is_as_it_was
            && let Some(known) = self.known.candidates.borrow().get(&(at, cell))
            && let Some((_, found)) = known.iter().find(|(before, _)| before == judged)
        {
            return Rc::clone(found);
        }
        let found: Rc<[Candidate]> = candidates(self, node, judged, cell, changes).into();
        if is_as_it_was {
            let mut known = self.known.candidates.borrow_mut();
            let known = known.entry((at, cell)).or_default();
            if known.len() >= MOST_KEPT {
                known.remove(0);
            }
            known.push((*judged, Rc::clone(&found)));
        }
        found
    }

    /// The natural logarithms of the figures around another; zeros have none.
    pub fn sizes(&self, figure: FigureId, changes: &Changes) -> Rc<[f64]> {
        let around = self.around(figure);
        let size = |near: &FigureId| match self.reading(*near, changes) {
            Reading::Number(number) if !number.value().is_zero() => number.value().abs().to_f64().map(f64::ln),
            _ => None,
        };
        let look = || around.iter().filter_map(size).collect();
        if around.iter().any(|near| changes.has(*near)) {
            return look();
        }
        self.known.sizes.borrow_mut().entry(figure).or_insert_with(look).clone()
    }

    /// Whether nothing is changed that a candidate for `cell` hangs on but how the relation stands.
    fn is_as_it_was(&self, node: &Node, cell: FigureId, changes: &Changes) -> bool {
        if changes.made().is_empty() {
            return true;
        }
        let any = |figures: &[FigureId]| figures.iter().any(|figure| changes.has(*figure));
        let is_target = cell == node.relation.target;
        // The term of a sum is moved by what is lacking, whatever the others are.
        if is_target || node.sign_of(cell).is_none() {
            let is_long = node.cells.len() > MOST_LOOKED_THROUGH;
            if is_long || any(&node.cells) {
                return false;
            }
        }
        let is_quotient = is_target && node.kind == RelationKind::Ratio;
        let other = node.cells.get(2).filter(|_| is_quotient);
        !any(&self.around(cell)) && other.is_none_or(|other| !any(&self.along(*other)))
    }
}
